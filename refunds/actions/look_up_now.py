"""Having a gateway asked at once about a try whose answer never came, instead of when it is due."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers import doorbell
from customers.actors import Actor, acting
from customers.errors import Conflict, NotFound
from refunds import permissions
from refunds.actions.operate import write_down
from refunds.actions.settle import lock_attempts
from refunds.models import RefundAttempt

LOOK_UP = "refunds.tasks.look_up_open_attempts"


def look_up_now(*, actor: Actor, attempt_id: int) -> RefundAttempt:
    """Make the next look at an unanswered try due now; a worker asks within seconds, once its gateway is open.

    Raises Conflict for a try that was answered: that one needs nobody.
    """
    permissions.require(actor, permissions.RECONCILE)
    with transaction.atomic(), acting(actor):
        found = lock_attempts([attempt_id])
        if not found:
            raise NotFound(_("There is no such try."), "attempt_not_found")
        (attempt,) = found
        if attempt.state != RefundAttempt.State.UNKNOWN:
            raise Conflict(_("This try was answered by now. Look at its case."), "attempt_answered")
        RefundAttempt.objects.filter(pk=attempt.pk).update(next_check_at=Now())
        write_down(actor, "attempt.asked_about", attempt.reference, attempt.refund)
        doorbell.ring_after_commit(LOOK_UP)
    attempt.refresh_from_db(fields=["next_check_at"])
    return attempt
