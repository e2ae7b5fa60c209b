"""Mila's refund comes back; she agrees to a transfer, names her account by keyboard, and it is confirmed."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from customers.actors import Actor
from customers.models import Customer, Message, User
from customers.portal.doors import with_links
from refunds.actions.pay_by_transfer import pay_by_transfer
from refunds.actions.settle import apply_refund_outcome
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import BankDetails, Refund
from refunds.tasks import look_at_bank_details
from tests.browser.conftest import NARROW, Window, open_move, phone_of, seat_of
from tests.cast import PaymentFactory
from tests.desk import again, approve, ask, bookings, kinds, known_to_sandbox, letters, worker_runs
from tests.refunds.transfers.conftest import MILAS, our_account

__all__ = ["our_account"]


def test_what_came_back_is_paid_to_the_account_that_mila_names(
    window: Window, make_payment: PaymentFactory, mila: Customer, ana: User, boris: User, fatima: User
) -> None:
    refund = came_back(make_payment, mila, boris)
    phone, desk = phone_of(window(viewport=NARROW), mila), seat_of(window(), ana)
    phone.goto(f"/portal/refunds/{refund.reference}/")
    expect(phone.locator("#road")).to_contain_text("came back")
    expect(phone.locator("#road")).to_contain_text("safe with us")

    ana_proposes_a_transfer(desk, refund)
    phone.reload()
    press(phone, "Yes, pay it the new way")
    expect(phone.get_by_text("Thank you. We pay it the new way.")).to_be_visible()
    boris_sends_it_again(seat_of(window(), boris), refund)
    look_at_bank_details()

    newcomer = window(viewport=NARROW)
    newcomer.goto(link_in(Message.objects.filter(kind="refund_bank_details").latest("pk")))
    newcomer.keyboard.press("Tab")
    newcomer.get_by_role("button").first.focus()
    newcomer.keyboard.press("Enter")
    newcomer.wait_for_url("**/bank-account/")
    she_names_her_account(newcomer)
    details = BankDetails.objects.get()
    assert (details.state, details.last4) == ("confirmed", MILAS[-4:])

    pay_by_transfer(actor=Actor.user(fatima), reference=refund.reference, bank_reference="E2E-2026-77")
    newcomer.goto(f"/portal/refunds/{refund.reference}/")
    expect(newcomer.locator("#road")).to_contain_text("E2E-2026-77")
    assert again(refund).state == Refund.State.COMPLETED
    told = [kind for kind in kinds(refund) if kind in ("refund.came_back", "refund.rail_agreed", "refund.completed")]
    assert told[-3:] == ["refund.came_back", "refund.rail_agreed", "refund.completed"]
    assert bookings(refund)[-1][0] == "settle"
    assert {"rail_proposed", "bank_details"} <= set(letters(refund)) and MILAS not in newcomer.content()


def came_back(make_payment: PaymentFactory, mila: Customer, boris: User) -> Refund:
    """Paid to her card, and sent back by her bank days later."""
    refund = approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000))), boris)
    worker_runs(2)
    attempt = refund.attempts.latest("number")
    gone = Outcome(state=OutcomeState.FAILED, gateway_reference=attempt.gateway_reference, raw={})
    apply_refund_outcome(attempt.pk, gone, Actor.gateway("sandbox"))
    assert again(refund).state == Refund.State.FAILED
    return again(refund)


def ana_proposes_a_transfer(page: Page, refund: Refund) -> None:
    page.goto(f"/staff/refunds/{refund.reference}/")
    form = open_move(page, "rail_proposal")
    form.get_by_label("Pay it back by").select_option("bank_transfer")
    form.get_by_label("Why, in words for the customer").fill("Your card no longer takes money back.")
    form.get_by_role("button").first.click()
    expect(page.get_by_text("The case waits for the customer's yes.").first).to_be_visible()


def boris_sends_it_again(page: Page, refund: Refund) -> None:
    page.goto(f"/staff/refunds/{refund.reference}/")
    open_move(page, "retry").get_by_role("button").first.click()
    expect(page.get_by_role("status").or_(page.get_by_text("Sent again")).first).to_be_visible()


def link_in(letter: Message) -> str:
    """The signed link that leaves the house in this letter."""
    found = re.search(r"/portal/link/\S+/", with_links(letter)[0])
    assert found
    return found[0]


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")


def she_names_her_account(page: Page) -> None:
    """Without a mouse: the holder is filled in or typed, the number typed, compared and sent."""
    fields: dict[str, Any] = {"Account holder": "Mila Novak", "IBAN": "NL91 ABNA 0417 1643 00"}
    for label, words in fields.items():
        page.get_by_label(label).first.focus()
        page.keyboard.press("Control+a")
        page.keyboard.type(words)
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    press(page, "Pay it to this account")
    expect(page.locator("#bank-account")).to_contain_text("ending in")
