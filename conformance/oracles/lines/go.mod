module dflow-graph/oracles/lines

go 1.25.7
