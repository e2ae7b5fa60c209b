"""Whose alert it is."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict, NotAllowed
from disputes.models import Alert
from disputes.prevention.events import record
from disputes.prevention.finding import lock_alert
from refunds import permissions


def take_over_alert(*, actor: Actor, reference: str) -> Alert:
    """Make a waiting alert one's own: a colleague's only as a lead, or where the colleague is not at work any more."""
    with transaction.atomic(), acting(actor):
        alert = lock_alert(reference, *Alert.WAITING)
        person = permissions.require(actor, permissions.ANSWER_DISPUTES)
        owner = alert.owner
        if owner is not None and owner.pk == person.pk:
            raise Conflict(_("This alert is already yours."), "already_yours")
        is_lead = permissions.ASSIGN in permissions.allowed_moves(person)
        if owner is not None and owner.is_active and not is_lead:
            raise NotAllowed(_("This is the alert of %s. Ask a lead to give it to you.") % owner.label, "not_your_case")
        record(alert, "alert.taken", actor, old=owner.label if owner else "")
        alert.owner = person
        alert.save()
    return alert
