"""Mila at the shop's own page: she reads there how her refund stands, and comes over to the portal."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from customers.actors import Actor
from customers.models import Customer, User
from refunds.actions.hand_over import make_hand_over_secret
from refunds.actions.set_brand import save_brand
from refunds.actions.settle import apply_refund_outcome
from refunds.actions.widget_origins import add_widget_origin
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Refund
from tests.browser.conftest import NARROW, Window
from tests.cast import PaymentFactory
from tests.desk import ask, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(
    live_server: Any, settings: Any, mila: Customer, ida: User, marta: User, make_payment: PaymentFactory
) -> Refund:
    """A shop whose page has the widget and the way over, and a refund of Mila's that is on its way."""
    settings.PUBLIC_URL, settings.RECOURSE_ENV = live_server.url, "demo"
    save_brand(actor=Actor.user(marta), number=0, why="Ours", name="Kiosk", colour="#9a4a12")
    make_hand_over_secret(actor=Actor.user(ida), overlap_hours=0)
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=3_000), "pending"))
    worker_runs()
    refund.refresh_from_db()
    assert refund.state == Refund.State.PROCESSING
    return refund


def paid_back(refund: Refund) -> None:
    """The gateway says that it is done."""
    attempt = refund.attempts.latest("number")
    done = Outcome(state=OutcomeState.SUCCEEDED, gateway_reference=attempt.gateway_reference, raw={})
    apply_refund_outcome(attempt.pk, done, Actor.gateway("sandbox"))


def test_mila_reads_the_widget_comes_over_and_could_read_from_the_right(
    window: Window, shop: Refund, live_server: Any, ida: User, complaints: list[str]
) -> None:
    page = window(viewport=NARROW, color_scheme="dark")
    page.goto("/widget/demo/")
    frame = page.frame_locator("iframe[title='Your refund']")
    expect(frame.get_by_text("30.00")).to_have_count(0)
    assert any("frame-ancestors 'none'" in each for each in complaints), "no site is named yet"
    complaints.clear()

    add_widget_origin(actor=Actor.user(ida), origin=live_server.url)
    page.clock.install()
    page.reload()
    expect(frame.get_by_text("On its way")).to_be_visible()
    expect(frame.get_by_role("link", name="See all of it")).to_have_attribute("rel", "noopener")

    paid_back(shop)
    page.clock.run_for(61_000)
    expect(frame.get_by_text("Confirmed").first).to_be_visible()

    page.get_by_role("link", name="My returns and refunds").click()
    expect(page.get_by_role("heading", name="Your refund")).to_be_visible()
    assert page.url.endswith(f"/portal/refunds/{shop.reference}/") and "token" not in page.url
    expect(page.locator(".portal-head")).to_contain_text("Kiosk")

    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    dot, words = (page.locator(f".steps li:first-child {part}").bounding_box() for part in (".dot", "strong"))
    assert dot and words and dot["x"] > words["x"]
