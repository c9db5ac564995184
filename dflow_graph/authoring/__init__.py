"""dflow's workflow classes: what a script says becomes a graph.

Must not import at module level anything of dflow_graph but `dflow_graph.python`.
"""
