"""Fatima closes October: dashboard, one refund, the report, an export, the closing, the pack; and what comes late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from customers import clock
from customers.actors import Actor
from refunds.actions.settle import apply_refund_outcome
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Difference, Refund, RefundAttempt
from refunds.tasks import work_settlements
from reporting.management.commands.prove_closings import faults_of
from reporting.models import MonthlyPack, PeriodClosing
from reporting.tasks import finish_closings, make_exports, make_packs
from tests import desk
from tests.browser.conftest import seat_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

IN_OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)
OCTOBER = "since=2026-10-01&until=2026-10-31"


@pytest.fixture
def october(make_payment, mila, boris, fresh_sandbox) -> Refund:
    """43.10 of 89.00 went back to the card; and something that the gateway knows is not known here."""
    Difference.objects.create(
        kind="unknown", subject="refund:re_1", facts_hash="x", gateway="sandbox", gateway_account="sandbox",
        found_at=IN_OCTOBER,
    )  # fmt: skip
    with time_machine.travel(IN_OCTOBER, tick=False):
        lamp = make_payment(mila, captured_at=IN_OCTOBER - timedelta(days=3))
        refund = desk.ask(desk.known_to_sandbox(lamp), amount_minor=4310)
        if refund.state == Refund.State.UNDER_REVIEW:
            desk.approve(refund, boris)
        desk.worker_runs()
    assert desk.again(refund).state == Refund.State.COMPLETED
    return desk.again(refund)


def test_fatima_closes_october(window, fatima, marta, october):
    page = seat_of(window(), fatima)
    she_looks_from_the_dashboard_to_one_refund(page, october)
    she_looks_from_the_tax_to_the_same_one(page, october)
    she_reconciles_what_the_gateway_settled(page, october)
    she_takes_the_table_home(page, october)
    she_carries_over_what_may_wait_and_closes(page)
    closing = PeriodClosing.objects.get()
    she_takes_the_pack(page, closing)

    it_comes_back_in_november(october)

    assert october.journal.get(kind="reverse").posted_at > closing.ends_at
    assert faults_of(PeriodClosing.objects.get()) == []
    october_is_as_it_was_and_november_has_it(page, october)
    it_takes_marta_to_open_it_again(page, seat_of(window(), marta), closing)


def she_looks_from_the_dashboard_to_one_refund(page: Page, october: Refund) -> None:
    page.goto("/staff/finance/", timeout=90_000)  # the first drawings of a process take longest
    page.get_by_role("navigation", name="Finance").get_by_role("link", name="Dashboards").click()
    page.get_by_role("navigation", name="Dashboards").get_by_role("link", name="Refunds").click()
    page.goto(f"{page.url.partition('?')[0]}?{OCTOBER}", timeout=90_000)
    expect(page.locator(".stat", has_text="Paid back").first).to_contain_text("43.10")
    page.locator("#net_refunded-by-reason svg:visible a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paid back less what came back")
    page.get_by_role("link", name=october.reference).click()
    page.wait_for_url(f"**/staff/refunds/{october.reference}/")


def she_looks_from_the_tax_to_the_same_one(page: Page, october: Refund) -> None:
    page.goto(f"/staff/finance/tax/?{OCTOBER}")
    page.get_by_role("link", name="6.88").first.click()
    expect(page.get_by_role("heading", name="Refunds behind the tax")).to_be_visible()
    page.get_by_role("link", name=october.reference).click()
    page.wait_for_url(f"**/staff/refunds/{october.reference}/")


def she_reconciles_what_the_gateway_settled(page: Page, october: Refund) -> None:
    """The gateway's report says ten cents less. The page of differences names them, and she resolves them."""
    page.goto("/staff/settlements/")
    page.get_by_label("Form of the file").select_option(label="Plain CSV with our columns")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "october.csv", "mimeType": "text/csv", "buffer": report_of(october)}
    )
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url("**/staff/settlements/*/")
    work_settlements()
    page.goto(f"/staff/finance/differences-explained/?{OCTOBER}&account=sandbox/EUR")
    expect(page.get_by_role("heading", name="Another amount")).to_contain_text("0.10")
    expect(page.get_by_role("heading", name="Fees")).to_contain_text("1.60")
    expect(page.get_by_role("main")).not_to_contain_text("cannot be explained")
    page.get_by_role("link", name="open difference").first.click()
    page.get_by_label("How was it resolved?").fill("The gateway rounds; the ten cents follow in November.")
    page.get_by_role("button", name="Resolve", exact=True).click()
    expect(page.get_by_text("It is resolved. Nothing is left to do.")).to_be_visible()


def report_of(october: Refund) -> bytes:
    sold, sent = october.payment.gateway_reference, RefundAttempt.objects.get(refund=october).gateway_reference
    lines = [
        "line_id,kind,amount,fee,currency,settled_at,gateway_reference,payment_reference",
        f"t1,payment,89.00,1.60,EUR,2026-10-11T12:00:00Z,{sold},{sold}",
        f"t2,refund,-43.00,0,EUR,2026-10-14T12:00:00Z,{sent},{sold}",
    ]
    return "\n".join(lines).encode()


def she_takes_the_table_home(page: Page, october: Refund) -> None:
    page.goto("/staff/finance/exports/")
    page.get_by_role("link", name="New export").first.click()
    page.get_by_label("From", exact=True).fill("2026-10-01")
    page.get_by_label("To and including").fill("2026-10-31")
    page.get_by_role("radio", name="CSV").check()
    page.get_by_role("button", name="Make the file").click()
    page.wait_for_url("**/staff/finance/exports/EX-*/")
    make_exports()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()
    table = Path(download.value.path()).read_text("utf-8-sig")
    assert october.reference in table and "43.10" in table


def she_carries_over_what_may_wait_and_closes(page: Page) -> None:
    page.goto("/staff/finance/closings/")
    page.get_by_label("From").fill("2026-10-01")
    page.get_by_label("To and including").fill("2026-10-31")
    page.get_by_role("button", name="Look at the checks").click()
    expect(page.get_by_text("1 check is open")).to_be_visible()
    page.get_by_text("Carry over: Differences are resolved").click()
    page.get_by_label("Why may it wait?").fill("The gateway answers on Monday.")
    page.get_by_role("button", name="Carry it over").click()
    expect(page.get_by_text("Carried over by Fatima Haddad")).to_be_visible()
    page.locator("summary", has_text="Close the period").click()
    page.get_by_label("to confirm").fill(PeriodClosing.objects.get().reference)
    page.get_by_role("button", name="Close the period").click()
    expect(page.get_by_text("A worker looks at everything")).to_be_visible()
    finish_closings()
    expect(page.get_by_role("heading", name="Frozen figures")).to_be_visible()


def she_takes_the_pack(page: Page, closing: PeriodClosing) -> None:
    page.get_by_role("link", name="Order the monthly pack").click()
    page.get_by_role("button", name="Order it").click()
    expect(page.get_by_text("It waits for a worker.")).to_be_visible()
    make_packs()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the zip").click()
    assert Path(download.value.path()).read_bytes() == bytes(MonthlyPack.objects.get().archive)
    assert MonthlyPack.objects.get().closing == closing


def it_comes_back_in_november(october: Refund) -> None:
    """The bank of the card sends it back long after the month was closed."""
    back = Outcome(state=OutcomeState.REVERSED, code="account_closed", message="The account is closed.")
    apply_refund_outcome(RefundAttempt.objects.get(refund=october).pk, back, Actor.system("worker"))


def october_is_as_it_was_and_november_has_it(page: Page, october: Refund) -> None:
    after = f"since=2026-11-01&until={clock.now().date() + timedelta(days=1)}"
    page.goto(f"/staff/finance/dashboards/refunds/?{OCTOBER}", timeout=90_000)
    expect(page.locator(".stat", has_text="Paid back").first).to_contain_text("43.10")
    page.goto(f"/staff/finance/figures/came_back/?{OCTOBER}")
    expect(page.get_by_text("Nothing in these days")).to_be_visible()
    page.goto(f"/staff/finance/figures/came_back/?{after}")
    expect(page.get_by_role("link", name=october.reference)).to_be_visible()
    page.goto(f"/staff/finance/tax/?{OCTOBER}")
    expect(page.get_by_text("Frozen when the period was closed")).to_be_visible()
    page.goto(f"/staff/finance/tax/?{after}")
    page.get_by_role("link", name="6.88").first.click()
    expect(page.get_by_role("link", name=october.reference)).to_be_visible()


def it_takes_marta_to_open_it_again(fatimas: Page, martas: Page, closing: PeriodClosing) -> None:
    here = f"/staff/finance/closings/{closing.reference}/"
    fatimas.goto(here)
    fatimas.get_by_text("Propose to open it again").click()
    fatimas.get_by_label("Why must it be opened again?").fill("A report came late.")
    fatimas.get_by_role("button", name="Propose it").click()
    expect(fatimas.get_by_text("A second person of finance or a manager decides.")).to_be_visible()
    martas.goto(here)
    martas.locator("summary", has_text="Open the period again").click()
    martas.get_by_role("button", name="Open the period again").click()
    expect(martas.get_by_text("The period is open again.")).to_be_visible()
    assert PeriodClosing.objects.get().state == "reopened"
