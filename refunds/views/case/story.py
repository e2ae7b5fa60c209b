"""Everything that happened to a case in one line: events, notes, letters, webhooks, refused acts; newest first."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import Message, Refusal
from customers.prepared import Prepared
from refunds.models import CaseNote, Refund, RefundAttempt, WebhookEvent
from refunds.templatetags.desk import with_mentions
from refunds.timeline import Entry, tell_events

MOST = 100
"""So many notes, letters, webhooks and refusals each; a case has a handful."""
TEXTS = 4


class _Aside(NamedTuple):
    what: str
    number: int
    at: datetime
    title: str
    state: str
    who: str
    where: str


def panel(refund: Refund) -> dict[str, Any]:
    entries = [
        *tell_events(refund.events.all()),
        *(_tell(aside, refund) for aside in _asides(refund)),
    ]
    return {"timeline": sorted(entries, key=lambda entry: entry.at, reverse=True)}


def _asides(refund: Refund) -> list[_Aside]:
    """What is no event of the refund itself, in one query."""
    return [_Aside(*row) for row in _ASIDES(refund=refund.pk, reference=refund.reference)]


def _beside(refund: int, reference: str) -> QuerySet[Any, Any]:
    about = Message.objects.filter(about=reference)
    letters = _row("letter", about.filter(words=""), "created_at", "subject", "state", "to_address")
    said = _row("said", about.exclude(words=""), "created_at", "words", "state", "actor_label", "direction")
    tries = RefundAttempt.objects.filter(refund=refund).values("reference")
    knocks = WebhookEvent.objects.filter(refund_reference__in=tries)
    webhooks = _row("webhook", knocks, "received_at", "kind", "result", "gateway_account")
    refused = Refusal.objects.filter(about=reference)
    refusals = _row("refusal", refused, "refused_at", "sentence", "move", "actor_label")
    written = CaseNote.objects.read_at(refund)
    notes = _row("note", written, "written_at", "text", "handles", _author(), "refund__reference")
    return letters.union(said, webhooks, refusals, notes, all=True)


def _author() -> Coalesce:
    name = Trim(Concat("author__first_name", Value(" "), "author__last_name"))
    return Coalesce(NullIf(name, Value("")), "author__email")


def _row(what: str, rows: QuerySet[Any], at: str, *texts: Any) -> QuerySet[Any, Any]:
    padded = (*texts, Value(""), Value(""))[:TEXTS]
    said = {f"text_{number}": Cast(text, CharField()) for number, text in enumerate(padded)}
    newest = rows.order_by("-id").annotate(what=Value(what), **said)
    return newest.values_list("what", "id", at, *said)[:MOST]


_ASIDES = Prepared(_beside, refund=int, reference=str)


def _tell(aside: _Aside, refund: Refund) -> Entry:
    if aside.what == "note":
        written_at = _("%(who)s, written on %(refund)s") % {"who": aside.who, "refund": aside.where}
        return Entry(
            title=_("Note"),
            at=aside.at,
            actor=aside.who if aside.where == refund.reference else written_at,
            icon="note",
            tone="note",
            text="",
            quote=with_mentions(CaseNote(text=aside.title, handles=json.loads(aside.state))),
            details=[],
            anchor=f"note-{aside.number}",
        )
    if aside.what == "said":
        return _said(aside, refund)
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


def _said(aside: _Aside, refund: Refund) -> Entry:
    """What somebody wrote to somebody, in their own words."""
    is_theirs = aside.where == Message.Direction.IN
    return Entry(
        title=_("The customer wrote") if is_theirs else _("Written to the customer"),
        at=aside.at,
        actor=aside.who,
        icon="note" if is_theirs else "mail",
        tone="bad" if aside.state == Message.State.FAILED else "live" if is_theirs else "idle",
        text="" if aside.state == Message.State.RECEIVED else str(Message.State(aside.state).label),
        quote=aside.title,
        details=[],
        url=f"{reverse('refunds:refund', args=[refund.reference])}?part=talk#said-{aside.number}",
    )
