"""Taking in an alert before a dispute: from a provider's platform, or from a gateway's own warning of fraud."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.errors import BadInput, Conflict
from customers.models import Payment
from disputes.actions.book_alert import book_outside
from disputes.actions.follow_alert import lose_sense
from disputes.actions.meet_dispute import meet_standing_dispute
from disputes.categories import category_of
from disputes.models import Alert, FraudWarning
from disputes.prevention import staff_notices
from disputes.prevention.deadlines import set_deadline
from disputes.prevention.events import record
from disputes.prevention.finding import lock_payment
from disputes.prevention.matching import payment_meant
from disputes.prevention.owners import give_owner
from disputes.references import alert_reference
from refunds import permissions
from refunds.gateways.accounts import account_codes

FUTURE = timedelta(minutes=10)
"""Clocks differ by so much."""
FARTHEST = timedelta(days=366)
MORE_FACTS = ("payment_reference", "arn", "card_last4", "descriptor", "paid_on", "gateway_account")
"""What tells the payment. Told later it is added while the payment is not found."""


@dataclass(frozen=True, slots=True)
class Told:
    """An alert as its provider tells it. `amount_minor` in minor units of `currency`; the rest where it is known."""

    provider: str
    provider_reference: str
    amount_minor: int
    currency: str
    network: str = ""
    reason: str = ""
    network_code: str = ""
    paid_outside: bool = False
    gateway_account: str = ""
    payment_reference: str = ""
    arn: str = ""
    card_last4: str = ""
    descriptor: str = ""
    paid_on: date | None = None
    alerted_at: datetime | None = None
    respond_by: datetime | None = None


def bring_alert(*, actor: Actor, told: Told) -> tuple[Alert, bool]:
    """Keep an alert and find its payment; tell whether it is new. Told again it changes nothing but the deadline.

    What the network has paid back itself is booked at once, and never refunded again. Raises BadInput for what cannot
    be meant, Conflict for a number that was told with another amount; nothing was written then.
    """
    permissions.require(actor, permissions.BRING_ALERTS)
    _check(told)
    with transaction.atomic(), acting(actor):
        found = _locked(told)
        if found is not None:
            _hear_again(found, told, actor)
            return found, False
        return _open(told, actor)


def take_warned(warning: FraudWarning, actor: Actor) -> Alert:
    """The alert of a gateway's warning: opened once, closed again where paying back helps no more.

    The payment of the warning is locked by the caller.
    """
    payment = lock_payment(warning.payment_id)
    locking = Alert.objects.select_for_update(of=("self",))
    alert = locking.filter(warning=warning).select_related("owner", "warning").first()
    if alert is None:
        alert = Alert(
            provider=Alert.Provider.WARNING,
            provider_reference=f"{warning.gateway_account}:{warning.gateway_reference}",
            warning=warning,
            currency=payment.currency,
            amount_minor=payment.captured_minor,
            network=payment.card_brand[:20],
            reason=warning.fraud_type[:80],
            category="fraudulent",
            gateway_account=warning.gateway_account,
            alerted_at=warning.warned_at,
        )
        _begin(alert, payment, actor)
    else:
        alert.payment = payment
        _lose_sense_if_told(alert, actor)
    return alert


def settle_in(alert: Alert, actor: Actor) -> None:
    """What follows once the payment of a locked alert is known: the dispute that is there, the money that has left."""
    meet_standing_dispute(alert, actor)
    _lose_sense_if_told(alert, actor)
    if alert.paid_outside and alert.state == Alert.State.RECEIVED:
        book_outside(alert, actor)


def _lose_sense_if_told(alert: Alert, actor: Actor) -> None:
    if alert.warning is not None and alert.warning.actionable is False:
        lose_sense(alert, actor)


def _check(told: Told) -> None:
    now = clock.now()
    if told.provider not in Alert.BROUGHT:
        raise BadInput(_("There is no such provider of alerts."), "unknown_provider", "provider")
    if told.gateway_account and told.gateway_account not in account_codes():
        raise BadInput(_("There is no gateway account of this name."), "unknown_account", "account")
    if told.alerted_at is not None and not now - FARTHEST < told.alerted_at < now + FUTURE:
        raise BadInput(_("An alert is from now, or from the last twelve months."), "bad_moment", "alerted_at")
    if told.respond_by is not None and not now - FARTHEST < told.respond_by < now + FARTHEST:
        raise BadInput(_("This deadline is too far away."), "bad_moment", "respond_by")
    if not (told.payment_reference or told.arn or told.card_last4):
        raise BadInput(
            _("Say what tells the payment: its number, or how the card ends."), "no_payment_facts", "payment"
        )


def _locked(told: Told) -> Alert | None:
    mine = Alert.objects.filter(provider=told.provider, provider_reference=told.provider_reference)
    if (known := mine.first()) is None:
        return None
    if (payment_id := known.payment_id or _meant_with_more(known, told)) is not None:
        lock_payment(payment_id)
    return mine.select_for_update(of=("self",)).select_related("owner", "payment__customer").get()


def _open(told: Told, actor: Actor) -> tuple[Alert, bool]:
    alert = _new(told)
    meant = payment_meant(alert)
    payment = lock_payment(meant[0].pk) if meant else None
    try:
        with transaction.atomic():
            _begin(alert, payment, actor, how=meant[1] if meant else "")
    except IntegrityError:  # its twin was quicker
        found = _locked(told)
        if found is None:
            raise
        _hear_again(found, told, actor)
        return found, False
    return alert, True


def _new(told: Told) -> Alert:
    now = clock.now()
    return Alert(
        provider=told.provider,
        provider_reference=told.provider_reference,
        currency=told.currency,
        amount_minor=told.amount_minor,
        network=told.network or _NETWORKS.get(told.provider, ""),
        reason=told.reason,
        network_code=told.network_code,
        category=category_of(told.reason, told.network_code),
        paid_outside=told.paid_outside,
        gateway_account=told.gateway_account,
        payment_reference=told.payment_reference,
        arn=told.arn,
        card_last4=told.card_last4,
        descriptor=mask_card_numbers(told.descriptor)[:80],
        paid_on=told.paid_on,
        alerted_at=min(told.alerted_at or now, now),
        respond_by=told.respond_by,
    )


_NETWORKS = {"rdr": "visa", "cdrn": "visa", "ethoca": "mastercard"}


def _begin(alert: Alert, payment: Payment | None, actor: Actor, how: str = "") -> None:
    alert.reference = alert_reference()
    alert.payment = payment
    set_deadline(alert)
    alert.save()
    record(alert, "alert.received", actor, amount_minor=alert.amount_minor)
    if payment is not None and how:
        record(alert, "alert.payment_found", actor, payment=payment.reference, how=how)
    elif payment is None:
        record(alert, "alert.payment_not_found", actor)
    if payment is not None:
        settle_in(alert, actor)
    if alert.is_waiting:
        give_owner(alert)
        staff_notices.tell_owner(staff_notices.Kind.ALERT_NEW, alert, actor)
    elif alert.attention:
        staff_notices.tell(staff_notices.leads(), staff_notices.Kind.ALERT_NEW, alert, actor, alert.attention)
    alert.save()


def _hear_again(alert: Alert, told: Told, actor: Actor) -> None:
    """The same number is the same alert: its money stands, a new deadline counts, and what finds the payment."""
    if (alert.amount_minor, alert.currency) != (told.amount_minor, told.currency):
        raise Conflict(
            _("This number was told before with another amount. A new alert has a number of its own."), "alert_differs"
        )
    if told.respond_by is not None and told.respond_by != alert.respond_by and alert.state == Alert.State.RECEIVED:
        record(alert, "alert.deadline_moved", actor, old=_iso(alert.respond_by), new=_iso(told.respond_by))
        alert.respond_by, alert.escalated_at = told.respond_by, None
        set_deadline(alert)
        alert.save()
    if alert.payment_id is None:
        _find_with_more(alert, told, actor)


def _meant_with_more(alert: Alert, told: Told) -> int | None:
    """The key of the payment that is found with what is told now, if one is."""
    meant = payment_meant(alert) if _add_facts(alert, told) else None
    return meant[0].pk if meant else None


def _add_facts(alert: Alert, told: Told) -> bool:
    """Put what is told now on an alert whose payment is not found; whether anything is new."""
    facts: dict[str, Any] = {name: getattr(told, name) for name in MORE_FACTS}
    news = {name: value for name, value in facts.items() if value and value != getattr(alert, name)}
    for name, value in news.items():
        setattr(alert, name, value)
    return bool(news)


def _find_with_more(alert: Alert, told: Told, actor: Actor) -> None:
    if not _add_facts(alert, told):
        return
    alert.save()
    meant = payment_meant(alert)
    if meant is not None:
        have_payment(alert, lock_payment(meant[0].pk), actor, how=meant[1])


def have_payment(alert: Alert, payment: Payment, actor: Actor, **how: str) -> None:
    """Tie a locked alert to its payment, with everything that follows. The payment is locked as well."""
    alert.payment = payment
    alert.attention = ""
    alert.save()
    record(alert, "alert.payment_found", actor, payment=payment.reference, **how)
    settle_in(alert, actor)
    alert.save()


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
