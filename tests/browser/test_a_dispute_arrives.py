"""A dispute arrives while its refund waits: the refund stops, the desk explains, and it is won in the end."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Window, seat_of
from tests.desk import again, approve, ask, at_the_gateway, known_to_sandbox, worker_runs
from tests.disputes.conftest import BACK, TAKEN, payment, says  # noqa: F401 - fixtures


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
