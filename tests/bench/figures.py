"""Finance's figures at two sizes of the shop: raw SQL on the raw tables, and every kind of question to the kept sums.

The shops are kept between runs, below BENCH_DATA, with BENCH_FIGURES ("100000,1000000") refunds and twice as many
payments; 10000000 is what the figures are made for, and needs about 60 GB.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

from config.embedded.engines import Engines
from tests.bench.pages import address_of, folder, into_memory, sizes_from
from tests.bench.table import Row

COLD_AIM_MS, WARM_AIM_MS, ONE_AIM_MS = 300, 50, 5_000


def measure(rounds: int, quick: bool) -> list[Row]:
    sizes = [2_000, 10_000] if quick else sizes_from("BENCH_FIGURES", "100000,1000000")
    engines = Engines(folder() / "engines", durable=False)
    engines.start()
    try:
        shops = {size: _shop(engines, size) for size in sizes}
        return [row for size, address in shops.items() for row in _rows(engines, size, address, rounds)]
    finally:
        engines.stop()


def _shop(engines: Engines, refunds: int) -> dict[str, str]:
    """See that there is a database with so many refunds; answer the environment that leads to it."""
    import psycopg

    name = f"bench_figures_{refunds}"
    with psycopg.connect(engines.postgres.url(), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
    address = address_of(engines, name)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=address, check=True)
    subprocess.run([sys.executable, "-m", "tests.bench.many_refunds", str(refunds)], env=address, check=True)
    return address


def _rows(engines: Engines, size: int, address: Mapping[str, str], rounds: int) -> Iterator[Row]:
    into_memory(engines, f"bench_figures_{size}")
    told = [_ask(address, *(["--rebuild"] if number == 0 else [])) for number in range(rounds)]
    raw = median(ms for answer in told for ms in answer["raw_ms"])
    at = f"{size:,} refunds"
    built = told[0]["rebuild_seconds"]
    per_second = 3 * size / built
    yield Row(f"rebuild of all sums, {at}", f"{built:,.0f} s", f"{told[0]['rows']:,} rows kept", f"{per_second:,.0f}/s")
    for name in told[0]["questions"]:
        cold = median(answer["questions"][name]["cold_ms"] for answer in told)
        warm = median(answer["questions"][name]["warm_ms"] for answer in told)
        beside = f"raw SQL {raw:,.0f} ms" if name.startswith("daily sums") else ""
        yield Row(
            f"{name}, {at}", f"{cold:,.0f} ms cold, {warm:,.0f} ms warm", beside,
            f"{raw / warm:,.0f}x" if beside else "",
            f"< {COLD_AIM_MS} ms cold, < {WARM_AIM_MS} ms warm", cold < COLD_AIM_MS and warm < WARM_AIM_MS,
        )  # fmt: skip
    one = median(answer["one_refund_ms"] for answer in told)
    yield Row(f"one new refund in the sums, {at}", f"{one:,.0f} ms", "", "", f"< {ONE_AIM_MS} ms", one < ONE_AIM_MS)


def _ask(address: Mapping[str, str], *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.figures_at", *words], env=address, check=True, stdout=subprocess.PIPE
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
