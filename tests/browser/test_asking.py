"""Mila asks on her phone, by keyboard, with a photo over a line that breaks in the middle; and without any script."""

from __future__ import annotations

import os
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Page, Route, expect

from customers.models import Customer, Upload
from refunds.models import Refund
from tests.browser.conftest import NARROW, Window
from tests.cast import PaymentFactory
from tests.files import photo

PIECES_BEFORE_THE_TUNNEL = 2


class Line:
    """The line of a phone: it breaks after some pieces, and is mended when the test says so."""

    def __init__(self, page: Page) -> None:
        self.is_broken = False
        self.offsets: list[int] = []
        page.route("**/portal/uploads/**", self._carry)

    def _carry(self, route: Route) -> None:
        if route.request.method == "PATCH" and not self.is_broken:
            self.offsets.append(int(route.request.headers["upload-offset"]))
            self.is_broken = len(self.offsets) == PIECES_BEFORE_THE_TUNNEL + 1
        if self.is_broken:
            route.abort("internetdisconnected")
        else:
            route.continue_()


def test_the_photo_goes_on_where_the_line_broke_and_the_request_is_sent_once(
    window: Window,
    complaints: list[str],
    own_files: Any,
    make_payment: PaymentFactory,
    mila: Customer,
) -> None:
    make_payment(mila, lines=[("Desk lamp", 1, 8900), ("Cup", 3, 3600)], order_reference="R-1001")
    page = window(viewport=NARROW)
    through_the_door(page)

    type_into(page, "Why?", "It arrived d")
    type_into(page, "What is broken?", "The foot")
    type_into(page, "What happened?", "It came with a crack.")
    expect(page.locator("#quote")).to_contain_text("A photo is needed for this")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("It came with a crack.")
    expect(page.get_by_label("What is broken?")).to_have_value("The foot")

    line = Line(page)
    page.locator("#ask-files").set_input_files([large_photo()])
    expect(page.get_by_text("waits for the line to come back")).to_be_visible()
    page.get_by_role("button", name="Send the request").press("Enter")
    expect(page.get_by_text("It is sent as soon as the files are here.")).to_be_visible()
    assert not Refund.objects.exists()

    line.is_broken = False
    page.wait_for_url("**/portal/refunds/RF-*/")
    refund = Refund.objects.get()
    assert line.offsets == sorted(line.offsets) and line.offsets.count(0) == 1 and len(line.offsets) > 4
    assert (refund.reason_text, refund.answers[0]["answer"]) == ("It came with a crack.", "The foot")
    assert refund.papers.get().document.name == "crack.png"
    assert not Upload.objects.exists()
    assert page.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('ask:'))") == []

    page.go_back()
    page.get_by_label("Why?").select_option("changed_mind")
    page.get_by_role("button", name="Send the request").press("Enter")
    page.wait_for_url(f"**/portal/refunds/{refund.reference}/")
    assert Refund.objects.count() == 1
    complaints[:] = [said for said in complaints if "/portal/uploads/" not in said]


def test_without_a_script_the_form_shows_the_quote_takes_the_photo_and_is_sent(
    window: Window, own_files: Any, make_payment: PaymentFactory, mila: Customer
) -> None:
    make_payment(mila, lines=[("Desk lamp", 1, 8900)], order_reference="R-1001")
    page = window(viewport=NARROW, java_script_enabled=False)
    through_the_door(page)
    page.get_by_label("Why?").select_option("damaged")
    page.get_by_label("What is broken?").fill("The foot")
    page.get_by_role("button", name="Show what I would get").press("Enter")
    expect(page.locator("#quote")).to_contain_text("A photo is needed for this")
    page.locator("#ask-files").set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}])
    page.get_by_role("button", name="Send the request").press("Enter")
    expect(page.get_by_role("heading", name="Your refund")).to_be_visible()
    assert Refund.objects.get().papers.get().document.name == "a.jpg"


def through_the_door(page: Page) -> None:
    """By keyboard alone."""
    page.goto("/portal/")
    page.get_by_label("Order number").focus()
    page.keyboard.type("R-1001")
    page.get_by_label("E-mail").first.focus()
    page.keyboard.type("mila@home.example")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ask for a refund").press("Enter")
    expect(page.get_by_role("heading", name="Ask for a refund")).to_be_visible()


def type_into(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).focus()
    page.keyboard.type(text)


def large_photo() -> dict[str, Any]:
    """Large enough for several pieces: nothing compresses noise."""
    paper = BytesIO()
    Image.frombytes("RGB", (700, 600), os.urandom(700 * 600 * 3)).save(paper, "PNG")
    return {"name": "crack.png", "mimeType": "image/png", "buffer": paper.getvalue()}
