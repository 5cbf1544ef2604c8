"""Work shared between processes: the same results in the same order, whatever becomes of one."""

import os
import sys
from threading import Event, Thread

import pytest

from atlas import parallel
from atlas.parallel import spread

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
