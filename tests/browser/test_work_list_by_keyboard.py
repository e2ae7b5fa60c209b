"""An agent's and an approver's morning without a mouse: down the list, into a case, decide, and on to the next."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from refunds.models import Refund
from tests.browser.conftest import Window, seat_of
from tests.desk import again, ask

pytestmark = pytest.mark.django_db(transaction=True)


def test_cases_are_decided_one_after_the_other_from_the_keyboard(window: Window, make_payment, mila, tom, boris):
    first, second, third = (ask(make_payment(person, total_minor=45_000)) for person in (mila, tom, mila))
    page = seat_of(window(), boris)
    page.goto("/staff/")

    page.keyboard.press("?")
    card = page.get_by_role("dialog", name="Keys")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()

    page.keyboard.press("j")
    expect(page.get_by_role("link", name=first.reference)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("link", name=first.reference)).to_be_focused()

    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Approve 450.00")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{second.reference}/**")
    assert again(first).state == Refund.State.APPROVED
    expect(page.get_by_role("link", name=f"Back to {first.reference}")).to_be_visible()

    page.keyboard.press("r")
    page.keyboard.type("None of them")
    page.keyboard.press("Tab")
    page.keyboard.type("jar of ink, not a lamp")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/{third.reference}/**")
    assert again(second).state == Refund.State.REJECTED

    page.keyboard.press("k")
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.wait_for_url("**/staff/?tab=decide**")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jar?")
    expect(page.get_by_role("searchbox")).to_have_value("jar?")
