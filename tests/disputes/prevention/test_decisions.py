"""Pay back now, count a refund that is there, or leave it alone: once, with the limits and eyes of every refund."""

from __future__ import annotations

import pytest

from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from disputes.actions.decide_alert import answer_with_refund, leave_alone, look_at_it, refund_for_alert
from disputes.actions.own_alert import take_over_alert
from disputes.tasks import look_at_alerts
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.hold_by_hand import place_hold
from refunds.actions.reject_refund import reject_refund
from refunds.fingerprint import seen_hash
from tests import desk
from tests.desk import approve, ask, known_to_sandbox, worker_runs
from tests.disputes.conftest import TAKEN
from tests.disputes.prevention.desk import again, alerted, kinds, warned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def payment(make_payment, mila):
    return known_to_sandbox(make_payment(mila, total_minor=45_000))


@pytest.fixture
def alert(payment, fatima, ana):
    return alerted(payment, fatima)


def refunds_it(alert, person):
    return refund_for_alert(actor=Actor.user(person), reference=alert.reference)


def test_paying_back_goes_the_way_of_every_refund(alert, payment, ana, boris):
    refund = refunds_it(alert, ana)
    assert (refund.state, refund.origin, refund.reason, refund.requester) == ("under_review", "dispute", "fraud", ana)
    assert (refund.amount_minor, refund.fee_minor) == (45_000, 0)
    assert (again(alert).state, again(alert).refund) == ("refunding", refund)
    with pytest.raises(NotAllowed):
        approve(refund, ana)
    approve(refund, boris)
    worker_runs(2)
    look_at_alerts()
    assert again(alert).state == "refunded"
    assert desk.at_the_gateway(payment) == [(45_000, "succeeded")]
    assert kinds(alert)[-2:] == ["alert.refunding", "alert.refunded"]


def test_asked_twice_there_is_one_refund(alert, payment, ana, boris):
    first = refunds_it(alert, ana)
    with pytest.raises(Conflict, match="already “Refund asked for”"):
        refunds_it(alert, boris)
    assert list(payment.refunds.all()) == [first]


def test_only_the_part_that_the_alert_names_goes_back(payment, fatima, ana):
    alert = alerted(payment, fatima, amount_minor=5_000)
    assert refunds_it(alert, ana).amount_minor == 5_000


def test_a_refund_that_is_rejected_opens_the_question_again(alert, payment, ana, boris):
    refund = refunds_it(alert, ana)
    reject_refund(
        actor=Actor.user(boris), reference=refund.reference, seen=seen_hash(refund), explanation="We wait for the bank."
    )
    look_at_alerts()
    look_at_alerts()
    assert again(alert).state == "received"
    assert kinds(alert).count("alert.received") == 2
    second = refunds_it(again(alert), ana)
    assert second != refund, "asked anew, under a new key"


def test_a_refund_that_is_taken_back_does_so_too(alert, ana):
    refund = refunds_it(alert, ana)
    cancel_refund(actor=Actor.user(ana), reference=refund.reference)
    look_at_alerts()
    assert again(alert).state == "received"


def test_a_refund_under_way_is_gone_on_with_and_may_be_the_answer(alert, payment, ana, boris):
    waiting = ask(payment)
    with pytest.raises(Conflict, match=waiting.reference):
        refunds_it(alert, ana)
    answer_with_refund(actor=Actor.user(ana), reference=alert.reference, refund=waiting.reference)
    assert (again(alert).state, again(alert).refund) == ("refunding", waiting)
    approve(waiting, boris)
    worker_runs(2)
    look_at_alerts()
    assert again(alert).state == "refunded"
    assert payment.refunds.count() == 1


def test_a_refund_that_is_done_answers_at_once(payment, fatima, ana, boris):
    done = approve(ask(payment), boris)
    worker_runs(2)
    alert = alerted(payment, fatima)
    with pytest.raises(Conflict, match="gone back"):
        refunds_it(alert, ana)
    answer_with_refund(actor=Actor.user(ana), reference=alert.reference, refund=done.reference.lower())
    assert (again(alert).state, again(alert).refund) == ("refunded", done)


@pytest.mark.parametrize("wrong", ["RF-0000-000000", "", "x" * 32, "a\x00b"])
def test_another_refund_is_no_answer(alert, ana, wrong):
    with pytest.raises(BadInput):
        answer_with_refund(actor=Actor.user(ana), reference=alert.reference, refund=wrong)
    assert again(alert).state == "received"


def test_a_smaller_refund_and_store_credit_are_no_answer(alert, payment, ana):
    part = ask(payment, amount_minor=1_000)
    credit = ask(payment, amount_minor=1_000, rail="store_credit")
    for refund in (part, credit):
        with pytest.raises(BadInput):
            answer_with_refund(actor=Actor.user(ana), reference=alert.reference, refund=refund.reference)


def test_a_held_payment_is_not_paid_back(alert, payment, ana):
    place_hold(actor=Actor.user(ana), payment_reference=payment.reference, reason="We look into it.")
    with pytest.raises(Conflict, match="on hold"):
        refunds_it(alert, ana)
    assert not payment.refunds.exists()


def test_a_disputed_payment_is_not_paid_back(alert, payment, ana, says):
    dispute = says("inquiry", "inquiry", about=payment)
    with pytest.raises(Conflict, match="already “Became a dispute”"):
        refunds_it(alert, ana)
    second = warned(payment)
    assert (second.state, second.dispute) == ("disputed", dispute)
    assert not payment.refunds.exists()


def test_what_came_back_after_it_was_told_is_put_before_a_person(alert, payment, ana, boris):
    from refunds.actions.settle import apply_refund_outcome
    from refunds.gateways.types import Outcome, OutcomeState

    refund = approve(refunds_it(alert, ana), boris)
    worker_runs(2)
    look_at_alerts()
    attempt = refund.attempts.get()
    apply_refund_outcome(attempt.pk, Outcome(OutcomeState.REVERSED), Actor.gateway("sandbox"))
    look_at_alerts()
    assert refund.reference in again(alert).attention
    assert look_at_alerts() == 0


def test_leaving_it_alone_has_a_reason_and_may_be_thought_over(alert, ana):
    leave_alone(actor=Actor.user(ana), reference=alert.reference, words="A regular, card 4242 4242 4242 4242.")
    now = again(alert)
    assert (now.state, now.words) == ("declined", "A regular, card [card ending 4242].")
    assert now.calendar_at is None
    with pytest.raises(Conflict):
        leave_alone(actor=Actor.user(ana), reference=alert.reference, words="Again")
    refunds_it(now, ana)
    assert (again(alert).state, again(alert).words) == ("refunding", "")


@pytest.mark.parametrize("words", ["", "  ", "x" * 501, "a\x00b", "\ud800"])
def test_bad_words_are_refused(alert, ana, words):
    with pytest.raises(BadInput):
        leave_alone(actor=Actor.user(ana), reference=alert.reference, words=words)
    assert again(alert).state == "received"


def test_there_is_nothing_to_look_at_where_nothing_is_wrong(alert, ana):
    with pytest.raises(Conflict):
        look_at_it(actor=Actor.user(ana), reference=alert.reference, words="All is well.")


def test_who_only_reads_decides_nothing(alert, ayaka, fatima, marta):
    for person in (ayaka, fatima, marta):
        for act in (
            lambda actor: refund_for_alert(actor=actor, reference=alert.reference),
            lambda actor: leave_alone(actor=actor, reference=alert.reference, words="No"),
            lambda actor: take_over_alert(actor=actor, reference=alert.reference),
            lambda actor: answer_with_refund(actor=actor, reference=alert.reference, refund="RF-1"),
        ):
            with pytest.raises(NotAllowed):
                act(Actor.user(person))
    assert again(alert).state == "received"


def test_a_colleagues_alert_is_taken_by_a_lead_only(alert, ana, boris, lena):
    assert alert.owner == ana
    with pytest.raises(NotAllowed, match="Ana Lima"):
        take_over_alert(actor=Actor.user(boris), reference=alert.reference)
    take_over_alert(actor=Actor.user(lena), reference=alert.reference)
    assert again(alert).owner == lena
    with pytest.raises(Conflict):
        take_over_alert(actor=Actor.user(lena), reference=alert.reference)


def test_a_dispute_that_takes_the_money_stops_the_refund_of_an_alert(alert, payment, ana, boris, says):
    refund = approve(refunds_it(alert, ana), boris)
    dispute = says("needs_response", about=payment, movements=[TAKEN])
    worker_runs(2)
    assert desk.at_the_gateway(payment) == []
    assert (again(alert).state, again(alert).dispute, again(alert).refund) == ("disputed", dispute, refund)
