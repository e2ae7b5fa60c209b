"""Ida invites Noor, who works; then Noor may less and is gone, and Boris is signed out, each at the next click."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from customers.actors import Actor
from customers.models import PeopleEvent, Refusal, User
from refunds.models import Refund
from tests.browser.conftest import Window, open_move, seat_of, sign_in_by_hand
from tests.browser.test_signing_in import code_of
from tests.desk import again, ask, bookings, kinds

EMAIL, PASSWORD = "noor@shop.example", "eleven lanterns over Porto"


def test_noor_comes_works_may_less_and_goes(
    window: Window, settings, passwords, make_payment, mila, ida, boris, mailoutbox, limits
):
    first, second = (ask(make_payment(mila, total_minor=45_000)) for _ in range(2))
    settings.STAFF_MFA = False
    page = seat_of(window(), ida)
    ida_invites_an_approver(page)
    settings.STAFF_MFA = True
    hers = noor_comes(window(), mailoutbox)
    settings.STAFF_MFA = False

    noor_approves(hers, first)
    noor = User.objects.get(email=EMAIL)
    assert again(first).approvals.get().approver == noor and "refund.approved" in kinds(first)

    hers.goto(f"/staff/refunds/{second.reference}/")
    open_move(hers, "approval")
    ida_makes_her_an_auditor(page)
    she_may_still_look(hers)
    she_is_told_whom_to_ask(hers)
    assert again(second).state == Refund.State.UNDER_REVIEW and not second.approvals.exists()
    assert (bookings(second), refusals_of(noor)) == ([], [("approval", second.reference, "role_missing")])

    press(page, "Disable", "Disabled. Sessions are ended")
    expect(hers.get_by_role("heading", name="Sign in")).to_be_visible()  # by itself, where she had a case open

    passwords(boris)
    his = window()
    sign_in_by_hand(his, boris)
    expect(his.get_by_role("heading", name="Refunds", level=1)).to_be_visible()
    page.goto("/staff/people/")
    page.get_by_role("link", name="Boris Meyer").click()
    press(page, "Sign out everywhere", "Signed out everywhere.")
    his.get_by_role("link", name="Payments").first.click()
    expect(his.get_by_role("heading", name="Sign in")).to_be_visible()
    done = list(PeopleEvent.objects.order_by("id").values_list("kind", flat=True))
    wanted = ["person.invited", "person.joined", "person.roles_changed", "person.disabled", "person.sessions_ended"]
    assert [kind for kind in done if kind in wanted] == wanted


def ida_invites_an_approver(page: Page) -> None:
    page.goto("/staff/people/")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("First name").fill("Noor")
    page.get_by_label(re.compile("^Approver:")).check()
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("is in the mail")).to_be_visible()


def noor_comes(page: Page, mailoutbox: list[Any]) -> Page:
    """The link of the letter, a password, and the app for the second factor."""
    assert mailoutbox[-1].to == [EMAIL]
    page.goto(re.search(r"/accounts/invitation/\S+/", mailoutbox[-1].body)[0])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_text("Your account is open")).to_be_visible()
    page.goto("/staff/")
    if page.get_by_label("E-mail address").is_visible():
        page.get_by_label("E-mail address").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Set up the app").click()
    secret = page.get_by_label("Or type this key into the app").input_value()
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Refunds", level=1)).to_be_visible()
    return page


def noor_approves(page: Page, refund: Refund) -> None:
    page.get_by_role("link", name=refund.reference).click()
    open_move(page, "approval").get_by_role("button", name="Approve 450.00").click()
    expect(page.get_by_text("Approved. The money is on its way to the worker.")).to_be_visible()


def ida_makes_her_an_auditor(page: Page) -> None:
    page.goto("/staff/people/")
    page.get_by_role("link", name="Noor").click()
    page.get_by_label(re.compile("^Approver:")).uncheck()
    page.get_by_label(re.compile("^Auditor:")).check()
    page.get_by_role("button", name="Keep these roles").click()
    expect(page.get_by_text("They act at the next request")).to_be_visible()


def she_may_still_look(page: Page) -> None:
    """The open page goes on to say that she is there: an auditor reads cases."""
    with page.expect_response("**/presence/") as sign_of_life:
        pass
    assert sign_of_life.value.status == 200


def she_is_told_whom_to_ask(page: Page) -> None:
    page.get_by_role("button", name="Approve 450.00").click()
    notice = page.get_by_role("alert").filter(has_text="Nothing was changed")
    expect(notice).to_contain_text("Your role does not allow this.")
    expect(page.locator("#moves")).to_contain_text("These people may:")
    expect(page.locator("#moves")).to_contain_text("Boris Meyer")
    expect(page.get_by_role("button", name="Approve 450.00")).to_have_count(0)


def refusals_of(person: User) -> list[tuple[str, str, str]]:
    """What is kept in the audit of what somebody tried and might not."""
    kept = Refusal.objects.filter(actor=Actor.user(person).key)
    return list(kept.values_list("move", "about", "code"))


def press(page: Page, move: str, said: str) -> None:
    page.locator("summary", has_text=move).click()
    page.get_by_role("button", name=move).click()
    expect(page.get_by_text(said)).to_be_visible()
