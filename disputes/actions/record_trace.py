"""Keeping what a system of the shop saw of a payment, so that it is there when somebody disputes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.errors import BadInput, NotFound
from customers.models import Payment
from disputes.models import PaymentTrace
from refunds import permissions

TRACES_PER_PAYMENT = 500
FUTURE = timedelta(minutes=10)
"""Clocks differ by so much."""

FREE_WORDS = ("words", "address", "signed_by")
"""Where a card number may have been pasted in; a tracking number may look like one."""

LIMITS = {
    field.name: field.max_length or 0
    for field in PaymentTrace._meta.fields
    if field.name in ("ip", "device_id", "fingerprint", "account", "address", "carrier", "tracking_number",
                      "signed_by", "words")
}  # fmt: skip


def record_trace(
    *, actor: Actor, payment_reference: str, kind: str, happened_at: datetime, **seen: str
) -> PaymentTrace:
    """Add one thing that was seen. It is never changed. Raises BadInput for what cannot be meant."""
    person = permissions.require_one_of(actor, permissions.BRING_DISPUTES, permissions.ANSWER_DISPUTES)
    checked = {name: _checked(name, text) for name, text in seen.items()}
    if kind not in PaymentTrace.Kind.values:
        raise BadInput(_("There is no such kind of trace."), "unknown_kind", "kind")
    if happened_at > clock.now() + FUTURE:
        raise BadInput(_("This has not happened yet."), "in_the_future", "happened_at")
    if not any(checked.values()):
        raise BadInput(_("Say at least one thing that was seen."), "trace_empty", "words")
    with transaction.atomic(), acting(actor):
        payment = Payment.objects.select_for_update().filter(reference=payment_reference).first()
        if payment is None:
            raise NotFound(_("There is no such payment."), "payment_not_found")
        if payment.traces.count() >= TRACES_PER_PAYMENT:
            raise BadInput(_("A payment keeps at most %d traces.") % TRACES_PER_PAYMENT, "too_many_traces")
        return PaymentTrace.objects.create(
            payment=payment, kind=kind, happened_at=happened_at, sent_by=actor.key, sender=person, **checked
        )


def _checked(name: str, text: str) -> str:
    words = " ".join(text.split())
    if "\x00" in words or len(words) > LIMITS[name]:
        raise BadInput(_("Write at most %d characters.") % LIMITS[name], "text_too_long", name)
    if name == "ip" and words:
        return _checked_address(words)
    return mask_card_numbers(words) if name in FREE_WORDS else words


def _checked_address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise BadInput(_("This is no address on the internet."), "bad_ip", "ip") from None
