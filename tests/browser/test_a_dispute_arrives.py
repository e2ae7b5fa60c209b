"""A dispute arrives while its refund waits: the refund stops, the desk explains, and it is won in the end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from disputes.models import Dispute, DisputeAnswer
from disputes.tasks import work_answers
from refunds.gateways.sandbox.behaviour import Announcing
from refunds.ledger import accounts
from refunds.ledger.balances import balance
from refunds.tasks import process_webhooks
from tests.browser.conftest import Window, seat_of
from tests.desk import again, approve, ask, at_the_gateway, known_to_sandbox, sandbox, worker_runs
from tests.disputes.conftest import BACK, TAKEN, payment, says  # noqa: F401 - fixtures
from tests.disputes.desk import answers_at_sandbox, delivered, is_held
from tests.files import photo


def test_the_refund_stops_and_the_desk_says_why(
    window: Window,
    says,  # noqa: F811
    payment,  # noqa: F811
    fresh_sandbox,
    boris,
    ana,
):
    refund = approve(ask(known_to_sandbox(payment), reason="fraud"), boris)
    dispute = says("needs_response", movements=[TAKEN], respond_by=timezone.now() + timedelta(days=9))
    worker_runs()

    page = seat_of(window(), boris)
    page.goto(f"/staff/refunds/{refund.reference}/")
    expect(page.get_by_text("Stopped by a dispute")).to_be_visible()
    page.get_by_role("link", name=dispute.reference).first.click()
    boris_reads_why(page, refund.reference)

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Disputes").click()
    expect(page.get_by_role("link", name=dispute.reference)).to_be_visible()
    page.get_by_role("link", name="Calendar", exact=True).click()
    expect(page.get_by_role("link", name="Mila Novak").first).to_be_visible()

    says("won", movements=[TAKEN, BACK])
    worker_runs(2)
    assert at_the_gateway(payment) == [] or again(refund).state != "approved"
    page.goto(f"/staff/disputes/{dispute.reference}/")
    expect(page.get_by_text("Let a refund go on")).to_be_visible()
    expect(page.get_by_text("The dispute has ended.").first).to_be_visible()


def boris_reads_why(page: Page, refund: str) -> None:
    expect(page.get_by_role("heading", name="Mila Novak disputes")).to_be_visible()
    expect(page.get_by_text("A refund is stopped")).to_be_visible()
    expect(page.get_by_role("link", name=refund).first).to_be_visible()
    expect(page.get_by_text("The gateway's deadline")).to_be_visible()
    expect(page.get_by_text("Only an inquiry ends with a refund.")).to_be_visible()


# --- the whole way, with the practice gateway's own webhooks ----------------------------------------

BOOKS = (
    accounts.DISPUTED,
    accounts.DISPUTES_LOST,
    accounts.DISPUTE_FEES,
    accounts.gateway_balance("sandbox", "sandbox"),
)
FEE, COUNTER_FEE = 2_000, 1_500


def gateway_tells() -> None:
    """Its webhooks come, each twice, and are worked off."""
    for delivery in sandbox().console.due_webhooks():
        for _time in range(2):
            posted = Client().post(
                "/webhooks/sandbox/", delivery.body, content_type="application/json", headers=delivery.headers
            )
            assert posted.status_code == 200
        sandbox().console.mark_delivered(delivery)
    process_webhooks()


def in_the_books() -> list[int]:
    return [balance(name, "EUR") for name in BOOKS]


def press(page: Page, what: Locator, key: str = "Enter") -> None:
    """By keyboard alone: the thing can be reached, and answers to the key."""
    what.focus()
    page.keyboard.press(key)


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_sandbox", "own_files")
def test_evidence_goes_out_it_is_won_and_the_books_are_right_to_the_cent(
    window: Window, make_payment, mila, ana, boris, chidi, tmp_path: Path
):
    paid = make_payment(mila, 90_000)
    delivered(paid)
    refund = approve(ask(known_to_sandbox(paid), reason="fraud"), boris, chidi)
    assert refund.state == "approved"
    number = sandbox().console.disputes.open(
        paid.gateway_reference, fee_minor=FEE, counter_fee_minor=COUNTER_FEE, announcing=Announcing.FIRST
    )
    gateway_tells()
    worker_runs(2)
    dispute = Dispute.objects.get(gateway_reference=number)
    assert in_the_books() == [90_000, 0, FEE, -90_000 - FEE] and is_held(paid)
    assert at_the_gateway(paid) == [], "the money is gone already: it must not go a second time"

    page = seat_of(window(), ana)
    page.goto(f"/staff/refunds/{refund.reference}/")
    expect(page.get_by_text("Stopped by a dispute")).to_be_visible()
    page.goto("/staff/disputes/")
    press(page, page.get_by_role("link", name=dispute.reference).first)
    boris_reads_why(page, refund.reference)
    ana_writes(page, dispute, tmp_path)

    second = seat_of(window(), boris)
    second.goto(f"/staff/disputes/{dispute.reference}/evidence/")
    type_to_be_sure(second, "release", dispute.reference)
    expect(second.locator("#answer")).to_contain_text("Waits to be sent")
    work_answers()
    gateway_tells()
    assert DisputeAnswer.objects.get().state == "taken" and len(answers_at_sandbox(dispute)) == 1
    assert in_the_books() == [90_000, 0, FEE + COUNTER_FEE, -90_000 - FEE - COUNTER_FEE]

    sandbox().console.disputes.win(number, words="The delivery was proven.", announcing=Announcing.FIRST)
    gateway_tells()
    second.goto(f"/staff/disputes/{dispute.reference}/")
    expect(second.get_by_text("The delivery was proven.").first).to_be_visible()
    expect(second.get_by_text("The dispute has ended.").first).to_be_visible()
    assert in_the_books() == [0, 0, FEE, -FEE], "the fee for the answer came back with the win"
    assert not is_held(paid)
    worker_runs(2)
    assert again(refund).state == "completed"
    assert [amount for amount, _status in at_the_gateway(paid)] == [90_000], "what Boris and Chidi gave, and once"
    assert in_the_books() == [0, 0, FEE, -FEE - 90_000]
    assert balance(accounts.REFUNDS_GRANTED, "EUR") == 90_000 and balance(accounts.REFUNDS_PAYABLE, "EUR") == 0


def ana_writes(page: Page, dispute: Dispute, folder: Path) -> None:
    """From the move on the dispute's page to the typed confirmation, without a mouse."""
    address = f"/staff/disputes/{dispute.reference}/evidence/"
    press(page, page.locator(f"#moves a[href='{address}']").first)
    press(page, page.get_by_role("button", name="Begin the draft"))
    summary = page.get_by_label("Summary")
    summary.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Her neighbour saw it at the door.")
    expect(page.locator("#draft-saved")).to_contain_text("version 1")
    door = folder / "door.jpg"
    door.write_bytes(photo(size=(800, 600)))
    page.get_by_label("Pictures or PDFs").set_input_files(door)
    page.get_by_label("They show").select_option("delivery_confirmed")
    press(page, page.get_by_role("button", name="Add", exact=True))
    expect(page.locator("#files")).to_contain_text("door.jpg")
    page.set_default_timeout(150_000)  # a machine that prints while it does other things
    press(page, page.get_by_role("button", name="Build the packet"))
    expect(page.get_by_role("link", name="Look at it as it will arrive")).to_be_visible(timeout=150_000)
    press(page, page.locator("summary", has_text="Hand in the answer"))
    type_to_be_sure(page, "submission", dispute.reference)
    expect(page.locator("#moves")).to_contain_text("somebody else must release it")


def type_to_be_sure(page: Page, move: str, reference: str) -> None:
    """First a wrong number, which sends nothing; then the right one."""
    form = page.locator(f"form[action$='/{move}/']")
    form.get_by_label("Type").focus()
    page.keyboard.type("DP-0000-000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not the number of this dispute.")).to_be_visible()
    assert not DisputeAnswer.objects.filter(state="due").exists()
    form = page.locator(f"form[action$='/{move}/']")
    expect(form.get_by_label("Type")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(reference)
    page.keyboard.press("Enter")
