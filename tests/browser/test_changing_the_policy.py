"""Marta changes the policy in her browser and tries it; Ida activates it in hers; Mila reads it and gains by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from customers.models import Payment
from refunds.models import PolicyVersion, Refund
from refunds.tasks import try_policies
from tests.browser.conftest import NARROW, Window, phone_of, seat_of
from tests.desk import again, ask, bookings, kinds, letters

pytestmark = pytest.mark.django_db(transaction=True)


def test_marta_changes_the_policy_tries_it_and_ida_activates_it(window: Window, make_payment, mila, marta, ida):
    before = ask(make_payment(mila, total_minor=7000))
    assert before.state == Refund.State.UNDER_REVIEW
    desk = seat_of(window(), marta)
    desk.goto("/staff/policies/")
    desk.locator("summary", has_text="Begin a draft").click()
    desk.get_by_label("Name of the draft").fill("More at once")
    desk.get_by_role("button", name="Begin a draft").click()

    desk.get_by_label("Why the policy is to change").fill("Fewer small cases")
    exceptions = desk.get_by_role("group", name="Other amounts for something narrower")
    exceptions.get_by_role("button", name="Add a row").click()
    expect(desk.get_by_label("Why the policy is to change")).to_have_value("Fewer small cases")
    exceptions.get_by_label("Reason").select_option("a change of mind")
    exceptions.get_by_label("Currency").fill("EUR")
    exceptions.get_by_label("Up to").fill("75.00")
    desk.get_by_role("complementary").get_by_role("button", name="Save the draft").click()
    expect(desk.get_by_text("up to 75.00\u00a0EUR for a change of mind")).to_be_visible()

    compare_with_what_holds(desk)
    desk.get_by_role("button", name="Try it on the last 90 days").click()
    expect(desk.get_by_text("It waits for a worker.")).to_be_visible()
    try_policies()
    expect(desk.get_by_role("heading", name="1 request would have ended otherwise")).to_be_visible()
    desk.get_by_role("link", name="Back to the draft").click()
    desk.get_by_text("Propose it").first.click()
    desk.get_by_role("button", name="Propose it").click()
    expect(desk.get_by_text("somebody else must activate it")).to_be_visible()

    office = seat_of(window(), ida)
    office.goto("/staff/policies/")
    office.get_by_role("link", name="More at once").click()
    reference = office.url.rstrip("/").rpartition("/")[2]
    office.get_by_text("Activate it").first.click()
    office.locator(f'input[id^="typed-{reference.lower()}-activate"]').fill(reference)
    office.get_by_role("button", name="Activate it").click()
    expect(office.get_by_role("heading", name="Policy v2")).to_be_visible()
    assert PolicyVersion.objects.get(number=2).summary == "Fewer small cases"

    payment = bought_today(make_payment, mila)
    phone = phone_of(window(viewport=NARROW), mila)
    mila_reads_it_and_asks(phone, payment)
    refund = Refund.objects.get(payment=payment)
    assert (refund.state, refund.decisions.get().policy_version.number) == (Refund.State.APPROVED, 2)
    assert kinds(refund)[:2] == ["refund.requested", "refund.approved"] and bookings(refund) == [("reserve", 1)]
    assert letters(refund)[-1] == "approved"
    assert again(before).state == Refund.State.UNDER_REVIEW  # what was bought before is held to what held then


def compare_with_what_holds(page: Page) -> None:
    here = page.url
    reference = here.rstrip("/").rpartition("/")[2]
    page.goto(f"/staff/policies/comparison/?left=v1&right={reference}")
    expect(page.get_by_text("up to 75.00\u00a0EUR for a change of mind")).to_be_visible()
    page.goto(here)


def bought_today(make_payment: Any, customer: Any) -> Payment:
    now = timezone.now()
    moments = {"ordered_at": now, "captured_at": now, "delivered_at": now}
    bought: Payment = make_payment(customer, total_minor=7000, order_reference="R-2002", **moments)
    return bought


def mila_reads_it_and_asks(page: Page, payment: Payment) -> None:
    page.goto("/portal/policy/")
    expect(page.get_by_text("up to 75.00\u00a0EUR for a change of mind")).to_be_visible()
    page.get_by_role("link", name="My payments").first.click()
    page.goto(f"/portal/payments/{payment.reference}/refund/")
    page.get_by_label("Why?").select_option("changed_mind")
    page.get_by_role("button", name="Send the request").click()
    page.wait_for_url("**/portal/refunds/RF-*/")
    page.get_by_role("link", name="The refund policy for this order").click()
    expect(page.get_by_text("up to 75.00\u00a0EUR for a change of mind")).to_be_visible()
