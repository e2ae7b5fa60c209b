"""Real processes that act at the same instant, or that are killed without a chance to clean up."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connections

from refunds.gateways import accounts
from refunds.gateways.sandbox.record import close_pools

_fork = multiprocessing.get_context("fork")


def all_at_once(people: int, act: Callable[[int, int], Any], rounds: int = 1, seconds: int = 600) -> list[list[Any]]:
    """Let `people` processes call act(person, round) together, round after round.

    Returns for every round what each got back; an exception counts as its type's name.
    """
    start = _fork.Barrier(people)
    answers: Any = _fork.Queue()
    _forget_connections()
    crowd = [_fork.Process(target=_one_of, args=(start, answers, act, person, rounds)) for person in range(people)]
    for process in crowd:
        process.start()
    heard = [answers.get(timeout=seconds) for _ in range(people * rounds)]
    for process in crowd:
        process.join(seconds)
        assert process.exitcode == 0
    return [[answer for nth, answer in heard if nth == this] for this in range(rounds)]


def killed_at(point: str, act: Callable[[], Any], nth: int = 1, seconds: int = 120) -> bool:
    """Run `act` in a process of its own that kills itself at the nth pass of a crash point; False if it lived."""
    _forget_connections()
    process = _fork.Process(target=_until_killed, args=(f"{point}:{nth}", act))
    process.start()
    process.join(seconds)
    assert process.exitcode is not None, "it hangs"
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode == -signal.SIGKILL


def _one_of(start: Any, answers: Any, act: Callable[[int, int], Any], person: int, rounds: int) -> None:
    _forget_connections()
    for this in range(rounds):
        start.wait()
        try:
            answer = act(person, this)
        except Exception as trouble:
            answer = type(trouble).__name__
        answers.put((this, answer))


def _until_killed(point: str, act: Callable[[], Any]) -> None:
    from django.conf import settings

    from refunds import crash_points

    _forget_connections()
    settings.CRASH_POINT = point
    crash_points._passes.clear()
    act()
    os._exit(0)


def _forget_connections() -> None:
    """A forked process must not share its parent's sockets."""
    connections.close_all()
    close_pools()
    accounts._gateway.cache_clear()
