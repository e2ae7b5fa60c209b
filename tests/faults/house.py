"""A whole house of real processes in a folder of its own: durable engines, worker, beat, and the means to hurt them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENVIRONMENT = {
    "RECOURSE_ENV": "development",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DEBUG": "no",
    "EMAIL_URL": "dummymail://",
    "ORDER_LEASE_SECONDS": "5",
    "SEND_GRACE_SECONDS": "5",
    "LOG_LEVEL": "ERROR",
    "API_READS_PER_MINUTE": "0",
    "API_WRITES_PER_MINUTE": "0",
    "API_DECISIONS_PER_MINUTE": "0",
}


class House:
    """Engines with a migrated database, and the children of a running desk."""

    def __init__(self, folder: Path) -> None:
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
        os.environ.update(ENVIRONMENT, RECOURSE_DATA=str(folder))
        from config import embedded

        self.folder = folder
        found = embedded.ensure()
        assert found is not None
        self.engines = found
        self.processes: dict[str, object] = {}
        self._open_django()

    def empty_the_broker(self) -> None:
        """Everything that the broker holds is gone."""
        import redis

        redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()

    def crash_the_database(self) -> None:
        """Stop PostgreSQL the hard way, then start it again."""
        self.engines.postgres.stop("immediate")
        self.engines.start()

    def _open_django(self) -> None:
        import django

        django.setup()
        from django.core.management import call_command

        import config.celery  # noqa: F401

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)


@contextmanager
def running(house: House, workers: int = 2, include: str = "refunds.tasks") -> Iterator[None]:
    """Worker and beat as production runs them, with the tasks of one more module; killed ones are started again."""
    from threading import Event, Thread

    from config.supervisor import Child, Supervisor

    logs = house.folder / "logs"
    logs.mkdir(exist_ok=True)
    commands = {
        "worker": f"celery -A config worker --concurrency {workers} --queues money,mail,default --loglevel ERROR"
        f" --include {include}",
        "beat": "celery -A config beat --pidfile= --loglevel ERROR",
    }
    children = [Child(n, [sys.executable, "-m", *c.split()], logs / f"{n}.log") for n, c in commands.items()]
    supervisor = Supervisor(children, house.folder / "processes.json", lambda line: None)
    supervisor.start()
    ended = Event()

    def keep_alive() -> None:
        while not ended.wait(0.5):
            supervisor.revive()

    keeper = Thread(target=keep_alive, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()
        supervisor.stop()


@contextmanager
def house_in(folder: Path) -> Iterator[House]:
    house = House(folder)
    try:
        yield house
    finally:
        from django.db import connections

        from refunds.gateways.sandbox.record import close_pools

        connections.close_all()
        close_pools()
        house.engines.stop()
