"""Pages of disputes at two sizes of the desk side by side, and one packet of as many pages as a bank takes.

The desks are kept between runs, below BENCH_DATA, with BENCH_DISPUTES ("2000,200000") disputes. One small shop is told;
its cases are copied by the database, most of them ended, one in forty to be answered.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping

from config.embedded.engines import Engines
from tests.bench.pages import address_of, ask, folder, into_memory, rows_of, sizes_from, together
from tests.bench.table import Row

TOLD_PAYMENTS = 300
PACKET_AIM_SECONDS, PACKET_AIM_MB = 60, 1_024


def measure(rounds: int, quick: bool) -> list[Row]:
    sizes = [200, 2000] if quick else sizes_from("BENCH_DISPUTES", "2000,200000")
    engines = Engines(folder() / "engines", durable=False)
    engines.start()
    try:
        desks = {size: _desk(engines, size) for size in sizes}
        for size in sizes:
            into_memory(engines, f"bench_disputes_{size}")
        told: dict[int, list[Mapping[str, dict]]] = {size: [] for size in sizes}
        for _ in range(rounds):
            for size, address in desks.items():
                told[size].append(ask(address, "tests.bench.disputes_at"))
        pages = rows_of({size: together(answers) for size, answers in told.items()})
        return [*pages, _packet(desks[sizes[0]])]
    finally:
        engines.stop()


def _desk(engines: Engines, disputes: int) -> dict[str, str]:
    """See that there is a database with so many disputes; answer the environment that leads to it."""
    import psycopg

    told, name = address_of(engines, "bench_disputes_told"), f"bench_disputes_{disputes}"
    with psycopg.connect(engines.postgres.url(), autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()}
        if "bench_disputes_told" not in known:
            connection.execute("CREATE DATABASE bench_disputes_told")
            _manage(told, "migrate", "-v0")
            _manage(told, "createcachetable", "-v0")
        _manage(told, "seed_demo", "--payments", str(TOLD_PAYMENTS))
        if name not in known:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE bench_disputes_told")
    address = address_of(engines, name)
    _manage(address, "migrate", "-v0")
    subprocess.run(
        [sys.executable, "-m", "tests.bench.many_disputes", str(disputes)], env=address, check=True, stdout=sys.stderr
    )
    return address


def _manage(address: Mapping[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], env=address, check=True, stdout=sys.stderr)


def _packet(address: Mapping[str, str]) -> Row:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.packet_at"], env=address, check=True, stdout=subprocess.PIPE
    )
    seen = json.loads(done.stdout)
    return Row(
        f"packet of {seen['pages']} pages from {seen['came_megabytes']:.0f} MB",
        f"{seen['seconds']:.1f} s, {seen['process_megabytes']:.0f} MB in its largest process",
        f"{seen['megabytes']:.1f} MB handed in",
        "",
        f"< {PACKET_AIM_SECONDS} s, < {PACKET_AIM_MB} MB, <= 49 pages",
        seen["seconds"] < PACKET_AIM_SECONDS and seen["process_megabytes"] < PACKET_AIM_MB and seen["pages"] <= 49,
    )
