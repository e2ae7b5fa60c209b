"""Fifty refunds by one word of Boris's: chosen by a filter, checked, begun once, and what failed tried again."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect

from customers.actors import Actor
from refunds.actions.hold_by_hand import lift_hold, place_hold
from refunds.actions.work_bulk_runs import work_next_run
from refunds.models import BulkRow, BulkRun, Refund
from refunds.tasks import work_bulk_runs
from tests.browser.conftest import Window, seat_of
from tests.desk import again, ask, at_the_gateway, bookings, kinds, known_to_sandbox, letters, worker_runs

HOW_MANY = 50


def test_boris_approves_fifty_and_two_of_them_later(window: Window, fresh_sandbox, make_payment, mila, tom, boris, ana):
    recalled = [
        ask(known_to_sandbox(make_payment(mila, total_minor=30_000)), reason="damaged") for _ in range(HOW_MANY)
    ]
    other = ask(make_payment(tom, total_minor=30_000))
    page = seat_of(window(), boris)
    boris_chooses_the_damaged_ones(page)
    worker_is_through()
    boris_reads_the_check(page)

    failing = recalled[7:9]
    for refund in failing:
        place_hold(actor=Actor.user(ana), payment_reference=refund.payment.reference, reason="The bank asks about it")
    boris_begins(page)
    run = BulkRun.objects.get()
    some_rows_are_worked(run)
    worked = run.rows.exclude(state=BulkRow.State.READY).count()
    expect(page.get_by_text(f"{worked} of 50 worked off")).to_be_visible()  # by itself
    worker_is_through()
    assert_two_are_named(page, failing)
    assert_the_tables_say_the_same(page, failing)

    for refund in failing:
        lift_hold(actor=Actor.user(ana), payment_reference=refund.payment.reference)
    boris_tries_them_again(page)
    worker_runs(2)
    for refund in map(again, recalled):
        assert (refund.state, refund.approvals.get().approver) == (Refund.State.COMPLETED, boris)
        assert bookings(refund) == [("reserve", 1), ("settle", 1)] and "refund.completed" in kinds(refund)
        assert letters(refund)[:2] == ["received", "approved"]
        assert at_the_gateway(refund.payment) == [(30_000, "succeeded")]
    assert again(other).state == Refund.State.UNDER_REVIEW


def worker_is_through() -> None:
    """The bell rings until nothing is left to do: a round of the worker ends after its time, done or not."""
    while work_bulk_runs():
        pass


def boris_chooses_the_damaged_ones(page: Page) -> None:
    page.goto("/staff/")
    page.get_by_role("link", name="Filter", exact=True).click()
    panel = page.get_by_role("form", name="Filter")
    panel.get_by_text("Reason", exact=True).first.click()
    panel.get_by_label(str(Refund.Reason.DAMAGED.label)).check()
    panel.get_by_role("button", name="Show").click()
    page.get_by_role("button", name="Handle all that fit").click()
    page.get_by_label("Approve").check()
    page.get_by_role("button", name="Check every row").click()
    expect(page.get_by_text("0 of 50 checked")).to_be_visible()


def boris_reads_the_check(page: Page) -> None:
    """Nothing has moved; the sums stand by account and currency."""
    sums = page.get_by_role("table", name="Sums by account and currency")
    expect(sums.get_by_role("row", name="sandbox")).to_contain_text("50")
    expect(sums).to_contain_text("15,000.00")
    assert {row.state for row in BulkRow.objects.all()} == {BulkRow.State.READY}
    assert not Refund.objects.exclude(state=Refund.State.UNDER_REVIEW).exists()


def boris_begins(page: Page) -> None:
    page.get_by_label("Why in bulk?").fill("Recall of the lamps")
    page.get_by_label("the number of refunds, to confirm").fill("5")
    page.get_by_role("button", name="Begin with 50 refunds").click()
    expect(page.get_by_text("This is not the number of refunds.").first).to_be_visible()
    expect(page.get_by_label("Why in bulk?")).to_have_value("Recall of the lamps")
    page.get_by_label("the number of refunds, to confirm").fill("50")
    page.get_by_role("button", name="Begin with 50 refunds").click()
    expect(page.get_by_text("0 of 50 worked off")).to_be_visible()


def some_rows_are_worked(run: BulkRun) -> None:
    """A worker takes the run up and is called away before it is through."""
    while not run.rows.filter(state=BulkRow.State.DONE).exists():
        work_next_run(time.monotonic() + 0.3)
    assert run.rows.filter(state=BulkRow.State.READY).exists()


def assert_two_are_named(page: Page, failing: list[Refund]) -> None:
    expect(page.get_by_role("button", name="Try 2 again")).to_be_visible()
    page.get_by_role("link", name="Not done").click()
    rows = page.get_by_role("table", name="Rows")
    expect(rows.get_by_role("row")).to_have_count(3)
    for refund in failing:
        expect(rows.get_by_role("row", name=refund.reference)).to_contain_text("The bank asks about it")
        assert (again(refund).state, bookings(refund)) == (Refund.State.UNDER_REVIEW, [])


def assert_the_tables_say_the_same(page: Page, failing: list[Refund]) -> None:
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Result as XLSX").click()
    with page.expect_download() as text:
        page.get_by_role("link", name="as CSV").click()
    rows = list(csv.reader(io.StringIO(bytes_of(text.value).decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(bytes_of(sheet.value))).active
    assert len(rows) == book.max_row == HOW_MANY + 1
    failed = {row[1] for row in rows if row[6] == BulkRow.State.FAILED.label}
    assert failed == {refund.reference for refund in failing}
    assert {row[3] for row in rows[1:]} == {"300.00"}


def bytes_of(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def boris_tries_them_again(page: Page) -> None:
    page.get_by_role("button", name="Try 2 again").click()
    expect(page.get_by_text("0 of 2 checked")).to_be_visible()
    worker_is_through()
    page.get_by_label("Why in bulk?").fill("The bank has its answer")
    page.get_by_label("the number of refunds, to confirm").fill("2")
    page.get_by_role("button", name="Begin with 2 refunds").click()
    expect(page.get_by_text("The run has begun.")).to_be_visible()
    worker_is_through()
    expect(page.get_by_text("Repeats")).to_be_visible()
    assert BulkRun.objects.filter(state=BulkRun.State.DONE).count() == 2
