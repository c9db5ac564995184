#!/bin/sh
# Renews the verdicts of ../../v1/expressions/vectors.jsonl; their texts stay as they are.
set -eu
cd "$(dirname "$0")"
vectors=../../v1/expressions/vectors.jsonl
go run . -vectors <"$vectors" >"$vectors.new"
mv "$vectors.new" "$vectors"
