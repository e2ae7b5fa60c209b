"""Somebody pays back in the gateway's own console: it appears, Fatima matches it, and the totals agree."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from customers.models import Payment
from refunds.models import Difference, Refund
from refunds.tasks import work_reconciliations, work_settlements
from tests.browser.conftest import Window, seat_of
from tests.desk import again, ask, at_the_gateway, bookings, known_to_sandbox, sandbox

PAID_BY_HAND = 30_000


def test_a_refund_of_the_gateways_console_finds_its_request(window: Window, fresh_sandbox, make_payment, mila, fatima):
    payment = known_to_sandbox(make_payment(mila, lines=[("Lamp", 2, 90_000)]))
    first, second = (ask(payment, amount_minor=PAID_BY_HAND, reason=Refund.Reason.DAMAGED) for _ in range(2))
    theirs = sandbox().console.refund_by_hand(payment.gateway_reference, PAID_BY_HAND, "accept+webhook_lost")
    page = seat_of(window(), fatima)

    fatima_looks(page)
    row = Difference.objects.get()
    assert (row.kind, row.gateway_reference) == ("unknown", theirs)

    fatima_matches(page, second)

    assert (again(first).state, again(second).state) == (Refund.State.UNDER_REVIEW, Refund.State.COMPLETED)
    assert second.attempts.get().gateway_reference == theirs
    the_totals_agree(page, payment, second)


def fatima_looks(page: Page) -> None:
    page.goto("/staff/")
    page.get_by_role("link", name="Reconciliation").first.click()
    page.get_by_role("button", name="Look now").click()
    expect(page.get_by_text("A worker looks at sandbox now.")).to_be_visible()
    work_reconciliations()
    expect(page.get_by_text("Done").first).to_be_visible()  # by itself: Fatima touches nothing
    page.get_by_role("link", name="Not known to us").click()


def fatima_matches(page: Page, refund: Refund) -> None:
    expect(page.get_by_role("heading", name="Match it")).to_be_visible()
    page.get_by_label("Refund or payment").fill(refund.reference)
    page.get_by_label("A word about it").fill("Boris paid it on the phone.")
    page.get_by_role("button", name="Match", exact=True).click()
    page.wait_for_url(f"**/staff/refunds/{refund.reference}/")
    expect(page.get_by_text(f"Matched. The gateway's refund is {refund.reference} now.")).to_be_visible()
    expect(page.get_by_text("Boris paid it on the phone.").first).to_be_visible()


def the_totals_agree(page: Page, payment: Payment, refund: Refund) -> None:
    """The gateway's books, ours, the ledger, and the day as the settlement has it."""
    assert at_the_gateway(payment) == [(PAID_BY_HAND, "succeeded")]
    assert Payment.objects.get(pk=payment.pk).refunded_minor == PAID_BY_HAND
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]
    page.goto("/staff/settlements/")
    fetch = page.locator("section", has=page.get_by_role("heading", name="Fetch a report"))
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    fetch.get_by_label("Last day").fill(today)
    fetch.get_by_role("button", name="Fetch these days").click()
    expect(page.get_by_text("The report is being fetched.")).to_be_visible()
    work_settlements()
    expect(page.get_by_text("Every line agrees with our books.")).to_be_visible()
    day = page.get_by_role("row").filter(has_text="300.00")
    expect(day).to_contain_text("None")
    assert not Difference.objects.filter(state="open").exists()
