"""An export of many payments in each shape beside COPY … TO STDOUT of the same columns, and how far the worker grew.

The rows are one payment told and copied by the database; BENCH_EXPORT_ROWS ("1000000") of them. Each shape is written
by a process of its own, as the worker writes it, into a file; its yardstick is a COPY into a file in the same process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping

from config.embedded.engines import Engines
from tests.bench.disputes import _manage
from tests.bench.pages import address_of, folder
from tests.bench.table import Row, ratio

SHAPES = ("csv", "jsonl", "parquet", "xlsx")
AIM, AIM_MB = 0.5, 60


def measure(rounds: int, quick: bool) -> list[Row]:
    rows = 50_000 if quick else int(os.environ.get("BENCH_EXPORT_ROWS", "1000000"))
    engines = Engines(folder() / "engines", durable=False)
    engines.start()
    try:
        address = _shop(engines, rows)
        return [_row(shape, address, rows, rounds) for shape in SHAPES]
    finally:
        engines.stop()


def _shop(engines: Engines, rows: int) -> Mapping[str, str]:
    import psycopg

    name = f"bench_exports_{rows}"
    address = address_of(engines, name)
    with psycopg.connect(engines.postgres.url(), autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()}
        if name not in known:
            connection.execute(f"CREATE DATABASE {name}")
    _manage(address, "migrate", "-v0")
    _run(address, "fill", str(rows))
    return address


def _row(shape: str, address: Mapping[str, str], rows: int, rounds: int) -> Row:
    told = [_run(address, shape, str(rows)) for _ in range(rounds)]
    speeds = [rows / each["seconds"] for each in told]
    copies = [rows / each["copy_seconds"] for each in told]
    grown = max(each["grown_megabytes"] for each in told)
    found = ratio(speeds, copies)
    return Row(
        f"export of {rows:,} payments as {shape}",
        f"{min(each['seconds'] for each in told):.1f} s, {max(speeds):,.0f} rows/s, {told[0]['megabytes']:.0f} MB"
        f" (grew by {grown:.0f} MB)",
        f"{max(copies):,.0f} rows/s by COPY",
        f"{found:.2f}",
        f"> {AIM} of COPY, < {AIM_MB} MB",
        found >= AIM and grown < AIM_MB,
    )


def _run(address: Mapping[str, str], *words: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.exports_at", *words], env=address, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout or b"{}")
