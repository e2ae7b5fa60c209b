"""The engines out of the wheels come up, stay, and come back after the worst."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from config.embedded import data_dir
from config.embedded.engines import Engines

pytestmark = [pytest.mark.slow, pytest.mark.crash]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not tmp_path: pytest closes its folders to other users, and as root PostgreSQL runs as another one."""
    with tempfile.TemporaryDirectory(dir=data_dir()) as name:
        yield Path(name)


@pytest.fixture
def engines(folder: Path) -> Iterator[Engines]:
    engines = Engines(folder / "engines")
    engines.start()
    yield engines
    engines.stop()


def test_what_was_committed_outlives_a_kill_of_both_engines(engines: Engines) -> None:
    with psycopg.connect(engines.postgres.url()) as connection:
        connection.execute("CREATE TABLE promise AS SELECT 42 AS amount_minor")
    kill_hard(engines)
    engines.start()
    with psycopg.connect(engines.postgres.url()) as connection:
        assert connection.execute("SELECT amount_minor FROM promise").fetchone() == (42,)
    assert engines.status() == {"postgres": True, "valkey": True}


def test_a_lock_file_with_the_number_of_a_stranger_does_not_keep_postgres_down(engines: Engines) -> None:
    engines.stop()
    lock = engines.postgres.folder / "data" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n/elsewhere\n")
    engines.start()
    assert engines.postgres.is_running()


def test_a_port_taken_by_a_stranger_moves_valkey_elsewhere(engines: Engines, folder: Path) -> None:
    other = Engines(folder / "other").valkey
    other.folder.mkdir(parents=True)
    taken = (engines.valkey.folder / "address.json").read_text().replace('"password": "', '"password": "not-')
    (other.folder / "address.json").write_text(taken)
    other.start()
    try:
        assert other.url() != engines.valkey.url()
        assert redis.Redis.from_url(other.url()).ping()
    finally:
        other.stop()


def test_addresses_stay_the_same_over_a_restart(engines: Engines) -> None:
    before = engines.addresses()
    engines.stop()
    engines.start()
    assert engines.addresses() == before


def test_many_processes_that_start_the_engines_at_once_agree(folder: Path) -> None:
    environment = {**os.environ, "RECOURSE_DATA": str(folder)}
    start = [sys.executable, "-m", "config.embedded", "start"]
    processes = [subprocess.Popen(start, env=environment, stdout=subprocess.PIPE) for _ in range(4)]
    try:
        answers = {process.communicate(timeout=60)[0] for process in processes}
        assert [process.returncode for process in processes] == [0, 0, 0, 0]
        assert len(answers) == 1
    finally:
        subprocess.run([sys.executable, "-m", "config.embedded", "stop"], env=environment, check=True)


def test_durable_engines_never_lie_about_a_commit(engines: Engines) -> None:
    with psycopg.connect(engines.postgres.url()) as connection:
        for promise in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"SHOW {promise}").fetchone() == ("on",)


def kill_hard(engines: Engines) -> None:
    postmaster = int((engines.postgres.folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    broker = redis.Redis.from_url(engines.valkey.url())
    os.kill(broker.info("server")["process_id"], signal.SIGKILL)
