"""Mila asks with a keyboard alone on a small screen, and in a browser that runs no script."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from refunds.models import Refund
from tests.browser.conftest import NARROW, Window, phone_of

MOST_TABS = 40

FOCUSED = """() => {
    const at = document.activeElement;
    const label = at.labels && at.labels[0];
    const name = at.getAttribute("aria-label") || (label || at).innerText || "";
    const shown = [at, at.closest("label")].filter(Boolean).some((part) => {
        const look = getComputedStyle(part);
        return (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none";
    });
    const box = at.getBoundingClientRect();
    return {name: name.trim(), shown, onScreen: box.bottom > 0 && box.top < innerHeight, checked: !!at.checked};
}"""


def test_mila_asks_with_the_keyboard_alone(window: Window, make_payment, mila):
    make_payment(mila, lines=[("Desk lamp", 1, 8900), ("Cup", 3, 3600)], order_reference="R-1001")
    page = window(viewport=NARROW)
    page.goto("/portal/")

    tab_to(page, "Order number")
    page.keyboard.type("R-1001")
    tab_to(page, "E-mail")
    page.keyboard.type("mila@home.example")
    page.keyboard.press("Enter")
    page.wait_for_url("**/portal/payments/")
    tab_to(page, "Ask for a refund")
    page.keyboard.press("Enter")
    page.wait_for_url("**/refund/")

    tab_to(page, "Everything")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED)["checked"]
    tab_to(page, "Desk lamp")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#quote")).to_contain_text("89.00 EUR")
    tab_to(page, "Why?")
    page.keyboard.type("It arrived")
    tab_to(page, "Send the request")
    page.keyboard.press("Enter")
    page.wait_for_url("**/portal/refunds/RF-*/")

    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.reason) == (8900, Refund.Reason.DAMAGED)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something with this name has the focus; on the way there the focus is always visible."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        assert focus["shown"], f"Nobody sees that the focus is on “{focus['name']}”."
        assert focus["onScreen"], f"The focus is on “{focus['name']}”, which is off the screen."
        if focus["name"].startswith(name):
            return
    raise AssertionError(f"No press of Tab leads to “{name}”.")


def test_mila_asks_without_scripts_and_a_button_shows_the_quote(window: Window, make_payment, mila):
    payment = make_payment(mila, lines=[("Desk lamp", 1, 8900), ("Cup", 3, 3600)])
    page = phone_of(window(viewport=NARROW, java_script_enabled=False), mila)
    page.goto(f"/portal/payments/{payment.reference}/refund/")

    page.get_by_text("Part of the price").click()
    page.get_by_label("Amount").fill("43.10")
    page.get_by_role("button", name="Show what I would get").click()
    expect(page.locator("#quote")).to_contain_text("43.10 EUR")
    expect(page.get_by_label("Amount")).to_have_value("43.10")
    assert not Refund.objects.exists()

    page.get_by_label("Why?").select_option("damaged")
    page.get_by_role("button", name="Send the request").click()
    page.wait_for_url("**/portal/refunds/RF-*/")
    assert Refund.objects.get().amount_minor == 4310
