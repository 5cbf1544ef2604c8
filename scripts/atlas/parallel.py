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
from dataclasses import dataclass
from itertools import repeat
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
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
    helpers: list[_Helper | None] = []
    gc.freeze()  # what the collector leaves alone is not copied into each process
    try:
        for share in shares[1:]:
            helpers.append(_start(work, share, helpers))
        done = [[work(item) for item in shares[0]]]
        done += map(_result, helpers, repeat(work), shares[1:])
    finally:
        gc.unfreeze()
        for helper in filter(None, helpers):
            helper.end()
    return [done[place % count][place // count] for place in range(len(items))]


def _processes() -> int:
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(_MOST, len(os.sched_getaffinity(0)))


@dataclass(frozen=True, slots=True)
class _Helper:
    """A process that does a share, and the end of the pipe where its results arrive."""

    process: BaseProcess
    answer: Connection

    def end(self) -> None:
        self.answer.close()
        self.process.join()


def _start(
    work: Callable[[Item], Result], share: Sequence[Item], others: Sequence[_Helper | None]
) -> _Helper | None:
    """Begin a share in a process of its own; None where the system has no room for one."""
    context = get_context("fork")
    answer, question = context.Pipe(duplex=False)
    kept = [answer, *(helper.answer for helper in others if helper)]
    process = context.Process(target=_do, args=(work, share, question, kept), daemon=True)
    try:
        process.start()
    except OSError:
        answer.close()
        return None
    finally:
        question.close()
    return _Helper(process, answer)


def _do(
    work: Callable[[Item], Result],
    share: Sequence[Item],
    question: Connection,
    kept: Sequence[Connection],
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted is the one who waits
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for end in kept:  # so that only the one who waits can read: without it, this process ends
        end.close()
    with suppress(Exception):
        question.send([work(item) for item in share])


def _result(
    helper: _Helper | None, work: Callable[[Item], Result], share: Sequence[Item]
) -> list[Result]:
    if helper:
        # A process that gave up or was killed: its share is done here, where an error is reported
        # as it would be anyway.
        with suppress(EOFError, OSError):
            done: list[Result] = helper.answer.recv()
            return done
    return [work(item) for item in share]
