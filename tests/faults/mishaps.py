"""What goes wrong in the house while it works: processes killed at random, the broker emptied, the database crashed."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import psutil

from config.supervisor import Supervisor
from tests.faults.house import House


@dataclass
class Mishaps:
    """Seconds between the mishaps of each kind, each half as long again or half as short; 0 is never."""

    house: House
    supervisor: Supervisor
    seed: int
    kill_seconds: float = 3
    broker_seconds: float = 40
    database_seconds: float = 55
    happened: Counter[str] = field(default_factory=Counter)

    def kill_somebody(self, chance: random.Random) -> None:
        """Kill -9 one process out of all that work, parents and children alike."""
        found = [one for child in self.supervisor.children for one in _alive(child.name, child.process)]
        if found:
            name, process = chance.choice(found)
            process.kill()
            self.happened[f"kill {name}"] += 1

    def lose_the_broker(self, chance: random.Random) -> None:
        self.house.restart_the_broker()
        self.happened["broker lost"] += 1

    def crash_the_database(self, chance: random.Random) -> None:
        self.house.crash_the_database()
        self.happened["database crashed"] += 1


@contextmanager
def going_on(mishaps: Mishaps) -> Iterator[None]:
    """Let them happen, each kind by its own clock, until the block ends. What breaks among them breaks the block."""
    ended, troubles = Event(), list[Exception]()
    kinds = [
        (mishaps.kill_somebody, mishaps.kill_seconds),
        (mishaps.lose_the_broker, mishaps.broker_seconds),
        (mishaps.crash_the_database, mishaps.database_seconds),
    ]
    clocks = [
        Thread(target=_go_on, args=(act, seconds, random.Random(f"{mishaps.seed} {act.__name__}"), ended, troubles))
        for act, seconds in kinds
        if seconds
    ]
    for clock in clocks:
        clock.start()
    try:
        yield
    finally:
        ended.set()
        for clock in clocks:
            clock.join()
    if troubles:
        raise troubles[0]


def _go_on(
    act: Callable[[random.Random], None],
    seconds: float,
    chance: random.Random,
    ended: Event,
    troubles: list[Exception],
) -> None:
    next_at = time.monotonic()
    while True:
        next_at += seconds * chance.uniform(0.5, 1.5)
        if ended.wait(max(0.0, next_at - time.monotonic())):
            return
        try:
            act(chance)
        except Exception as trouble:
            troubles.append(trouble)
            return


def _alive(name: str, process: object) -> list[tuple[str, psutil.Process]]:
    """A process of the house with all below it."""
    try:
        first = psutil.Process(process.pid)  # type: ignore[attr-defined]
        below = [(f"{name}'s child", one) for one in first.children(recursive=True)]
    except (psutil.Error, AttributeError):
        return []
    return [(name, first), *below]
