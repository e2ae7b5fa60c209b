"""Whether a payment's gateway takes a refund of it, and why not: what its adapter says that it can do."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from customers import clock
from customers.errors import BadInput, Conflict
from customers.models import Payment
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes, gateway_name
from refunds.gateways.errors import GatewayError
from refunds.models import Refund

NOT_SET_UP, TOO_OLD, ONLY_ONCE, WHOLE_ONLY, UNSENDABLE = (
    "not_set_up", "too_old", "only_once", "whole_only", "unsendable",
)  # fmt: skip


def trouble_with(payment: Payment, now: datetime, amount_minor: int | None = None) -> str:
    """Say what stands in the way of a refund over the payment's own gateway; "" where nothing does.

    Without an amount only what holds for every amount. What is reserved or paid back already counts as a refund.
    """
    try:
        gateway = gateway_for(payment.gateway, payment.gateway_account)
    except GatewayError:
        return NOT_SET_UP
    can = gateway.capabilities
    if can.max_age_days is not None and now - payment.captured_at > timedelta(days=can.max_age_days):
        return TOO_OLD
    if not can.several and payment.left_minor < payment.captured_minor:
        return ONLY_ONCE
    if not can.partial and amount_minor not in (None, payment.captured_minor):
        return WHOLE_ONLY
    return "" if amount_minor is None or _can_be_written(gateway, amount_minor, payment.currency) else UNSENDABLE


def _can_be_written(gateway: Gateway, amount_minor: int, currency: str) -> bool:
    try:
        gateway.to_gateway_amount(amount_minor, currency)
    except BadInput:
        return False
    return True


def takes_whole_only(payment: Payment) -> bool:
    adapter = gateway_classes().get(payment.gateway)
    return adapter is not None and not adapter.capabilities.partial


def trouble_in_words(payment: Payment, trouble: str) -> str:
    """For members of staff, with what to do."""
    adapter = gateway_classes().get(payment.gateway)
    facts = {
        "gateway": gateway_name(payment.gateway),
        "account": payment.gateway_account,
        "currency": payment.currency,
        "days": adapter.capabilities.max_age_days if adapter else 0,
    }
    said = {
        NOT_SET_UP: _("The gateway account %(account)s is not set up here."),
        TOO_OLD: _("%(gateway)s takes no refund of a payment that is older than %(days)s days."),
        ONLY_ONCE: _("%(gateway)s takes one refund of a payment only, and there is one already."),
        WHOLE_ONLY: _("%(gateway)s gives a payment back as a whole only."),
        UNSENDABLE: _("%(gateway)s has no way to write this amount in %(currency)s; ask for a rounder one."),
    }
    return said[trouble] % facts + " " + _("Choose another way for the money.") if trouble else ""


def require_way_back(refund: Refund) -> None:
    """Raise Conflict where the refund cannot go out over its gateway any more.

    An account that is not set up here is no reason: it can be, and until then the order waits before a person.
    """
    if refund.rail != Refund.Rail.ORIGINAL:
        return
    trouble = trouble_with(refund.payment, clock.now(), refund.amount_minor)
    if trouble and trouble != NOT_SET_UP:
        raise Conflict(trouble_in_words(refund.payment, trouble), "no_way_back")
