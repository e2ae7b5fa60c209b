"""Everything that happened to a case in one line: events, notes, letters, webhooks, refused acts; newest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import Message, Refusal
from refunds.models import CaseNote, Refund, RefundAttempt, WebhookEvent
from refunds.screens import notes_on
from refunds.templatetags.desk import with_mentions
from refunds.timeline import Entry, tell_events

MOST = 100
"""So many notes, letters, webhooks and refusals each; a case has a handful."""


class _Aside(NamedTuple):
    what: str
    number: int
    at: datetime
    title: str
    state: str
    who: str


def panel(refund: Refund) -> dict[str, Any]:
    entries = [
        *tell_events(refund.events.all()),
        *(_tell_note(note, refund) for note in _notes(refund)),
        *(_tell(aside) for aside in _asides(refund)),
    ]
    return {"timeline": sorted(entries, key=lambda entry: entry.at, reverse=True)}


def _notes(refund: Refund) -> Iterable[CaseNote]:
    """None is asked for where none was written and no request was merged into this one."""
    took_in = any(event.kind == "refund.took_in" for event in refund.events.all())
    return notes_on(refund)[:MOST] if took_in or getattr(refund, "last_note", True) else ()


def _tell_note(note: CaseNote, refund: Refund) -> Entry:
    elsewhere = _("%s, written on %s") % (note.author.label, note.refund.reference)
    return Entry(
        title=_("Note"),
        at=note.written_at,
        actor=note.author.label if note.refund_id == refund.pk else elsewhere,
        icon="note",
        tone="note",
        text="",
        quote=with_mentions(note),
        details=[],
        anchor=f"note-{note.pk}",
    )


def _asides(refund: Refund) -> list[_Aside]:
    """What is no event of the refund itself, in one query."""
    letters = _row(
        "letter", Message.objects.filter(about=refund.reference), "created_at", "subject", "state", "to_address"
    )
    tries = RefundAttempt.objects.filter(refund=refund).values("reference")
    knocks = WebhookEvent.objects.filter(refund_reference__in=tries)
    webhooks = _row("webhook", knocks, "received_at", "kind", "result", "gateway_account")
    refused = Refusal.objects.filter(about=refund.reference)
    refusals = _row("refusal", refused, "refused_at", "sentence", "move", "actor_label")
    return [_Aside(*row) for row in letters.union(webhooks, refusals, all=True)]


def _row(what: str, rows: QuerySet[Any], at: str, *texts: str) -> QuerySet[Any, Any]:
    said = {f"text_{number}": Cast(name, CharField()) for number, name in enumerate(texts)}
    newest = rows.order_by("-id").annotate(what=Value(what), **said)
    return newest.values_list("what", "id", at, *said)[:MOST]


def _tell(aside: _Aside) -> Entry:
    if aside.what == "letter":
        return Entry(
            title=_("Letter: %s") % aside.title,
            at=aside.at,
            actor=_("to %s") % aside.who,
            icon="mail",
            tone="bad" if aside.state == Message.State.FAILED else "idle",
            text=str(Message.State(aside.state).label),
            quote="",
            details=[],
            url=reverse("refunds:letter", args=[aside.number]),
        )
    if aside.what == "webhook":
        who = _("Gateway account %s") % aside.who
        return Entry(_("The gateway knocked: %s") % aside.title, aside.at, who, "gateway", "idle", aside.state, "", [])
    title = _("Refused: %s") % aside.state.replace("_", " ")
    return Entry(title, aside.at, aside.who, "lock", "warn", aside.title, "", [])
