"""Finance looks at the figures: from a dashboard through a mark of its drawing down to one refund."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from customers import clock
from customers.actors import Actor
from refunds.actions.pay_by_transfer import pay_by_transfer
from reporting.models import HomeTiles
from tests.browser.conftest import Window, seat_of
from tests.desk import approve, ask


@pytest.fixture
def paid_back(make_payment, mila, tom, boris, fatima):
    """Three refunds of this month, one of them for something damaged."""

    def pay(customer, amount: int, reason: str):
        paid_at = clock.now() - timedelta(hours=6)
        payment = make_payment(customer, captured_at=paid_at)
        refund = approve(ask(payment, rail="bank_transfer", amount_minor=amount, reason=reason), boris)
        return pay_by_transfer(actor=Actor.user(fatima), reference=refund.reference, bank_reference="SEPA")

    return [pay(mila, 1_200, "changed_mind"), pay(tom, 3_400, "damaged"), pay(mila, 560, "changed_mind")]


def test_fatima_finds_the_one_refund_behind_a_bar(window: Window, paid_back, fatima):
    page = seat_of(window(), fatima)
    page.goto("/staff/finance/")
    page.get_by_role("navigation", name="Finance").get_by_role("link", name="Dashboards").click()
    page.get_by_role("navigation", name="Dashboards").get_by_role("link", name="Refunds").click()
    expect(page.get_by_role("heading", name="Refunds", level=1)).to_be_visible()
    expect(figure(page, "Paid back")).to_contain_text("51.60 EUR")

    page.get_by_role("link", name="This month").click()
    page.get_by_text("Own days and filters").click()
    page.get_by_label("Reason").select_option(label="It arrived damaged")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(figure(page, "Paid back")).to_contain_text("34.00 EUR")
    assert "reason=damaged" in page.url, "the address can be kept and sent"

    mark = page.locator("#net_refunded-by-reason svg:visible a").first
    expect(mark.locator("title")).to_have_text(re.compile(r"It arrived damaged: 34\.00\sEUR"))
    mark.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid back less what came back")
    page.get_by_role("link", name=paid_back[1].reference).click()
    page.wait_for_url(f"**/staff/refunds/{paid_back[1].reference}/")


def test_the_same_way_from_the_keyboard(window: Window, paid_back, fatima):
    """The table under a drawing has the links of its marks."""
    page = seat_of(window(), fatima)
    page.goto("/staff/finance/dashboards/refunds/?reason=damaged")
    panel = page.locator("#net_refunded-by-reason")
    panel.locator("summary").focus()
    page.keyboard.press("Enter")
    panel.get_by_role("link", name="It arrived damaged").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/finance/figures/net_refunded/**")
    expect(page.get_by_role("link", name=paid_back[1].reference)).to_be_visible()


def test_tiles_are_chosen_from_the_keyboard(window: Window, paid_back, fatima):
    page = seat_of(window(java_script_enabled=False), fatima)
    page.goto("/staff/finance/tiles/")
    page.get_by_role("button", name="Add Deadlines missed").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove Deadlines missed")).to_be_focused()
    page.get_by_role("button", name="Up Deadlines missed").focus()
    for _time in range(2):
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Up Deadlines missed")).to_be_focused()
    assert HomeTiles.objects.get(person=fatima).names[-3] == "missed"
    page.get_by_role("link", name="Done").focus()
    page.keyboard.press("Enter")
    expect(figure(page, "Deadlines missed")).to_be_visible()


def figure(page: Page, label: str):
    return page.locator(".stat", has_text=label).first
