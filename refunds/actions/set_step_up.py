"""From which amount whoever approves shows again that it is they. All other limits come with the policy."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.codes import checked_currency
from customers.errors import BadInput
from customers.money import MAX_AMOUNT_MINOR
from customers.people_events import record_about
from refunds import permissions
from refunds.models import StepUpAmount


def set_step_up_amount(*, actor: Actor, currency: str, above: int | None) -> None:
    """Set the amount of one currency, in minor units; None takes it away, and then it is asked every time."""
    permissions.require(actor, permissions.PEOPLE)
    code = checked_currency(currency)
    if above is not None and not 0 <= above <= MAX_AMOUNT_MINOR:
        raise BadInput(_("This amount is out of bounds."), "bad_amount", "above")
    with transaction.atomic(), acting(actor):
        _write(code, above)
        record_about(None, "step_up.set", actor, code, above=above)


def _write(currency: str, above: int | None) -> None:
    row = StepUpAmount.objects.select_for_update().filter(currency=currency).first()
    if above is None:
        if row is not None:
            row.delete()
    elif row is None:
        StepUpAmount.objects.create(currency=currency, above_minor=above)
    elif row.above_minor != above:
        row.above_minor = above
        row.save(update_fields=["above_minor"])
