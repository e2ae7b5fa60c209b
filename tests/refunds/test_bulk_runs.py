"""One move on many refunds: checked row by row, confirmed once, worked off by the worker, never twice."""

from __future__ import annotations

import time
from threading import Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import Refusal
from refunds.actions.assign_refund import take_refund
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.check_bulk_rows import check_rows
from refunds.actions.confirm_bulk_run import confirm_bulk_run, stop_bulk_run
from refunds.actions.draft_bulk_run import draft_bulk_run, redo_failed
from refunds.actions.hold_by_hand import place_hold
from refunds.actions.rail_proposals import propose_rail
from refunds.bulk_figures import progress_of, totals_of
from refunds.models import BulkRow, BulkRun, Refund, StaffNotice
from refunds.tasks import work_bulk_runs
from refunds.worklist.filters import WorkFilter
from tests.desk import again, approve, ask, at_the_gateway, bookings, known_to_sandbox, letters, worker_runs
from tests.refunds.test_plans import plan_of

pytestmark = pytest.mark.django_db

Row, State = BulkRow.State, BulkRun.State


@pytest.fixture
def three(make_payment, mila, fresh_sandbox) -> list[Refund]:
    """Three requests of Mila's that a person must decide."""
    return [ask(known_to_sandbox(make_payment(mila, total_minor=total))) for total in (10_000, 20_000, 30_000)]


def choose(person, refunds, move="approval", **more) -> BulkRun:
    """The person marks these in the list, and the worker checks them."""
    references = [refund.reference for refund in refunds]
    run = draft_bulk_run(actor=Actor.user(person), move=move, references=references, **more)
    work_bulk_runs()
    return BulkRun.objects.get(pk=run.pk)


def begin(person, run, reason="Recall of the lamps") -> BulkRun:
    confirm_bulk_run(actor=Actor.user(person), reference=run.reference, reason=reason)
    work_bulk_runs()
    return BulkRun.objects.get(pk=run.pk)


def rows(run) -> list[str]:
    return list(run.rows.order_by("number").values_list("state", flat=True))


def test_boris_approves_three_with_one_word_and_the_money_leaves(three, boris):
    run = choose(boris, three)
    assert (run.state, rows(run)) == (State.CHECKED, [Row.READY] * 3)
    assert [again(refund).state for refund in three] == [Refund.State.UNDER_REVIEW] * 3  # nothing has moved yet

    run = begin(boris, run)
    worker_runs()

    assert (run.state, rows(run)) == (State.DONE, [Row.DONE] * 3)
    for refund in map(again, three):
        assert refund.state == Refund.State.COMPLETED
        assert refund.approvals.get().approver == boris
        assert bookings(refund) == [("reserve", 1), ("settle", 1)]
        assert letters(refund)[1] == "approved"
        assert at_the_gateway(refund.payment) == [(refund.amount_minor, "succeeded")]
        assert refund.events.get(kind="refund.approved").correlation_id == run.reference


def test_the_check_sums_up_by_account_and_currency_and_says_why_a_row_is_left_out(three, make_payment, mila, boris):
    approve(three[0], boris)
    run = choose(boris, three)

    assert rows(run).count(Row.BARRED) == 1
    barred = run.rows.get(state=Row.BARRED)
    assert barred.refund == three[0] and "Approved" in barred.sentence
    [total] = totals_of(run)
    assert (total.gateway_account, total.currency, total.count, total.amount_minor) == ("sandbox", "EUR", 2, 50_000)
    assert total.left_out == 1


@pytest.mark.four_eyes
def test_what_boris_asked_for_himself_and_what_is_above_his_limit_is_left_out(make_payment, mila, boris):
    own = ask(make_payment(mila, total_minor=45_000), actor=Actor.user(boris), origin=Refund.Origin.STAFF)
    huge = ask(make_payment(mila, total_minor=300_000))
    run = choose(boris, [own, huge])

    assert rows(run) == [Row.BARRED, Row.BARRED]
    assert any("somebody else must decide" in row.sentence for row in run.rows.all())
    assert any("above what you may approve" in row.sentence for row in run.rows.all())
    with pytest.raises(Conflict, match="No row"):
        begin(boris, run)


@pytest.mark.four_eyes
def test_a_large_one_gets_the_first_of_two_approvals_and_waits_for_the_second_person(make_payment, mila, boris, chidi):
    large = ask(make_payment(mila, total_minor=90_000))
    run = choose(boris, [large])
    assert "first of two" in run.rows.get().sentence
    begin(boris, run)
    assert again(large).state == Refund.State.UNDER_REVIEW

    begin(chidi, choose(chidi, [large]))
    assert again(large).state == Refund.State.APPROVED


def test_what_changed_since_the_check_is_left_alone_and_named_and_can_be_tried_again(three, boris):
    run = choose(boris, three)
    cancel_refund(actor=Actor.customer(three[0].customer), reference=three[0].reference)
    place_hold(actor=Actor.user(boris), payment_reference=three[1].payment.reference, reason="The bank called")

    run = begin(boris, run)

    failed = {row.refund: row for row in run.rows.filter(state=Row.FAILED)}
    assert set(failed) == {three[0], three[1]}
    assert failed[three[0]].code == "already_moved"
    assert "The bank called" in failed[three[1]].sentence
    assert again(three[2]).state == Refund.State.APPROVED
    assert again(three[1]).state == Refund.State.UNDER_REVIEW and not three[1].journal.exists()

    second = redo_failed(actor=Actor.user(boris), reference=run.reference)
    work_bulk_runs()
    assert (second.parent, rows(second)) == (run, [Row.BARRED, Row.BARRED])


def test_rejected_in_bulk_every_customer_reads_the_same_words(three, boris):
    run = begin(boris, choose(boris, three, move="rejection", words="The offer has ended."))
    assert rows(run) == [Row.DONE] * 3
    for refund in map(again, three):
        assert refund.state == Refund.State.REJECTED
        assert (
            "The offer has ended."
            in refund.customer.messages.get(about=refund.reference, kind="refund_rejected").body_text
        )


def test_a_filter_chooses_what_fits_when_it_is_sent(three, make_payment, mila, boris):
    chosen = WorkFilter.from_json({"state": ["under_review"], "currency": "EUR", "amount_from": "150.00"})
    run = draft_bulk_run(actor=Actor.user(boris), move="approval", chosen=chosen)
    ask(make_payment(mila, total_minor=45_000))  # too late for this run
    work_bulk_runs()
    assert [row.refund for row in run.rows.all()] == three[1:]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"move": "nonsense", "references": ["RF-1"]}, "unknown_move"),
        ({"move": "rejection", "references": ["RF-1"]}, "words_missing"),
        ({"move": "approval", "references": []}, "nothing_chosen"),
        ({"move": "approval", "references": ["RF-1999-000001"]}, "refund_not_found"),
        ({"move": "approval", "references": [f"RF-{n}" for n in range(2001)]}, "too_many"),
    ],
)
def test_what_cannot_be_meant_opens_no_run(boris, wish, code):
    with pytest.raises(BadInput) as refusal:
        draft_bulk_run(actor=Actor.user(boris), **wish)
    assert refusal.value.code == code
    assert not BulkRun.objects.exists()


def test_who_may_not_work_in_bulk_or_make_the_move_opens_no_run(three, ana, fatima, ayaka):
    references = [refund.reference for refund in three]
    for person, move in [(ana, "approval"), (ayaka, "approval"), (fatima, "approval")]:
        with pytest.raises(NotAllowed):
            draft_bulk_run(actor=Actor.user(person), move=move, references=references)


@pytest.mark.four_eyes
def test_only_who_chose_the_rows_begins_the_run_and_only_once(three, boris, chidi):
    run = choose(boris, three)
    with pytest.raises(NotAllowed, match="Boris Meyer chose"):
        begin(chidi, run)
    begin(boris, run)
    with pytest.raises(Conflict, match="begun once"):
        begin(boris, run)


def test_a_role_taken_away_between_word_and_work_stops_every_row(three, boris):
    run = choose(boris, three)
    confirm_bulk_run(actor=Actor.user(boris), reference=run.reference, reason="Recall")
    boris.groups.clear()
    work_bulk_runs()
    assert rows(run) == [Row.FAILED] * 3
    assert {row.code for row in run.rows.all()} == {"role_missing"}


def test_lena_stops_a_run_and_the_rest_is_left_alone(three, boris, lena):
    run = choose(boris, three)
    confirm_bulk_run(actor=Actor.user(boris), reference=run.reference, reason="Recall")
    stop_bulk_run(actor=Actor.user(lena), reference=run.reference)
    work_bulk_runs()
    assert BulkRun.objects.get(pk=run.pk).state == State.STOPPED
    assert rows(run) == [Row.READY] * 3
    assert [again(refund).state for refund in three] == [Refund.State.UNDER_REVIEW] * 3


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_one_run_do_no_row_twice(make_payment, mila, boris):
    refunds = [ask(make_payment(mila, total_minor=10_000)) for _ in range(12)]
    run = choose(boris, refunds)
    confirm_bulk_run(actor=Actor.user(boris), reference=run.reference, reason="Recall")

    def work() -> None:
        try:
            work_bulk_runs()
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    work_bulk_runs()

    assert BulkRun.objects.get(pk=run.pk).state == State.DONE
    assert progress_of(run).done == 12
    for refund in map(again, refunds):
        assert refund.approvals.count() == 1
        assert bookings(refund) == [("reserve", 1)]


def test_a_worker_that_runs_out_of_time_goes_on_in_the_next_round(three, boris):
    from refunds.actions.work_bulk_runs import work_next_run

    run = choose(boris, three)
    confirm_bulk_run(actor=Actor.user(boris), reference=run.reference, reason="Recall")
    work_next_run(time.monotonic() - 1)
    assert rows(run) == [Row.READY] * 3
    work_bulk_runs()
    assert rows(run) == [Row.DONE] * 3


def test_the_check_tells_of_an_open_plan_and_of_a_question_that_waits_for_the_customer(make_payment, mila, ana, boris):
    order = [make_payment(mila, total_minor=amount, order_reference="W-1") for amount in (10_000, 20_000)]
    plan = plan_of(ana, order, amounts={"EUR": 25_000})
    asked = ask(make_payment(mila, total_minor=15_000))
    propose_rail(actor=Actor.user(ana), reference=asked.reference, rail="store_credit", words="Your card has expired.")

    run = choose(boris, [*plan.refunds.all(), asked])

    said = {row.refund_id: row.sentence for row in run.rows.filter(state=Row.BARRED)}
    assert len(said) == 3
    assert all(f"part of {plan}" in said[refund.pk] for refund in plan.refunds.all())
    assert "has not answered" in said[asked.pk]


def test_the_check_asks_a_fixed_number_of_questions(make_payment, mila, boris):
    refunds = [ask(make_payment(mila, total_minor=10_000 + number)) for number in range(12)]
    run = draft_bulk_run(actor=Actor.user(boris), move="approval", references=[r.reference for r in refunds])
    few = BulkRun.objects.get(pk=run.pk).rows.all()
    with CaptureQueriesContext(connection) as for_four:
        check_rows(run, list(few[:4]))
    with CaptureQueriesContext(connection) as for_eight:
        check_rows(run, list(few[4:12]))
    beside_each = len(for_eight) - len(for_four)
    assert beside_each <= 4 * 3, beside_each  # the limits of the person are read afresh for each row


def test_a_personal_note_stands_in_every_letter(three, boris):
    run = begin(boris, choose(boris, three, note="Sorry for the long wait."))
    assert (run.note, rows(run)) == ("Sorry for the long wait.", [Row.DONE] * 3)
    for refund in three:
        letter = refund.customer.messages.get(about=refund.reference, kind="refund_approved")
        assert "Sorry for the long wait." in letter.body_text
        assert refund.events.get(kind="refund.approved").data["note"] == "Sorry for the long wait."


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"move": "cancellation", "note": "Sorry."}, "note"),
        ({"move": "approval", "note": "x" * 501}, "note"),
        ({"move": "approval", "to": "ana@shop.example"}, "to"),
        ({"move": "handing_over", "words": "Please."}, "to"),
        ({"move": "handing_over", "words": "Please.", "to": "nobody@shop.example"}, "to"),
        ({"move": "handing_over", "words": " ", "to": "ana@shop.example"}, "words"),
        ({"move": "handing_over", "words": "x" * 501, "to": "ana@shop.example"}, "words"),
    ],
)
def test_what_a_move_has_no_use_for_or_lacks_is_refused_before_anything_is_opened(three, boris, ana, wish, field):
    with pytest.raises(BadInput) as refusal:
        choose(boris, three, **wish)
    assert refusal.value.field == field
    assert not BulkRun.objects.exists()


def test_lena_hands_a_whole_morning_to_boris_and_he_hears_of_each(three, lena, boris, ana):
    take_refund(actor=Actor.user(ana), reference=three[0].reference)
    take_refund(actor=Actor.user(boris), reference=three[1].reference)
    run = choose(lena, three, move="handing_over", words="I am away.", to=boris.email)
    assert "already with Boris" in run.rows.get(refund=three[1]).sentence

    run = begin(lena, run)

    assert sorted(rows(run)) == [Row.BARRED, Row.DONE, Row.DONE]
    assert {again(refund).assignee for refund in three} == {boris}
    assert run.rows.get(refund=three[0]).sentence == f"Now the case of {boris.label}."
    assert again(three[0]).events.get(kind="refund.handed_over").data["words"] == "I am away."
    assert StaffNotice.objects.filter(person=boris, kind="hand_over").count() == 2


def test_who_is_no_lead_does_not_hand_over_a_colleagues_cases(three, boris, chidi, ana):
    take_refund(actor=Actor.user(ana), reference=three[0].reference)
    run = choose(boris, three, move="handing_over", words="Yours.", to=chidi.email)
    assert "case of" in run.rows.get(refund=three[0]).sentence
    assert rows(run).count(Row.READY) == 2
    take_refund(actor=Actor.user(ana), reference=three[1].reference)  # after the check

    run = begin(boris, run)

    kept = Refusal.objects.get()
    assert run.rows.get(refund=three[1]).code == kept.code == "not_your_case"
    assert (kept.actor, kept.move, kept.about) == (f"user:{boris.pk}", "handing_over", three[1].reference)
    assert kept.correlation_id == run.reference
    assert again(three[1]).assignee == ana and again(three[2]).assignee == chidi


def test_a_search_within_a_filter_chooses_only_what_has_the_words(three, make_payment, tom, boris):
    toms = ask(make_payment(tom, total_minor=12_000))
    everything = WorkFilter.from_json({"state": ["under_review"]})
    run = draft_bulk_run(actor=Actor.user(boris), move="approval", chosen=everything, searched="tom")
    assert [row.refund for row in run.rows.all()] == [toms]
    assert "“tom”" in run.selected and run.selection["words"] == "tom"
