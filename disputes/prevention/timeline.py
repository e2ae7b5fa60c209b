"""The events of an alert in words, for the people who read its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.looks import look_of
from customers.templatetags.recourse import when
from disputes.models import AlertEvent
from refunds.timeline import Entry, fill, who_acted


class _Telling(NamedTuple):
    title: str | Promise
    icon: str = "note"
    tone: str = "idle"
    text: str | Promise = ""
    """May name a field of the event's data: %(refund)s."""


_TELLINGS: dict[str, _Telling] = {
    "alert.received": _Telling(gettext_lazy("Alert received"), "bell", "warn"),
    "alert.payment_found": _Telling(
        gettext_lazy("Payment found"), "payments", "live", gettext_lazy("It is %(payment)s.")
    ),
    "alert.payment_not_found": _Telling(
        gettext_lazy("Payment not found"), "question", "warn", gettext_lazy("Somebody must say which one it is.")
    ),
    "alert.assigned": _Telling(gettext_lazy("Given to somebody in turn"), "user", "idle", gettext_lazy("To %(to)s.")),
    "alert.taken": _Telling(gettext_lazy("Taken over"), "hand", "live"),
    "alert.handed_over": _Telling(gettext_lazy("Handed over"), "user", "live", gettext_lazy("To %(to)s.")),
    "alert.deadline_moved": _Telling(gettext_lazy("The provider moved its deadline"), "clock", "live"),
    "alert.reminded": _Telling(gettext_lazy("Reminded that an answer is due"), "clock", "warn"),
    "alert.escalated": _Telling(
        gettext_lazy("Put before the leads"), "trend-up", "bad", gettext_lazy("Our own deadline has passed.")
    ),
    "alert.refunding": _Telling(
        gettext_lazy("Refund asked for"), "return", "live", gettext_lazy("%(refund)s is decided like every other one.")
    ),
    "alert.refunded": _Telling(
        gettext_lazy("Refunded"), "disc-check", "ok", gettext_lazy("%(refund)s gave the money back.")
    ),
    "alert.received_again": _Telling(
        gettext_lazy("The refund came to nothing"),
        "alert",
        "bad",
        gettext_lazy("%(refund)s did not give the money back: the question is open again."),
    ),
    "alert.declined": _Telling(gettext_lazy("Left alone"), "ring-minus"),
    "alert.expired": _Telling(gettext_lazy("Expired"), "hourglass", "bad", gettext_lazy("Nobody decided in time.")),
    "alert.not_actionable": _Telling(
        gettext_lazy("Paying back helps no more"), "hourglass", "bad", gettext_lazy("The gateway says so.")
    ),
    "alert.resolved": _Telling(
        gettext_lazy("Settled by the network"), "shield", "ok", gettext_lazy("It is said not to count as a dispute.")
    ),
    "alert.disputed": _Telling(
        gettext_lazy("Became a dispute"),
        "disputes",
        "bad",
        gettext_lazy("%(dispute)s, days after the alert: %(days)s."),
    ),
    "alert.met_dispute": _Telling(
        gettext_lazy("A dispute came all the same"),
        "disputes",
        "bad",
        gettext_lazy("%(dispute)s, days after the alert: %(days)s."),
    ),
    "alert.booked": _Telling(
        gettext_lazy("The network's payment is booked"),
        "coins",
        "ok",
        gettext_lazy("As %(refund)s, made outside. So much less can be refunded now."),
    ),
    "alert.counted_with_dispute": _Telling(
        gettext_lazy("The money is counted with a dispute"),
        "coins",
        "live",
        gettext_lazy("The gateway tells of it as %(dispute)s; it is not booked a second time."),
    ),
    "alert.counted_before": _Telling(
        gettext_lazy("The money is counted already"),
        "coins",
        "idle",
        gettext_lazy("It had gone back before the payment was known here."),
    ),
    "alert.not_booked": _Telling(gettext_lazy("Not booked"), "alert", "bad", "%(why)s"),
    "alert.needs_attention": _Telling(gettext_lazy("A person must look"), "alert", "bad", "%(why)s"),
    "alert.looked_at": _Telling(gettext_lazy("Somebody has looked"), "check", "ok", "%(why)s"),
}


def tell_events(events: Iterable[AlertEvent]) -> list[Entry]:
    return [_tell(event) for event in events]


def _tell(event: AlertEvent) -> Entry:
    telling = _TELLINGS.get(_name(event)) or _of_state(event)
    quote = event.data.get("words", "")
    return Entry(
        title=str(telling.title),
        at=event.happened_at,
        actor=who_acted(event),
        icon=telling.icon,
        tone=telling.tone,
        text=fill(str(telling.text), event.data),
        quote=quote if isinstance(quote, str) else "",
        details=_details(event),
    )


def _name(event: AlertEvent) -> str:
    """The same state is reached in more than one way."""
    if event.kind == "alert.received" and event.from_state:
        return "alert.received_again"
    if event.kind == "alert.expired" and event.data.get("because") == "not_actionable":
        return "alert.not_actionable"
    return event.kind


def _of_state(event: AlertEvent) -> _Telling:
    look = look_of("alert", event.to_state or event.kind.removeprefix("alert."))
    return _Telling(look.label, look.shape, look.tone)


def _details(event: AlertEvent) -> list[tuple[str, str]]:
    if event.kind == "alert.deadline_moved":
        return [(_("The provider's deadline"), f"{_moment(event.data, 'old')} → {_moment(event.data, 'new')}")]
    how = _HOW.get(event.data.get("how", "")) if event.kind == "alert.payment_found" else None
    return [(_("Found by"), str(how))] if how else []


_HOW: dict[str, Promise] = {
    "gateway_reference": gettext_lazy("the gateway's number"),
    "arn": gettext_lazy("the acquirer's reference number"),
    "card": gettext_lazy("card, amount and day"),
    "person": gettext_lazy("a person"),
}


def _moment(data: dict[str, Any], name: str) -> str:
    moment = parse_datetime(str(data.get(name, "")))
    return when(moment, "text") if moment else "–"
