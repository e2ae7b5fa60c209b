"""Rounds of the mail worker."""

import time
from datetime import timedelta

from celery import shared_task

from customers import clock, doorbell
from customers.documents.resumable import forget_old_uploads
from customers.models import IdempotentAnswer
from customers.notifications.send import deliver_due

ROUND_SECONDS = 1
"""Short: a process that carries letters carries no money meanwhile, and one slow delivery comes on top."""

KEPT_ANSWERS = timedelta(days=45)
"""As long as the most patient gateway keeps its keys."""


@shared_task
def deliver_due_messages() -> int:
    """Deliver what is due, for a while; what is left then rings for the next round."""
    return doorbell.work_off(
        deliver_due_messages.name,
        ROUND_SECONDS,
        lambda stop_at: deliver_due(seconds=stop_at - time.monotonic()),
        rings=True,
    )


@shared_task
def forget_old_answers() -> int:
    """Delete the kept answers of POSTs so long ago that no client still repeats them."""
    old = IdempotentAnswer.objects.filter(created_at__lt=clock.now() - KEPT_ANSWERS)
    deleted, _by_model = old.delete()
    return deleted


@shared_task
def forget_uploads() -> int:
    """Delete files that came in by pieces and that no request has taken."""
    return forget_old_uploads(clock.now())
