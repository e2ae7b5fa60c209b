"""Keeping what was decided about a dispute with what was known of its worth, in the transaction of the decision."""

from __future__ import annotations

from dataclasses import asdict

from customers.actors import Actor
from disputes.models import Appraisal, AutomaticRule, Dispute, DisputeAnswer
from disputes.weighing.weigh import Weighed
from refunds.models import Refund

Decision = Appraisal.Decision


def keep_appraisal(
    dispute: Dispute,
    actor: Actor,
    weighed: Weighed,
    *,
    answer: DisputeAnswer | None = None,
    refund: Refund | None = None,
    rule: AutomaticRule | None = None,
    why: str = "",
) -> Appraisal:
    """Write down the decision that the answer, or the refund instead of one, stands for."""
    worth = weighed.worth
    return Appraisal.objects.create(
        dispute=dispute,
        round=dispute.round,
        decision=_decision(answer),
        answer=answer,
        refund=refund,
        rule=rule,
        by=actor.person,
        actor_label=actor.label,
        why=why,
        advice=worth.advice,
        was_close=worth.is_close,
        chance=weighed.chance.likely,
        chance_low=weighed.chance.low,
        chance_high=weighed.chance.high,
        cases=weighed.chance.cases,
        strength=weighed.strength,
        readiness=weighed.readiness,
        currency=dispute.currency,
        amount_minor=dispute.amount_minor,
        fight_minor=worth.fight_minor,
        given_minor=_given(dispute, answer, refund),
        lines=[asdict(line) for line in worth.lines],
        not_counted=list(worth.not_counted),
    )


def _decision(answer: DisputeAnswer | None) -> str:
    if answer is None:
        return Decision.REFUND
    if answer.kind == DisputeAnswer.Kind.OFFER:
        return Decision.OFFER
    return Decision.FIGHT if answer.kind in DisputeAnswer.FIGHTS else Decision.ACCEPT


def _given(dispute: Dispute, answer: DisputeAnswer | None, refund: Refund | None) -> int:
    if refund is not None:
        return refund.amount_minor
    if answer is not None and answer.kind == DisputeAnswer.Kind.OFFER:
        return answer.offer.get("amount_minor") or 0
    return dispute.amount_minor if _decision(answer) == Decision.ACCEPT else 0
