"""The demo's processes are kept alive, ended together, and found again after the supervisor itself was killed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from config import supervisor
from config.supervisor import Child, Supervisor, end_leftovers

SLEEPER = [sys.executable, "-c", "import os, time; os.fork(); time.sleep(60)"]
DEAF_SLEEPER = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def run(tmp_path: Path, said: list[str]) -> Iterator[Callable[..., Supervisor]]:
    started: list[Supervisor] = []

    def _run(command: list[str]) -> Supervisor:
        child = Child("worker", command, tmp_path / "worker.log")
        started.append(Supervisor([child], tmp_path / "record.json", said.append))
        started[-1].start()
        wait_until(lambda: len(family(started[-1])) == (2 if command is SLEEPER else 1))
        return started[-1]

    yield _run
    for each in started:
        each.stop()


def test_a_killed_process_is_started_again_and_the_person_is_told(
    run: Callable[..., Supervisor], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "SHORTEST_LIFE_SECONDS", 0)
    keeper = run(SLEEPER)
    first = family(keeper)
    first[0].kill()
    wait_until(lambda: keeper.children[0].exit_code is not None)
    keeper.revive()
    assert keeper.children[0].exit_code is None
    assert "worker ended (killed by SIGKILL)" in said[0]
    assert gone(first), "what the dead process had forked must not live on beside the new one"


def test_stopping_ends_the_whole_family(run: Callable[..., Supervisor]) -> None:
    keeper = run(SLEEPER)
    members = family(keeper)
    keeper.stop()
    assert len(members) == 2
    assert gone(members)


def test_a_process_that_does_not_listen_is_ended_all_the_same(
    run: Callable[..., Supervisor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.3)
    keeper = run(DEAF_SLEEPER)
    members = family(keeper)
    keeper.stop()
    assert gone(members)


def test_what_a_killed_supervisor_left_is_ended_by_the_next(run: Callable[..., Supervisor], tmp_path: Path) -> None:
    keeper = run(SLEEPER)
    members = family(keeper)
    assert end_leftovers(keeper.record) == 2
    assert gone(members)
    assert end_leftovers(keeper.record) == 0


def test_a_stranger_with_a_recorded_number_is_left_alone(run: Callable[..., Supervisor], tmp_path: Path) -> None:
    keeper = run(SLEEPER)
    record = tmp_path / "old.json"
    record.write_text(json.dumps({str(family(keeper)[0].pid): ["another", "command"]}))
    assert end_leftovers(record) == 0
    assert keeper.children[0].exit_code is None


def family(keeper: Supervisor) -> list[psutil.Process]:
    process = keeper.children[0].process
    assert process
    parent = psutil.Process(process.pid)
    return [parent, *parent.children()]


def gone(processes: list[psutil.Process]) -> bool:
    wait_until(lambda: all(not each.is_running() or each.status() == psutil.STATUS_ZOMBIE for each in processes))
    return True


def wait_until(true: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
