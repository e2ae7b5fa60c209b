"""A morning at the desk without a mouse: twenty cases, one after the other, until the list is empty."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from customers.models import Message
from refunds.models import Refund
from tests.browser.conftest import Window, seat_of
from tests.desk import again, approve, ask, bookings, kinds, letters

HOW_MANY = 20
LARGE, REFUSED = (6, 13), (3, 9, 16)
"""Which of them need a second person, and which are turned down."""

FOCUS = """() => {
    const at = document.activeElement;
    return {tag: at.tagName, shown: at.getClientRects().length > 0, moves: Boolean(at.closest("#moves"))};
}"""


def test_boris_decides_twenty_cases_from_the_keyboard(window: Window, make_payment, mila, tom, boris, chidi):
    cases = [ask(make_payment((mila, tom)[n % 2], total_minor=amount_of(n))) for n in range(HOW_MANY)]
    for number in LARGE:
        approve(cases[number], chidi)
    page = seat_of(window(), boris)
    page.goto("/staff/")
    boris_reads_the_card_of_keys(page)

    page.keyboard.press("j")
    expect(page.get_by_role("link", name=cases[0].reference)).to_be_focused()
    page.keyboard.press("Enter")
    for number, refund in enumerate(cases):
        page.wait_for_url(f"**/staff/refunds/{refund.reference}/**")
        if number in REFUSED:
            boris_turns_down(page)
        else:
            boris_approves(page, refund, must_type=number in LARGE, says_a_word=number == 1)
    page.wait_for_url("**/staff/?**")
    expect(page.get_by_role("heading", name="Nothing waits for a decision.")).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.evaluate(FOCUS)["shown"]

    for number, refund in enumerate(cases):
        assert_decided(again(refund), boris, turned_down=number in REFUSED)
    assert "I packed a new one myself." in letter_about(cases[1], "refund_approved").body_text
    assert "This is a jar of ink." in letter_about(cases[3], "refund_rejected").body_text


def amount_of(number: int) -> int:
    return 60_000 if number in LARGE else 45_000


def boris_reads_the_card_of_keys(page: Page) -> None:
    page.keyboard.press("?")
    card = page.get_by_role("dialog", name="Keys")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Send what you are writing")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def boris_approves(page: Page, refund: Refund, must_type: bool, says_a_word: bool) -> None:
    """Where a second yes is due, the number of the refund is typed; otherwise Enter is enough."""
    page.keyboard.press("a")
    assert page.evaluate(FOCUS) == {"tag": "INPUT" if must_type else "BUTTON", "shown": True, "moves": True}
    if must_type:
        page.keyboard.type(refund.reference)
    if says_a_word:
        page.keyboard.press("Shift+Tab")
        page.keyboard.type("I packed a new one myself.")
        page.keyboard.press("Control+Enter")
    else:
        page.keyboard.press("Enter")


def boris_turns_down(page: Page) -> None:
    page.keyboard.press("r")
    assert page.evaluate(FOCUS) == {"tag": "SELECT", "shown": True, "moves": True}
    page.keyboard.type("None of them")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == {"tag": "TEXTAREA", "shown": True, "moves": True}
    page.keyboard.type("This is a jar of ink.")
    page.keyboard.press("Control+Enter")


def assert_decided(refund: Refund, person: object, turned_down: bool) -> None:
    """State, what happened, the ledger and the letter say the same."""
    if turned_down:
        assert (refund.state, kinds(refund)[-1]) == (Refund.State.REJECTED, "refund.rejected")
        assert bookings(refund) == [] and letters(refund) == ["received", "rejected"]
    else:
        assert (refund.state, kinds(refund)[-1]) == (Refund.State.APPROVED, "refund.approved")
        assert bookings(refund) == [("reserve", 1)] and letters(refund) == ["received", "approved"]
        assert person in [approval.approver for approval in refund.approvals.all()]


def letter_about(refund: Refund, kind: str) -> Message:
    return Message.objects.get(about=refund.reference, kind=kind)
