"""Whether mail to a customer's address arrives: marked by what mail servers say, cleared by a person."""

from __future__ import annotations

from customers import clock
from customers.models import Customer, Message

REASON_LIMIT = 300


def mark_address(message: Message, trouble: str, reason: str) -> None:
    """Note what became of a letter to the customer's present address. A dead address stays dead after a complaint."""
    if message.customer_id is None:
        return
    customer = Customer.objects.select_for_update().get(pk=message.customer_id)
    is_dead = customer.mail_trouble == Customer.MailTrouble.BOUNCED
    if message.to_address.lower() != customer.email.lower() or is_dead:
        return
    customer.mail_trouble, customer.mail_trouble_at = trouble, clock.now()
    customer.mail_trouble_reason = reason[:REASON_LIMIT]
    customer.save()


def clear_address(customer_id: int) -> bool:
    """Let letters go to the address again; False where nothing stood against it."""
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    if not customer.mail_trouble:
        return False
    customer.mail_trouble, customer.mail_trouble_at, customer.mail_trouble_reason = "", None, ""
    customer.save()
    return True
