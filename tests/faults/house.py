"""A whole house of real processes in a folder of its own: durable engines, worker, beat, and the means to hurt them."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import psycopg
import redis

from config.supervisor import Child, Supervisor
from tests.faults.ports import free_port
from tests.faults.warm import Nest, WarmChild

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

    def __init__(self, folder: Path, **environment: str) -> None:
        from config import embedded

        self._kept = embedded.data_dir() / "tables"
        self._template = _template()
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is killed starts a hundred times, as out of an image
        os.environ.update(ENVIRONMENT, RECOURSE_DATA=str(folder), **environment)

        self.folder = folder
        _choose_port(embedded.default_engines().valkey.folder)
        found = embedded.ensure()
        assert found is not None
        self.engines = found
        self._come_back_quickly()
        self.processes: dict[str, object] = {}
        self._open_django()

    def empty_the_broker(self) -> None:
        """Everything that the broker holds is gone."""
        redis.Redis.from_url(self.engines.valkey.url()).flushall()

    def restart_the_broker(self) -> None:
        """It is killed and comes back with nothing."""
        self.stop_the_broker()
        self.engines.start()

    def stop_the_broker(self) -> None:
        with suppress(redis.RedisError):
            self.engines.valkey.stop()

    def crash_the_database(self) -> None:
        """Stop PostgreSQL the hard way, then start it again."""
        self.engines.postgres.stop("immediate")
        self.engines.start()

    def _come_back_quickly(self) -> None:
        """After a crash PostgreSQL syncs its files one by one, thousands of them; the file system does it at once."""
        if sys.platform == "linux":
            with psycopg.connect(self.engines.postgres.url("postgres", role="postgres"), autocommit=True) as server:
                server.execute("ALTER SYSTEM SET recovery_init_sync_method = 'syncfs'")

    def _open_django(self) -> None:
        import django

        django.setup()

        import config.celery  # noqa: F401
        from tests.faults.migrated import make_tables

        make_tables(self.engines.postgres, self._kept, self._template)


def _choose_port(valkey: Path) -> None:
    """The broker is killed and must come back at the same address."""
    valkey.mkdir(parents=True, mode=0o700)
    chosen = {"port": str(free_port()), "password": secrets.token_hex(16)}
    (valkey / "address.json").touch(mode=0o600)
    (valkey / "address.json").write_text(json.dumps(chosen))


def _template() -> str:
    """The address of the finished database that a test run keeps, if we were started by one."""
    server, name = os.environ.get("DATABASE_URL"), os.environ.get("TEST_DATABASE_TEMPLATE")
    return urlsplit(server)._replace(path=f"/{name}").geturl() if server and name else ""


WEB = "gunicorn --config python:config.gunicorn --reuse-port config.wsgi:application --bind"
WORKER = "celery -A config worker --loglevel ERROR"
QUEUES = "money,mail,default"
LISTENER = f"{WORKER} --queues webhooks --concurrency 1 -n listener@%h"
BEAT = "celery -A config beat --pidfile= --loglevel ERROR"


@contextmanager
def running(
    house: House,
    workers: int = 2,
    include: str = "refunds.tasks",
    *,
    parents: int = 1,
    queues: str = QUEUES,
    web_port: int = 0,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Supervisor]:
    """Workers, listener and beat as production runs them, with the tasks of one more module; killed ones start again.

    `parents` workers have `workers` processes each. With `web_port` as many webs answer too, all at this port.
    `environment` is for the children alone.
    """
    logs = house.folder / "logs"
    logs.mkdir(exist_ok=True)
    worker = f"{WORKER} --queues {queues} --concurrency {workers} --include {include}"
    commands = {f"worker{n}": f"{worker} -n worker{n}@%h" for n in range(parents)}
    commands["listener"] = f"{LISTENER} --include {include}"
    commands["beat"] = BEAT
    if web_port:
        commands |= {f"web{n}": f"{WEB} 127.0.0.1:{web_port}" for n in range(parents)}
    nest = Nest(environment or {})
    children: list[Child] = [
        WarmChild(name, [sys.executable, "-m", *command.split()], logs / f"{name}.log", nest=nest)
        for name, command in commands.items()
    ]
    supervisor = Supervisor(children, house.folder / "processes.json", lambda line: None)
    supervisor.start()
    ended = Event()

    def keep_alive() -> None:
        while not ended.wait(0.5):
            supervisor.revive()

    keeper = Thread(target=keep_alive, daemon=True)
    keeper.start()
    try:
        yield supervisor
    finally:
        ended.set()
        keeper.join()
        supervisor.stop()
        nest.close()


@contextmanager
def house_in(folder: Path, **environment: str) -> Iterator[House]:
    """A house that ends with the block; `environment` is set for it and its children."""
    house = House(folder, **environment)
    try:
        yield house
    finally:
        from django.db import connections

        from refunds.gateways.sandbox.record import close_pools

        connections.close_all()
        close_pools()
        house.engines.stop()
