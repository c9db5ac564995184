// Package lines is how oracles of manifests talk: a manifest a line in, a verdict a line out.
package lines

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// A manifest of 100,000 steps has some 60 MB.
const longestLine = 1 << 30

// Verdict is what a judge says: where it refuses, the stage at which it does, and why.
type Verdict struct {
	OK    bool   `json:"ok"`
	Stage string `json:"stage,omitempty"`
	Error string `json:"error,omitempty"`
}

// Accepted is the verdict on what is sound.
var Accepted = Verdict{OK: true}

// Refused is the verdict on what is not.
func Refused(stage string, reason any) Verdict {
	return Verdict{Stage: stage, Error: fmt.Sprint(reason)}
}

// Answer judges standard input, line by line, until it ends. A judge that panics has crashed.
func Answer(judge func(manifest []byte) Verdict) {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 0, 1<<20), longestLine)
	out := bufio.NewWriter(os.Stdout)
	answers := json.NewEncoder(out)
	for in.Scan() {
		if err := answers.Encode(guarded(judge, in.Bytes())); err != nil {
			Fail(err)
		}
		// One answer a line at once, so that a caller can talk to one process.
		if err := out.Flush(); err != nil {
			Fail(err)
		}
	}
	if err := in.Err(); err != nil {
		Fail(err)
	}
}

// Fail ends the program with an error.
func Fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func guarded(judge func([]byte) Verdict, manifest []byte) (verdict Verdict) {
	defer func() {
		if reason := recover(); reason != nil {
			verdict = Refused("crash", reason)
		}
	}()
	return judge(manifest)
}
