"""Bulk work on its pages: chosen, looked over, confirmed with a reason, followed, taken home as a table."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from customers.models import Refusal
from refunds.models import BulkRow, BulkRun, Refund
from refunds.tasks import work_bulk_runs
from tests.desk import again, approve, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(make_payment, mila):
    return [ask(make_payment(mila, total_minor=total)) for total in (10_000, 20_000)]


@pytest.fixture
def desk(sign_in, boris):
    return sign_in(boris)


def open_run(desk, refunds, move="approval", **more) -> BulkRun:
    sent = {"refund": [refund.reference for refund in refunds], "move": move, **more}
    answer = desk.post("/staff/bulk/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    work_bulk_runs()
    return BulkRun.objects.get(reference=answer.url.split("/")[-2])


def test_boris_chooses_checks_confirms_and_sees_what_came_of_each(desk, two):
    form = desk.post("/staff/bulk/new/", {"refund": [refund.reference for refund in two]})
    assert form.status_code == 200
    assert "2 refunds chosen" in form.content.decode()

    run = open_run(desk, two)
    page = desk.get(f"/staff/bulk/{run.reference}/").content.decode()
    assert "Begin with 2 refunds" in page and "300.00" in page

    answer = desk.post(f"/staff/bulk/{run.reference}/confirmation/", {"reason": "Recall", "typed": "2"})
    assert answer.status_code == 302
    work_bulk_runs()
    assert {again(refund).state for refund in two} == {Refund.State.APPROVED}
    page = desk.get(f"/staff/bulk/{run.reference}/").content.decode()
    assert "Now “Approved”." in page and "Recall" in page


def test_everything_that_fits_the_filter_keeps_meaning_that_filter(desk, two):
    form = desk.get("/staff/bulk/new/?everything=1&state=under_review&currency=EUR&amount_from=150.00")
    page = form.content.decode()
    assert 'name="amount_from" value="150.00"' in page
    sent = {"everything": "1", "state": "under_review", "currency": "EUR", "amount_from": "150.00", "move": "approval"}
    desk.post("/staff/bulk/new/", sent)
    assert [row.refund for row in BulkRun.objects.get().rows.all()] == [two[1]]


def test_the_wrong_number_or_no_reason_begins_nothing_and_keeps_what_was_typed(desk, two):
    run = open_run(desk, two)
    for typed in (
        {"reason": "Recall of lamps", "typed": "3"},
        {"reason": "", "typed": "2"},
        {"reason": "x" * 301, "typed": "2"},
    ):
        answer = desk.post(f"/staff/bulk/{run.reference}/confirmation/", typed)
        assert answer.status_code == 400
        assert typed["reason"][:20] in answer.content.decode()
    assert BulkRun.objects.get().state == BulkRun.State.CHECKED


@pytest.mark.parametrize(
    "sent",
    [
        {"refund": ["RF-1999-000001"], "move": "approval"},
        {"refund": ["\x00"], "move": "approval"},
        {"move": "approval"},
        {"everything": "1", "amount_from": "1e308", "currency": "EUR", "move": "approval"},
        {"everything": "1", "state": "nonsense", "move": "approval"},
        {"refund": ["RF-1"], "move": "nonsense"},
        {"refund": ["RF-1"], "move": "rejection", "words": "\x00"},
        {"refund": [f"RF-{n}" for n in range(900)], "move": "approval", "words": "x" * 1001},
    ],
)
def test_what_cannot_be_meant_is_said_so_and_opens_nothing(desk, sent):
    answer = desk.post("/staff/bulk/new/", sent)
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()
    assert not BulkRun.objects.exists()


def test_who_may_not_work_in_bulk_is_told_so(two, sign_in, ana, ayaka, ida, boris):
    run = open_run(sign_in(boris), two)
    for person in (ana, ayaka, ida):
        browser = sign_in(person)
        assert browser.get("/staff/bulk/").status_code == 403
        assert browser.get(f"/staff/bulk/{run.reference}/").status_code == 403
        assert (
            browser.post(f"/staff/bulk/{run.reference}/confirmation/", {"reason": "x", "typed": "2"}).status_code == 403
        )
    assert BulkRun.objects.get().state == BulkRun.State.CHECKED


def test_a_run_that_is_worked_off_asks_for_itself_again_until_it_ends(desk, two):
    run = open_run(desk, two)
    assert 'hx-trigger="every 2s"' not in desk.get(f"/staff/bulk/{run.reference}/").content.decode()
    desk.post(f"/staff/bulk/{run.reference}/confirmation/", {"reason": "Recall", "typed": "2"})
    page = desk.get(f"/staff/bulk/{run.reference}/").content.decode()
    assert 'hx-trigger="every 2s"' in page and "0 of 2 worked off" in page
    fragment = desk.get(f"/staff/bulk/{run.reference}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment and "0 of 2 worked off" in fragment


def test_what_was_not_done_is_tried_again_in_a_run_of_its_own(desk, two, boris, chidi):
    run = open_run(desk, two)
    approve(two[0], chidi)
    desk.post(f"/staff/bulk/{run.reference}/confirmation/", {"reason": "Recall", "typed": "2"})
    work_bulk_runs()
    page = desk.get(f"/staff/bulk/{run.reference}/?tab=failed").content.decode()
    assert "Try 1 again" in page and two[0].reference in page

    answer = desk.post(f"/staff/bulk/{run.reference}/again/")
    again_run = BulkRun.objects.get(reference=answer.url.split("/")[-2])
    assert again_run.parent == run
    assert desk.post(f"/staff/bulk/{again_run.reference}/again/").status_code == 409


def test_the_result_goes_home_as_a_table_in_which_nothing_is_a_formula(desk, two):
    run = open_run(desk, two)
    run.rows.filter(number=1).update(sentence='=HYPERLINK("http://evil.example","win")')

    answer = desk.get(f"/staff/bulk/{run.reference}/result.csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line[1] for line in lines[1:]] == [refund.reference for refund in two]
    assert lines[1][7].startswith("'=HYPERLINK")
    assert lines[2][3] == "200.00"

    book = load_workbook(io.BytesIO(desk.get(f"/staff/bulk/{run.reference}/result.xlsx").content))
    cell = book.active["H2"]
    assert (cell.data_type, cell.value[:10]) == ("s", "=HYPERLINK")


def test_a_long_run_is_paged_and_asks_little(desk, make_payment, mila, django_assert_max_num_queries):
    refunds = [ask(make_payment(mila, total_minor=10_000)) for _ in range(53)]
    run = open_run(desk, refunds)
    with django_assert_max_num_queries(14):
        page = desk.get(f"/staff/bulk/{run.reference}/").content.decode()
    assert "from=51" in page
    second = desk.get(f"/staff/bulk/{run.reference}/?from=51").content.decode()
    assert refunds[52].reference in second and "from=1" in second
    assert desk.get(f"/staff/bulk/{run.reference}/?from=99999999999").status_code == 200
    assert run.rows.filter(state=BulkRow.State.READY).count() == 53


def test_what_was_searched_for_is_what_all_that_fit_means(desk, two, make_payment, tom):
    toms = ask(make_payment(tom, total_minor=12_000))
    page = desk.get("/staff/refunds/?q=tom").content.decode()
    assert "Handle all that fit" in page and '<input type="hidden" name="q" value="tom">' in page
    form = desk.post("/staff/bulk/new/", {"everything": "1", "q": "tom"}).content.decode()
    assert '<input type="hidden" name="q" value="tom">' in form and "“tom”" in form
    desk.post("/staff/bulk/new/", {"everything": "1", "q": "tom", "move": "approval"})
    assert [row.refund for row in BulkRun.objects.get().rows.all()] == [toms]


def test_a_note_and_a_colleague_are_chosen_on_the_form_and_shown_on_the_run(desk, two, chidi):
    run = open_run(desk, two, note="Sorry for the wait.")
    assert "Sorry for the wait." in desk.get(f"/staff/bulk/{run.reference}/").content.decode()
    run = open_run(desk, two, move="handing_over", words="I am away.", to=chidi.email)
    page = desk.get(f"/staff/bulk/{run.reference}/").content.decode()
    assert "Words to the colleague" in page and chidi.label in page

    lacking = desk.post("/staff/bulk/new/", {"refund": [two[0].reference], "move": "handing_over", "words": "Away."})
    assert lacking.status_code == 400 and "Choose a colleague" in lacking.content.decode()
    stray = {"refund": [two[0].reference], "move": "cancellation", "note": "Sorry."}
    assert "no letter that your note could stand in" in desk.post("/staff/bulk/new/", stray).content.decode()
    assert BulkRun.objects.count() == 2


def test_who_begins_a_run_that_is_not_theirs_is_in_the_audit(desk, two, sign_in, chidi):
    run = open_run(desk, two)
    answer = sign_in(chidi).post(f"/staff/bulk/{run.reference}/confirmation/", {"reason": "Recall", "typed": "2"})
    assert answer.status_code == 403
    kept = Refusal.objects.get()
    assert (kept.code, kept.about, kept.actor) == ("not_your_run", run.reference, f"user:{chidi.pk}")
