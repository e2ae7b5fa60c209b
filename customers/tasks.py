"""Rounds of the mail worker."""

from celery import shared_task

from customers import doorbell
from customers.notifications.send import deliver_due


@shared_task
def deliver_due_messages() -> int:
    """Deliver what is due until nothing is."""
    doorbell.answer(deliver_due_messages)
    total = 0
    while tried := deliver_due():
        total += tried
    return total
