"""What cwltool says of documents: `python -m tests.interop.cwl_judge FILE...`, a line each.

In a process of its own, since cwltool takes long to import and warns while it does.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys


def main() -> None:
    """Loads and checks each document as `cwltool --validate` does; `null` for a sound one."""
    from cwltool.factory import Factory

    logging.getLogger("cwltool").setLevel(logging.CRITICAL)
    logging.getLogger("salad").setLevel(logging.CRITICAL)
    for path in sys.argv[1:]:
        said = None
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                Factory().make(path)
            except Exception as error:
                said = f"{type(error).__name__}: {error}"[:2000]
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
