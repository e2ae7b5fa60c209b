"""A live quote: what a request would come to, before it is sent. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from customers.actors import CUSTOMER, Actor
from customers.models import Payment
from refunds import permissions
from refunds.actions.judge_request import judge_request
from refunds.actions.line_amounts import LineAsk, PricedLine, refunded_quantities
from refunds.actions.price_request import PricedRequest, price_request
from refunds.actions.request_refund import check_currency, checked_generosity, visible_payment
from refunds.models import Refund
from refunds.policy.quote import fee_sentence, quote_sentence
from refunds.policy.verdicts import Decision


@dataclass(frozen=True, slots=True)
class Quote:
    """What would happen. `amount_minor` in `currency`; `sentence` is what the customer reads.

    `gross_minor` is what it comes to before the fee, goodwill included; `fee_sentence` says gross, fee and net.
    """

    amount_minor: int
    currency: str
    decision: Decision
    sentence: str
    lines: tuple[PricedLine, ...]
    goodwill_minor: int = 0
    fee_minor: int = 0
    waived_minor: int = 0
    gross_minor: int = 0
    fee_sentence: str = ""


def quote_refund(
    *,
    actor: Actor,
    payment_reference: str,
    reason: str,
    origin: str,
    amount_minor: int | None = None,
    lines: Sequence[LineAsk] = (),
    goodwill_minor: int = 0,
    fee_waiver: str = "",
    currency: str | None = None,
    rail: str = Refund.Rail.ORIGINAL,
) -> Quote:
    """Price and judge a request without making it. Raises what request_refund would."""
    if actor.kind != CUSTOMER:
        permissions.require(actor, permissions.REQUEST)
    waiver = checked_generosity(actor, goodwill_minor, fee_waiver)
    payment = visible_payment(actor, payment_reference)
    check_currency(payment, currency)
    gone = refunded_quantities(payment)
    priced = price_request(
        payment,
        gone,
        reason=reason,
        amount_minor=amount_minor,
        lines=lines,
        goodwill_minor=goodwill_minor,
        waives_fee=bool(waiver),
    )
    if actor.person is not None:
        given = priced.amount_minor if reason == Refund.Reason.GOODWILL else priced.goodwill_minor
        permissions.require_goodwill(actor.person, payment.currency, given)
    decision = judge_request(
        payment,
        priced=priced,
        gone=gone,
        rail=rail,
        reason=reason,
        origin=origin,
        fee_waived=bool(priced.waived_minor),
    ).decision
    return quote_of(payment, priced, rail, decision)


def quote_of(payment: Payment, priced: PricedRequest, rail: str, decision: Decision) -> Quote:
    """Put a priced and judged request into words."""
    return Quote(
        amount_minor=priced.amount_minor,
        currency=payment.currency,
        decision=decision,
        sentence=quote_sentence(
            amount_minor=priced.amount_minor,
            currency=payment.currency,
            rail=rail,
            method_kind=payment.method,
            card_last4=payment.card_last4,
            method_label=payment.method_label,
            verdict=decision.verdict,
        ),
        lines=priced.lines,
        goodwill_minor=priced.goodwill_minor,
        fee_minor=priced.fee_minor,
        waived_minor=priced.waived_minor,
        gross_minor=priced.gross_minor,
        fee_sentence=fee_sentence(priced.gross_minor, priced.fee_minor, payment.currency),
    )
