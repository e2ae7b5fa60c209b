"""Saying that mail to a customer's address arrives, or is welcome, again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import CUSTOMER, Actor, acting
from customers.errors import Conflict, NotAllowed, NotFound
from customers.mail_address import clear_address
from customers.models import Customer
from refunds import permissions


def trust_address(*, actor: Actor, customer_reference: str) -> Customer:
    """Send letters there again. Customers say it of their own address; a complaint is theirs alone to take back."""
    customer = Customer.objects.filter(reference=customer_reference).first()
    is_own = customer is not None and actor.kind == CUSTOMER and actor.id == str(customer.pk)
    if actor.kind != CUSTOMER:
        permissions.require(actor, permissions.ASK)
    if customer is None or (actor.kind == CUSTOMER and not is_own):
        raise NotFound(_("There is no such customer."), "customer_not_found")
    with transaction.atomic(), acting(actor):
        if customer.mail_trouble == Customer.MailTrouble.COMPLAINED and not is_own:
            raise NotAllowed(_("Only the customer can take a complaint back, in the portal."), "complaint_stands")
        if not clear_address(customer.pk):
            raise Conflict(_("Nothing stands against this address."), "address_is_good")
    customer.refresh_from_db()
    return customer
