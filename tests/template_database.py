"""A database with every migration applied, made once for a state of the migrations: test databases are copies of it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).parent.parent
STANDING_IN_MIGRATIONS = (
    "customers/one_step.py",
    "customers/references.py",
    "reporting/figure_marks.py",
    "reporting/facts/numbers.py",
    "reporting/facts/tax_inside.py",
    "reporting/landing.py",
)


def ensure_template(folder: Path) -> str:
    """Return its name on the server of DATABASE_URL; make it, and drop what is out of date, where it is missing.

    `folder` belongs to the server: processes that want the template at the same time wait there for each other.
    """
    name = f"template_{state_of_migrations()}"
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            there = {row[0] for row in server.execute("SELECT datname FROM pg_database WHERE datname ~ '^template_'")}
            if name not in there:
                for old in there:
                    server.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
                _make(server, name)
    return name


def _make(server: psycopg.Connection[tuple[str]], name: str) -> None:
    """Under another name until it is whole."""
    unfinished = f"unfinished_{name}"
    server.execute(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
    server.execute(f'CREATE DATABASE "{unfinished}"')
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{unfinished}").geturl()
    environment = {**os.environ, "DATABASE_URL": url, "RECOURSE_ENV": "test"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def state_of_migrations() -> str:
    said = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for migration in sorted(ROOT.glob("*/migrations/*.py")):
        said.update(migration.name.encode() + migration.read_bytes())
    for how in STANDING_IN_MIGRATIONS:
        said.update((ROOT / how).read_bytes())
    return said.hexdigest()[:16]
