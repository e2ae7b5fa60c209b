"""Learning what the gateway itself saw of a payment, once: its checks of the card are evidence that need no asking."""

from __future__ import annotations

from django.db import transaction

from customers.actors import Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.errors import RecourseError
from customers.models import Payment
from disputes.models import PaymentTrace
from refunds.gateways.base import Gateway


def learn_payment(payment: Payment, gateway: Gateway | None) -> int:
    """Keep what the gateway tells of the purchase, where it tells anything and it is not kept yet. Returns how much.

    Asks the gateway, so it is called outside of any transaction. What cannot be had now is asked for the next time.
    """
    if gateway is None or _is_known(payment, gateway):
        return 0
    try:
        seen = gateway.payment_seen(payment.gateway_reference)
    except RecourseError:
        return 0
    actor = Actor.gateway(gateway.account)
    with transaction.atomic(), acting(actor):
        locked = Payment.objects.select_for_update().get(pk=payment.pk)
        if _is_known(locked, gateway):
            return 0
        kept = [
            PaymentTrace(
                payment=locked,
                kind=PaymentTrace.Kind.PURCHASE,
                happened_at=sight.at,
                words=mask_card_numbers(sight.words),
                address=mask_card_numbers(sight.address),
                sent_by=actor.key,
            )
            for sight in seen
        ]
        PaymentTrace.objects.bulk_create(kept)
    return len(kept)


def _is_known(payment: Payment, gateway: Gateway) -> bool:
    return payment.traces.filter(sent_by=Actor.gateway(gateway.account).key).exists()
