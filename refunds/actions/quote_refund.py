"""A live quote: what a request would come to, before it is sent. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from customers.actors import CUSTOMER, Actor
from customers.errors import NotFound
from customers.models import Payment
from refunds import permissions
from refunds.actions.gather_facts import gather_facts
from refunds.actions.line_amounts import LineAsk, PricedLine, refunded_quantities
from refunds.actions.request_refund import check_currency, price
from refunds.models import Refund
from refunds.policy.evaluate import evaluate
from refunds.policy.quote import quote_sentence
from refunds.policy.verdicts import Decision
from refunds.queries import policy_in_force


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
    payment = _visible_payment(actor, payment_reference)
    check_currency(payment, currency)
    gone = refunded_quantities(payment)
    amount, priced = price(payment, amount_minor, lines, gone)
    version = policy_in_force(payment.purchased_at)
    facts = gather_facts(
        payment, amount_minor=amount, priced=priced, gone=gone, rail=rail, reason=reason, origin=origin
    )
    decision = evaluate(facts, version.document, str(version))
    return Quote(amount, payment.currency, decision, _sentence(payment, amount, rail, decision), tuple(priced))


def _visible_payment(actor: Actor, reference: str) -> Payment:
    visible = Payment.objects.filter(customer_id=actor.id) if actor.kind == CUSTOMER else Payment.objects.all()
    payment = visible.filter(reference=reference).first()
    if payment is None:
        raise NotFound(_("There is no such payment."), "payment_not_found", "payment")
    return payment


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
