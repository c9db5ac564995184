"""The command line `dflow-graph`: arguments in, exit status out; every decision is made below."""
