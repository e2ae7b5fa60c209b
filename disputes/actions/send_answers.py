"""What a worker does with stored answers: hand them in, and ask about those whose reply was lost.

The key and the bytes are those that were stored. An answer is sent again only where the gateway twice surely had none
of it, or cannot be asked; the same key makes it one however often it is sent. No transaction is open during a call.
"""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.correlation import working_under
from customers.documents.store import content_of
from disputes.actions.make_offer import drop_gift
from disputes.actions.settle_answer import lock_answer, settle_answer
from disputes.events import record as note
from disputes.models import AnswerFile, DisputeAnswer
from refunds.crash_points import crash_point
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import (
    Answered,
    AnswerState,
    DisputeRecord,
    DisputeState,
    EvidenceFile,
    EvidenceInstruction,
    OfferInstruction,
    OfferKind,
    ReturnFinding,
    ReturnInstruction,
)

AT_ONCE = 20
ABSENT_TWICE = 2
WORKER = Actor.system("worker")
State = DisputeAnswer.State

STILL_OURS = (DisputeState.INQUIRY, DisputeState.NEEDS_RESPONSE)
"""So long as the gateway says this and counts no more answers than before, it has none of ours."""

_NOT_YET: dict[str, tuple[DisputeState, ...]] = {
    DisputeAnswer.Kind.APPEAL: (DisputeState.LOST,),
    DisputeAnswer.Kind.RETURN: (*STILL_OURS, DisputeState.INQUIRY_ANSWERED, DisputeState.UNDER_REVIEW),
}
"""The same for kinds of answers to something else than our turn."""

_FOLLOWS_FROM: dict[str, tuple[DisputeState, ...]] = {
    DisputeAnswer.Kind.EVIDENCE: (DisputeState.INQUIRY_ANSWERED, DisputeState.UNDER_REVIEW, DisputeState.WON),
    DisputeAnswer.Kind.ACCEPTANCE: (DisputeState.ACCEPTED, DisputeState.LOST, DisputeState.INQUIRY_CLOSED),
    DisputeAnswer.Kind.APPEAL: (DisputeState.UNDER_REVIEW, DisputeState.WON),
    DisputeAnswer.Kind.RETURN: (),  # it asks for the word no more once it has it
    DisputeAnswer.Kind.OFFER: (),  # an inquiry waits for the customer for many reasons: offers are counted
}

log = structlog.get_logger(__name__)


def work_due_answers(stop_at: float) -> int:
    """Work on answers that are due until `stop_at` (monotonic), or until there are none. Returns how many."""
    worked = 0
    while answers := _lease():
        for answer in answers:
            with working_under(answer.correlation_id):
                _work(answer)
            worked += 1
        if time.monotonic() >= stop_at:
            break
    return worked


def _lease() -> list[DisputeAnswer]:
    """Take due answers; while one is worked on nobody else works on it."""
    with transaction.atomic(), acting(WORKER):
        due = DisputeAnswer.objects.select_for_update(skip_locked=True, of=("self",)).filter(next_check_at__lte=Now())
        answers = list(due.select_related("dispute__payment").order_by("next_check_at")[:AT_ONCE])
        for answer in answers:
            answer.next_check_at = clock.now() + timedelta(seconds=settings.SEND_GRACE_SECONDS)
            answer.checks += answer.state != State.DUE
            answer.save()
    return answers


def _work(answer: DisputeAnswer) -> None:
    try:
        gateway = gateway_for(answer.dispute.gateway, answer.dispute.gateway_account)
        if answer.state == State.DUE or _is_surely_absent(answer, gateway):
            claimed = _claim(answer.pk)
            if claimed is not None:
                _send(claimed, gateway)
    except Exception:
        log.exception("dispute.answer_broke", answer=answer.pk)


def _is_surely_absent(answer: DisputeAnswer, gateway: Gateway) -> bool:
    """Ask the gateway about an answer whose reply was lost; settle what is clear, and say whether to send it again."""
    if not gateway.capabilities.reads_disputes:
        return True
    try:
        record = gateway.read_dispute(answer.dispute.gateway_reference)
    except Exception:
        log.exception("dispute.look_up_broke", answer=answer.pk)
        settle_answer(answer.pk, Answered(AnswerState.UNKNOWN, code="no_answer"), WORKER)
        return False
    crash_point("answer_looked_up")
    if has_it(record, answer):
        settle_answer(answer.pk, Answered(AnswerState.TAKEN, record=record), WORKER)
        return False
    if record.state not in (*_NOT_YET.get(answer.kind, STILL_OURS), DisputeState.UNKNOWN):
        too_late = _("The case had ended before the answer came.")
        settle_answer(answer.pk, Answered(AnswerState.REFUSED, "too_late", too_late, record), WORKER)
        return False
    if answer.checks >= ABSENT_TWICE:
        return True
    settle_answer(answer.pk, Answered(AnswerState.UNKNOWN, code="absent"), WORKER)
    return False


def has_it(record: DisputeRecord, answer: DisputeAnswer) -> bool:
    """Whether the gateway's record shows our answer: it counts one more, or says what only follows from one."""
    if answer.kind == DisputeAnswer.Kind.OFFER:
        return record.offer is not None and record.offer.made > answer.answers_before
    if answer.kind == DisputeAnswer.Kind.RETURN:
        return not record.returns
    if answer.kind in DisputeAnswer.FIGHTS and record.answers > answer.answers_before:
        return True
    return record.state in _FOLLOWS_FROM[answer.kind]


def _claim(answer_id: int) -> DisputeAnswer | None:
    """Take an answer for sending, if it still is our turn; the claim is committed before the call."""
    with transaction.atomic(), acting(WORKER):
        answer = lock_answer(answer_id)
        dispute = answer.dispute
        if answer.state not in (State.DUE, State.SENDING, State.UNKNOWN):
            return None
        if answer.state == State.DUE and not answer.is_awaited:
            _come_too_late(answer)
            return None
        if answer.state == State.DUE:
            answer.answers_before = _counted(answer)
        if answer.state == State.SENDING:
            answer.lose_reply()
            answer.save()
        answer.send()
        answer.next_check_at = clock.now() + timedelta(seconds=settings.SEND_GRACE_SECONDS)
        answer.save()
        note(dispute, "dispute.answer_sent", WORKER, answer=str(answer), time=answer.sends)
    crash_point("answer_claimed")
    return answer


def _counted(answer: DisputeAnswer) -> int:
    """How many of its kind the gateway had when we last heard."""
    dispute = answer.dispute
    return dispute.offer.get("made", 0) if answer.kind == DisputeAnswer.Kind.OFFER else dispute.answers_there


def _come_too_late(answer: DisputeAnswer) -> None:
    answer.failure_message = _("The dispute was “%s” before it was sent.") % answer.dispute.get_state_display()
    answer.take_back()
    answer.save()
    drop_gift(answer, WORKER)
    note(answer.dispute, "dispute.answer_too_late", WORKER, answer=str(answer))


def _send(answer: DisputeAnswer, gateway: Gateway) -> None:
    try:
        answered = _hand_in(answer, gateway)
    except Exception as trouble:
        log.exception("dispute.answer_broke", answer=str(answer))
        answered = Answered(AnswerState.UNKNOWN, code="internal", message=type(trouble).__name__)
    crash_point("answer_heard")
    log.info("dispute.answered", answer=str(answer), outcome=str(answered.state), code=answered.code)
    settle_answer(answer.pk, answered, WORKER)
    crash_point("answer_settled")


def _hand_in(answer: DisputeAnswer, gateway: Gateway) -> Answered:
    if answer.kind == DisputeAnswer.Kind.ACCEPTANCE:
        return gateway.accept_dispute(answer.dispute.gateway_reference, answer.key)
    if answer.kind == DisputeAnswer.Kind.OFFER:
        return gateway.make_offer(offer_of(answer))
    if answer.kind == DisputeAnswer.Kind.RETURN:
        return gateway.acknowledge_return(return_of(answer))
    return gateway.answer_dispute(instruction_of(answer))


def instruction_of(answer: DisputeAnswer) -> EvidenceInstruction:
    """Exactly what was stored, the same at every send. Raises ValueError where a file is not what was stored."""
    return EvidenceInstruction(
        key=answer.key,
        dispute_reference=answer.dispute.gateway_reference,
        payment_reference=answer.dispute.payment.gateway_reference,
        texts=answer.texts,
        files=[_file(file) for file in answer.files.select_related("document")],
        refund_references=answer.refund_references,
        defence=answer.defence,
        is_appeal=answer.kind == DisputeAnswer.Kind.APPEAL,
    )


def offer_of(answer: DisputeAnswer) -> OfferInstruction:
    """Exactly what was stored, the same at every send."""
    stored = answer.offer
    return OfferInstruction(
        key=answer.key,
        reference=str(answer),
        dispute_reference=answer.dispute.gateway_reference,
        kind=OfferKind(stored["kind"]),
        words=stored["words"],
        amount_minor=stored["amount_minor"],
        currency=stored["currency"],
        return_address=stored["return_address"],
    )


def return_of(answer: DisputeAnswer) -> ReturnInstruction:
    """Exactly what was stored, the same at every send."""
    return ReturnInstruction(
        key=answer.key,
        dispute_reference=answer.dispute.gateway_reference,
        finding=ReturnFinding(answer.finding),
        words=answer.texts["note"],
    )


def _file(file: AnswerFile) -> EvidenceFile:
    content = content_of(file.document)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ValueError("A file of the answer is not what was stored.")
    return EvidenceFile(file.kind, file.name, file.content_type, content)
