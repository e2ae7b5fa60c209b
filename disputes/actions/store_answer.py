"""Storing an answer with its key before a byte of it leaves: once a round, for one person or for two."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor
from customers.correlation import correlation_id
from customers.errors import Conflict
from disputes.events import record as note
from disputes.models import Dispute, DisputeAnswer
from refunds import permissions

WORK_ANSWERS = "disputes.tasks.work_answers"


def store_answer(
    dispute: Dispute,
    kind: str,
    actor: Actor,
    *,
    texts: Mapping[str, str] | None = None,
    defence: str = "",
    refund_references: Sequence[str] = (),
    pieces: Sequence[str] = (),
    readiness: int = 0,
    offer: Mapping[str, Any] | None = None,
    finding: str = "",
) -> DisputeAnswer:
    """Write the one answer of this round; above the currency's limit it waits for a second person.

    The dispute is locked, and has no answer in this round that lives.
    """
    waits = needs_second(dispute, offer)
    answer = DisputeAnswer.objects.create(
        dispute=dispute,
        round=dispute.round,
        number=dispute.answers.filter(round=dispute.round).count() + 1,
        kind=kind,
        state=DisputeAnswer.State.WAITING if waits else DisputeAnswer.State.DUE,
        key=f"{dispute.reference}-{secrets.token_hex(12)}",
        texts=dict(texts or {}),
        defence=defence,
        refund_references=list(refund_references),
        pieces=list(pieces),
        readiness=readiness,
        offer=dict(offer or {}),
        finding=finding,
        by=actor.person,
        answers_before=dispute.answers_there,
        next_check_at=None if waits else clock.now(),
        correlation_id=correlation_id(),
    )
    note(
        dispute, "dispute.answer_waits" if waits else "dispute.answer_written", actor, answer=str(answer), of_kind=kind
    )
    if not waits:
        doorbell.ring_after_commit(WORK_ANSWERS)
    return answer


def needs_second(dispute: Dispute, offer: Mapping[str, Any] | None = None) -> bool:
    """Whether one person's word is not enough: above the currency's limit, or where none is set."""
    return permissions.approvals_needed_for(dispute.currency, at_stake_minor(dispute, offer)) > 1


def at_stake_minor(dispute: Dispute, offer: Mapping[str, Any] | None = None) -> int:
    """What an answer may cost, in minor units of the dispute's currency: what is offered, else what is disputed."""
    return (offer or {}).get("amount_minor") or dispute.amount_minor


def require_may_respond(dispute: Dispute) -> None:
    if dispute.may_respond is False and not dispute.is_in_appeal:
        raise Conflict(_("The gateway takes no answer to this dispute."), "no_answer_taken")
