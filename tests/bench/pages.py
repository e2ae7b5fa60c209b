"""Server time and queries of the pages, at two sizes of the shop side by side in one run.

The shops are kept between runs, below BENCH_DATA, and filled up to BENCH_REFUNDS ("10000,100000") by `seed_demo`. They
are only read, so their engine does not wait for the disk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from config import embedded
from config.embedded.engines import Engines
from tests.bench.table import Row

AIM_MS, AIM_QUERIES = 100, 15
REFUNDS_PER_THOUSAND = 830
TOLD_PAYMENTS = 1000
"""Told one by one, which is slow, before the first copy. Few of them have refunds."""

Seen = dict[str, "Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page over all rounds: milliseconds of each call, and the most queries that one of them sent."""

    ms: list[float]
    queries: int


def measure(rounds: int, quick: bool) -> list[Row]:
    sizes = [600, 2000] if quick else sizes_from("BENCH_REFUNDS", "10000,100000")
    engines = Engines(folder() / "engines", durable=False)
    engines.start()
    try:
        small, large = sizes
        shops = {small: _shop(engines, small)}
        shops[large] = _shop(engines, large, begin_with=small)
        for size in sizes:
            into_memory(engines, f"bench_{size}")
        told: dict[int, list[Mapping[str, dict]]] = {size: [] for size in sizes}
        for _ in range(rounds):
            for size, address in shops.items():
                told[size].append(ask(address))
        return rows_of({size: together(answers) for size, answers in told.items()})
    finally:
        engines.stop()


def sizes_from(variable: str, usual: str) -> list[int]:
    sizes = sorted(int(text) for text in os.environ.get(variable, usual).split(","))
    if len(sizes) != 2:
        raise SystemExit(f"{variable} names two sizes, for example {usual}.")
    return sizes


def folder() -> Path:
    return Path(os.environ.get("BENCH_DATA", "") or embedded.data_dir() / "bench").resolve()


def _shop(engines: Engines, refunds: int, begin_with: int | None = None) -> dict[str, str]:
    """See that there is a database with so many refunds; answer the environment that leads to it.

    The larger one begins as a copy of the smaller one, so that the shop is told once only.
    """
    import psycopg

    name = f"bench_{refunds}"
    with psycopg.connect(engines.postgres.url(), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            like = f"bench_{begin_with}" if begin_with else "template1"
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    address = address_of(engines, name)
    payments = TOLD_PAYMENTS + refunds * 1000 // REFUNDS_PER_THOUSAND
    manage = (sys.executable, "manage.py")
    subprocess.run([*manage, "migrate", "-v0"], env=address, check=True)
    subprocess.run([*manage, "createcachetable", "-v0"], env=address, check=True)
    for wanted in (TOLD_PAYMENTS, payments):
        many = ("--payments", str(wanted), "--refunds-per-thousand", str(REFUNDS_PER_THOUSAND))
        subprocess.run([*manage, "seed_demo", *many], env=address, check=True, stdout=sys.stderr)
    return address


def into_memory(engines: Engines, name: str) -> None:
    """Read the database's files once: one in daily use stands in the machine's memory, and the disk is not measured."""
    import psycopg

    with psycopg.connect(engines.postgres.url(name), autocommit=True) as connection:
        found = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert found is not None
    for file in (engines.postgres.folder / "data" / "base" / str(found[0])).iterdir():
        with file.open("rb", buffering=0) as opened:
            while opened.read(1 << 24):
                pass


def address_of(engines: Engines, name: str) -> dict[str, str]:
    """The environment that leads to a database of the bench's own engines."""
    return {
        **os.environ,
        "RECOURSE_ENV": "demo",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "no",
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": engines.postgres.url(name),
        "REDIS_URL": engines.valkey.url(),
    }


def ask(address: Mapping[str, str], module: str = "tests.bench.pages_at") -> dict[str, dict]:
    """One round in a process of its own, as a web process would be."""
    done = subprocess.run([sys.executable, "-m", module], env=address, check=True, stdout=subprocess.PIPE)
    answer: dict[str, dict] = json.loads(done.stdout)
    return answer


def together(answers: Sequence[Mapping[str, dict]]) -> Seen:
    return {
        name: Page(
            ms=[ms for answer in answers for ms in answer[name]["ms"]],
            queries=max(answer[name]["queries"] for answer in answers),
        )
        for name in answers[0]
    }


def rows_of(seen: Mapping[int, Seen]) -> list[Row]:
    (small, few), (large, many) = seen.items()
    return [_row(name, few[name], many[name], small, large) for name in many if name in few]


def _row(name: str, few: Page, many: Page, small: int, large: int) -> Row:
    middle, p95 = median(many.ms), _p95(many.ms)
    met = p95 < AIM_MS and many.queries <= AIM_QUERIES
    return Row(
        name,
        f"{middle:,.0f} ms (p95 {p95:,.0f}), {many.queries} queries at {large:,}",
        f"{median(few.ms):,.0f} ms (p95 {_p95(few.ms):,.0f}), {few.queries} at {small:,}",
        f"{middle / median(few.ms):.2f}",
        f"< {AIM_MS} ms, <= {AIM_QUERIES} queries",
        met,
    )


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]
