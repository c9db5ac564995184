"""Feeds mutated documents to the validator: `python -m tests.fuzz --documents 1000000 --jobs 2`.

Seeds are the examples and the conformance cases. Each document is a seed with places of its value
changed, or with bytes of its text changed, cut, doubled or joined with those of another seed. What
must hold for each: nothing is raised but findings, it takes under a second for 100 kB, every
finding has a code of the catalogue and a pointer, and the fast way and the exact way agree.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from dflow_graph.pipeline import _read_slowly, read
from dflow_graph.rules import RULES
from dflow_graph.source.document import Limits
from dflow_graph.source.pointer import split
from tests.mutations import mutated

ROOT = Path(__file__).parents[1]
SLOWEST = 1.0  # seconds for 100 kB
LARGEST_SEED = 30_000
TOKENS = [
    b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b"{{", b"}}", b"{{=", b"null", b"1e999", b"-",
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\n", b"\t", b" ", b"#", b"&a", b"*a", b"!!x", b"|", b">",
    b"'", b"---", b"...", b"%YAML", b"\\ud800", b"kind", b"$value", b"steps", b"item", b"0" * 30,
    b"(", b")", b"?", b"'%d'", b"..", b"/", b"~",
]  # fmt: skip


def seeds() -> tuple[list[bytes], list[Any]]:
    """Texts, and values of those that have one."""
    texts, values = [], []
    for path in sorted((ROOT / "examples").iterdir()):
        if path.suffix in (".json", ".yaml") and path.stat().st_size < LARGEST_SEED:
            texts.append(path.read_bytes())
            if path.suffix == ".json":
                values.append(json.loads(texts[-1]))
    for path in sorted((ROOT / "conformance" / "v1").glob("*valid/*.json")):
        given = json.loads(path.read_text(encoding="utf-8"))["input"]
        if "document" in given:
            values.append(given["document"])
            texts.append(json.dumps(given["document"]).encode())
        elif "text" in given:
            texts.append(given["text"].encode("utf-8", errors="surrogatepass"))
        else:
            texts.append(base64.b64decode(given["base64"]))
    return texts, values


def mangled(text: bytes, other: bytes, rng: random.Random) -> bytes:
    """A text with one to four stretches changed."""
    for _ in range(rng.randint(1, 4)):
        at, size = rng.randint(0, len(text)), rng.choice((0, 1, 1, 2, 8, 64))
        action = rng.randrange(5)
        if action == 0:
            text = text[:at] + rng.choice(TOKENS) + text[at + size :]
        elif action == 1:
            text = text[:at] + text[at + size :]
        elif action == 2:
            text = text[:at] + text[at : at + size] * rng.choice((2, 3, 50)) + text[at + size :]
        elif action == 3:
            start = rng.randint(0, len(other))
            text = text[:at] + other[start : start + size * 4] + text[at:]
        else:
            text = text[:at] + bytes([rng.randrange(256)]) + text[at + 1 :]
    return text


def document(texts: list[bytes], values: list[Any], rng: random.Random) -> bytes:
    """One mutated document."""
    if rng.random() < 0.5:
        return mangled(rng.choice(texts), rng.choice(texts), rng)
    value = rng.choice(values)
    for _ in range(rng.randint(1, 3)):
        value = mutated(value, rng)
    return json.dumps(value).encode()


def complaint(data: bytes) -> str:
    """What is wrong with how a document was handled, or the empty text."""
    start = time.process_time()  # what others compute meanwhile is no part of it
    try:
        whole = read(data, notation="auto")
        taken = time.process_time() - start
        exact = _read_slowly(data, "<bytes>", "auto", Limits(), meaning=True)
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"raised {type(error).__name__}: {error}"
    if taken > SLOWEST * max(1.0, len(data) / 100_000):
        return f"took {taken:.2f} s for {len(data)} bytes"
    if (whole.report, whole.model) != (exact.report, exact.model):
        return "the fast way and the exact way differ"
    for found in whole.report.diagnostics:
        split(found.pointer)
        if found.code not in RULES or not found.message or found.line < 1:
            return f"a finding is not whole: {found}"
    return ""


def run(task: tuple[int, int]) -> list[tuple[str, bytes]]:
    """Complaints of one batch: (complaint, document)."""
    seed, count = task
    rng = random.Random(seed)
    texts, values = seeds()
    for text in texts:
        read(text)  # what is imported or built once is no part of a document's time
    made = (document(texts, values, rng) for _ in range(count))
    return [(said, data) for data in made if (said := complaint(data))]


def main() -> None:
    """Runs the batches, prints each complaint and a summary; exits 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    batch = min(2_000, max(1, options.documents // options.jobs))
    tasks = [(options.seed + i, batch) for i in range(-(-options.documents // batch))]
    start = time.perf_counter()
    complaints = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for found in pool.map(run, tasks):
            for said, data in found[:5]:
                print(f"{said}\n  {data[:300]!r}")
            complaints += len(found)
    seconds = time.perf_counter() - start
    print(f"{batch * len(tasks)} documents, {seconds:.0f} s, {complaints} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
