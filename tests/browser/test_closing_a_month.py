"""Fatima closes October: figures down to one refund, the table, the closing, the pack; and what comes later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from customers import clock
from refunds.models import Difference, Refund
from reporting.management.commands.prove_closings import faults_of
from reporting.models import MonthlyPack, PeriodClosing
from reporting.tasks import finish_closings, make_packs
from tests.browser.conftest import seat_of
from tests.reporting.conftest import sent_and_returned, transferred

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

IN_OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)
__all__ = ["sent_and_returned", "transferred"]

OCTOBER = "since=2026-10-01&until=2026-10-31"


@pytest.fixture
def october(make_payment, mila, transferred) -> Refund:
    lamp = make_payment(mila, captured_at=IN_OCTOBER - timedelta(days=3))
    Difference.objects.create(
        kind="unknown", subject="refund:re_1", facts_hash="x", gateway="sandbox", gateway_account="sandbox",
        found_at=IN_OCTOBER,
    )  # fmt: skip
    return transferred(lamp, IN_OCTOBER, amount_minor=4310)


def test_fatima_closes_october(window, fatima, marta, october, make_payment, mila, sent_and_returned):
    page = seat_of(window(), fatima)
    she_looks_from_the_figures_to_one_refund(page, october)
    she_takes_the_table_home(page, october)
    she_carries_over_what_may_wait_and_closes(page)
    closing = PeriodClosing.objects.get()
    she_takes_the_pack(page, closing)

    late = sent_and_returned(make_payment(mila, total_minor=4000, captured_at=IN_OCTOBER))

    assert late.journal.get(kind="reverse").posted_at > closing.ends_at
    assert faults_of(PeriodClosing.objects.get()) == []
    page.goto(f"/staff/finance/tax/?{OCTOBER}")
    expect(page.get_by_text("Frozen when the period was closed")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("40.00")
    today = clock.now().date()
    page.goto(f"/staff/finance/tax/?since=2026-11-01&until={today + timedelta(days=1)}")
    expect(page.get_by_role("main")).to_contain_text("40.00")
    it_takes_marta_to_open_it_again(page, seat_of(window(), marta), closing)


def she_looks_from_the_figures_to_one_refund(page: Page, october: Refund) -> None:
    page.goto("/staff/finance/", timeout=90_000)  # the first drawings of a process take longest
    page.goto(f"/staff/finance/tax/?{OCTOBER}")
    page.get_by_role("link", name="6.88").first.click()
    expect(page.get_by_role("heading", name="Refunds behind the tax")).to_be_visible()
    page.get_by_role("link", name=october.reference).click()
    page.wait_for_url(f"**/staff/refunds/{october.reference}/")


def she_takes_the_table_home(page: Page, october: Refund) -> None:
    page.goto(f"/staff/finance/tax/?{OCTOBER}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Every line as CSV").click()
    assert october.reference in Path(download.value.path()).read_text("utf-8-sig")


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
