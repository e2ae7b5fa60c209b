"""Two people on one case: they see each other, the slower one reads what changed, and a large sum takes both."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from customers.actors import Actor
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from tests.browser.conftest import Window, open_move, seat_of
from tests.desk import again, ask, bookings, kinds, letters


def open_case(page: Page, refund: Refund) -> Page:
    page.goto(f"/staff/refunds/{refund.reference}/")
    return page


def test_boris_and_ana_see_each_other_and_his_old_decision_becomes_a_choice(
    window: Window, make_payment, mila, ana, boris
):
    refund = ask(make_payment(mila, total_minor=45_000))
    his, hers = open_case(seat_of(window(), boris), refund), open_case(seat_of(window(), ana), refund)
    expect(his.get_by_text("Ana Lima is looking at this too")).to_be_visible()
    moves = his.locator("#moves")
    open_move(his, "rejection")
    moves.locator("#rejection-rule").select_option("other")
    moves.locator("#rejection-explanation").fill("You used it for a year.")
    expect(hers.get_by_text("Boris Meyer is writing a decision")).to_be_visible()

    hers.goto(f"/staff/refunds/{refund.reference}/change/")
    hers.get_by_label("An amount").check()
    hers.get_by_label("Amount", exact=True).fill("300.00")
    hers.get_by_label("Why do you change it?").fill("She keeps the shade.")
    hers.get_by_role("button", name="Change the request").click()
    expect(hers.get_by_text("every approval is void")).to_be_visible()

    with his.expect_response("**/rejection/**") as answer:
        moves.get_by_role("button", name="Reject").click()
    assert answer.value.status == 409
    beside = moves.get_by_role("row", name="Amount").first
    expect(beside).to_contain_text("450.00")
    expect(beside).to_contain_text("300.00")
    expect(moves.locator("#rejection-explanation")).to_have_value("You used it for a year.")
    assert again(refund).state == Refund.State.UNDER_REVIEW and letters(refund) == ["received"]

    moves.get_by_role("button", name="Reject").click()
    expect(his.get_by_text("Rejected. The customer gets your words by mail.")).to_be_visible()
    assert kinds(refund)[-2:] == ["refund.changed", "refund.rejected"]
    assert letters(refund)[-1] == "rejected" and bookings(refund) == []


@pytest.mark.four_eyes
def test_above_his_limit_boris_reads_whom_to_ask(window: Window, make_payment, mila, boris, lena):
    refund = ask(make_payment(mila, total_minor=300_000))
    page = open_case(seat_of(window(), boris), refund)
    moves = page.locator("#moves")
    expect(moves).to_contain_text("above what you may approve")
    expect(moves.get_by_role("button", name="Approve")).to_have_count(0)
    press_what_is_not_there(page, refund)
    expect(moves).to_contain_text("Lena Virtanen")
    assert again(refund).state == Refund.State.UNDER_REVIEW and not refund.approvals.exists()


@pytest.mark.four_eyes
def test_a_large_sum_takes_boris_and_then_chidi(window: Window, make_payment, mila, boris, chidi):
    refund = ask(make_payment(mila, total_minor=90_000))
    his, hers = open_case(seat_of(window(), boris), refund), open_case(seat_of(window(), chidi), refund)

    press_yes(his, "not this one")
    expect(his.get_by_text("This is not the number of this refund.").first).to_be_visible()
    assert not refund.approvals.exists()
    press_yes(his, refund.reference)
    expect(his.get_by_text("Boris Meyer approved").first).to_be_visible()
    assert again(refund).state == Refund.State.UNDER_REVIEW and bookings(refund) == []
    expect(his.get_by_role("button", name="Approve")).to_have_count(0)

    expect(hers.get_by_text("Boris Meyer approved").first).to_be_visible()  # by itself
    press_yes(hers, refund.reference)
    expect(hers.get_by_text("Approved. The money is on its way to the worker.")).to_be_visible()
    assert again(refund).state == Refund.State.APPROVED and bookings(refund) == [("reserve", 1)]
    assert [approval.approver for approval in refund.approvals.order_by("id")] == [boris, chidi]
    assert letters(refund) == ["received", "approved"]


def press_yes(page: Page, typed: str) -> None:
    form = open_move(page, "approval")
    form.get_by_label("to confirm").fill(typed)
    form.get_by_role("button", name="Approve").click()


@pytest.mark.four_eyes
def test_his_own_request_is_refused_even_by_a_form_of_his_own_making(window: Window, make_payment, mila, boris, chidi):
    refund = ask(make_payment(mila, total_minor=45_000), actor=Actor.user(boris), origin=Refund.Origin.STAFF)
    page = open_case(seat_of(window(), boris), refund)
    expect(page.locator("#moves")).to_contain_text("You asked for this refund")
    press_what_is_not_there(page, refund)
    expect(page.get_by_text("Nothing was changed").first).to_be_visible()
    expect(page.locator("#moves")).to_contain_text("Chidi Okafor")
    assert again(refund).state == Refund.State.UNDER_REVIEW and not refund.approvals.exists()
    assert bookings(refund) == []


def press_what_is_not_there(page: Page, refund: Refund) -> None:
    """Send the approval's form although the page has none, as somebody would who knows the address."""
    page.evaluate(
        """([reference, seen]) => {
            const form = document.createElement("form"), field = document.createElement("input");
            form.method = "post";
            form.action = `/staff/refunds/${reference}/approval/`;
            Object.assign(field, {name: "seen", value: seen});
            form.append(field, document.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
            document.body.append(form);
            form.submit();
        }""",
        [refund.reference, seen_hash(refund)],
    )
