"""dflow's package of plug-ins, as far as graphs know them."""
