"""Pages of the portal at two sizes of the shop side by side: server time and queries, quotes, and pages per second.

The shops are kept between runs, below BENCH_DATA, and filled up until they have BENCH_CUSTOMERS ("10000,100000")
customers. The yardstick of pages per second is a bare Django view of the same rows: session, customer, refund, and a
page that is drawn already.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from itertools import cycle
from statistics import median

from config.embedded.engines import Engines
from tests.bench import http_load
from tests.bench.pages import address_of, ask, folder, into_memory, rows_of, sizes_from, together
from tests.bench.table import Row, ratio, seen

TOLD_PAYMENTS = 1000
PAYMENTS_PER_CUSTOMER = 1.75
REFUNDS_PER_THOUSAND = 200
PROGRAMS, SECONDS = 8, 5
PORTS = (8720, 8721, 8722)
SMALLER_SHARE = 0.9
"""A shop of ten times the customers answers nearly as many pages a second."""

Visit = tuple[str, str]


def measure(rounds: int, quick: bool) -> list[Row]:
    sizes = [300, 900] if quick else sizes_from("BENCH_CUSTOMERS", "10000,100000")
    engines = Engines(folder() / "engines", durable=False)
    engines.start()
    try:
        small, large = sizes
        shops = {small: _shop(engines, small, quick)}
        shops[large] = _shop(engines, large, quick, like=f"bench_customers_{small}")
        for size in sizes:
            into_memory(engines, f"bench_customers_{size}")
        told: dict[int, list[Mapping[str, dict]]] = {size: [] for size in sizes}
        for _ in range(rounds):
            for size, address in shops.items():
                told[size].append(ask(address, "tests.bench.portal_at"))
        pages = rows_of({size: together(answers) for size, answers in told.items()})
        return [*pages, *_paces(shops, rounds, 1 if quick else SECONDS)]
    finally:
        engines.stop()


def _shop(engines: Engines, customers: int, quick: bool, like: str = "template1") -> dict[str, str]:
    """See that there is a database with at least so many customers; answer the environment that leads to it.

    The larger one begins as a copy of the smaller one.
    """
    import psycopg

    name = f"bench_customers_{customers}"
    with psycopg.connect(engines.postgres.url(), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    address = address_of(engines, name)
    _manage(address, "migrate", "-v0")
    _manage(address, "createcachetable", "-v0")
    many = ("--refunds-per-thousand", str(REFUNDS_PER_THOUSAND))
    for payments in (100 if quick else TOLD_PAYMENTS, round(customers * PAYMENTS_PER_CUSTOMER)):
        _manage(address, "seed_demo", "--payments", str(payments), *many)
    with psycopg.connect(engines.postgres.url(name)) as connection:
        found = connection.execute("SELECT count(*) FROM customers_customer").fetchone()
    print(f"{name}: {found and found[0]:,} customers", file=sys.stderr)
    return address


def _manage(address: Mapping[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], env=address, check=True, stdout=sys.stderr)


def _paces(shops: Mapping[int, dict[str, str]], rounds: int, seconds: float) -> list[Row]:
    """Pages of refunds and looks for news per second, of both shops and the bare view, round by round."""
    (small, few), (large, many) = shops.items()
    log = str(folder() / "portal-web.log")
    bare = {**many, "DJANGO_SETTINGS_MODULE": "tests.bench.bare_settings", "DATABASE_POOL_SIZE": "8"}
    asks = {size: _visits(address) for size, address in shops.items()}
    paces: dict[str, list[float]] = {"large": [], "small": [], "bare": [], "news": []}
    times: list[float] = []
    with (
        http_load.served("config.wsgi:application", PORTS[0], many, log),
        http_load.served("config.wsgi:application", PORTS[1], few, log),
        http_load.served("django.core.wsgi:get_wsgi_application()", PORTS[2], bare, log),
    ):
        news = _news(PORTS[0], asks[large])
        visits = {
            "large": asks[large]["portal"],
            "small": asks[small]["portal"],
            "bare": asks[large]["bare"],
            "news": news,
        }
        where = dict(zip(("large", "small", "bare", "news"), (*PORTS, PORTS[0]), strict=True))
        for nth in range(rounds + 1):
            for kind, port in where.items():
                pace, p95 = http_load.read(port, _drawn(visits[kind]), PROGRAMS, seconds if nth else 1)
                if nth:
                    paces[kind].append(pace)
                    times += [p95] if kind == "large" else []
    return list(_pace_rows(paces, median(times), small, large))


def _visits(address: Mapping[str, str]) -> dict[str, list[Visit]]:
    """Pages with the cookie of whoever may see them: portal pages, and the bare view's."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.portal_visits"], env=address, check=True, stdout=subprocess.PIPE
    )
    return {kind: [tuple(visit) for visit in visits] for kind, visits in json.loads(done.stdout).items()}


def _news(port: int, asks: Mapping[str, list[Visit]]) -> list[Visit]:
    """The addresses at which the pages look for news, read from the pages themselves."""
    connection, found = HTTPConnection(http_load.HOST, port, timeout=30), []
    for path, cookie in asks["refunds"]:
        connection.request("GET", path, headers={"Cookie": cookie})
        page = connection.getresponse().read().decode()
        if 'hx-get="' in page:
            found.append((page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&"), cookie))
    return found


def _drawn(visits: list[Visit]) -> Iterator[Visit]:
    """All of them in turn, in an order of chance; several threads may take from it at once."""
    return cycle(random.Random(7).sample(visits, len(visits)))


def _pace_rows(paces: dict[str, list[float]], p95: float, small: int, large: int) -> Iterator[Row]:
    beside = ratio(paces["large"], paces["small"])
    yield Row(
        f"portal pages a second, {PROGRAMS} at once",
        f"{seen(paces['large'])} p95 {p95:.0f} ms at {large:,} customers",
        f"at {small:,}: {seen(paces['small'])}",
        f"{beside:.2f}",
        f">= {SMALLER_SHARE}",
        beside >= SMALLER_SHARE,
    )
    yield Row("", "", f"bare view, same rows: {seen(paces['bare'])}", f"{ratio(paces['large'], paces['bare']):.2f}")
    yield Row(
        "looks for news a second, nothing new",
        seen(paces["news"]),
        f"bare view: {seen(paces['bare'])}",
        f"{ratio(paces['news'], paces['bare']):.2f}",
    )
