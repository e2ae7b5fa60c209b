"""The one place where the gateway's word on an answer becomes true: the reply and the look-up both end here."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.correlation import working_under
from customers.models import Payment
from disputes.actions.make_offer import drop_gift
from disputes.actions.take_dispute import follow_up, take_dispute
from disputes.events import record as note
from disputes.models import Dispute, DisputeAnswer
from disputes.offers import offer_told, return_told
from refunds.actions.settle import CHECKS_BEFORE_A_PERSON, ask_again_at
from refunds.crash_points import crash_point
from refunds.gateways.dispute_types import Answered, AnswerState, OfferState

State = DisputeAnswer.State


def settle_answer(answer_id: int, answered: Answered, actor: Actor) -> DisputeAnswer:
    """Write down what became of an answer, and everything that follows, in one transaction. Twice changes nothing."""
    with transaction.atomic(), acting(actor):
        answer = lock_answer(answer_id)
        with working_under(answer.correlation_id):
            if answer.state in (State.SENDING, State.UNKNOWN):
                _keep(answer, answered)
                _MOVES[answered.state](answer, answered, actor)
            if answered.record is not None and answered.record.payment_references:
                take_dispute(
                    actor=actor,
                    gateway=answer.dispute.gateway,
                    account=answer.dispute.gateway_account,
                    record=answered.record,
                    source=answer.dispute.source,
                )
        crash_point("inside_answer")
    return answer


def lock_answer(answer_id: int) -> DisputeAnswer:
    """Lock payment, dispute and answer, in this order, and return the answer as it is now."""
    known = DisputeAnswer.objects.select_related("dispute").get(pk=answer_id)
    payment = Payment.objects.select_for_update().select_related("customer").get(pk=known.dispute.payment_id)
    dispute = Dispute.objects.select_for_update().get(pk=known.dispute_id)
    dispute.payment = payment
    answer = DisputeAnswer.objects.select_for_update().get(pk=answer_id)
    answer.dispute = dispute
    return answer


def next_look(answer: DisputeAnswer, at_least_seconds: int = 0) -> None:
    """Plan the next question to the gateway: soon at first, then ever later."""
    answer.next_check_at = ask_again_at(answer.sent_at or answer.created_at, answer.checks, at_least_seconds)


def _keep(answer: DisputeAnswer, answered: Answered) -> None:
    if answered.raw:
        answer.reply = dict(answered.raw)
    answer.failure_code, answer.failure_message = answered.code[:80], answered.message[:500]


def _take(answer: DisputeAnswer, answered: Answered, actor: Actor) -> None:
    answer.failure_code = answer.failure_message = ""
    answer.take()
    answer.save()
    dispute = answer.dispute
    came_from = dispute.state
    is_offer = answer.kind == DisputeAnswer.Kind.OFFER
    if answer.is_awaited:
        _move(answer)
        dispute.save()
    if answer.kind == DisputeAnswer.Kind.RETURN:
        dispute.may_acknowledge = []
        dispute.save()
    if is_offer:
        _count_offer(answer)
        dispute.save()
    moved = dispute.state != came_from
    more = offer_told(dispute) if is_offer else return_told(answer)
    note(dispute, _KINDS[answer.kind], actor, came_from if moved else "", answer=str(answer), **more)
    follow_up(dispute, None, actor, moved=moved, opened=False)


_KINDS: dict[str, str] = {
    DisputeAnswer.Kind.EVIDENCE: "dispute.answered",
    DisputeAnswer.Kind.ACCEPTANCE: "dispute.accepted",
    DisputeAnswer.Kind.APPEAL: "dispute.appealed",
    DisputeAnswer.Kind.OFFER: "dispute.offered",
    DisputeAnswer.Kind.RETURN: "dispute.return_acknowledged",
}


def _move(answer: DisputeAnswer) -> None:
    if answer.kind == DisputeAnswer.Kind.ACCEPTANCE:
        answer.dispute.accept()
    elif answer.kind == DisputeAnswer.Kind.APPEAL:
        answer.dispute.appeal()
        answer.dispute.may_appeal = False
    elif answer.dispute.state not in Dispute.OURS:
        return
    elif answer.dispute.state == Dispute.State.INQUIRY:
        answer.dispute.answer_inquiry()
    else:
        answer.dispute.submit()


def _count_offer(answer: DisputeAnswer) -> None:
    """The customer has it; what the gateway told of it since stands."""
    dispute, made = answer.dispute, answer.answers_before + 1
    dispute.offer_leaves = False
    if dispute.offer.get("made", 0) < made:
        stored = {name: answer.offer[name] for name in ("kind", "amount_minor", "currency")}
        dispute.offer = {**stored, "state": OfferState.PROPOSED.value, "made": made}


def _refuse(answer: DisputeAnswer, answered: Answered, actor: Actor) -> None:
    answer.refuse()
    answer.save()
    drop_gift(answer, actor)
    why = answered.message or answered.code or _("it gave no reason")
    _call_a_person(answer, actor, _("The gateway refused the answer: %s") % why)
    note(answer.dispute, "dispute.answer_refused", actor, answer=str(answer), code=answered.code)
    follow_up(answer.dispute, None, actor, moved=False, opened=False)


def _lose(answer: DisputeAnswer, answered: Answered, actor: Actor) -> None:
    if answer.state != State.UNKNOWN:
        note(answer.dispute, "dispute.answer_unknown", actor, answer=str(answer), code=answered.code)
    answer.lose_reply()
    next_look(answer, answered.retry_after_seconds or 0)
    answer.save()
    if answer.checks == CHECKS_BEFORE_A_PERSON:
        _call_a_person(answer, actor, _("The gateway has not said whether it has our answer. Look into its console."))


def _call_a_person(answer: DisputeAnswer, actor: Actor, why: str) -> None:
    dispute = answer.dispute
    if dispute.attention != why[:300]:
        dispute.attention = why[:300]
        dispute.save()
        note(dispute, "dispute.needs_attention", actor, why=why)


_MOVES = {AnswerState.TAKEN: _take, AnswerState.REFUSED: _refuse, AnswerState.UNKNOWN: _lose}
