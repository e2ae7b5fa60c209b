"""Whose alert it is: taken, or handed over with words."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict, NotAllowed
from customers.models import User
from disputes.actions.assign_dispute import HAND_OVER_LIMIT, colleague_named, held_by_another
from disputes.models import Alert
from disputes.prevention import staff_notices
from disputes.prevention.events import record
from disputes.prevention.finding import lock_alert
from refunds import permissions
from refunds.actions.words import require_note


def take_over_alert(*, actor: Actor, reference: str) -> Alert:
    """Make a waiting alert one's own: a colleague's only as a lead, or where the colleague is not at work any more."""
    with transaction.atomic(), acting(actor):
        alert = lock_alert(reference, *Alert.WAITING)
        person = permissions.require(actor, permissions.ANSWER_DISPUTES)
        if alert.owner_id == person.pk:
            raise Conflict(_("This alert is already yours."), "already_yours")
        _require_own_or_lead(alert, person)
        record(alert, "alert.taken", actor, old=alert.owner.label if alert.owner else "")
        _give(alert, person)
    return alert


def hand_over_alert(*, actor: Actor, reference: str, to: str, words: str) -> Alert:
    """Give a waiting alert to the colleague with this mail address: one's own or nobody's, or as a lead anybody's."""
    said = require_note(words, "words", HAND_OVER_LIMIT)
    with transaction.atomic(), acting(actor):
        alert = lock_alert(reference, *Alert.WAITING)
        person = permissions.require(actor, permissions.ANSWER_DISPUTES)
        colleague = colleague_named(to)
        if alert.owner_id == colleague.pk:
            raise Conflict(_("This alert is already with %s.") % colleague.label, "already_theirs", "to")
        _require_own_or_lead(alert, person)
        _give(alert, colleague)
        record(alert, "alert.handed_over", actor, to=colleague.label, words=said)
        staff_notices.tell([colleague], staff_notices.Kind.ALERT_HAND_OVER, alert, actor, said)
    return alert


def _give(alert: Alert, person: User) -> None:
    alert.owner = person
    alert.save()


def _require_own_or_lead(alert: Alert, person: User) -> None:
    if whose := held_by_another(alert.owner, person):
        raise NotAllowed(
            _("This is the alert of %s. Ask them, or a lead, to hand it over.") % whose.label, "not_your_case"
        )
