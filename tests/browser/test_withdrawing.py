"""A customer withdraws from a contract at a phone, by keyboard, without signing in; the case has its clock."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from refunds.models import WithdrawalDeclaration
from refunds.tasks import work_withdrawals
from refunds.withdrawal_laws import write_delivered_laws
from tests.browser.conftest import NARROW, Window, seat_of


def test_a_customer_withdraws_with_the_keyboard_and_the_case_has_its_clock(window: Window, make_payment, mila, lena):
    write_delivered_laws()
    payment = make_payment(mila, total_minor=45_000, order_reference="R-1001")
    phone = window(viewport=NARROW)
    phone.goto("/portal/")
    press(phone, "Withdraw from contract here")
    for label, words in (
        ("Your name", "Mila Novak"),
        ("Contract (order number)", "r-1001"),
        ("E-mail address", "mila@home.example"),
    ):
        phone.get_by_label(label, exact=True).focus()
        phone.keyboard.type(words)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Confirm withdrawal")).to_be_visible()
    phone.get_by_role("button", name="Confirm withdrawal").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="We have received your withdrawal")).to_be_visible()
    declaration = WithdrawalDeclaration.objects.get()
    expect(phone.get_by_text(declaration.content_sha256)).to_be_visible()

    phone.go_back()
    phone.get_by_role("button", name="Confirm withdrawal").click()
    expect(phone.get_by_text(declaration.content_sha256)).to_be_visible()
    assert WithdrawalDeclaration.objects.count() == 1
    work_withdrawals()
    phone.get_by_role("link", name="The PDF is being printed; look again").click()
    expect(phone.get_by_role("link", name="As a PDF")).to_be_visible()

    declaration.refresh_from_db()
    assert declaration.payment == payment and declaration.refund is not None
    desk = seat_of(window(), lena)
    desk.goto(f"/staff/refunds/{declaration.refund.reference}/")
    expect(desk.get_by_role("heading", name="Withdrawal by law")).to_be_visible()
    expect(desk.get_by_text("Pay back by")).to_be_visible()


def press(page: Page, name: str) -> None:
    """Follow the first link of this name with the keyboard."""
    page.get_by_role("link", name=name).first.focus()
    page.keyboard.press("Enter")
