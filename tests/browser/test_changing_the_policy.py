"""Marta changes the policy in her browser and tries it; Ida reads and activates it in hers; Mila's shop reads it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from refunds.models import PolicyVersion
from refunds.tasks import try_policies
from tests.browser.conftest import Window, seat_of
from tests.desk import ask

pytestmark = pytest.mark.django_db(transaction=True)


def test_marta_changes_the_policy_tries_it_and_ida_activates_it(window: Window, make_payment, mila, marta, ida):
    ask(make_payment(mila, total_minor=7000))
    desk = seat_of(window(), marta)
    desk.goto("/staff/policies/")
    desk.get_by_text("Begin a draft").click()
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

    public = window()
    public.goto("/portal/policy/")
    expect(public.get_by_text("up to 75.00\u00a0EUR for a change of mind")).to_be_visible()
