"""The first sign-in, with a passkey and with an app, in a real browser; and what an admin does about people."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from customers.models import PeopleEvent, User
from tests.browser.conftest import PASSWORD, Window, seat_of


@pytest.fixture
def required(settings) -> None:
    settings.STAFF_MFA = True


def virtual_key(page: Page) -> Any:
    """Give the window an authenticator that always says yes, as a fingerprint reader would."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def type_password(page: Page, person: User) -> None:
    page.goto("/staff/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_boris_sets_up_a_passkey_at_his_first_sign_in_and_then_signs_in_with_it_alone(
    required, window: Window, boris, passwords
):
    passwords(boris)
    page = window()
    virtual_key(page)
    type_password(page, boris)
    expect(page.get_by_text("One more step before you can work")).to_be_visible()

    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Office laptop")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Refunds", level=1)).to_be_visible()

    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Refunds", level=1)).to_be_visible()


def test_boris_sets_up_the_app_and_signs_in_with_a_code(required, window: Window, boris, passwords):
    passwords(boris)
    page = window()
    type_password(page, boris)
    page.get_by_role("link", name="Set up the app").click()
    secret = page.get_by_label("Or type this key into the app").input_value()
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    page.get_by_role("button", name="Set it up").click()
    recovery = page.locator(".codes li").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Refunds", level=1)).to_be_visible()

    page.context.clear_cookies()
    type_password(page, boris)
    page.get_by_label("Code", exact=True).fill(recovery)
    page.get_by_role("button", name="Sign in with the code").click()
    expect(page.get_by_role("heading", name="Refunds", level=1)).to_be_visible()


def test_ida_invites_demotes_and_disables(window: Window, ida, boris, mailoutbox):
    page, desk = seat_of(window(), ida), seat_of(window(), boris)
    page.goto("/staff/people/")
    page.get_by_label("E-mail address").fill("noor@shop.example")
    page.get_by_label("First name").fill("Noor")
    page.get_by_label(re.compile("^Agent:")).check()
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("is in the mail")).to_be_visible()

    newcomer = window()
    newcomer.goto(re.search(r"/accounts/invitation/\S+/", mailoutbox[-1].body)[0])
    newcomer.get_by_label("Password").fill("eleven lanterns over Porto")
    newcomer.get_by_label("The same once more").fill("eleven lanterns over Porto")
    newcomer.get_by_role("button", name="Open my account").click()
    expect(newcomer.get_by_text("Your account is open")).to_be_visible()

    desk.goto("/staff/")
    page.goto("/staff/people/")
    page.get_by_role("link", name="Boris Meyer").click()
    page.get_by_label(re.compile("^Approver:")).uncheck()
    page.get_by_label(re.compile("^Auditor:")).check()
    page.get_by_role("button", name="Keep these roles").click()
    expect(page.get_by_text("They act at the next request")).to_be_visible()
    page.locator("summary", has_text="Disable").click()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("Sessions are ended")).to_be_visible()
    desk.goto("/staff/payments/")
    expect(desk.get_by_role("heading", name="Sign in")).to_be_visible()
    kinds = set(PeopleEvent.objects.values_list("kind", flat=True))
    assert {"person.invited", "person.joined", "person.roles_changed", "person.disabled"} <= kinds


def code_of(secret: str) -> str:
    """What the app shows. Like a person, it waits for the next code where this one is about to end."""
    left = 30 - time.time() % 30
    if left < 8:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
