"""What a phone on a slow line waits for: the weight of each page on the wire, and when the first one stands there.

The pages are served as production serves them: compressed, with collected files. `make test
ARGS="tests/browser/test_first_page.py -s"` prints the tables.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, BrowserContext, Page

from customers import first_page
from customers.actors import Actor
from customers.documents.intake import SentFile
from customers.models import Customer, User
from customers.portal.links import make_link
from customers.templatetags import recourse
from refunds.actions.hand_in_documents import hand_in_documents
from refunds.actions.reject_refund import reject_refund
from refunds.fingerprint import seen_hash
from tests.browser.conftest import NARROW, phone_of, wait_until_all_is_answered
from tests.cast import PaymentFactory
from tests.desk import approve, ask, known_to_sandbox, worker_runs
from tests.files import photo

pytestmark = pytest.mark.slow

MOST_KB = 60
MOST_SECONDS = 1.0
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s each way and 400 ms until an answer begins, as WebPageTest's "3G Slow" has it (read in 2026)."""

DOORS = ("/portal/", "/portal/withdrawal/", "/portal/policy/", "/portal/sign-in-link/sent/")

PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_said: Any) -> None:
        pass


@pytest.fixture
def shop(live_server: Any, settings: Any, tmp_path: Path, policy: object) -> Iterator[str]:
    """The address of the house with its files collected and compressed."""
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", "--noinput", "-v0")
    forget_addresses()
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, connections_override=live_server.thread.connections_override)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    wait_until_all_is_answered()
    server.server_close()
    thread.join()
    forget_addresses()


def forget_addresses() -> None:
    """Where files stand is asked once in the life of a process; here the house moves in the middle of it."""
    for kept in (recourse._drawn, recourse._badge):
        kept.cache_clear()
    first_page._kept.cache_clear()


class Wire:
    """Counts the bytes that a page costs, headers and compression as they are, without pictures of the shop."""

    def __init__(self, page: Page) -> None:
        self.page, self.bytes, self._logos = page, 0.0, set[str]()
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.responseReceived", self._note)
        self.session.on("Network.loadingFinished", self._add)

    def _note(self, said: dict) -> None:
        if "/portal/brand/" in said["response"]["url"]:
            self._logos.add(said["requestId"])

    def _add(self, said: dict) -> None:
        if said["requestId"] not in self._logos:
            self.bytes += said["encodedDataLength"]

    def slow_down(self) -> None:
        self.session.send("Network.emulateNetworkConditions", SLOW_3G)


def stranger(chromium: Browser, shop: str) -> BrowserContext:
    """A phone that has seen no page of ours yet."""
    return chromium.new_context(base_url=shop, viewport=NARROW, locale="en-GB")


def weight(context: BrowserContext, path: str) -> float:
    page = context.new_page()
    wire = Wire(page)
    page.goto(path, wait_until="networkidle")
    page.close()
    return wire.bytes / 1000


def test_each_page_of_the_portal_is_light_for_somebody_who_sees_it_first(
    chromium: Browser, shop: str, own_files: Path, make_payment: PaymentFactory, mila: Customer, boris: User
) -> None:
    weights = {}
    for path in [*DOORS, *own_pages(make_payment, mila, boris)]:
        context = stranger(chromium, shop)
        if path not in DOORS:
            phone_of(context.new_page(), mila)
        weights[path] = weight(context, path)
        context.close()
    print_table("kB on the wire, first visit", weights)
    assert max(weights.values()) < MOST_KB, weights


def test_on_a_slow_line_the_first_page_stands_there_within_a_second(
    chromium: Browser, shop: str, make_payment: PaymentFactory, mila: Customer
) -> None:
    """The doors are what somebody sees first: the portal's, the law's, and the one behind a link in a letter."""
    seconds = {}
    for path in ("/portal/", "/portal/withdrawal/", f"/portal/link/{make_link(mila)}/"):
        warm = stranger(chromium, shop)
        weight(warm, path)
        warm.close()
        seconds[path[:20]] = min(painted_after(chromium, shop, path) for _ in range(3))
    print_table("seconds until it is drawn, 400 kbit/s and 400 ms", seconds)
    assert max(seconds.values()) < MOST_SECONDS * float(os.environ.get("SLOW_MACHINE", "1")), seconds


def painted_after(chromium: Browser, shop: str, path: str) -> float:
    context = stranger(chromium, shop)
    page = context.new_page()
    Wire(page).slow_down()
    page.goto(path, wait_until="load")
    page.wait_for_function(f"{PAINTED} > 0")
    seconds = page.evaluate(PAINTED) / 1000
    context.close()
    return float(seconds)


def own_pages(make_payment: PaymentFactory, mila: Customer, boris: User) -> list[str]:
    """Everything behind the door: a payment, asking, a refund that was paid and one that waits, with a picture."""
    lines = [("Desk lamp", 1, 8900), ("Cup", 3, 3600)]
    paid, waits = (ask(known_to_sandbox(make_payment(mila, lines=lines)), reason="other") for _ in range(2))
    approve(paid, boris)
    worker_runs(2)
    picture = SentFile("lamp.jpg", content := photo(), len(content))
    hand_in_documents(actor=Actor.customer(mila), reference=waits.reference, files=[picture])
    fresh = make_payment(mila, lines=lines)
    refused = ask(make_payment(mila, lines=lines), reason="other")
    said = {"seen": seen_hash(refused), "explanation": "We see no damage.", "rule": "other"}
    reject_refund(actor=Actor.user(boris), reference=refused.reference, **said)
    return [
        "/portal/payments/",
        "/portal/messages/",
        "/portal/questions/",
        "/portal/credit/",
        f"/portal/payments/{fresh.reference}/",
        f"/portal/payments/{fresh.reference}/refund/",
        f"/portal/refunds/{paid.reference}/",
        f"/portal/refunds/{paid.reference}/feedback/",
        f"/portal/refunds/{waits.reference}/",
        f"/portal/refunds/{waits.reference}/change/",
        f"/portal/refunds/{refused.reference}/",
        f"/portal/refunds/{refused.reference}/appeal/",
    ]


def print_table(title: str, rows: dict[str, float]) -> None:
    print(f"\n{title}")
    for path, number in rows.items():
        print(f"  {number:8.2f}  {path}")
