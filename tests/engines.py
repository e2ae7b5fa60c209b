"""The engines behind a test run: its own PostgreSQL and Valkey, started before Django reads its settings."""

from __future__ import annotations

import fcntl
import os
from typing import IO

from config.embedded import data_dir
from config.embedded.engines import Engines
from tests.template_database import ensure_template

SLOTS = 20
ADDRESSES = ("DATABASE_URL", "REDIS_URL")
TEMPLATE = "TEST_DATABASE_TEMPLATE"
"""Where parallel processes find the name of the database that theirs are copies of."""


class RunEngines:
    """Fast engines in the first free slot, so that two runs on one machine never meet."""

    def __init__(self) -> None:
        slot, self._lock = _free_slot()
        self.engines = Engines(data_dir() / "test-engines" / str(slot), durable=False)

    def start(self) -> None:
        self.engines.start()
        os.environ.update(self.engines.addresses())
        os.environ[TEMPLATE] = ensure_template(self.engines.folder)

    def stop(self) -> None:
        self.engines.stop()
        self._lock.close()


def start_unless_given() -> RunEngines | None:
    """Start engines, unless a person, or the process that leads this parallel run, has set the addresses."""
    if all(os.environ.get(name) for name in ADDRESSES):
        return None
    engines = RunEngines()
    engines.start()
    return engines


def separate_parallel_process() -> None:
    """Give each parallel process its own Valkey number; PostgreSQL names get a suffix by themselves."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        server = os.environ["REDIS_URL"].rsplit("/", 1)[0]
        os.environ["REDIS_URL"] = f"{server}/{int(worker.removeprefix('gw')) + 1}"


def _free_slot() -> tuple[int, IO[str]]:
    folder = data_dir() / "test-engines"
    folder.mkdir(parents=True, exist_ok=True)
    for slot in range(SLOTS):
        lock = (folder / f"{slot}.lock").open("w")  # held until the run ends, however it ends
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return slot, lock
        except BlockingIOError:
            lock.close()
    raise RuntimeError(f"{SLOTS} test runs are using {folder} at once.")
