"""What colleagues write to the customer beside a decision: kept with the event, set under their first names."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from customers.actors import Actor
from refunds.models import Refund
from refunds.notices import Note


def noted(actor: Actor, note: str) -> dict[str, Any]:
    """What an event keeps of a note; nothing where there is none."""
    return {"note": note, "note_by": first_name(actor)} if note else {}


def notes_of(actor: Actor, note: str) -> list[Note]:
    return [(first_name(actor), note)] if note else []


def earlier_notes(refund: Refund, actor: Actor) -> list[Note]:
    """The notes of the others whose yes counts now."""
    who = [approval.actor for approval in refund.approvals.filter(revision=refund.revision)]
    events = refund.events.filter(kind="refund.first_approval", actor__in=who).exclude(actor=actor.key)
    return [(event.data["note_by"], event.data["note"]) for event in events if event.data.get("note")]


def first_name(actor: Actor) -> str:
    """How a colleague signs: by first name, never by mail address."""
    return (actor.person.first_name if actor.person else "") or _("A colleague")
