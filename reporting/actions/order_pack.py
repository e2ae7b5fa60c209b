"""Asking for a monthly pack. A worker makes it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from customers import doorbell
from customers.actors import Actor, acting
from customers.references import next_reference
from refunds import permissions
from reporting.actions.order_statement import check_days
from reporting.closing.figures import closing_of
from reporting.models import MonthlyPack
from reporting.periods import Period

MAKE_PACKS = "reporting.tasks.make_packs"


def order_pack(*, actor: Actor, first_on: date, last_on: date) -> MonthlyPack:
    """Order the pack of a period, closed or not. Raises BadInput for days in the wrong order or ahead of us."""
    permissions.require(actor, permissions.REPORT)
    check_days(first_on, last_on)
    with transaction.atomic(), acting(actor):
        pack = MonthlyPack.objects.create(
            reference=next_reference("MP", "pack_reference"),
            closing=closing_of(Period(first_on, last_on)),
            first_on=first_on,
            last_on=last_on,
            requested_by=actor.key,
            requested_label=actor.label,
        )
        doorbell.ring_after_commit(MAKE_PACKS)
    return pack
