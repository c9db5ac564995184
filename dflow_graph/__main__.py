"""`python -m dflow_graph` is `dflow-graph`."""

from dflow_graph.cli.main import main

if __name__ == "__main__":
    main()
