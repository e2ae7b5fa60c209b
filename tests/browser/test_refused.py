"""What a page says when the answer is no."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from customers.actors import Actor
from refunds.actions.ask_customer import answer_question, ask_customer
from refunds.models import Refund
from tests.browser.conftest import Window, open_move, seat_of
from tests.desk import again, approve, ask, kinds


@pytest.mark.four_eyes
def test_boris_cannot_approve_what_he_asked_for_and_reads_why(window: Window, make_payment, mila, boris):
    refund = ask(make_payment(mila), actor=Actor.user(boris), origin=Refund.Origin.STAFF)
    page = seat_of(window(), boris)
    page.goto(f"/staff/refunds/{refund.reference}/")

    expect(page.locator("#moves")).to_contain_text("You asked for this refund")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    assert again(refund).state == Refund.State.UNDER_REVIEW


def test_a_page_that_grew_old_says_so_and_offers_the_choice_again(window: Window, make_payment, mila, ana, boris):
    refund = ask(make_payment(mila))
    page = seat_of(window(java_script_enabled=False), boris)
    page.goto(f"/staff/refunds/{refund.reference}/")
    ask_customer(actor=Actor.user(ana), reference=refund.reference, question="Which lamp is broken?")
    answer_question(actor=Actor.customer(mila), reference=refund.reference, answer="The left one.")

    moves = page.locator("#moves")
    open_move(page, "approval")
    moves.get_by_role("button", name="Approve 89.00 EUR").click()
    expect(moves.get_by_text("The refund changed since you looked at it.").first).to_be_visible()
    assert again(refund).state == Refund.State.UNDER_REVIEW and "refund.approved" not in kinds(refund)

    expect(page.get_by_text("The left one.").first).to_be_visible()
    moves.get_by_role("button", name="Approve 89.00 EUR").click()
    expect(page.get_by_text("Approved. The money is on its way to the worker.")).to_be_visible()
    assert again(refund).state == Refund.State.APPROVED


def test_an_open_page_shows_by_itself_that_somebody_else_decided(window: Window, make_payment, mila, boris, chidi):
    refund = ask(make_payment(mila))
    page = seat_of(window(), boris)
    page.goto(f"/staff/refunds/{refund.reference}/")
    approve(refund, chidi)

    expect(page.locator("#refund-state")).to_have_text("Approved")
    expect(page.get_by_role("button", name="Approve 89.00 EUR")).to_have_count(0)
