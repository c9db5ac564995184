"""Which values of a script pydflow's own check of an OP refuses, as it does when the OP runs."""

import json
import runpy
import sys

from dflow.python import OPIO


def main(path):
    script = runpy.run_path(path)
    given = {name: ("TakesDict", {"d": value}) for name, value in script["VALUES"].items()}
    given |= {name: ("TakesNumbers", values) for name, values in script["NUMBERS"].items()}
    refused = {}
    for name, (op, values) in given.items():
        try:
            script[op]().execute(OPIO(values))
        except TypeError as error:
            refused[name] = str(error)
    sys.stdout.write(json.dumps(refused))


if __name__ == "__main__":
    main(*sys.argv[1:])
