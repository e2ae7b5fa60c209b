"""Runs R4 and R5: the broker and the database go away in every way that they have, and the house works on by itself.

Refunds arrive all the while. After each blow one more is asked for, and must be settled soon.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg

from config.supervisor import Supervisor
from tests.faults import results
from tests.faults.arrivals import arriving
from tests.faults.ports import free_port
from tests.faults.proxy import Line
from tests.faults.stage import Stage

PER_SECOND = 5
BROKER_RESUMES_WITHIN = 15
DATABASE_RESUMES_WITHIN = 10
MOST_CONNECTIONS = 120
SECONDS_A_BLOW = 20
QUICK = ("stripe",)
"""It says at once how a refund ended, so that what is measured is our own way."""


@dataclass(frozen=True)
class Blows:
    """How often and how long the engines are hurt."""

    broker_killed: int = 20
    broker_paused_seconds: float = 30
    broker_half_open_seconds: float = 60
    database_crashed: int = 20
    backends_killed: int = 200
    pool_exhausted_seconds: float = 60

    @property
    def longest_seconds(self) -> float:
        """How long either run may take, so that refunds go on arriving."""
        broker = SECONDS_A_BLOW * (self.broker_killed + 2) + self.broker_paused_seconds + self.broker_half_open_seconds
        blows = SECONDS_A_BLOW * (self.database_crashed + 2) + self.backends_killed
        return max(broker, blows + self.pool_exhausted_seconds)


def hurt_the_broker(stage: Stage, blows: Blows) -> bool:
    """R4: killed again and again, silent with open connections, refusing."""
    stage.all_is_well()
    line = Line(urlsplit(stage.house.engines.valkey.url()).netloc.rpartition("@")[2], free_port())
    address = stage.house.engines.valkey.url()
    through = address.replace(f":{urlsplit(address).port}/", f":{line.port}/")
    after: dict[str, list[float]] = {}
    try:
        with _under_load(stage, "broker", blows, REDIS_URL=through) as (supervisor, probe):
            before = _pids(supervisor)
            for _ in range(blows.broker_killed):
                stage.house.restart_the_broker()
                after.setdefault("killed", []).append(probe())
            for word, seconds in (
                ("dropped", blows.broker_paused_seconds),
                ("half_open", blows.broker_half_open_seconds),
            ):
                line.tell(word)
                time.sleep(seconds)
                line.tell("well")
                after.setdefault(word, []).append(probe())
            restarted = _pids(supervisor) != before
    finally:
        line.close()
    return _report(stage, "R4 broker", after, BROKER_RESUMES_WITHIN, restarted)


def hurt_the_database(stage: Stage, blows: Blows) -> bool:
    """R5: crashes, single backends killed, all connections taken. Fail-over to a standby is not part of it."""
    stage.all_is_well()
    after: dict[str, list[float]] = {}
    with _under_load(stage, "database", blows) as (supervisor, probe):
        before = _pids(supervisor)
        for _ in range(blows.database_crashed):
            stage.house.crash_the_database()
            after.setdefault("crashed", []).append(probe())
        for _ in range(blows.backends_killed):
            _kill_a_backend(stage)
            time.sleep(0.1)
        after["backends killed"] = [probe()]
        with _all_connections(stage):
            time.sleep(blows.pool_exhausted_seconds)
        after["connections taken"] = [probe()]
        restarted = _pids(supervisor) != before
    return _report(stage, "R5 database", after, DATABASE_RESUMES_WITHIN, restarted)


@contextmanager
def _under_load(
    stage: Stage, batch: str, blows: Blows, **environment: str
) -> Iterator[tuple[Supervisor, Callable[[], float]]]:
    """Refunds arrive until the block ends; the second thing in hand measures how soon one more is settled."""
    wishes = stage.payments(int(PER_SECOND * blows.longest_seconds), batch)
    probes = iter(stage.payments(60, f"{batch}-probe", QUICK))
    clients = stage.clients()
    with stage.at_work(**environment) as supervisor:
        with arriving(clients, wishes, PER_SECOND):
            yield supervisor, lambda: stage.seconds_until_settled(next(probes))
        stage.wait_until_done(120)
    stage.accepted += clients.accepted.values()


def _pids(supervisor: Supervisor) -> dict[str, int]:
    return {child.name: child.process.pid for child in supervisor.children if child.process}


def _report(stage: Stage, run: str, after: dict[str, list[float]], within: float, restarted: bool) -> bool:
    found = stage.judge()
    slowest = {kind: max(seconds) for kind, seconds in after.items()}
    passed = not found and max(slowest.values()) <= within * stage.patience and not restarted
    blows = {kind: len(seconds) for kind, seconds in after.items()}
    figures = {"slowest_seconds": slowest, "blows": blows, "restarted": restarted, "refunds": len(stage.accepted)}
    results.keep(run, passed, **figures, found=found.counts())
    if found:
        print(found)
    return passed


def _kill_a_backend(stage: Stage) -> None:
    with suppress(psycopg.OperationalError):
        stage.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"
        )


@contextmanager
def _all_connections(stage: Stage) -> Iterator[None]:
    held: list[psycopg.Connection] = []
    with suppress(psycopg.OperationalError):
        while len(held) < MOST_CONNECTIONS:
            held.append(psycopg.connect(stage.database))
    try:
        yield
    finally:
        for connection in held:
            connection.close()
