"""Mila is told no, asks once more with a picture, and by keyboard; another colleague says yes; she says how it was."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from refunds.models import Feedback, Refund
from tests.browser.conftest import NARROW, Window, open_move, phone_of, seat_of
from tests.desk import again, ask, known_to_sandbox, letters, worker_runs
from tests.files import photo


def test_a_no_is_explained_looked_at_again_and_becomes_a_yes(window: Window, make_payment, mila, boris, chidi):
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=45_000)), reason="damaged")
    desk, phone = seat_of(window(), boris), phone_of(window(viewport=NARROW), mila)

    boris_says_no(desk, refund)
    phone.goto(f"/portal/refunds/{refund.reference}/")
    expect(phone.locator("#why")).to_contain_text("A photo or another document that shows what is wrong changes it.")
    mila_asks_again(phone)
    expect(phone.get_by_text("Somebody else is looking at it")).to_be_visible()

    desk.reload()
    expect(desk.locator("#moves")).to_contain_text("You had a say in this before the customer asked again")
    chidi_says_yes(seat_of(window(), chidi), refund)
    worker_runs(2)
    assert again(refund).state == Refund.State.COMPLETED
    assert letters(refund)[1:3] == ["rejected", "appeal_received"]

    phone.reload()
    phone.get_by_label("Good", exact=True).check()
    phone.get_by_label("What should we know?").fill("Fair in the end.")
    phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_text("Thank you for telling us.")).to_be_visible()
    assert Feedback.objects.get().decided_by == chidi


def boris_says_no(page: Page, refund: Refund) -> None:
    page.goto(f"/staff/refunds/{refund.reference}/")
    form = open_move(page, "rejection")
    form.locator("#rejection-rule").select_option(label="Documents")
    form.locator("#rejection-explanation").fill("We see no damage.")
    form.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Rejected. The customer gets your words by mail.")).to_be_visible()


def mila_asks_again(page: Page) -> None:
    """Without a mouse."""
    page.get_by_role("link", name="Ask for a second look").focus()
    page.keyboard.press("Enter")
    page.locator("#id_words").focus()
    page.keyboard.type("The crack is at the back.")
    page.locator("#appeal-files").set_input_files({"name": "crack.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.get_by_role("button", name="Ask for a second look").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you. Somebody who had no say")).to_be_visible()


def chidi_says_yes(page: Page, refund: Refund) -> None:
    page.goto(f"/staff/refunds/{refund.reference}/")
    expect(page.locator("#appeal")).to_contain_text("The crack is at the back.")
    open_move(page, "approval").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved. The money is on its way to the worker.")).to_be_visible()
