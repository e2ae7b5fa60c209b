"""What an alert's page shows: how long there is, what it is about, the arithmetic, the moves, the story."""

from __future__ import annotations

from typing import Any

from customers import clock
from customers.actors import Actor
from customers.errors import RecourseError
from customers.money import format_money
from disputes.actions.decide_alert import quote_for_alert, refunds_that_answer
from disputes.models import Alert, Dispute
from disputes.prevention.lists import due_of
from disputes.prevention.matching import candidates
from disputes.prevention.moves import possibilities
from disputes.prevention.timeline import tell_events
from disputes.prevention.weighing import weigh
from disputes.refund_words import how_decided
from disputes.words import MEANS
from refunds import permissions
from refunds.models import Refund

CASES_SHOWN = 20


def screen_of(alert: Alert, actor: Actor, allowed: set[str]) -> dict[str, Any]:
    """Everything but the forms."""
    there = refunds_that_answer(alert)
    moves = {move.name: move for move in possibilities(alert, allowed, there)}
    may_answer = permissions.ANSWER_DISPUTES in allowed
    return {
        "alert": alert,
        "payment": alert.payment,
        "due": due_of(alert, clock.now()),
        "meaning": MEANS[alert.category],
        "weighed": weigh(alert) if alert.state == Alert.State.RECEIVED else None,
        "moves": moves,
        "barred": [move for move in moves.values() if move.why_not],
        "show_barred": alert.is_waiting or any(not move.why_not for move in moves.values()),
        "is_open": any(not move.why_not for move in moves.values()),
        "price": _price(alert, actor) if not moves["refunding"].why_not else None,
        "answers": there,
        "candidates": candidates(alert) if not moves["matching"].why_not else [],
        "may_take": may_answer and alert.is_waiting and (alert.owner is None or alert.owner_id != actor.person.pk),
        "may_hand_over": may_answer and alert.is_waiting,
        "may_look": may_answer and bool(alert.attention),
        "refunds": _refunds_of(alert),
        "disputes": _disputes_of(alert),
        "others": _others(alert),
        "timeline": tell_events(alert.events.all())[::-1],
    }


def _price(alert: Alert, actor: Actor) -> dict[str, str]:
    """What a refund would cost and who would decide it; `why_not` where the house would refuse it."""
    try:
        quote = quote_for_alert(actor=actor, alert=alert)
    except RecourseError as refusal:
        return {"why_not": refusal.message}
    return {
        "amount": format_money(quote.amount_minor, quote.currency),
        "sentence": how_decided(quote.decision.verdict),
        "why_not": "",
    }


def _refunds_of(alert: Alert) -> list[Refund]:
    return (
        list(Refund.objects.filter(payment=alert.payment_id).order_by("-id")[:CASES_SHOWN]) if alert.payment_id else []
    )


def _disputes_of(alert: Alert) -> list[Dispute]:
    rows = (
        Dispute.objects.filter(payment=alert.payment_id).order_by("-id") if alert.payment_id else Dispute.objects.none()
    )
    return list(rows[:CASES_SHOWN])


def _others(alert: Alert) -> list[Alert]:
    """Other alerts of the same payment."""
    if alert.payment_id is None:
        return []
    return list(Alert.objects.filter(payment=alert.payment_id).exclude(pk=alert.pk).order_by("-id")[:CASES_SHOWN])
