"""Everything that the policy looks at, gathered once, in a handful of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from customers import clock
from customers.models import Payment
from refunds.actions.habits import habits_of
from refunds.actions.line_amounts import PricedLine, units_worth
from refunds.actions.price_request import PricedRequest
from refunds.models import Refund
from refunds.policy.facts import Facts, LineFacts
from refunds.queries import papers_of, reasons_to_hold
from refunds.way_back import trouble_with


def gather_facts(
    payment: Payment,
    *,
    priced: PricedRequest,
    gone: Mapping[int, int],
    rail: str,
    reason: str,
    origin: str,
    refund: Refund | None = None,
    fee_waived: bool = False,
    documents: int = 0,
    wants_exchange: bool = False,
) -> Facts:
    """Facts about this request, as of now. `gone` is refunded_quantities(payment); `refund` itself does not count.

    `documents` are those that come with a request that is not written yet.
    """
    now = clock.now()
    trouble = trouble_with(payment, now, priced.amount_minor)
    habits = habits_of(payment, priced.amount_minor, now, refund)
    return Facts(
        asked_at=now,
        amount_minor=priced.amount_minor,
        currency=payment.currency,
        rail=str(rail),
        reason=str(reason),
        origin=str(origin),
        country=payment.country,
        purchased_at=payment.purchased_at,
        captured_at=payment.captured_at,
        delivered_at=payment.delivered_at,
        captured_minor=payment.captured_minor,
        reserved_minor=payment.reserved_minor,
        refunded_minor=payment.refunded_minor + payment.refunded_before_minor,
        lines=_line_facts(payment, priced.lines, gone),
        open_holds=reasons_to_hold(payment.pk),
        documents=papers_of(refund.pk) if refund else documents,
        duplicate_references=habits.alike,
        customer_requests_30d=habits.requests_30d,
        customer_refunds_90d=habits.refunds_90d,
        customer_refunded_90d_minor=habits.refunded_90d_minor,
        method_refundable=not trouble,
        method_trouble=trouble,
        requested_by_staff=origin == Refund.Origin.STAFF,
        goodwill_minor=priced.goodwill_minor,
        fee_minor=priced.fee_minor,
        fee_waived=fee_waived,
        keeps_percent=priced.keeps_percent,
        wants_exchange=wants_exchange,
    )


def _line_facts(payment: Payment, priced: Sequence[PricedLine], gone: Mapping[int, int]) -> tuple[LineFacts, ...]:
    """Facts of the asked lines; of all lines where the request names none."""
    asked = {line.line_id: line for line in priced}
    delivered_on = payment.delivered_at.date() if payment.delivered_at else None
    return tuple(
        LineFacts(
            line_id=line.pk,
            description=line.description,
            product_kind=line.product_kind,
            channel=line.channel,
            quantity_bought=line.quantity,
            quantity_asked=asked[line.pk].quantity if asked else 0,
            paid_minor=line.paid_minor,
            asked_minor=asked[line.pk].amount_minor if asked else 0,
            already_minor=units_worth(line.paid_minor, line.quantity, 0, gone.get(line.pk, 0)),
            delivered_on=delivered_on,
            returnable=line.returnable,
        )
        for line in payment.lines.all()
        if not asked or line.pk in asked
    )
