// Ajv behind the protocol of the suite: level `core`, from the bundle of schemas alone.
// Written from conformance/README.md and conformance/protocol.md.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv2020 from "ajv/dist/2020.js";
import { Fault, parse, pointerOf } from "./strict_json.mjs";

const here = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const bundle = here(process.argv[2] ?? "../../../schemas/v1/dflow_graph.schema.json");
const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false });
const check = ajv.compile(bundle);

// The table of CONF-9: a keyword that fails, and the code and place of the finding.
function findingOf({ keyword, instancePath: at, params }) {
  if (keyword === "required") return ["DG105", at];
  if (keyword === "additionalProperties") return ["DG106", at + pointerOf([params.additionalProperty])];
  if (keyword === "enum" || keyword === "const") return [at.endsWith("/kind") ? "DG108" : "DG109", at];
  if (keyword === "type") return ["DG107", at];
  if (/^(exclusive)?(min|max)imum$/i.test(keyword)) return ["DG110", at];
  return undefined; // `if` and `$ref` only pass on what others say
}

function judge({ text, base64 }) {
  let document;
  try {
    document = parse(base64 === undefined ? new TextEncoder().encode(text) : Buffer.from(base64, "base64"));
  } catch (fault) {
    if (fault instanceof Fault) return [[fault.code, fault.pointer]];
    throw fault;
  }
  if (document?.dflow_graph === undefined) return [["DG101", ""]];
  if (document.dflow_graph !== "1.0") return [["DG102", "/dflow_graph"]];
  return check(document) ? [] : check.errors.map(findingOf).filter(Boolean);
}

const version = here("./package.json").dependencies.ajv;
const implementation = { name: "ajv", version, language: "JavaScript" };
const answers = {
  start: () => ({ protocol: 1, implementation, claims: { levels: ["core"] } }),
  case: ({ seq, input }) => {
    const diagnostics = judge(input).map(([code, pointer]) => ({ code, pointer }));
    return { seq, result: { valid: diagnostics.length === 0, diagnostics } };
  },
};
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.command === "stop") break;
  process.stdout.write(JSON.stringify(answers[message.command](message)) + "\n");
}
process.exit(0);
