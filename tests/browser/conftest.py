"""Real browser windows before the real pages, and what no page may do: complain, or talk to anybody but us."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect, sync_playwright

from config.install import BROWSERS
from customers.models import Customer, User
from customers.portal.links import make_link

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PASSWORD = "a-lamp-for-the-desk"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]

NOTED_ELSEWHERE = ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort", "htmx:sendError")
"""How the console speaks of requests that went wrong. `watch` notes those itself, with address and status."""

Window = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser process for all windows. Playwright keeps an event loop in this thread, which Django would mind."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"There is no browser to test with: install one of {', '.join(BROWSERS)}.")
        pytest.skip(f"needs one of {', '.join(BROWSERS)}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            expect.set_options(timeout=15_000)
            browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGS)
            yield browser
            browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What went wrong in any window of this test. It must be empty in the end."""
    return []


@pytest.fixture
def window(
    chromium: Browser, live_server: Any, policy: object, own_files: Path, complaints: list[str]
) -> Iterator[Window]:
    """window(viewport=NARROW) is somebody's own browser window, signed in nowhere. It closes before its papers go."""
    contexts = []

    def open_window(**options: Any) -> Page:
        usual = {"viewport": WIDE, "timezone_id": "Europe/Berlin", "reduced_motion": "reduce", "locale": "en-GB"}
        context = chromium.new_context(base_url=live_server.url, **{**usual, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, complaints)
        return page

    yield open_window
    for context in contexts:
        context.close()
    wait_until_all_is_answered()
    assert complaints == []


def wait_until_all_is_answered(seconds: float = 10) -> None:
    """Wait for the server's threads: one that still answers a closed window would be in the way of emptying tables."""
    deadline = time.monotonic() + seconds
    for thread in threading.enumerate():
        if "(process_request_thread)" in thread.name:
            thread.join(max(0.0, deadline - time.monotonic()))


def watch(page: Page, complaints: list[str]) -> None:
    """Note every error of a script, every breach of the content policy, every missing file and every stranger."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(NOTED_ELSEWHERE):
            complaints.append(f"{page.url}: {message.text}")

    def on_failure(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page was left while it still asked for something
            complaints.append(f"{page.url}: {request.url} failed, {request.failure}")

    def on_request(request: Request) -> None:
        if urlsplit(request.url).hostname not in ("localhost", "127.0.0.1", None):
            complaints.append(f"{page.url} asked {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and not response.request.is_navigation_request()):
            complaints.append(f"{page.url}: {response.url} answered {response.status}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", on_request)
    page.on("requestfailed", on_failure)
    page.on("response", on_response)


@pytest.fixture
def passwords() -> Callable[..., None]:
    """passwords(boris) gives Boris the password that he types at the sign-in page."""

    def give(*people: User) -> None:
        for person in people:
            person.set_password(PASSWORD)
            person.save()

    return give


def sign_in_by_hand(page: Page, person: User, path: str = "/staff/") -> None:
    """Go to a staff page, be led to the sign-in page, and come back."""
    page.goto(path)
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**{path}")


def carry_session(page: Page, client: Client) -> Page:
    """Sign in a window with the session of a test client, where the door is not what the test is about."""
    cookie = client.cookies["recourse"].value
    page.context.add_cookies([{"name": "recourse", "value": cookie, "domain": "localhost", "path": "/"}])
    return page


def seat_of(page: Page, person: User) -> Page:
    """Let a member of staff sit down at this window."""
    client = Client()
    client.force_login(person)
    return carry_session(page, client)


def phone_of(page: Page, customer: Customer) -> Page:
    """Let a customer use a link in this window."""
    client = Client()
    client.post(f"/portal/link/{make_link(customer)}/")
    return carry_session(page, client)


def open_move(page: Page, name: str) -> Locator:
    """Unfold a move of a case by the last word of its address, unless it stands open, and return its form."""
    inside = page.locator(f"form[action*='/{name}/'], [hx-get*='/moves/{name}/']")
    fold = page.locator("#moves details", has=inside)
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return fold.locator("form")
