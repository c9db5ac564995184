// A JSON reader that takes what the format takes and nothing else: the clauses stand at the lines
// that hold them. `JSON.parse` would let doubled members, huge numbers and half characters pass.
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?(?![-+.\w])/y;
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORDS = [["true", true], ["false", false], ["null", null]];
const DEEPEST = 64;

export class Fault extends Error {
  constructor(code, path) {
    super(code);
    this.code = code;
    this.pointer = pointerOf(path);
  }
}

export const pointerOf = (path) =>
  path.map((part) => "/" + String(part).replaceAll("~", "~0").replaceAll("/", "~1")).join("");

/** The value of a document. Throws the first `Fault` of its syntax. */
export function parse(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault("DG001", []); // ENC-1
  }
  if (text.startsWith("\ufeff")) throw new Fault("DG002", []); // ENC-2
  if (text.includes("\0")) throw new Fault("DG001", []); // ENC-1
  return new Reader(text).document();
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  document() {
    if (this.blank() === undefined) throw new Fault("DG003", []); // DOC-1
    const value = this.value([]);
    if (this.blank() !== undefined) throw new Fault("DG004", []); // DOC-1, DOC-10
    return value;
  }

  /** Passes over white space; the character behind it. */
  blank() {
    while (" \t\r\n".includes(this.text[this.at] ?? "x")) this.at++;
    return this.text[this.at];
  }

  /** Passes over `symbol`, which may stand here or, if `must`, has to. */
  take(symbol, path, must = true) {
    const found = this.blank() === symbol;
    if (!found && must) throw new Fault("DG004", path); // DOC-10
    if (found) this.at++;
    return found;
  }

  value(path) {
    const first = this.blank();
    if (first === "{") return this.object(path);
    if (first === "[") return this.list(path);
    if (first === '"') return this.string(path);
    for (const [word, value] of WORDS)
      if (this.text.startsWith(word, this.at) && !/\w/.test(this.text[this.at + word.length] ?? "")) {
        this.at += word.length;
        return value;
      }
    return this.number(path);
  }

  object(path) {
    this.open("{", path);
    const found = new Map();
    if (!this.take("}", path, false)) {
      do {
        if (this.blank() !== '"') throw new Fault("DG004", path);
        const key = this.string(path);
        this.take(":", path);
        if (found.has(key)) throw new Fault("DG006", [...path, key]); // OBJ-2
        found.set(key, this.value([...path, key]));
      } while (this.take(",", path, false));
      this.take("}", path);
    }
    return Object.fromEntries(found);
  }

  list(path) {
    this.open("[", path);
    const found = [];
    if (!this.take("]", path, false)) {
      do {
        if (found.length && this.blank() === "]") throw new Fault("DG004", path); // DOC-10
        found.push(this.value([...path, found.length]));
      } while (this.take(",", path, false));
      this.take("]", path);
    }
    return found;
  }

  open(bracket, path) {
    if (path.length === DEEPEST) throw new Fault("DG010", path); // LIM-2
    this.take(bracket, path);
  }

  string(path) {
    const raw = this.match(TEXT)?.[0];
    if (raw === undefined) throw new Fault("DG004", path);
    const text = JSON.parse(raw);
    if (!text.isWellFormed()) throw new Fault("DG009", path); // ENC-3
    return text;
  }

  number(path) {
    const found = this.match(NUMBER);
    if (!found) throw new Fault(/-?(NaN|Infinity)\b/y.test(this.text.slice(this.at)) ? "DG008" : "DG004", path);
    const number = Number(found[0]);
    const isWhole = !found[1] && !found[2];
    // NUM-2, NUM-3
    if (isWhole ? !Number.isSafeInteger(number) : !Number.isFinite(number)) throw new Fault("DG007", path);
    return number;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}
