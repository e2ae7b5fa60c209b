"""The program: one port, three gateways and a control, and the ledger that all of them write into."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
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
WAITING_CALLERS = 1024
VENDORS: tuple[type[Vendor], ...] = (Stripe, PayPal, Adyen)


@dataclass
class Options:
    """What the command line says."""

    port: int
    ledger: Path
    seed: int = 0
    rules: Mapping[str, Any] = field(default_factory=dict)
    webhooks: Mapping[str, str] = field(default_factory=dict)
    ends_with_parent: bool = False


Arrive = Callable[[Request, Line], None]


async def run(options: Options, on_open: Callable[[int], None]) -> None:
    """Serve until a signal ends it; `on_open` is told the port."""
    ledger = Ledger(options.ledger)
    doors = _open_doors(options, ledger)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(_porter(doors)), "127.0.0.1", options.port, backlog=WAITING_CALLERS)
    on_open(server.sockets[0].getsockname()[1])
    await _write_until_ended(ledger, options.ends_with_parent)
    server.close()
    ledger.close()


def _open_doors(options: Options, ledger: Ledger) -> dict[str, Arrive]:
    """Set everything up; return who answers, by the first word of an address."""
    ledger.write("setting", time.time(), "", "seed", str(options.seed))
    chance, books = Chance(options.seed), Books(ledger)
    post = Post(ledger, chance)
    tills = {vendor.code: Till(vendor(books), books, ledger, chance, post) for vendor in VENDORS}
    control = Control(tills, books, ledger, post)
    control.set_rules(options.rules)
    post.addresses.update(options.webhooks)
    post.open()
    return {**{code: till.arrive for code, till in tills.items()}, "control": control.arrive}


def _porter(doors: Mapping[str, Arrive]) -> Arrive:
    def show_in(request: Request, line: Line) -> None:
        name, slash, rest = request.path[1:].partition("/")
        door = doors.get(name)
        if door is None:
            line.answer(say(404, {"error": f"Nobody lives at {request.path}."}))
            return
        request.path = slash + rest
        door(request, line)

    return show_in


async def _write_until_ended(ledger: Ledger, ends_with_parent: bool) -> None:
    loop, ended, parent = asyncio.get_running_loop(), asyncio.Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    while not ended.is_set() and not (ends_with_parent and os.getppid() != parent):
        ledger.flush()
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), FLUSH_SECONDS)
