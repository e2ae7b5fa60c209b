"""The program: one port, three gateways and a control, and the ledger that all of them write into."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.fake_gateways.adyen import Adyen
from tests.faults.fake_gateways.books import Books
from tests.faults.fake_gateways.control import Control
from tests.faults.fake_gateways.http1 import Line, Request, say
from tests.faults.fake_gateways.ledger import Ledger
from tests.faults.fake_gateways.paypal import PayPal
from tests.faults.fake_gateways.post import Post
from tests.faults.fake_gateways.rules import Chance
from tests.faults.fake_gateways.stripe import Stripe
from tests.faults.fake_gateways.till import Till
from tests.faults.fake_gateways.vendor import Vendor

FLUSH_SECONDS = 0.2
VENDORS: tuple[type[Vendor], ...] = (Stripe, PayPal, Adyen)


@dataclass
class Options:
    """What the command line says."""

    port: int
    ledger: Path
    seed: int = 0
    rules: Mapping[str, Any] = field(default_factory=dict)
    webhooks: Mapping[str, str] = field(default_factory=dict)


async def run(options: Options, on_open: Callable[[int], None]) -> None:
    """Serve until a signal ends it; `on_open` is told the port."""
    ledger, chance = Ledger(options.ledger), Chance(options.seed)
    ledger.write("setting", time.time(), "", "seed", str(options.seed))
    books, post = Books(ledger), Post(ledger, chance)
    tills = {vendor.code: Till(vendor(books), books, ledger, chance, post) for vendor in VENDORS}
    control = Control(tills, books, ledger, post)
    control.set_rules(options.rules)
    post.addresses.update(options.webhooks)
    post.open()

    doors: dict[str, Callable[[Request, Line], None]] = {code: till.arrive for code, till in tills.items()}
    doors["control"] = control.arrive

    def arrive(request: Request, line: Line) -> None:
        name, slash, rest = request.path[1:].partition("/")
        door = doors.get(name)
        if door is None:
            line.answer(say(404, {"error": f"Nobody lives at {request.path}."}))
            return
        request.path = slash + rest
        door(request, line)

    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(lambda: Line(arrive), "127.0.0.1", options.port, backlog=1024)
    on_open(server.sockets[0].getsockname()[1])
    flushing = asyncio.create_task(_flush(ledger))
    await ended.wait()
    flushing.cancel()
    server.close()
    ledger.close()


async def _flush(ledger: Ledger) -> None:
    while True:
        await asyncio.sleep(FLUSH_SECONDS)
        ledger.flush()
