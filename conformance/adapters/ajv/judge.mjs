// Reads one JSON request a line, {"schema": "/path/of.schema.json", "instance": ...}, and writes one
// JSON answer a line, {"valid": true} or {"valid": false, "errors": [{"pointer", "keyword"}]}.
// Strict mode is on: a keyword that ajv does not know, or a schema that it takes for a slip, throws.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv2020 from "ajv/dist/2020.js";

const validators = new Map();

function validatorOf(path) {
  if (!validators.has(path)) {
    const ajv = new Ajv2020({
      strict: true,
      strictTypes: false, // a union is one flat schema with several types
      strictRequired: false, // `required` of `kind` stands beside its enum, not its definition
      allErrors: true,
      validateFormats: false,
    });
    validators.set(path, ajv.compile(JSON.parse(readFileSync(path, "utf8"))));
  }
  return validators.get(path);
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const validate = validatorOf(request.schema);
  const valid = validate(request.instance);
  const errors = (validate.errors ?? []).map((e) => ({
    pointer: e.instancePath,
    keyword: e.keyword,
  }));
  process.stdout.write(JSON.stringify(valid ? { valid } : { valid, errors }) + "\n");
}
