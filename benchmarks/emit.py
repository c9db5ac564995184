"""`python -m benchmarks.emit`: emission beside pydflow, of the same scripts and of large graphs."""

from __future__ import annotations

import sys

from benchmarks.__main__ import main

if __name__ == "__main__":
    main(["emit", "--steps", "10000", *sys.argv[1:]])
