"""Many slices in one pod: the OP is called once for each (clauses SLC-7, SLC-8, SLC-14).

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import copy
import functools
import multiprocessing
import os
import signal
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from .errors import GraphError
from .failures import FatalError
from .opio import OPIO
from .run import Run
from .utils import slice_to_dir, try_to_execute

__all__ = ["Outcome", "exit_code", "run_pool"]


class Outcome(NamedTuple):
    """What came of a slice: its outputs, if any, and the exit code that its error stands for."""

    output: Optional[Dict[str, Any]]
    code: int


def exit_code(error: Optional[BaseException]) -> int:
    """0 for no error, 2 for one that is fatal, 1 for any other (clause RET-1)."""
    if error is None:
        return 0
    return 2 if isinstance(error, FatalError) else 1


def run_pool(run: Run, op_in: OPIO) -> List[Outcome]:
    """Run every slice of the pod and write the outputs of those that gave any."""
    pieces = _pieces(run, op_in)
    folders = _folders(run, len(pieces))
    own = [_own_indices(run, number) for number in range(len(pieces))]
    work = functools.partial(_work, run.op, run.output_sign, os.getcwd(), run.slices.pool_timeout)
    calls = list(zip(pieces, folders, own))
    size = run.slices.pool_size
    if size == 1 or not pieces:
        outcomes = [work(*call) for call in calls]
    else:
        context = multiprocessing.get_context(_start_method())
        count = len(pieces) if size == -1 else size
        with context.Pool(count, initializer=_may_be_stopped) as pool:
            outcomes = pool.starmap(work, calls, chunksize=1)
            # A worker that is told to stop while it starts may miss it, and would be waited for.
            pool.close()
            pool.join()
    outputs, run.op.slices = _stacked(run, outcomes)
    run.op.handle_outputs(outputs)
    return outcomes


def _own_indices(run: Run, number: int) -> Dict[str, Any]:
    """The indices of one slice, by output."""
    places = run.indices.outputs.items()
    return {k: place[number] if isinstance(place, list) else place for k, place in places}


def _may_be_stopped() -> None:
    """A worker is stopped by the pool, quietly; the pod's own handler is not for it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _start_method() -> str:
    """Children that have the OP's module already, wherever the system can make such."""
    methods = multiprocessing.get_all_start_methods()
    return "fork" if "fork" in methods else methods[0]


def _pieces(run: Run, op_in: OPIO) -> List[OPIO]:
    """The inputs of each slice; an optional artifact that is missing is None in all (SLC-13)."""
    lists = {k: list(op_in[k]) for k in run.sliced_inputs() if op_in.get(k) is not None}
    lengths = {name: len(items) for name, items in lists.items()}
    if len(set(lengths.values())) > 1:
        # SLC-3
        said = ", ".join(f"`{name}` has {length}" for name, length in lengths.items())
        raise GraphError("slices", f"the sliced inputs are of different lengths: {said}")
    count = next(iter(lengths.values()), run.indices.count)
    pieces = []
    for index in range(count):
        piece = OPIO({name: copy.deepcopy(op_in[name]) for name in op_in if name not in lists})
        piece.update({name: items[index] for name, items in lists.items()})
        pieces.append(piece)
    return pieces


def _folders(run: Run, count: int) -> List[Optional[str]]:
    """The working folder of each slice, below the pod's (SLC-17)."""
    if not run.task["create_dir"]:
        return [None] * count
    indices = next((i for i in run.indices.outputs.values() if isinstance(i, list)), range(count))
    return [slice_to_dir(index) for index in indices]


def _work(
    op: Any,
    output_sign: Any,
    cwd: str,
    timeout: Optional[int],
    op_in: OPIO,
    folder: Optional[str],
    indices: Dict[str, Any],
) -> Outcome:
    op.outputs, op.slices, op.pool_size = {}, indices, None
    output, error = try_to_execute(op_in, op, output_sign, cwd, slice_dir=folder, timeout=timeout)
    # Errors stay in their process: not every one can be pickled.
    return Outcome(None if output is None else dict(output), exit_code(error))


def _stacked(run: Run, outcomes: List[Outcome]) -> Tuple[Dict[str, Any], Dict[str, Any]]:
    """The outputs of all slices, and the indices of those that are stacked.

    A stacked output is a list, to which a slice that gave nothing contributes no element (SLC-8);
    another one is that of the last slice.
    """
    run.op.pool_size = run.slices.pool_size
    given: List[Tuple[int, Dict[str, Any]]] = [
        (number, outcome.output) for number, outcome in enumerate(outcomes) if outcome.output
    ]
    outputs: Dict[str, Any] = {}
    for _, output in given:
        outputs.update(output)
    indices: Dict[str, Any] = {}
    for name, places in run.indices.outputs.items():
        having = [(number, output) for number, output in given if name in output]
        outputs[name] = [output[name] for _, output in having]
        indices[name] = [places[n] for n, _ in having] if isinstance(places, list) else places
    return outputs, indices
