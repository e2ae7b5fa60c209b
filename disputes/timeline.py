"""The events of a dispute in words, for the people who read its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.looks import look_of
from customers.money import format_money
from customers.templatetags.recourse import when
from disputes.models import Dispute, DisputeEvent
from refunds.timeline import Entry, fill, who_acted


class _Telling(NamedTuple):
    title: str | Promise
    icon: str = "note"
    tone: str = "idle"
    text: str | Promise = ""
    """May name a field of the event's data: %(refund)s."""

    quote: str = ""


_TELLINGS: dict[str, _Telling] = {
    "dispute.opened": _Telling(gettext_lazy("Dispute opened"), "disputes", "warn"),
    "dispute.changed": _Telling(gettext_lazy("The gateway changed something"), "refresh", "live"),
    "dispute.not_understood": _Telling(
        gettext_lazy("The gateway says something that does not fit"),
        "alert",
        "bad",
        gettext_lazy("Its word is “%(word)s”. A person must look."),
    ),
    "dispute.assigned": _Telling(gettext_lazy("Given to somebody in turn"), "user", "idle", gettext_lazy("To %(to)s.")),
    "dispute.mail_from_elsewhere": _Telling(
        gettext_lazy("Mail came from another address"),
        "mail",
        "warn",
        gettext_lazy("From %(address)s; nothing of it was kept."),
    ),
    "dispute.taken": _Telling(gettext_lazy("Taken over"), "hand", "live"),
    "dispute.handed_over": _Telling(
        gettext_lazy("Handed over"), "user", "live", gettext_lazy("To %(to)s."), quote="words"
    ),
    "dispute.reminded": _Telling(gettext_lazy("Reminded that an answer is due"), "clock", "warn"),
    "dispute.escalated": _Telling(
        gettext_lazy("Put before the leads"), "trend-up", "bad", gettext_lazy("Our own deadline has passed.")
    ),
    "dispute.stopped_refund": _Telling(
        gettext_lazy("Stopped a refund"),
        "lock",
        "warn",
        gettext_lazy("%(refund)s was approved and waits. It leaves only when this dispute stands in the way no more."),
    ),
    "dispute.let_refund_go": _Telling(
        gettext_lazy("Let a refund go on"), "arrow-right", "live", gettext_lazy("%(refund)s leaves by itself.")
    ),
    "dispute.refund_has_left": _Telling(
        gettext_lazy("A refund of this payment had already left"),
        "return",
        "warn",
        gettext_lazy("%(refund)s is the first evidence: the customer has that money."),
    ),
    "dispute.reversal": _Telling(
        gettext_lazy("The gateway took the money back from the payment"),
        "return",
        "warn",
        gettext_lazy("Its number there is %(gateway_reference)s."),
    ),
    "dispute.money_told_late": _Telling(
        gettext_lazy("The gateway told late of money"),
        "coins",
        "live",
        gettext_lazy("It is booked. Where the dispute stands was known already."),
    ),
    "dispute.refund_instead": _Telling(
        gettext_lazy("Refund instead of an answer"), "return", "live", gettext_lazy("%(refund)s gives everything back.")
    ),
    "dispute.rule_followed": _Telling(
        gettext_lazy("Given in to by the rule for small disputes"),
        "policy",
        "warn",
        gettext_lazy("%(amount)s, and the rule takes up to %(limit)s. No person decided it."),
    ),
    "dispute.draft_begun": _Telling(gettext_lazy("Began to write the answer"), "note"),
    "dispute.file_added": _Telling(gettext_lazy("Added a file to the answer"), "upload", "idle", "%(name)s"),
    "dispute.file_put_out": _Telling(gettext_lazy("Took a file out of the answer"), "x", "idle", "%(name)s"),
    "dispute.packet_built": _Telling(
        gettext_lazy("Bound the packet"), "layers", "idle", gettext_lazy("Pages: %(pages)s.")
    ),
    "dispute.appeal_begun": _Telling(gettext_lazy("Began an appeal"), "note"),
    "dispute.appealed": _Telling(
        gettext_lazy("Appealed"),
        "trend-up",
        "live",
        gettext_lazy("The gateway has what is new, and decides once more."),
    ),
    "dispute.offered": _Telling(gettext_lazy("Offer made to the customer"), "coins", "live", "%(amount)s"),
    "dispute.offer_proposed": _Telling(gettext_lazy("The customer has an offer"), "coins", "live", "%(amount)s"),
    "dispute.offer_accepted": _Telling(
        gettext_lazy("The customer took the offer"), "disc-check", "ok", gettext_lazy("The gateway pays it by itself.")
    ),
    "dispute.return_acknowledged": _Telling(
        gettext_lazy("Told the gateway what came back"), "box", "live", "%(finding)s", quote="words"
    ),
    "dispute.offer_denied": _Telling(
        gettext_lazy("The customer did not take the offer"), "ring-minus", "warn", "%(amount)s"
    ),
    "dispute.answer_written": _Telling(gettext_lazy("Handed the answer to the worker"), "arrow-right", "live"),
    "dispute.answer_waits": _Telling(gettext_lazy("The answer waits for a second person"), "half", "warn"),
    "dispute.answer_released": _Telling(gettext_lazy("Released the answer"), "ring-check", "live"),
    "dispute.answer_taken_back": _Telling(gettext_lazy("Took the answer back before it left"), "ring-minus"),
    "dispute.answer_sent": _Telling(gettext_lazy("Sent to the gateway"), "gateway", "live"),
    "dispute.answer_unknown": _Telling(
        gettext_lazy("The gateway's reply was lost"),
        "question",
        "warn",
        gettext_lazy("It is asked until it is clear whether it has the answer. Nothing is to be done."),
    ),
    "dispute.answer_refused": _Telling(gettext_lazy("The gateway refused the answer"), "alert", "bad", "%(code)s"),
    "dispute.answer_too_late": _Telling(
        gettext_lazy("The case had moved on before the answer left"), "hourglass", "bad"
    ),
    "dispute.needs_attention": _Telling(gettext_lazy("A person must look"), "alert", "bad", "%(why)s"),
    "dispute.customer_withdraws": _Telling(
        gettext_lazy("The customer says that it was a mistake"),
        "note",
        "ok",
        gettext_lazy("Signed by %(name)s. It is evidence; the bank must be told as well."),
        quote="words",
    ),
}
_FACTS = {
    "stage": gettext_lazy("Stage"),
    "amount_minor": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "respond_by": gettext_lazy("The gateway's deadline"),
    "may_respond": gettext_lazy("Takes an answer"),
    "may_refund": gettext_lazy("May be refunded"),
}


def tell_events(dispute: Dispute, events: Iterable[DisputeEvent]) -> list[Entry]:
    return [_tell(dispute, event) for event in events]


def _tell(dispute: Dispute, event: DisputeEvent) -> Entry:
    telling = _TELLINGS.get(event.kind) or _of_state(event)
    quote = event.data.get(telling.quote, "") if telling.quote else event.data.get("words", "")
    return Entry(
        title=str(telling.title),
        at=event.happened_at,
        actor=who_acted(event),
        icon=telling.icon,
        tone=telling.tone,
        text=fill(str(telling.text), event.data),
        quote=quote if isinstance(quote, str) else "",
        details=_details(dispute, event),
    )


def _of_state(event: DisputeEvent) -> _Telling:
    """A move is told as the state that it led to."""
    look = look_of("dispute", event.to_state or event.kind.removeprefix("dispute."))
    return _Telling(look.label, look.shape, look.tone)


def _details(dispute: Dispute, event: DisputeEvent) -> list[tuple[str, str]]:
    if event.kind == "dispute.changed":
        return [
            (str(_FACTS[name]), f"{_value(dispute, name, pair[0])} → {_value(dispute, name, pair[1])}")
            for name, pair in event.data.items()
            if name in _FACTS and isinstance(pair, list)
        ]
    word = event.data.get("word", "")
    return [(_("The gateway's word"), str(word))] if word else []


def _value(dispute: Dispute, name: str, value: Any) -> str:
    text = str(value)
    if text in ("None", ""):
        return "–"
    if name == "amount_minor" and text.isdigit():
        return format_money(int(text), dispute.currency)
    if name == "respond_by" and (moment := parse_datetime(text)) is not None:
        return when(moment, "text")
    if name == "stage":
        return str(Dispute.Stage(text).label) if text in Dispute.Stage.values else text
    return {"True": _("yes"), "False": _("no")}.get(text, text)
