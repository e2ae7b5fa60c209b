"""A live quote: what a request would come to, before it is sent. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from customers.actors import CUSTOMER, Actor
from customers.models import Payment
from refunds import permissions
from refunds.actions.judge_request import judge_request
from refunds.actions.line_amounts import LineAsk, PricedLine, refunded_quantities
from refunds.actions.request_refund import check_currency, price, visible_payment
from refunds.models import Refund
from refunds.policy.quote import quote_sentence
from refunds.policy.verdicts import Decision


@dataclass(frozen=True, slots=True)
class Quote:
    """What would happen. `amount_minor` in `currency`; `sentence` is what the customer reads."""

    amount_minor: int
    currency: str
    decision: Decision
    sentence: str
    lines: tuple[PricedLine, ...]


def quote_refund(
    *,
    actor: Actor,
    payment_reference: str,
    reason: str,
    origin: str,
    amount_minor: int | None = None,
    lines: Sequence[LineAsk] = (),
    currency: str | None = None,
    rail: str = Refund.Rail.ORIGINAL,
) -> Quote:
    """Price and judge a request without making it. Raises what request_refund would."""
    if actor.kind != CUSTOMER:
        permissions.require(actor, permissions.REQUEST)
    payment = visible_payment(actor, payment_reference, Payment.objects.all())
    check_currency(payment, currency)
    gone = refunded_quantities(payment)
    amount, priced = price(payment, amount_minor, lines, gone)
    decision = judge_request(
        payment, amount_minor=amount, priced=priced, gone=gone, rail=rail, reason=reason, origin=origin
    ).decision
    return Quote(amount, payment.currency, decision, _sentence(payment, amount, rail, decision), tuple(priced))


def _sentence(payment: Payment, amount_minor: int, rail: str, decision: Decision) -> str:
    return quote_sentence(
        amount_minor=amount_minor,
        currency=payment.currency,
        rail=rail,
        method_kind=payment.method,
        card_last4=payment.card_last4,
        method_label=payment.method_label,
        verdict=decision.verdict,
    )
