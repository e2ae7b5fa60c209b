"""A look at the gateway: what was open ends, what was made there is taken in, and what does not fit is put down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from customers.actors import Actor
from customers.errors import Conflict, NotAllowed
from customers.models import Payment
from customers.shop_days import shop_day
from refunds.actions.order_reconciliation import backfill, look_now, open_scheduled_looks
from refunds.actions.submit_refunds import _claim_or_postpone
from refunds.actions.work_reconciliations import work_next_reconciliation
from refunds.gateways.sandbox.behaviour import Announcing
from refunds.models import Difference, ReconciliationRun, Refund, RefundAttempt, WebhookEvent
from refunds.outbox.lease import lease_due
from refunds.tasks import work_reconciliations
from tests.desk import (
    again,
    approve,
    ask,
    at_the_gateway,
    bookings,
    kinds,
    known_to_sandbox,
    letters,
    sandbox,
    worker_runs,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


def look(person) -> ReconciliationRun:
    """Somebody asks for a look days after the one before, so that it reaches far back, and the worker makes it."""
    ReconciliationRun.objects.update(created_at=timezone.now() - timedelta(days=3))
    run = look_now(actor=Actor.user(person), account="sandbox")
    work_reconciliations()
    return ReconciliationRun.objects.get(pk=run.pk)


def by_hand(payment: Payment, amount_minor: int, behaviour: str = "accept+webhook_lost") -> str:
    """Somebody pays back in the gateway's own console, and no webhook tells."""
    return sandbox().console.refund_by_hand(payment.gateway_reference, amount_minor, behaviour)


def test_a_lost_answer_is_found_long_before_its_turn(make_payment, mila, boris, fatima):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000), "succeed_then_silence+webhook_lost")
    refund = approve(ask(payment), boris)
    worker_runs()
    RefundAttempt.objects.update(next_check_at=timezone.now() + timedelta(hours=1))

    run = look(fatima)

    assert (run.state, run.to_ask, run.asked, run.ended) == ("done", 1, 1, 1)
    assert again(refund).state == Refund.State.COMPLETED
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]
    assert at_the_gateway(payment) == [(45_000, "succeeded")]


def test_what_is_on_its_way_to_the_gateway_is_left_alone(make_payment, mila, boris, fatima):
    approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000))), boris)
    (attempt,) = _claim_or_postpone(lease_due("refund.submit", "a worker at this very moment", 1))
    assert attempt.state == RefundAttempt.State.SENDING
    assert look(fatima).to_ask == 0
    assert RefundAttempt.objects.get().checks == 0


def test_a_refund_made_in_the_console_is_adopted_with_letter_and_ledger(make_payment, mila, fatima):
    payment = known_to_sandbox(make_payment(mila, total_minor=9_000))
    by_hand(payment, 2_500)

    assert look(fatima).adopted == 1
    assert look(fatima).adopted == 0

    refund = Refund.objects.get()
    assert (refund.origin, refund.state, refund.amount_minor) == ("gateway", "completed", 2_500)
    assert Payment.objects.get(pk=payment.pk).refunded_minor == 2_500
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]
    assert letters(refund) == ["confirmed"]


def test_it_ends_the_one_open_request_over_this_amount(make_payment, mila, fatima):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000))
    asked = ask(payment)
    assert asked.state == Refund.State.UNDER_REVIEW
    by_hand(payment, 45_000)

    assert look(fatima).matched == 1

    assert Refund.objects.count() == 1
    assert again(asked).state == Refund.State.COMPLETED
    assert {"refund.matched", "refund.completed"} <= set(kinds(asked))
    assert at_the_gateway(payment) == [(45_000, "succeeded")]


def test_what_was_approved_and_paid_by_hand_is_not_paid_again(make_payment, mila, boris, fatima):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000))
    refund = approve(ask(payment), boris)
    by_hand(payment, 45_000)
    look(fatima)
    worker_runs(2)
    assert again(refund).state == Refund.State.COMPLETED
    assert at_the_gateway(payment) == [(45_000, "succeeded")]
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]


def test_several_requests_could_be_meant_so_a_person_says_which(make_payment, mila, fatima, sign_in):
    payment = known_to_sandbox(make_payment(mila, lines=[("Lamp", 2, 80_000)]))
    first, second = (ask(payment, amount_minor=30_000, reason=Refund.Reason.DAMAGED) for _ in range(2))
    theirs = by_hand(payment, 30_000)
    assert look(fatima).differences == 1
    row = Difference.objects.get()
    assert (row.kind, row.theirs_minor, row.payment) == ("unknown", 30_000, payment)
    assert first.reference in row.why and second.reference in row.why

    response = sign_in(fatima).post(
        reverse("refunds:difference_matching", args=[row.pk]), {"to": second.reference, "words": "By phone."}
    )

    assert response.status_code == 302
    assert (again(first).state, again(second).state) == (Refund.State.UNDER_REVIEW, Refund.State.COMPLETED)
    assert second.attempts.get().gateway_reference == theirs
    row.refresh_from_db()
    assert (row.state, row.resolved_by) == ("resolved", f"user:{fatima.pk}")
    assert look(fatima).differences == 0


@pytest.mark.parametrize(
    ("to", "status"),
    [("RF-1999-000001", 404), ("PM-1999-000001", 404), ("", 400), ("x" * 40, 400), ("A\x00", 400)],
)
def test_what_nobody_knows_is_no_match(to, status, make_payment, mila, fatima, sign_in):
    sandbox().console.register_payment("pay_elsewhere", 5_000, "EUR")
    sandbox().console.refund_by_hand("pay_elsewhere", 1_000, "accept+webhook_lost")
    look(fatima)
    row = Difference.objects.get(subject__startswith="refund:")
    response = sign_in(fatima).post(reverse("refunds:difference_matching", args=[row.pk]), {"to": to})
    assert response.status_code == status
    assert not Refund.objects.exists()


def test_no_person_puts_it_to_another_payment_or_another_amount(make_payment, mila, fatima, sign_in):
    payment = known_to_sandbox(make_payment(mila, total_minor=40_000, refunded_before_minor=10_000))
    other = ask(known_to_sandbox(make_payment(mila, total_minor=45_000)))
    less = ask(payment, amount_minor=20_000, reason=Refund.Reason.DAMAGED)
    Payment.objects.filter(pk=payment.pk).update(created_at=timezone.now() - timedelta(hours=1))
    by_hand(payment, 35_000)
    look(fatima)
    row = Difference.objects.get(subject__startswith="refund:")
    assert "more than is left" in row.why
    for to in (other.reference, less.reference, payment.reference):
        response = sign_in(fatima).post(reverse("refunds:difference_matching", args=[row.pk]), {"to": to})
        assert response.status_code == 409
    assert {again(other).state, again(less).state} == {Refund.State.UNDER_REVIEW}


def test_what_was_refunded_before_the_payment_was_known_here_is_counted_already(mila, make_payment, fatima):
    sandbox().console.register_payment("pay_old", 5_000, "EUR", customer_email="mila@home.example")
    sandbox().console.refund_by_hand("pay_old", 1_000, "accept+webhook_lost")
    run = look(fatima)
    assert (run.payments_new, run.adopted, run.differences) == (1, 0, 0)
    payment = Payment.objects.get(gateway_reference="pay_old")
    assert (payment.refunded_before_minor, payment.refunded_minor) == (1_000, 0)
    sandbox().console.refund_by_hand("pay_old", 500, "accept+webhook_lost")
    assert look(fatima).adopted == 1
    assert Payment.objects.get(pk=payment.pk).refunded_minor == 500


def test_money_that_came_back_reopens_the_case_and_gives_back_the_reserve(make_payment, mila, boris, fatima):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000), "accept+webhook_lost")
    refund = approve(ask(payment), boris)
    worker_runs()
    assert again(refund).state == Refund.State.COMPLETED
    sandbox().console.advance(refund.attempts.get().gateway_reference, "failed", Announcing.LOST)

    assert look(fatima).changed == 1

    assert again(refund).state == Refund.State.FAILED
    assert again(refund).payment.left_minor == 45_000
    assert bookings(refund) == [("reserve", 1), ("settle", 1), ("reverse", 1)]
    assert letters(refund)[-1] == "came_back"
    assert look(fatima).changed == 0


def test_a_payment_with_another_amount_is_a_difference_once(make_payment, mila, fatima):
    payment = make_payment(mila, total_minor=9_000)
    sandbox().console.register_payment(
        payment.gateway_reference, 9_900, "EUR", customer_email=mila.email, captured_at=payment.captured_at
    )
    assert [look(fatima).differences for _ in range(2)] == [1, 0]
    row = Difference.objects.get()
    assert (row.kind, row.ours_minor, row.theirs_minor) == ("amount", 9_000, 9_900)
    assert Payment.objects.get(pk=payment.pk).captured_minor == 9_000


def test_what_fatima_resolved_comes_back_only_with_other_facts(make_payment, mila, fatima, sign_in):
    payment = make_payment(mila, total_minor=9_000)
    known = {"customer_email": mila.email, "captured_at": payment.captured_at}
    sandbox().console.register_payment(payment.gateway_reference, 9_900, "EUR", **known)
    look(fatima)
    row = Difference.objects.get()
    desk = sign_in(fatima)
    assert desk.post(reverse("refunds:difference_owner", args=[row.pk])).status_code == 302
    assert desk.post(reverse("refunds:difference_resolution", args=[row.pk]), {"words": " "}).status_code == 400
    said = {"words": "The tip was added later."}
    assert desk.post(reverse("refunds:difference_resolution", args=[row.pk]), said).status_code == 302
    assert desk.post(reverse("refunds:difference_resolution", args=[row.pk]), said).status_code == 409
    row.refresh_from_db()
    assert (row.state, row.owner, row.resolution) == ("resolved", fatima, "The tip was added later.")
    assert "The tip was added later." in desk.get(reverse("refunds:difference", args=[row.pk])).content.decode()
    assert look(fatima).differences == 0
    with sandbox().setup.record.books() as books:
        books.execute("UPDATE sandbox_gateway.payment SET amount_minor = 9950")
    assert look(fatima).differences == 1
    assert Difference.objects.filter(state="open").get().theirs_minor == 9_950


def test_a_backfill_reads_day_by_day_and_goes_on_where_it_was(make_payment, mila, fatima, monkeypatch):
    today = shop_day(timezone.now())
    for ago in (2, 20, 40):
        moment = timezone.now() - timedelta(days=ago)
        sandbox().console.register_payment(
            f"pay_{ago}", 5_000, "EUR", captured_at=moment, customer_email=f"c{ago}@home.example"
        )
    run = backfill(actor=Actor.user(fatima), account="sandbox", first_on=today - timedelta(days=45), last_on=today)
    assert work_next_reconciliation(0)  # no time at all: it begins, and nothing is read
    run.refresh_from_db()
    assert (run.state, run.days_read, run.payments_new) == ("running", 0, 0)
    work_reconciliations()
    run.refresh_from_db()
    assert (run.state, run.days_read, run.days, run.payments_new) == ("done", 46, 46, 3)


def test_a_gateway_that_is_away_is_asked_again_later_and_then_given_up(fatima, monkeypatch, settings):
    run = look_now(actor=Actor.user(fatima), account="sandbox")
    settings.GATEWAY_ACCOUNTS = {}
    for _ in range(6):
        ReconciliationRun.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        work_reconciliations()
    run.refresh_from_db()
    assert (run.state, run.tries) == ("failed", 6)
    assert "sandbox" in run.trouble


def test_a_look_at_a_time_every_hour_and_one_by_the_button(fatima, ana):
    assert open_scheduled_looks() == 1
    assert open_scheduled_looks() == 0
    with pytest.raises(Conflict, match="already"):
        look_now(actor=Actor.user(fatima), account="sandbox")
    work_reconciliations()
    ReconciliationRun.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert open_scheduled_looks() == 1
    deep, shallow = ReconciliationRun.objects.order_by("id")
    assert deep.until - deep.since >= timedelta(days=29)
    assert shallow.until - shallow.since < timedelta(days=2)
    with pytest.raises(NotAllowed):
        look_now(actor=Actor.user(ana), account="sandbox")


def test_the_pages_ask_few_questions(make_payment, mila, fatima, sign_in, django_assert_max_num_queries):
    payment = known_to_sandbox(make_payment(mila, total_minor=90_000, refunded_before_minor=80_000))
    Payment.objects.update(created_at=timezone.now() - timedelta(hours=1))
    for _ in range(12):
        by_hand(payment, 6_000)
    look(fatima)
    assert Difference.objects.count() == 11
    desk = sign_in(fatima)
    for name in ("refunds:reconciliation", "refunds:differences", "refunds:webhooks", "refunds:settlements"):
        with django_assert_max_num_queries(16):
            assert desk.get(reverse(name)).status_code == 200
    run = ReconciliationRun.objects.get()
    assert desk.get(reverse("refunds:reconciliation_run", args=[run.pk])).status_code == 200
    assert desk.get(reverse("refunds:reconciliation_run", args=[10**17])).status_code == 404


def test_the_button_and_the_form_on_the_page(fatima, sign_in):
    desk = sign_in(fatima)
    assert desk.post(reverse("refunds:reconciliation_looks"), {"account": "\x00nothing"}).status_code in (400, 404)
    assert desk.post(reverse("refunds:reconciliation_looks"), {"account": "sandbox"}).status_code == 302
    days = {"account": "sandbox", "first_on": "2026-11-03", "last_on": "2026-11-01"}
    response = desk.post(reverse("refunds:reconciliation_backfills"), days)
    assert response.status_code == 400
    assert "lies after the last" in response.content.decode()
    work_reconciliations()
    assert ReconciliationRun.objects.get().state == "done"


def test_a_program_does_the_same(make_payment, mila, fatima, ana, program_of):
    payment = known_to_sandbox(make_payment(mila, total_minor=9_000, refunded_before_minor=8_000))
    Payment.objects.update(created_at=timezone.now() - timedelta(hours=1))
    by_hand(payment, 2_000)
    program = program_of(fatima, "operations:read", "operations:write")
    run = program.post("reconciliation/looks/", {"account": "sandbox"})
    assert run.status_code == 201
    work_reconciliations()
    shown = program.get(f"reconciliation/runs/{run.json()['id']}/").json()
    assert (shown["state"], shown["differences"]) == ("done", 1)
    assert program.get("reconciliation/").json()["accounts"][0]["open_differences"] == 1
    (row,) = program.get("differences/?state=open&kind=unknown").json()["results"]
    assert (row["theirs_minor"], row["payment"]) == (2_000, payment.reference)
    address = f"differences/{row['id']}/"
    assert program.post(f"{address}owner/", {}).json()["owner"] == fatima.email
    assert program.post(f"{address}matching/", {"to": payment.reference}).status_code == 409
    done = program.post(f"{address}resolution/", {"words": "Counted before."}).json()
    assert (done["state"], done["resolved_by"] != "") == ("resolved", True)
    assert program_of(ana, "operations:read").get("differences/").status_code == 403


def test_the_command_reads_days_as_well(mila, make_payment, capsys):
    moment = timezone.now() - timedelta(days=3)
    sandbox().console.register_payment("pay_3", 5_000, "EUR", captured_at=moment, customer_email="n@home.example")
    call_command("reconcile", "sandbox", "--since", str((moment - timedelta(days=1)).date()))
    run = ReconciliationRun.objects.get()
    assert (run.state, run.payments_new, run.requested_by) == ("done", 1, "system:reconcile")
    assert "1 new" in capsys.readouterr().out
    assert not WebhookEvent.objects.exists()
