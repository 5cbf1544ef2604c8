"""Work shared between processes: the same results in the same order, whatever becomes of one."""

import os
import subprocess
import sys
import time
from multiprocessing import active_children
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from atlas import parallel
from atlas.parallel import spread
from conftest import wait_for

MANY = range(500)
HERE = os.getpid()


def test_results_stand_in_the_order_of_the_items() -> None:
    assert spread(lambda n: n * n, MANY) == [n * n for n in MANY]
    assert spread(str, range(3)) == ["0", "1", "2"]
    assert spread(str, ()) == []


@pytest.mark.parametrize("processors", [1, 2, 3, 4])
def test_any_number_of_processes_gives_the_same(
    monkeypatch: pytest.MonkeyPatch, processors: int
) -> None:
    monkeypatch.setattr(parallel, "_processes", lambda: processors)
    found = spread(lambda n: (n, os.getpid()), MANY)
    assert [n for n, _ in found] == list(MANY)
    assert len({process for _, process in found}) == processors


def test_few_items_are_not_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_processes", lambda: 4)
    assert {os.getpid()} == set(spread(lambda _: os.getpid(), range(9)))


def test_an_error_is_raised_where_the_work_was_asked_for() -> None:
    def fail(n: int) -> int:
        if n == 333:
            raise ValueError("no such page")
        return n

    with pytest.raises(ValueError, match="no such page"):
        spread(fail, MANY)


def test_the_work_of_a_process_that_died_is_done_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parallel, "_processes", lambda: 2)

    def work(n: int) -> int:
        if os.getpid() != HERE:
            os._exit(9)
        return n

    assert spread(work, MANY) == list(MANY)


def test_nothing_is_forked_while_another_thread_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert parallel._processes() == 4
    done = Event()
    other = Thread(target=done.wait)
    other.start()
    try:
        assert parallel._processes() == 1
    finally:
        done.set()
        other.join()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert parallel._processes() == 1


def test_the_work_of_a_process_killed_while_it_answers_is_done_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parallel, "_processes", lambda: 2)
    receive = Connection.recv

    def kill_first(answer: Connection) -> Any:
        # Its answer is far larger than a pipe holds, so it stands in the middle of sending.
        (child,) = active_children()
        time.sleep(0.2)
        child.kill()
        return receive(answer)

    monkeypatch.setattr(Connection, "recv", kill_first)
    assert spread(lambda n: str(n) * 9_999, MANY) == [str(n) * 9_999 for n in MANY]


def test_where_no_process_can_be_started_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parallel, "_processes", lambda: 3)
    monkeypatch.setattr(os, "fork", lambda: (_ for _ in ()).throw(BlockingIOError(11, "no room")))
    assert spread(lambda n: n * n, MANY) == [n * n for n in MANY]


def test_nothing_is_left_running_or_unread() -> None:
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir())) if descriptors.exists() else 0
    spread(lambda n: n, MANY)
    assert active_children() == []
    assert before == (len(list(descriptors.iterdir())) if descriptors.exists() else 0)


def _runs(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # it ended, and nobody asked yet how


ORPHANS = """
import os, sys, time
from atlas import parallel
parallel._processes = lambda: 3
def work(n):
    if n == 0:
        print("working", flush=True)
        time.sleep(60)
    return "x" * 99_999
parallel.spread(work, range(300))
"""


def test_a_parent_that_is_killed_leaves_no_process_behind() -> None:
    if sys.platform != "linux":
        assert parallel._processes() == 1  # so nobody can be left behind
        return
    with subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"working\n"
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
        assert len(children) == 2
        time.sleep(0.5)  # by now both are in the middle of sending
        parent.kill()
    assert wait_for(lambda: not any(map(_runs, children)))
