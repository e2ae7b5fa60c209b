"""Webhooks verified and stored per second over HTTP, beside a bare view that writes the same row."""

from __future__ import annotations

import itertools
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from tests.bench import http_load
from tests.bench.table import Row, ratio, seen
from tests.faults.fake_gateways.books import Books
from tests.faults.fake_gateways.stripe import Stripe
from tests.faults.fake_gateways.vendor import Letter
from tests.faults.house import House

PORTS = (8712, 8713)
PROGRAMS = 8
AIM_MS = 200
AIM = 0.5

Post = tuple[dict[str, str], bytes]


def measure(house: House, rounds: int, seconds: float) -> list[Row]:
    ours, bare = PORTS
    posts = _events()
    log = str(house.folder / "web.log")
    bare_environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.bare_settings", "DATABASE_POOL_SIZE": "8",
    }  # fmt: skip
    paces: dict[str, list[float]] = defaultdict(list)
    slowest: list[float] = []
    with (
        http_load.served("config.wsgi:application", ours, dict(os.environ), log),
        http_load.served("django.core.wsgi:get_wsgi_application()", bare, bare_environment, log),
    ):
        for port, path in ((ours, "/webhooks/stripe/"), (bare, "/bare-webhook/")):
            http_load.post(port, path, posts, PROGRAMS, 1)
        for _ in range(rounds):
            pace, p99 = http_load.post(ours, "/webhooks/stripe/", posts, PROGRAMS, seconds)
            paces["ours"].append(pace)
            slowest.append(p99)
            paces["bare"].append(http_load.post(bare, "/bare-webhook/", posts, PROGRAMS, seconds)[0])
    against = ratio(paces["ours"], paces["bare"])
    return [
        Row(
            f"webhooks stored, {PROGRAMS} at once",
            f"{seen(paces['ours'])} p99 {median(slowest):.0f} ms",
            f"bare view, same row: {seen(paces['bare'])}",
            f"{against:.2f}",
            f">= {AIM}, p99 < {AIM_MS} ms",
            against >= AIM and median(slowest) < AIM_MS,
        )
    ]


def _events() -> Iterator[Post]:
    """Events of Stripe without end, each its own, none about a refund of ours. Several threads may take from it."""
    vendor = Stripe(Books(None))  # type: ignore[arg-type]
    thing = {"id": "re_bench", "object": "charge", "amount": 100, "currency": "eur", "charge": "ch_bench"}
    event = {"object": "event", "type": "charge.updated", "data": {"object": thing}, "created": int(time.time())}
    numbers = itertools.count()

    def one() -> Post:
        name = f"evt_bench{os.getpid()}x{next(numbers)}"
        return vendor.seal(Letter(name, "charge.updated", {**event, "id": name}), time.time(), is_forged=False)

    return iter(one, None)
