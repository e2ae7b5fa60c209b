"""Tables for a house: applied migration by migration once, copied from a file ever after."""

from __future__ import annotations

import fcntl
import os
import subprocess
from pathlib import Path

from config.embedded.postgres import Postgres
from tests.template_database import state_of_migrations


def make_tables(postgres: Postgres, folder: Path, template: str = "") -> None:
    """Fill the empty database of DATABASE_URL.

    `folder` keeps the file between runs. `template` is the address of a database that has all tables, if there is one.
    """
    from django.core.management import call_command

    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{state_of_migrations()}.sql"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists() and template:
            _keep(postgres, template, kept)
        if kept.exists():
            how = ("-q", "--single-transaction", "-v", "ON_ERROR_STOP=1")
            _run(postgres, "psql", *how, "-f", str(kept), os.environ["DATABASE_URL"])
        else:
            call_command("migrate", verbosity=0)
            _keep(postgres, os.environ["DATABASE_URL"], kept)
    call_command("createcachetable", verbosity=0)


def _keep(postgres: Postgres, database: str, target: Path) -> None:
    for old in target.parent.glob("*.sql"):
        old.unlink()
    unfinished = target.with_suffix(".unfinished")
    _run(postgres, "pg_dump", "--no-owner", "--no-privileges", "--file", str(unfinished), database)
    unfinished.rename(target)


def _run(postgres: Postgres, program: str, *arguments: str) -> None:
    subprocess.run([postgres._binary(program), *arguments], check=True, stdout=subprocess.DEVNULL)
