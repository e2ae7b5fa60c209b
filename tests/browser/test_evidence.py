"""Evidence goes out: over a draft that saves itself to the packet, the typed word and the second person's release."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from disputes.models import DisputeAnswer, EvidenceDraft
from disputes.tasks import work_answers
from tests.browser.conftest import Window, seat_of
from tests.browser.test_every_page import assert_nothing, look_at
from tests.disputes.desk import answers_at_sandbox, delivered, disputed_at_sandbox
from tests.files import photo

pytestmark = pytest.mark.slow


@pytest.fixture
def dispute(make_payment, mila, fresh_sandbox):
    payment = make_payment(mila, 90_000)
    delivered(payment)
    return disputed_at_sandbox(payment)


def test_evidence_goes_out(window: Window, dispute, ana, boris, tmp_path):
    address = f"/staff/disputes/{dispute.reference}/evidence/"
    page = seat_of(window(), ana)
    page.goto(address)
    expect(page.get_by_role("heading", name="What wins")).to_be_visible()
    page.get_by_role("button", name="Begin the draft").click()

    summary = page.get_by_label("Summary")
    summary.fill("It was delivered to the door. See https://track.example/1")
    expect(page.locator("#draft-saved")).to_contain_text("version 1")
    expect(page.locator("#budget")).to_contain_text("has a link")
    summary.fill("It was delivered to the door.")
    expect(page.locator("#draft-saved")).to_contain_text("version 2")
    expect(page.locator("#budget")).not_to_contain_text("has a link")

    door = tmp_path / "door.jpg"
    door.write_bytes(photo(size=(800, 600)))
    page.get_by_label("Pictures or PDFs").set_input_files(door)
    page.get_by_label("They show").select_option("delivery_confirmed")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#files")).to_contain_text("door.jpg")
    page.get_by_role("button", name="Build the packet").click(timeout=120_000)
    expect(page.get_by_role("link", name="Look at it as it will arrive")).to_be_visible(timeout=120_000)
    assert_nothing(look_at(page, [address, f"{address}files/{EvidenceDraft.objects.get().packet.key}/"]))

    page.goto(address)
    page.locator("summary", has_text="Hand in the answer").click()
    form = page.locator("form[action$='/submission/']")
    form.get_by_label("Type").fill(dispute.reference)
    form.get_by_role("button", name="Hand in the answer").click()
    expect(page.locator("#moves")).to_contain_text("somebody else must release it")

    second = seat_of(window(), boris)
    second.goto(address)
    assert_nothing(look_at(second, [address]))
    form = second.locator("form[action$='/release/']")
    form.get_by_label("Type").fill(dispute.reference)
    form.get_by_role("button", name="Release the answer").click()
    expect(second.locator("#answer")).to_contain_text("Waits to be sent")
    work_answers()
    second.goto(address)
    expect(second.locator("#answer")).to_contain_text("Handed in")
    assert DisputeAnswer.objects.get().state == "taken" and len(answers_at_sandbox(dispute)) == 1
