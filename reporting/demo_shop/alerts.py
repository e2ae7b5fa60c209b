"""Alerts before a dispute: of every provider and in many states, one without its payment, old warnings behind them."""

from __future__ import annotations

from datetime import datetime, timedelta

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Payment
from disputes.actions.decide_alert import leave_alone, refund_for_alert
from disputes.actions.look_at_alerts import look_at_alerts
from disputes.actions.take_alert import Told, bring_alert
from disputes.actions.take_dispute import take_dispute
from disputes.actions.take_warning import take_warning
from disputes.models import Alert
from refunds.gateways.dispute_types import DisputeRecord, DisputeStage, DisputeState, WarningRecord
from refunds.tasks import work_due_orders
from reporting.demo_shop.people import MILA, TOM
from reporting.demo_shop.staff import Staff

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OLD_WARNINGS = 9
"""Warnings that nobody acted on, long enough ago to have taught something; of these so many became disputes:"""
BECAME_DISPUTES = 6
ALERTS = 7
FRESH = ALERTS + 12
"""Payments that are looked through for them; in a shop with fewer there are none."""
FRAUD_TYPES = ("unauthorized_use_of_card", "made_with_stolen_card", "made_with_lost_card")


def tell_alerts(staff: Staff, now: datetime) -> int:
    """Let warnings and alerts come at their moments, some decided. Returns how many there are."""
    fresh = _untouched(now - 6 * DAY, FRESH)
    if len(fresh) == FRESH:
        _of_platforms(fresh[:ALERTS], staff, now)
        _fresh_warnings(fresh[ALERTS:], now)
    _old_warnings(_untouched(now - 150 * DAY, OLD_WARNINGS), staff)
    with clock_at(now):
        look_at_alerts()
    return Alert.objects.count()


def _untouched(before: datetime, most: int) -> list[Payment]:
    """Card payments that nobody asked back and nobody disputes, the newest first."""
    rows = Payment.objects.filter(refunds=None, disputes=None, alerts=None, holds=None, method=Payment.Method.CARD)
    rows = rows.exclude(customer__email__in=(MILA.email, TOM.email))  # their stories are told elsewhere
    return list(rows.filter(captured_at__lt=before).select_related("customer").order_by("-captured_at")[:most])


def _old_warnings(payments: list[Payment], staff: Staff) -> None:
    for nth, payment in enumerate(payments):
        warned_at = payment.captured_at + 2 * DAY
        with clock_at(warned_at):
            alert = _warn(payment, nth, warned_at)
            leave_alone(actor=staff.ana, reference=alert.reference, words="We wait: the parcel is on its way.")
        if nth < BECAME_DISPUTES:
            _lose(payment, nth, warned_at + (9 + nth) * DAY)


def _lose(payment: Payment, nth: int, opened_at: datetime) -> None:
    record = DisputeRecord(
        f"dp_warned_{nth}",
        DisputeState.LOST,
        DisputeStage.CHARGEBACK,
        "lost",
        payment.captured_minor,
        payment.currency,
        (payment.gateway_reference,),
        reason="fraudulent",
        network=payment.card_brand,
        opened_at=opened_at,
        told_at=opened_at,
        outcome_words="The cardholder denies the order.",
    )
    with clock_at(opened_at):
        take_dispute(
            actor=Actor.gateway(payment.gateway_account),
            gateway=payment.gateway,
            account=payment.gateway_account,
            record=record,
        )


def _fresh_warnings(payments: list[Payment], now: datetime) -> None:
    """The smallest of these is cheap to pay back, the largest is not."""
    by_size = sorted(payments, key=lambda payment: payment.captured_minor)
    for nth, payment in enumerate((by_size[0], by_size[-1], by_size[len(by_size) // 2]), OLD_WARNINGS):
        at = now - (nth - OLD_WARNINGS + 1) * 3 * HOUR
        with clock_at(at):
            _warn(payment, nth, at)


def _warn(payment: Payment, nth: int, at: datetime) -> Alert:
    record = WarningRecord(
        f"issfr_{nth:04d}", (payment.gateway_reference,), FRAUD_TYPES[nth % 3], True, warned_at=at, told_at=at
    )
    actor = Actor.gateway(payment.gateway_account)
    warning = take_warning(actor=actor, gateway=payment.gateway, account=payment.gateway_account, record=record)
    return Alert.objects.get(warning=warning)


def _of_platforms(payments: list[Payment], staff: Staff, now: datetime) -> None:
    """Open, missed, left alone, answered, settled by the network; the last one has no payment."""
    platform, paid = staff.fatima, iter(payments)
    _bring(platform, next(paid), "ethoca", "ETH-550217", now - 5 * HOUR, 24)
    _bring(platform, next(paid), "cdrn", "CDRN-88021", now - 30 * HOUR, 72, reason="product_not_received")
    missed = _bring(platform, next(paid), "ethoca", "ETH-549871", now - 4 * DAY, 24)
    with clock_at(missed.alerted_at + 25 * HOUR):
        look_at_alerts()
    left = _bring(platform, next(paid), "cdrn", "CDRN-87112", now - 2 * DAY, 72)
    with clock_at(now - 40 * HOUR):
        leave_alone(actor=staff.ana, reference=left.reference, words="Delivered and signed for; we would fight it.")
    asked = _bring(platform, next(paid), "ethoca", "ETH-550102", now - 9 * HOUR, 48)
    with clock_at(now - HOUR * 2 / 3):  # refunds have their numbers in the order of their begin: these come last
        refund_for_alert(actor=staff.ana, reference=asked.reference)
        work_due_orders()
    _bring(platform, next(paid), "rdr", "RDR-3310078", now - HOUR / 2, 0)
    lost = next(paid)
    told = Told(
        "rdr", "RDR-3310199", lost.captured_minor, lost.currency, network_code="10.4", paid_outside=True,
        card_last4=lost.card_last4, descriptor="LUMEN*HEARTH", paid_on=(lost.captured_at - 6 * DAY).date(),
        alerted_at=now - 2 * HOUR,
    )  # fmt: skip
    with clock_at(now - 2 * HOUR):
        bring_alert(actor=platform, told=told)


def _bring(
    platform: Actor, payment: Payment, provider: str, number: str, at: datetime, hours: int, reason: str = "fraudulent"
) -> Alert:
    told = Told(
        provider,
        number,
        payment.captured_minor,
        payment.currency,
        reason=reason,
        paid_outside=provider == "rdr",
        payment_reference=payment.gateway_reference,
        alerted_at=at,
        respond_by=at + hours * HOUR if hours else None,
    )
    with clock_at(at):
        alert, _is_new = bring_alert(actor=platform, told=told)
    return alert
