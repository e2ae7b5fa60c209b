"""Everything of a refund that concerns its customer, in one order and in plain words. What is not named here stays in.

Their own acts and ours come from the events, our letters from what was sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.actors import CUSTOMER
from customers.models import Message
from refunds.models import Refund, RefundEvent
from refunds.timeline import fill

Text = str | Promise


class Told(NamedTuple):
    """One thing. `quote` is what somebody wrote, `letter` the text of a letter."""

    title: str
    at: datetime
    icon: str
    tone: str
    quote: str = ""
    letter: str = ""


class _Words(NamedTuple):
    """`by_us` is the title where the customer's own act was ours; without one such an event is left out."""

    title: Text
    icon: str = "note"
    tone: str = "idle"
    quote: str = ""
    by_us: Text = ""


_EITHER_WAY: dict[str, _Words] = {
    "refund.sent_to_review": _Words(_("A colleague looks at it"), "half"),
    "refund.approved": _Words(_("We approved it"), "ring-check", "ok", "note"),
    "refund.rejected": _Words(_("We turned it down"), "ring-x", "bad", "explanation"),
    "refund.asked": _Words(_("We asked you something"), "question", "warn", "question"),
    "refund.no_answer": _Words(_("No answer came, so a colleague goes on with what is known"), "hourglass"),
    "refund.took_in": _Words(_("Your request %(other)s was put together with this one"), "layers"),
    "refund.merged": _Words(_("It was put together with your request %(into)s"), "layers"),
    "refund.changed": _Words(_("We changed what the request asks for"), "note", "warn"),
    "refund.fee_waived": _Words(_("We keep no restocking fee"), "coins", "ok"),
    "refund.rail_proposed": _Words(_("We asked you about another way for the money"), "question", "warn", "words"),
    "refund.rail_agreed": _Words(_("You agreed to another way"), "check", "ok"),
    "refund.rail_declined": _Words(_("You declined another way"), "x"),
    "refund.rail_expired": _Words(_("The question about another way ran out"), "clock"),
    "refund.rail_withdrawn": _Words(_("We took the question about another way back"), "ring-minus"),
    "refund.bank_details_asked": _Words(_("We asked you for a bank account"), "question", "warn"),
    "refund.bank_details_given": _Words(_("You named a bank account, ending in %(ending)s"), "bank", "live"),
    "refund.bank_details_expired": _Words(_("No bank account was named in time"), "hourglass", "warn"),
    "refund.processing": _Words(_("We handed it to the payment company"), "arrow-right", "live"),
    "refund.given_to_bank": _Words(_("Our bank has the order"), "arrow-right", "live"),
    "attempt.pending": _Words(_("Sent to your bank"), "arrow-right", "live"),
    "refund.completed": _Words(_("Confirmed"), "disc-check", "ok"),
    "refund.failed": _Words(_("It could not be paid out; your money is safe with us"), "alert", "bad"),
    "refund.came_back": _Words(_("The money came back; it is safe with us"), "return", "bad"),
    "refund.retried": _Words(_("We sent it again"), "refresh", "live"),
}
_THEIRS: dict[str, _Words] = {
    "refund.requested": _Words(_("You asked for your money back"), "plus", "live", "", _("We started this for you")),
    "refund.answered": _Words(_("You answered"), "note", "live", "answer", _("We wrote down your answer")),
    "refund.document_added": _Words(_("You sent “%(name)s”"), "upload", "live"),
    "refund.appealed": _Words(
        _("You asked for a second look"), "return", "live", "words", _("We wrote down that you ask for a second look")
    ),
    "refund.canceled": _Words(_("You took the request back"), "ring-minus", "idle", "", _("We closed the request")),
    "refund.feedback": _Words(_("You told us how it was"), "note", "idle", "words"),
}
"""What a customer does, or somebody for them."""


def tell_customer(refund: Refund, events: Iterable[RefundEvent], letters: Iterable[Message]) -> list[Told]:
    """Put it in order, the newest first. At the same moment what happened stands before the letter about it."""
    told = [*filter(None, map(_event, events)), *map(_letter, letters)]
    return sorted(told, key=lambda entry: (entry.at, bool(entry.letter)), reverse=True)


def _event(event: RefundEvent) -> Told | None:
    words = _EITHER_WAY.get(event.kind)
    title: Text = ""
    if words is not None:
        title = words.title
    elif (words := _THEIRS.get(event.kind)) is not None:
        title = words.title if event.actor.startswith(f"{CUSTOMER}:") else words.by_us
    if words is None or not title:
        return None
    quote = str(event.data.get(words.quote, "")) if words.quote else ""
    return Told(fill(str(title), event.data), event.happened_at, words.icon, words.tone, quote)


def _letter(letter: Message) -> Told:
    return Told(letter.subject, letter.created_at, "mail", "idle", letter=letter.body_text)
