"""Pages full of hostile words in a real browser, with nothing to stop a script: none calls `canary`."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Route

from tests.desk import worker_runs
from tests.hostile import doors
from tests.hostile.doors import Case, House
from tests.hostile.strings import HOSTILE

pytestmark = pytest.mark.django_db

CANARY = """
    window.sung = [];
    window.canary = () => window.sung.push(document.location.href);
"""
TOUCH_EVERYTHING = """() => {
    for (const at of document.querySelectorAll("body *")) {
        for (const kind of ["mouseover", "pointerenter", "focus", "load", "error", "toggle", "animationstart"])
            at.dispatchEvent(new Event(kind, {bubbles: true}));
        if (at.tagName === "DETAILS") at.open = true;
    }
    return window.sung;
}"""
AT_ONCE = 20


@pytest.fixture
def house(sign_in, limits, policy, fresh_sandbox, settings, tmp_path, ana, boris, ida, marta, fatima) -> House:
    settings.MEDIA_ROOT = tmp_path
    return doors.open_house(sign_in, ana=ana, boris=boris, ida=ida, marta=marta, fatima=fatima)


def test_no_hostile_word_runs(chromium: Browser, house: House):
    cases = []
    for number in range(0, len(HOSTILE), AT_ONCE):
        case = doors.bring_in(house, tuple(HOSTILE[number : number + AT_ONCE]), number)
        doors.refuse_one(house, case, with_paper=False)
        doors.ask_again(house, case)
        doors.pay_it(house, case)
        cases.append(case)
    worker_runs()
    pages = {path: client.get(path) for client, path in addresses(house, cases)}
    assert sung(chromium, {path: answer for path, answer in pages.items() if answer.status_code == 200}) == []


def test_the_canary_would_sing(chromium: Browser):
    """The same, with a page that lets a word be more than a word."""
    page = {"/": FakePage(f"<!doctype html><title>x</title>{HOSTILE[0]}<p>{HOSTILE[40]}")}
    assert len(sung(chromium, page)) >= 2


class FakePage(dict[str, str]):
    """A page that nobody served."""

    def __init__(self, html: str) -> None:
        super().__init__({"Content-Type": "text/html"})
        self.content = html.encode()


def addresses(house: House, cases: list[Case]) -> list[tuple[Any, str]]:
    found = [(house.boris, "/staff/"), (house.boris, "/staff/?tab=all"), (house.boris, "/staff/payments/")]
    for case in cases:
        found += [
            (house.boris, f"/staff/refunds/{case.refused}/"),
            (house.boris, f"/staff/refunds/{case.paid}/?part=letters"),
            (house.boris, f"/staff/payments/{case.payment}/"),
            (house.boris, f"/staff/customers/{case.customer}/"),
            (case.phone, f"/portal/payments/{case.payment}/refund/"),
            (case.phone, f"/portal/refunds/{case.refused}/"),
        ]
    return found


def sung(chromium: Browser, pages: dict[str, Any]) -> list[str]:
    """Open each page as it was served, with its scripts and styles, and do to it whatever a reader could."""
    context = chromium.new_context(base_url="http://localhost", reduced_motion="reduce")
    context.add_init_script(CANARY)
    trouble: list[str] = []

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix("http://localhost")
        if path in pages:
            route.fulfill(body=pages[path].content, content_type=pages[path]["Content-Type"])
        elif found := finders.find(path.removeprefix("/static/").partition("?")[0]):
            route.fulfill(path=found)
        else:
            route.fulfill(status=204)

    page = context.new_page()
    page.on("dialog", lambda dialog: (trouble.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
    page.on("framenavigated", lambda frame: trouble.append(frame.url) if frame.url.startswith("javascript") else None)
    page.route("**/*", serve)
    for path in pages:
        page.goto(path, wait_until="load")
        trouble += page.evaluate(TOUCH_EVERYTHING)
    context.close()
    return trouble
