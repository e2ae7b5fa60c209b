"""Pages full of hostile words in a real browser, with nothing to stop a script: none calls `canary`."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.desk import worker_runs
from tests.hostile import doors
from tests.hostile.doors import Case, House
from tests.hostile.reading import squeezed
from tests.hostile.strings import HOSTILE

pytestmark = pytest.mark.django_db

COULD_RUN = tuple(word for word in HOSTILE if "canary" in word or "<" in word)
"""Formulas, headers and the like do nothing in a browser; tests/hostile reads what becomes of them."""

AT_ONCE = 36
HOME = "http://desk.test"
"""An address that nobody has: what a page asks for, the test answers."""

CANARY = """
    window.sung = [];
    window.canary = () => window.sung.push(document.location.href);
"""
TOUCH_EVERYTHING = """async () => {
    for (const at of document.querySelectorAll("body *")) {
        for (const kind of ["mouseover", "pointerenter", "focus", "load", "error", "toggle", "animationstart"])
            at.dispatchEvent(new Event(kind, {bubbles: true}));
        if (at.tagName === "DETAILS") at.open = true;
        for (const leads of [at.href, at.src, at.action, at.formAction, at.data])
            if (String(leads?.baseVal ?? leads).startsWith("javascript:")) window.canary();
    }
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    return window.sung;
}"""


class Served(NamedTuple):
    content: bytes
    content_type: str


class Heard(NamedTuple):
    """Addresses where something ran or was asked of strangers, and what each page says, without white space."""

    trouble: list[str]
    said: dict[str, str]


@pytest.fixture
def house(sign_in, limits, policy, fresh_sandbox, own_files, ana, boris, ida, marta, fatima) -> House:
    return doors.open_house(sign_in, ana=ana, boris=boris, ida=ida, marta=marta, fatima=fatima)


def test_no_hostile_word_runs(chromium: Browser, house: House):
    cases = []
    for number in range(0, len(COULD_RUN), AT_ONCE):
        case = doors.bring_in(house, COULD_RUN[number : number + AT_ONCE], number)
        doors.refuse_one(house, case, with_paper=False)
        doors.ask_again(house, case)
        doors.pay_it(house, case)
        cases.append(case)
    worker_runs()

    heard = listen(chromium, dict(pages_of(house, cases)))
    assert heard.trouble == []
    for case in cases:
        for word in case.words:
            assert squeezed(word) in heard.said[f"/staff/refunds/{case.refused}/"], word


def test_the_canary_would_sing(chromium: Browser):
    """The same, with pages that let a word be more than a word."""
    words = {
        "/script": HOSTILE[0],
        "/link": '<a href="java\tscript:canary()">',
        "/image": "<img src=x onerror=canary()>",
    }
    words["/stranger"] = '<img src="http://evil.example/x.png">'
    pages = {
        path: Served(f"<!doctype html><title>x</title>{word}".encode(), "text/html") for path, word in words.items()
    }
    pages["/quiet"] = Served(b"<!doctype html><title>x</title><p>&lt;script>canary()&lt;/script>", "text/html")
    heard = listen(chromium, pages)
    loud = {f"{HOME}/script", f"{HOME}/link", f"{HOME}/image", "http://evil.example/x.png"}
    assert set(heard.trouble) == loud and heard.said["/quiet"] == "<script>canary()</script>"


def pages_of(house: House, cases: list[Case]) -> list[tuple[str, Served]]:
    """What colleagues and customers read of these cases, as it is served."""
    addresses = [(house.boris, "/staff/"), (house.boris, "/staff/?tab=all"), (house.boris, "/staff/payments/")]
    for case in cases:
        addresses += [
            (house.boris, f"/staff/refunds/{case.refused}/"),
            (house.boris, f"/staff/refunds/{case.paid}/?part=letters"),
            (house.boris, f"/staff/payments/{case.payment}/"),
            (house.boris, f"/staff/customers/{case.customer}/"),
            (case.phone, f"/portal/payments/{case.payment}/refund/"),
            (case.phone, f"/portal/refunds/{case.refused}/"),
        ]
    return [(path, served(client, path)) for client, path in addresses]


def served(client: Any, path: str) -> Served:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Served(answer.content, answer["Content-Type"])


def listen(chromium: Browser, pages: dict[str, Served]) -> Heard:
    """Open each page with its scripts and styles, and do to it whatever a reader could."""
    context = chromium.new_context(base_url=HOME, reduced_motion="reduce")
    context.add_init_script(CANARY)
    page = context.new_page()
    heard = Heard([], {})
    note_strangers(page, heard.trouble)
    page.route("**/*", lambda route: answer_with(route, pages))
    for path in pages:
        page.goto(path, wait_until="load")
        heard.trouble.extend(page.evaluate(TOUCH_EVERYTHING))
        heard.said[path] = squeezed(page.locator("body").text_content() or "")
    context.close()
    return heard


def note_strangers(page: Page, trouble: list[str]) -> None:
    """Note dialogs, and whatever is asked of anybody but us: only a word that became markup does that."""
    ours = (f"{HOME}/", "data:", "about:")
    page.on("dialog", lambda dialog: (trouble.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: None if request.url.startswith(ours) else trouble.append(request.url))
    page.on("framenavigated", lambda frame: None if frame.url.startswith(ours) else trouble.append(frame.url))


def answer_with(route: Route, pages: dict[str, Served]) -> None:
    """Give out a page or a file of ours, and nothing for anything else. No server is asked."""
    address = route.request.url.removeprefix(HOME)
    name = urlsplit(address).path
    if address in pages:
        route.fulfill(body=pages[address].content, content_type=pages[address].content_type)
    elif name.startswith("/static/") and (file := finders.find(name.removeprefix("/static/"))):
        route.fulfill(path=file)
    else:
        route.fulfill(status=204)
