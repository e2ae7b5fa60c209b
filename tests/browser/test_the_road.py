"""The whole road in a browser: Mila asks, Boris approves, the worker sends, Fatima counts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from customers.models import Message, User
from customers.tasks import deliver_due_messages
from refunds.ledger.balances import lines_between, paid_back
from refunds.models import Refund
from reporting.models import Statement
from reporting.periods import shop_day
from reporting.tasks import make_statements
from tests.browser.conftest import Window, open_move, sign_in_by_hand
from tests.desk import again, at_the_gateway, bookings, kinds, known_to_sandbox, letters, worker_runs


def test_mila_asks_boris_approves_and_fatima_counts(
    window: Window, fresh_sandbox, passwords, make_payment, mila, boris, fatima
):
    bought = [("Desk lamp", 1, 8900), ("Cup", 3, 3600)]
    payment = known_to_sandbox(make_payment(mila, lines=bought, order_reference="R-1001"))
    passwords(boris, fatima)
    phone, desk = window(), window()

    mila_asks_for_the_lamp(phone)
    refund = Refund.objects.get()
    assert (refund.state, refund.amount_minor) == (Refund.State.UNDER_REVIEW, 8900)
    expect(phone.get_by_role("heading", name="Your refund")).to_be_visible()
    expect(phone.get_by_text("A colleague is looking at it")).to_be_visible()

    boris_approves(desk, boris, refund)
    worker_runs(2)
    deliver_due_messages()

    expect(phone.get_by_text("Confirmed").first).to_be_visible()  # by itself: Mila touches nothing
    expect(phone.get_by_text("You got back")).to_be_visible()
    assert kinds(refund)[-3:] == ["refund.approved", "refund.processing", "refund.completed"]
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]
    assert letters(refund) == ["received", "approved", "on_its_way", "confirmed"]
    assert at_the_gateway(payment) == [(8900, "succeeded")]

    boris_reads_the_letter(desk, refund)
    fatima_takes_the_paper(window(), fatima, again(refund))


def mila_asks_for_the_lamp(page: Page) -> None:
    page.goto("/portal/")
    page.get_by_label("Order number").fill("R-1001")
    page.get_by_label("E-mail").first.fill("mila@home.example")
    page.get_by_role("button", name="Show my order").click()
    page.get_by_role("link", name="Ask for a refund").click()

    quote = page.locator("#quote")
    expect(quote).to_contain_text("125.00")
    page.get_by_text("Some of the things").click()
    page.get_by_label("Desk lamp").select_option("1")
    expect(quote).to_contain_text("89.00 EUR")
    expect(quote).to_contain_text("your card ending 4242")
    page.get_by_label("Why?").select_option("damaged")
    page.get_by_label("What happened?").fill("It flickers.")
    page.get_by_role("button", name="Send the request").click()
    page.wait_for_url("**/portal/refunds/RF-*/")


def boris_approves(page: Page, boris: User, refund: Refund) -> None:
    sign_in_by_hand(page, boris)
    expect(page.get_by_role("table")).to_be_visible()
    page.get_by_role("link", name=refund.reference).click()
    expect(page.get_by_text("It flickers.").first).to_be_visible()
    moves = page.locator("#moves")
    open_move(page, "approval")
    moves.get_by_role("button", name="Approve 89.00 EUR").click()
    expect(page.get_by_text("Approved. The money is on its way to the worker.")).to_be_visible()
    assert refund.approvals.get().approver == boris


def boris_reads_the_letter(page: Page, refund: Refund) -> None:
    confirmed = Message.objects.get(about=refund.reference, kind="refund_confirmed")
    assert confirmed.state == Message.State.SENT
    page.get_by_role("link", name="Mail", exact=True).click()
    page.get_by_role("link", name=confirmed.subject).click()
    paper = page.frame_locator("iframe.letter")
    expect(paper.get_by_text("89.00 EUR", exact=True)).to_be_visible()
    expect(page.get_by_text("mila@home.example").first).to_be_visible()


def fatima_takes_the_paper(page: Page, fatima: User, refund: Refund) -> None:
    sign_in_by_hand(page, fatima)
    page.get_by_role("link", name="Dashboard").click()
    expect(page.locator("svg[role=img], .chart svg").first).to_be_visible()

    page.get_by_role("link", name="Statements").first.click()
    day = str(shop_day(refund.finished_at))
    page.get_by_label("From").fill(day)
    page.get_by_label("To and including").fill(day)
    page.get_by_role("button", name="Order it").click()
    expect(page.get_by_text("It waits for a worker.")).to_be_visible()
    make_statements()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()

    pdf = Path(download.value.path()).read_bytes()
    assert pdf.startswith(b"%PDF")
    period = Statement.objects.get().period
    assert paid_back(lines_between(period.start, period.end)) == {"EUR": 8900}
    words = "".join("".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages).split())
    assert "89.00EUR" in words and refund.reference in words
