"""Every main page of the portal in every language, on a phone and wide: no text sticks out, none is cut off."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from customers.models import Customer, User
from refunds.withdrawal_laws import write_delivered_laws
from tests.browser.conftest import NARROW, WIDE, Window, phone_of
from tests.browser.test_first_page import own_pages
from tests.cast import PaymentFactory

pytestmark = pytest.mark.slow

DOORS = ("/portal/", "/portal/withdrawal/", "/portal/policy/", "/portal/sign-in-link/sent/")
PICTURES = os.environ.get("PICTURES_IN", "")
"""A folder for a picture of each page."""

DOES_NOT_FIT = """() => {
    const found = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push("the page is wider than the screen");
    const scrolls = (e) => { for (let at = e; at; at = at.parentElement)
        if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true; return false; };
    for (const e of document.querySelectorAll("body *")) {
        const box = e.getBoundingClientRect(), look = getComputedStyle(e);
        if (!box.width || !box.height || look.visibility === "hidden" || e.closest(".sr-only, .skip, svg")) continue;
        const name = `${e.tagName.toLowerCase()}.${e.className} “${e.innerText?.trim().slice(0, 40) ?? ""}”`;
        const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        const isOut = box.right > root.clientWidth + 1 && !scrolls(e);
        const isWide = own && e.scrollWidth > e.clientWidth + 1 && look.display !== "inline" && !scrolls(e);
        const isCut = own && e.scrollHeight > e.clientHeight + 3 && /hidden|clip/.test(look.overflowY);
        if (isWide) found.push(`wide: ${name}`);
        if (isCut) found.push(`cut: ${name}`);
        if (isOut && e.matches("button, a, select, input:not([type=hidden])")) found.push(`out: ${name}`);
    }
    return found.slice(0, 6);
}"""


def test_every_text_fits_in_every_language(
    window: Window,
    own_files: Path,
    make_payment: PaymentFactory,
    mila: Customer,
    boris: User,
    settings: Any,
) -> None:
    write_delivered_laws()
    paths = own_pages(make_payment, mila, boris)
    findings = []
    for language, _name in settings.LANGUAGES:
        Customer.objects.filter(pk=mila.pk).update(language=language)
        mila.language = language
        page = phone_of(window(viewport=NARROW, locale=language), mila)
        stranger = window(viewport=NARROW, locale=language)
        for at, path in enumerate((*DOORS, *paths)):
            findings += looked_at(stranger if path in DOORS else page, path, language, at)
        page.context.close()
        stranger.context.close()
    assert not findings, "\n".join(findings)


def looked_at(page: Page, path: str, language: str, number: int) -> list[str]:
    """Open it once, and look at it at both widths."""
    page.goto(path)
    found = [] if page.locator("html").get_attribute("lang") == language else [f"{path} is not in {language}"]
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        found += [f"{path} {language} {size['width']}: {what}" for what in page.evaluate(DOES_NOT_FIT)]
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{number:02}-{language}-{size['width']}.png", full_page=True)
    return found
