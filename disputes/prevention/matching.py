"""Which payment an alert is about. Providers know the gateway's number, or only what stands on the card statement.

One payment that fits is taken, several or none wait for a person. Neither the acquirer's reference number nor the
words on the statement are kept with a payment here: the first is looked for among the gateway's numbers, the second
tells payments apart that fit otherwise, where the order's number stands in it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import QuerySet

from customers.models import Payment
from disputes.models import Alert

DAYS_APART = 2
"""The day on the statement is the bank's own: a purchase at night, or captured later, stands under another one."""
NEAR_DAYS = 10
MOST_SHOWN = 8


def payment_meant(alert: Alert) -> tuple[Payment, str] | None:
    """The one payment that the alert can mean, and by what it was found; None where it is not sure."""
    for how, number in (("gateway_reference", alert.payment_reference), ("arn", alert.arn)):
        if number:
            found = list(_of_account(alert).filter(gateway_reference=number)[:2])
            if len(found) == 1:
                return found[0], how
    if alert.payment_reference:
        return None  # it names another payment than any of ours: what looks like it is not it
    fitting = _that_look_alike(alert)
    if len(fitting) > 1 and alert.descriptor:
        fitting = [payment for payment in fitting if _names_order(alert.descriptor, payment)]
    return (fitting[0], "card") if len(fitting) == 1 else None


def candidates(alert: Alert) -> list[Payment]:
    """What a person may want to look at: the same card within days, with room for the amount, the same one first."""
    if not alert.card_last4 or alert.payment_id is not None:
        return []
    rows = _of_account(alert).filter(
        card_last4=alert.card_last4, currency=alert.currency, captured_minor__gte=alert.amount_minor
    )
    if alert.paid_on is not None:
        rows = rows.filter(captured_at__range=_around(alert.paid_on, NEAR_DAYS))
    found = list(rows.select_related("customer").order_by("-captured_at", "-id")[:MOST_SHOWN])
    return sorted(found, key=lambda payment: payment.captured_minor != alert.amount_minor)


def _that_look_alike(alert: Alert) -> list[Payment]:
    """By card, amount and day together; any one of them alone says nothing."""
    if not alert.card_last4 or alert.paid_on is None:
        return []
    rows = _of_account(alert).filter(
        card_last4=alert.card_last4,
        currency=alert.currency,
        captured_minor=alert.amount_minor,
        captured_at__range=_around(alert.paid_on, DAYS_APART),
    )
    return list(rows.order_by("id")[: MOST_SHOWN + 1])


def _of_account(alert: Alert) -> QuerySet[Payment]:
    rows = Payment.objects.all()
    return rows.filter(gateway_account=alert.gateway_account) if alert.gateway_account else rows


def _around(day: date, days: int) -> tuple[datetime, datetime]:
    noon = datetime.combine(day, time(12), UTC)
    half = timedelta(days=days, hours=12)
    return noon - half, noon + half


def _names_order(descriptor: str, payment: Payment) -> bool:
    order = payment.order_reference.casefold()
    return len(order) >= 4 and order in descriptor.casefold()
