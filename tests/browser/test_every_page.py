"""Every page, wide and narrow, light and dark: nothing sticks out, nothing complains, everybody can use it.

Every rule for everybody's use is held to each page once, by turns wide and light or narrow and dark; `make pages` holds
every page to them in both ways.
"""

from __future__ import annotations

import os
from itertools import groupby

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from customers import clock
from customers.actors import Actor
from customers.models import Message
from customers.signs_of_life import JOB, WORKER, give_sign
from customers.tasks import deliver_due_messages
from refunds.actions.ask_customer import ask_customer
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.edit_policy_draft import change_draft, create_draft
from refunds.actions.hold_by_hand import place_hold
from refunds.actions.operate import close_order
from refunds.actions.reject_refund import reject_refund
from refunds.actions.try_policy import try_draft
from refunds.fingerprint import seen_hash
from refunds.models import Refund, WebhookEvent, WorkOrder
from refunds.tasks import try_policies
from reporting.actions.order_statement import order_statement
from reporting.periods import shop_day
from reporting.tasks import count_for_dashboards, make_statements
from tests.browser import pages, shop
from tests.browser.conftest import NARROW, WIDE, Window, phone_of, seat_of
from tests.desk import approve, ask, known_to_sandbox, worker_runs

pytestmark = pytest.mark.slow

EVERY_RULE = {"resultTypes": ["violations"], "preload": False}
WHAT_CHANGES = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]}}
LOOKS = ((WIDE, "light", EVERY_RULE), (NARROW, "dark", EVERY_RULE | WHAT_CHANGES))
IN_BOTH_WAYS = os.environ.get("EVERY_PAGE") == "both"

STICKS_OUT = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > room + 1);
    return ["the page", ...wide.slice(0, 3).map((e) => e.tagName + "." + e.className)];
}"""


@pytest.fixture
def busy_shop(make_payment, mila, tom, ana, boris, fatima, fresh_sandbox) -> None:
    """A refund in each state, one of them held, with letters and a paper."""
    agent, approver = Actor.user(ana), Actor.user(boris)
    bought = [("Desk lamp", 1, 8900), ("Cup", 3, 3600)]
    moved = {
        answer: ask(known_to_sandbox(make_payment(mila, lines=bought), *behaviours))
        for answer, behaviours in {"paid": (), "moving": ("pending",), "declined": ("decline",)}.items()
    }
    for refund in moved.values():
        approve(refund, boris)
    worker_runs(2)
    approve(ask(make_payment(mila, lines=bought)), boris)
    asked, refused, canceled = (ask(make_payment(mila, lines=bought), reason_text="It flickers.") for _ in range(3))
    ask_customer(actor=agent, reference=asked.reference, question="Which of the two lamps is broken?")
    reject_refund(actor=approver, reference=refused.reference, seen=seen_hash(refused), explanation="It was used.")
    cancel_refund(actor=Actor.customer(mila), reference=canceled.reference)
    large = ask(make_payment(tom, total_minor=90_000))
    place_hold(actor=agent, payment_reference=large.payment.reference, reason="The bank asks about this payment.")
    make_payment(mila, lines=bought)
    deliver_due_messages()
    order_statement(actor=Actor.user(fatima), first_on=shop_day(large.created_at), last_on=shop_day(large.created_at))
    make_statements()


@pytest.fixture
def stuck_house(make_payment, mila, boris, ida, settings, fresh_sandbox) -> None:
    """Something in each list of the operations page."""
    refund = approve(ask(known_to_sandbox(make_payment(mila)), reason="damaged"), boris)
    accounts = settings.GATEWAY_ACCOUNTS
    settings.GATEWAY_ACCOUNTS = {}
    worker_runs()
    settings.GATEWAY_ACCOUNTS = accounts
    for state, key in (("parked", "left-over/1"), ("leased", f"{refund.reference}/9"), ("parked", "left-over/2")):
        WorkOrder.objects.create(
            topic="refund.submit", key=key, state=state, last_error="Nobody knows it any more.", leased_by="host:12",
            leased_until=clock.now(), payload={"refund": refund.pk, "round": 9},
        )  # fmt: skip
    close_order(actor=Actor.user(ida), order_id=WorkOrder.objects.latest("pk").pk, words="Left over from the move.")
    for state in ("parked", "quarantined"):
        WebhookEvent.objects.create(
            gateway="sandbox", gateway_account="sandbox", event_id=f"sbe_{state}", kind="refund.succeeded",
            topic="refund", body=b"{}", body_hash=state, state=state, result="No refund has this number.", due_at=None,
        )  # fmt: skip
    shop.differences(make_payment, mila, ida)
    Message.objects.create(customer=mila, kind="x", to_address="m@home.example", subject="Lost", state="failed")
    give_sign(WORKER, "worker-host-of-the-shop:12", task="refunds.tasks.work_due_orders")
    give_sign(JOB, "refunds.tasks.work_due_orders", ms=12)


@pytest.fixture
def full_desk(busy_shop, make_payment, mila, ana, boris, chidi, own_files) -> None:
    """Beside them a case with everything on it, a plan, bulk work in each state, and the acts of each hand."""
    shop.heavy_case(make_payment, mila, ana, boris)
    shop.open_plan(make_payment, mila, ana)
    shop.bulk_in_each_state(make_payment, mila, boris, chidi)


def test_at_the_desk(window: Window, full_desk, boris):
    shown = {refund.state for refund in pages.one_of_each_state()}
    assert shown == set(Refund.State) - {Refund.State.REQUESTED}  # a request is judged before anybody sees it
    assert_nothing(look_at(seat_of(window(), boris), pages.desk_pages()))


def test_where_the_policy_is_made(window: Window, busy_shop, marta):
    author = Actor.user(marta)
    draft = create_draft(actor=author, name="Longer summer")
    rules = {**draft.document, "return_window": {**draft.document["return_window"], "days": 0}}
    change_draft(
        actor=author, reference=draft.reference, version=0, name=draft.name, document=rules, limits=draft.limits
    )
    try_draft(actor=author, reference=draft.reference)
    try_policies()
    assert_nothing(look_at(seat_of(window(), marta), pages.policy_pages()))


def test_in_finance(window: Window, busy_shop, fatima):
    count_for_dashboards()
    assert_nothing(look_at(seat_of(window(), fatima), pages.finance_pages()))


def test_where_times_and_hands_are_set(window: Window, policy, make_payment, mila, marta, lena, boris):
    shop.times_and_rules(marta, lena, boris)
    ask(make_payment(mila))
    findings = look_at(seat_of(window(), marta), pages.lead_pages())
    assert_nothing(findings + look_at(seat_of(window(), lena), pages.lead_pages()))


def test_in_the_house(window: Window, policy, ana, boris, ida):
    shop.people_and_keys(ida, boris)
    shop.systems_that_listen(ida)
    findings = look_at(seat_of(window(), ida), pages.house_pages())
    assert_nothing(findings + look_at(seat_of(window(), boris), pages.OWN_PAGES))


def test_at_the_machinery(window: Window, stuck_house, ida):
    assert_nothing(look_at(seat_of(window(), ida), pages.operations_pages()))


def test_in_the_portal_and_before_the_doors(window: Window, busy_shop):
    findings = look_at(window(), pages.BEFORE_THE_DOOR)
    for customer, own in groupby(pages.portal_pages(), key=lambda page: page[0]):
        findings += look_at(phone_of(window(), customer), [path for _customer, path in own])
    assert_nothing(findings)


def assert_nothing(findings: list[str]) -> None:
    assert not findings, "\n".join(findings)


def look_at(page: Page, paths: list[str] | tuple[str, ...]) -> list[str]:
    """Open each page, look at it in each way, and gather what is wrong."""
    findings = []
    for turn, path in enumerate(paths):
        page.goto(path)
        for way, (size, scheme, rules) in enumerate(LOOKS):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = _sticks_out(page)
            if IN_BOTH_WAYS:
                found += _breaks(page, rules)
            elif (turn + way) % len(LOOKS) == 0:
                found += _breaks(page, EVERY_RULE)
            findings += [f"{path} {size['width']} {scheme}: {what}" for what in found]
    return findings


def _sticks_out(page: Page) -> list[str]:
    wide = page.evaluate(STICKS_OUT)
    return [f"sticks out: {wide}"] if wide else []


def _breaks(page: Page, rules: dict) -> list[str]:
    found = []
    for violation in Axe().run(page, options=rules).response["violations"]:
        places = [" ".join(map(str, node["target"])) for node in violation["nodes"][:4]]
        found.append(f"{violation['id']} at {places}")
    return found
