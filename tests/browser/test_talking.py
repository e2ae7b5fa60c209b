"""Mila writes to the shop on her telephone, Ana answers with words that are ready; both see it without reloading."""

from __future__ import annotations

from playwright.sync_api import expect

from customers.actors import Actor
from refunds.actions.keep_ready_answers import save_ready_answer
from tests.browser.conftest import NARROW, Window, phone_of, seat_of
from tests.desk import ask


def test_mila_writes_and_ana_answers(window: Window, make_payment, mila, ana, lena):
    refund = ask(make_payment(mila, total_minor=45_000))
    texts = {"en": "Hello {first_name},\n\nyour parcel is here."}
    save_ready_answer(actor=Actor.user(lena), name="Parcel", texts=texts, is_shared=True)
    customer = phone_of(window(viewport=NARROW), mila)
    customer.goto(f"/portal/refunds/{refund.reference}/")
    customer.get_by_label("Write to us about this refund").fill("Is it there?")
    customer.get_by_role("button", name="Send the message").click()
    expect(customer.locator(".said")).to_contain_text("Is it there?")

    desk = seat_of(window(), ana)
    desk.goto("/staff/conversations/")
    desk.get_by_role("link", name="Mila Novak").click()
    desk.get_by_label("Ready answer").select_option(label="Parcel")
    desk.get_by_role("button", name="Put it in").click()
    field = desk.get_by_label("Your answer to Mila Novak")
    expect(field).to_have_value("Hello Mila,\n\nyour parcel is here.")
    field.press("ControlOrMeta+End")
    field.type(" I check it today.")

    customer.get_by_label("Your message").fill("And one more thing")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.locator(".said.is-out")).to_contain_text("I check it today.")
    expect(customer.locator(".said.is-out")).to_contain_text("your parcel is here.")  # by itself
    expect(customer.get_by_label("Your message")).to_have_value("And one more thing")  # and nothing typed was lost
