"""Does the same to many things in as many processes as there are processors, up to a few.

Only where a process can be forked safely: on Linux, and while no other thread runs. Elsewhere the
things are done in turn, with the same result.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import repeat
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Fewer things than this are not worth a process; more processes than this, not their memory.
_LEAST, _MOST = 100, 4


def spread(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Return what `work` returns for each item, in the order of the items.

    Results travel between processes, so they must be plain values; whatever else `work` changes,
    it may have changed in another process. Raises what `work` raises.
    """
    count = _processes() if len(items) >= _LEAST else 1
    # Every so-manieth item: neighbours are alike, so the shares take about as long as each other.
    shares = [items[number::count] for number in range(count)]
    gc.freeze()  # what the collector leaves alone is not copied into each process
    try:
        answers = [_start(work, share) for share in shares[1:]]
        done = [[work(item) for item in shares[0]]]
        done += map(_result, answers, repeat(work), shares[1:])
    finally:
        gc.unfreeze()
    return [done[place % count][place // count] for place in range(len(items))]


def _processes() -> int:
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(_MOST, len(os.sched_getaffinity(0)))


def _start(work: Callable[[Item], Result], share: Sequence[Item]) -> Connection:
    """Begin a share in a process of its own; return where its results will arrive."""
    context = get_context("fork")
    answer, question = context.Pipe(duplex=False)
    context.Process(target=_do, args=(work, share, question), daemon=True).start()
    question.close()
    return answer


def _do(work: Callable[[Item], Result], share: Sequence[Item], question: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted is the one who waits
    with suppress(Exception):
        question.send([work(item) for item in share])


def _result(
    answer: Connection, work: Callable[[Item], Result], share: Sequence[Item]
) -> list[Result]:
    try:
        done: list[Result] = answer.recv()
    except EOFError:  # it gave up: do it here, where an error is reported as it would be anyway
        return [work(item) for item in share]
    return done
