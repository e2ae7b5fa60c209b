"""Which legal entity sold what was paid."""

from __future__ import annotations

from customers.models import Payment
from refunds.models import LegalEntity


def entity_of(payment: Payment) -> LegalEntity | None:
    """By the gateway account, else by the customer's country, else the usual one."""
    country = payment.country or payment.customer.country
    entities = list(LegalEntity.objects.all())
    for sells in (
        lambda entity: payment.gateway_account in entity.accounts,
        lambda entity: bool(country) and country in entity.countries,
        lambda entity: entity.is_usual,
    ):
        if found := next(filter(sells, entities), None):
            return found
    return None
