"""`python -m dflow_graph` is `dflow-graph`."""

import gc

# Collect seldom: a command makes much that stays, and is over soon.
gc.set_threshold(100_000)

from dflow_graph.cli.start import main  # noqa: E402 - what is imported counts, too

if __name__ == "__main__":
    main()
