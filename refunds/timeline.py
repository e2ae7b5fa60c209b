"""The events of a refund in words, for the people who read its page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.actors import API_KEY, CUSTOMER, GATEWAY, SYSTEM
from customers.money import format_money
from refunds.models import Refund, RefundEvent
from refunds.references import is_bulk_reference

Text = str | Promise


class Entry(NamedTuple):
    """One line of the timeline; `tone` and `icon` as in customers.looks."""

    title: str
    at: datetime
    actor: str
    icon: str
    tone: str
    text: str
    quote: str
    details: list[tuple[str, str]]
    url: str = ""
    bulk: str = ""
    """The bulk run that it was part of."""

    anchor: str = ""


class _Telling(NamedTuple):
    title: Text
    icon: str = "note"
    tone: str = "idle"
    text: Text = ""
    """May name a field of the event's data: %(code)s."""

    quote: str = ""
    """The field of the data that holds somebody's own words."""


_TELLINGS: dict[str, _Telling] = {
    "refund.requested": _Telling(gettext_lazy("Refund requested"), "plus", "live"),
    "refund.adopted": _Telling(
        gettext_lazy("Found at the gateway"),
        "gateway",
        "warn",
        gettext_lazy("It was made in the gateway's own console and taken in here."),
        quote="words",
    ),
    "refund.matched": _Telling(
        gettext_lazy("Paid in the gateway's own console"),
        "gateway",
        "warn",
        gettext_lazy("The gateway's refund %(gateway_reference)s ended this request."),
        quote="words",
    ),
    "refund.sent_to_review": _Telling(gettext_lazy("Sent to a person to decide"), "half", "warn"),
    "refund.first_approval": _Telling(
        gettext_lazy("First approval"),
        "ring-check",
        "live",
        gettext_lazy("A second person must approve as well."),
        quote="note",
    ),
    "refund.approved": _Telling(
        gettext_lazy("Approved"),
        "ring-check",
        "ok",
        gettext_lazy("The amount is reserved on the payment."),
        quote="note",
    ),
    "refund.rejected": _Telling(gettext_lazy("Rejected"), "ring-x", "bad", quote="explanation"),
    "refund.appealed": _Telling(
        gettext_lazy("The customer asked for a second look"),
        "return",
        "warn",
        gettext_lazy("Nobody who had a say in it before decides it."),
        quote="words",
    ),
    "refund.feedback": _Telling(
        gettext_lazy("The customer said how it was"), "note", "idle", gettext_lazy("%(said)s"), quote="words"
    ),
    "refund.asked": _Telling(gettext_lazy("The customer was asked"), "question", "warn", quote="question"),
    "refund.question_asked": _Telling(
        gettext_lazy("The customer asks for a person"),
        "question",
        "warn",
        gettext_lazy("The assistant handed the question over. Please write to the customer."),
        quote="question",
    ),
    "refund.answered": _Telling(gettext_lazy("The customer answered"), "note", "live", quote="answer"),
    "refund.document_added": _Telling(gettext_lazy("Document added"), "upload", "live", gettext_lazy("%(name)s")),
    "refund.merged": _Telling(
        gettext_lazy("Merged into another request"), "layers", "idle", gettext_lazy("It goes on as %(into)s.")
    ),
    "refund.took_in": _Telling(
        gettext_lazy("Another request was merged into this one"),
        "layers",
        "live",
        gettext_lazy("%(other)s was closed into this one."),
        quote="words",
    ),
    "refund.canceled": _Telling(gettext_lazy("Canceled"), "ring-minus"),
    "refund.processing": _Telling(gettext_lazy("Taken by a worker"), "arrow-right", "live"),
    "refund.completed": _Telling(gettext_lazy("Completed"), "disc-check", "ok", gettext_lazy("The money has left.")),
    "refund.credit_note": _Telling(gettext_lazy("Credit note issued"), "note", "ok", gettext_lazy("%(number)s")),
    "refund.credit_note_voided": _Telling(
        gettext_lazy("Credit note taken back"), "return", "warn", gettext_lazy("The counter-document is %(number)s.")
    ),
    "refund.failed": _Telling(
        gettext_lazy("Failed"), "alert", "bad", gettext_lazy("The reservation was given back to the payment.")
    ),
    "refund.came_back": _Telling(
        gettext_lazy("The money came back"),
        "return",
        "bad",
        gettext_lazy("It had left and was returned. It needs another way."),
    ),
    "refund.disowned": _Telling(
        gettext_lazy("Taken out of the books"),
        "ring-minus",
        "warn",
        gettext_lazy("The same money is counted with %(case)s. None of it moved now."),
    ),
    "refund.recalled": _Telling(
        gettext_lazy("Taken back at the gateway"),
        "return",
        "warn",
        gettext_lazy("The gateway was asked and gave it up before it was paid."),
    ),
    "refund.not_recalled": _Telling(
        gettext_lazy("Asked back from the gateway, without success"),
        "return",
        "idle",
        gettext_lazy("It goes on there as before."),
    ),
    "refund.stopped_by_dispute": _Telling(
        gettext_lazy("Stopped by a dispute"),
        "lock",
        "warn",
        gettext_lazy("Dispute %(dispute)s has taken this money, or may do so: nothing leaves while it stands."),
    ),
    "refund.goes_on_after_dispute": _Telling(
        gettext_lazy("Goes on after a dispute"),
        "arrow-right",
        "live",
        gettext_lazy("Dispute %(dispute)s stands in the way no more."),
    ),
    "refund.withdrawal_declared": _Telling(
        gettext_lazy("The customer withdrew from the contract"),
        "return",
        "warn",
        gettext_lazy("Declaration %(withdrawal)s. The law names the day by which the money is to go back."),
    ),
    "refund.retried": _Telling(gettext_lazy("Released again"), "refresh", "live"),
    "refund.rail_changed": _Telling(gettext_lazy("Another way to pay was chosen"), "return", "live"),
    "refund.changed": _Telling(
        gettext_lazy("The request was changed"),
        "note",
        "warn",
        gettext_lazy("What it asked for before is kept; every approval given before is void."),
        quote="words",
    ),
    "refund.fee_waived": _Telling(gettext_lazy("The restocking fee was waived"), "coins", "ok", quote="words"),
    "refund.rail_proposed": _Telling(
        gettext_lazy("The customer was asked about another way for the money"), "question", "warn", quote="words"
    ),
    "refund.rail_agreed": _Telling(gettext_lazy("The customer agreed to another way"), "check", "ok", quote="words"),
    "refund.rail_declined": _Telling(gettext_lazy("The customer declined another way"), "x", "idle", quote="words"),
    "refund.rail_expired": _Telling(
        gettext_lazy("The question about another way was not answered in time"), "clock", "idle"
    ),
    "refund.rail_withdrawn": _Telling(gettext_lazy("The question about another way was withdrawn"), "ring-minus"),
    "refund.transfer_recorded": _Telling(gettext_lazy("Bank transfer recorded"), "bank", "ok", quote="bank_reference"),
    "refund.bank_details_asked": _Telling(
        gettext_lazy("The customer was asked for a bank account"), "question", "warn"
    ),
    "refund.bank_details_asked_again": _Telling(
        gettext_lazy("The customer was asked for a bank account again"), "mail", "warn"
    ),
    "refund.bank_details_given": _Telling(
        gettext_lazy("The customer named a bank account"),
        "bank",
        "ok",
        gettext_lazy("It is in %(country)s and ends in %(ending)s."),
    ),
    "refund.bank_details_expired": _Telling(gettext_lazy("No bank account was named in time"), "hourglass", "warn"),
    "refund.bank_details_revoked": _Telling(gettext_lazy("The bank account was forgotten"), "ring-minus"),
    "refund.put_into_payment_file": _Telling(
        gettext_lazy("Put into a payment file"), "bank", "live", gettext_lazy("It is %(file)s.")
    ),
    "refund.left_payment_file": _Telling(
        gettext_lazy("Taken out of a payment file"), "ring-minus", "idle", gettext_lazy("It was %(file)s.")
    ),
    "refund.payment_file_released": _Telling(
        gettext_lazy("Released by a second person"), "ring-check", "ok", gettext_lazy("In the payment file %(file)s.")
    ),
    "refund.given_to_bank": _Telling(
        gettext_lazy("Given to the bank"), "arrow-right", "live", gettext_lazy("In the payment file %(file)s.")
    ),
    "refund.needs_attention": _Telling(gettext_lazy("Somebody must look"), "hand", "warn", gettext_lazy("%(why)s")),
    "refund.assigned": _Telling(
        gettext_lazy("Given to a colleague by rule"),
        "user",
        "idle",
        gettext_lazy("It went to %(to)s by rule %(rule)s."),
    ),
    "refund.taken": _Telling(gettext_lazy("Taken"), "user", "live"),
    "refund.given_back": _Telling(
        gettext_lazy("Given back"), "user", "idle", gettext_lazy("%(old)s had it; it is nobody's now.")
    ),
    "refund.handed_over": _Telling(
        gettext_lazy("Handed over"), "user", "live", gettext_lazy("It went to %(to)s."), quote="words"
    ),
    "refund.freed": _Telling(
        gettext_lazy("Nobody's again"), "user", "warn", gettext_lazy("The account of %(old)s was closed.")
    ),
    "refund.reminded": _Telling(
        gettext_lazy("Reminder sent"), "clock", "warn", gettext_lazy("The answer is due soon.")
    ),
    "refund.escalated": _Telling(gettext_lazy("Put before the leads"), "alert", "bad", quote="why"),
    "refund.escalation_ended": _Telling(
        gettext_lazy("Given back to the desk by a lead"), "return", "live", quote="words"
    ),
    "refund.asked_again": _Telling(
        gettext_lazy("The customer was asked again"),
        "mail",
        "warn",
        gettext_lazy("No answer had come, so the question went out a second time."),
    ),
    "refund.no_answer": _Telling(
        gettext_lazy("The customer did not answer"),
        "hourglass",
        "warn",
        gettext_lazy("The case is back on the list. A person decides with what is known."),
    ),
    "letter.bounced": _Telling(
        gettext_lazy("A letter did not reach the customer"), "mail", "bad", gettext_lazy("%(subject)s")
    ),
    "letter.resent": _Telling(gettext_lazy("Letter sent again"), "mail", "live", gettext_lazy("%(subject)s")),
    "conversation.settled": _Telling(gettext_lazy("The customer's last words need no answer"), "check"),
    "conversation.mail_held": _Telling(
        gettext_lazy("Mail from another address waits for a person"),
        "mail",
        "warn",
        gettext_lazy("It came from %(address)s."),
    ),
    "conversation.mail_accepted": _Telling(
        gettext_lazy("Mail from another address was taken for the customer's"),
        "check",
        "live",
        gettext_lazy("It came from %(address)s."),
    ),
    "conversation.mail_dismissed": _Telling(
        gettext_lazy("Mail from another address was put aside"),
        "ring-minus",
        "idle",
        gettext_lazy("It came from %(address)s."),
    ),
    "conversation.too_much_mail": _Telling(
        gettext_lazy("So much mail came in for this case that the rest of the hour is not taken"), "mail", "warn"
    ),
    "attempt.asked_about": _Telling(
        gettext_lazy("The gateway is asked at once"), "refresh", "live", gettext_lazy("Its answer never came.")
    ),
    "order.retried": _Telling(
        gettext_lazy("Its work order runs again"), "refresh", "live", gettext_lazy("It was parked: %(why)s")
    ),
    "order.closed": _Telling(gettext_lazy("Its work order was put aside"), "ring-minus", "idle", quote="words"),
    "order.given_up": _Telling(
        gettext_lazy("Its work order was given up"),
        "ring-minus",
        "warn",
        gettext_lazy("Nothing was sent. It needs another way, or is sent again."),
        quote="words",
    ),
    "attempt.pending": _Telling(
        gettext_lazy("The gateway has it"),
        "clock",
        "live",
        gettext_lazy("It took the refund and has not ended it."),
    ),
    "attempt.action_required": _Telling(
        gettext_lazy("The gateway waits for the customer"),
        "hand",
        "warn",
        gettext_lazy("It needs the customer's bank details."),
    ),
    "attempt.waiting_funds": _Telling(
        gettext_lazy("The gateway waits for funds"),
        "hourglass",
        "warn",
        gettext_lazy("The shop's balance at the gateway is too low."),
    ),
    "attempt.unknown": _Telling(
        gettext_lazy("The answer was lost"),
        "question",
        "warn",
        gettext_lazy("Nothing is sent again under a new key: the gateway is asked until it says how this ended."),
    ),
}

_PARTS: dict[str, Text] = {
    "worker": gettext_lazy("Worker"),
    "policy": gettext_lazy("Refund policy"),
    "calendar": gettext_lazy("Calendar"),
    "withdrawal": gettext_lazy("Withdrawal by law"),
    "assignment": gettext_lazy("Rules of assignment"),
    "mail": gettext_lazy("Mail service"),
    "dispute_rule": gettext_lazy("Automatic rule"),
}

_WORDS_FOR_DATA: dict[str, Text] = {
    "round": gettext_lazy("Round"),
    "withdrawal": gettext_lazy("Declaration"),
    "opened": gettext_lazy("Opened this request"),
    "note": gettext_lazy("Note to the customer"),
    "code": gettext_lazy("Gateway's code"),
    "gateway_reference": gettext_lazy("Gateway's reference"),
    "rules": gettext_lazy("Rules that said no"),
    "old": gettext_lazy("Before"),
    "new": gettext_lazy("Now"),
    "rail": gettext_lazy("Paid back by"),
    "amount_minor": gettext_lazy("Amount"),
    "to": gettext_lazy("To"),
    "rule": gettext_lazy("Rule"),
    "goodwill_minor": gettext_lazy("Of it goodwill"),
    "fee_minor": gettext_lazy("Restocking fee"),
    "fee_waiver": gettext_lazy("Why no fee is kept"),
    "reason": gettext_lazy("Reason"),
    "reason_text": gettext_lazy("In the customer's words"),
    "answers": gettext_lazy("Answers to our questions"),
    "exchange_wish": gettext_lazy("Would rather have"),
    "keeps_percent": gettext_lazy("Keeps the goods for"),
    "bonus_minor": gettext_lazy("Bonus on store credit"),
    "lines": gettext_lazy("Lines"),
    "revision": gettext_lazy("Revision"),
    "was_confirmed": gettext_lazy("The customer had named one"),
    "raised": gettext_lazy("More goes back than before"),
}


def tell_events(events: Iterable[RefundEvent]) -> list[Entry]:
    """Put events into words, in the order given. An event of an unknown kind is told by its own name and data."""
    return [_tell(event) for event in events]


def _tell(event: RefundEvent) -> Entry:
    telling = _TELLINGS.get(event.kind) or _Telling(_plain_words(event.kind))
    return Entry(
        title=str(telling.title),
        at=event.happened_at,
        actor=who_acted(event),
        icon=telling.icon,
        tone=telling.tone,
        text=fill(str(telling.text), event.data),
        quote=str(event.data.get(telling.quote, "")) if telling.quote else "",
        details=_details(event, telling),
        bulk=event.correlation_id if is_bulk_reference(event.correlation_id) else "",
    )


def _plain_words(kind: str) -> str:
    """ "dispute.hold_placed" reads "Dispute hold placed"."""
    return kind.replace(".", " ").replace("_", " ").capitalize()


def who_acted(event: Any) -> str:
    """Whoever made an event of a case, in words."""
    kind = event.actor.partition(":")[0]
    if kind == CUSTOMER:
        return _("%s, customer") % event.actor_label
    if kind == API_KEY:
        return _("API key “%s”") % event.actor_label
    if kind == GATEWAY:
        return _("Gateway account %s") % event.actor_label
    if kind == SYSTEM:
        return str(_PARTS.get(event.actor_label, event.actor_label))
    return event.actor_label


def fill(text: str, data: dict[str, Any]) -> str:
    """Fill in the data; an older event that lacks a field keeps the sentence out."""
    try:
        return text % data if "%(" in text else text
    except KeyError:
        return ""


def _details(event: RefundEvent, telling: _Telling) -> list[tuple[str, str]]:
    shown = {name: value for name, value in event.data.items() if value not in ("", None, [])}
    hidden = {telling.quote, "currency", "before", "after", "changed", "note_by"} | {
        name for name in shown if f"%({name})s" in str(telling.text)
    }
    details = [(_label(name), _value(name, value, event.data)) for name, value in shown.items() if name not in hidden]
    details += _changes(event.data)
    if not event.correlation_id or is_bulk_reference(event.correlation_id):
        return details
    return [*details, (_("Correlation id"), event.correlation_id)]


def _changes(data: dict[str, Any]) -> list[tuple[str, str]]:
    """What a change turned into what, field by field."""
    before, after = data.get("before", {}), data.get("after", {})
    return [
        (_label(name), f"{_value(name, before.get(name), data) or '–'} → {_value(name, after.get(name), data) or '–'}")
        for name in data.get("changed", [])
        if name != "lines"
    ]


def _label(name: str) -> str:
    return str(_WORDS_FOR_DATA.get(name, name.replace("_", " ").capitalize()))


def _value(name: str, value: Any, data: dict[str, Any]) -> str:
    if name == "answers":
        return "; ".join(f"{row['question']} {row['answer']}" for row in value or ())
    if name == "keeps_percent":
        return _("%d percent of the price") % value if value else ""
    if name.endswith("_minor") and type(value) is int and data.get("currency"):
        return format_money(value, data["currency"])
    if value in Refund.Rail.values:
        return str(Refund.Rail(value).label)
    if name == "reason" and value in Refund.Reason.values:
        return str(Refund.Reason(value).label)
    if type(value) is bool:
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
