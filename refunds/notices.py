"""What the customer hears at each step of a refund, written in the transaction of that step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.languages import language_of
from customers.mailbox.addresses import address_for
from customers.models import Message
from customers.notifications.compose import Letter, compose
from customers.notifications.kinds import letter_kind
from customers.notifications.write import write_message
from customers.portal.doors import door
from customers.portal.links import PORTAL_ROOT
from customers.shop_days import shop_zone
from refunds.explained import Explained, explain, why_in_facts
from refunds.letter_kinds import EXPLANATION
from refunds.models import BankDetails, RailProposal, Refund, Rejection
from refunds.policy.quote import arrival, destination
from refunds.policy.wording import day, money
from refunds.progress import kind_words

STEPS = (
    "received",
    "approved",
    "bank_details",
    "bank_details_again",
    "on_its_way",
    "sent_to_bank",
    "confirmed",
    "came_back",
    "rejected",
    "needs_info",
    "asked_again",
    "canceled",
    "merged",
    "rail_proposed",
    "appeal_received",
    "reply",
)
NOTHING_MOVES = ("rejected", "canceled", "appeal_received", "appeal_upheld")

_OTHER_WORDS: dict[tuple[str, str], str] = {
    ("sent_to_bank", Refund.Rail.BANK_TRANSFER): "refund_sent_to_bank_transfer",
    ("approved", Refund.Rail.BANK_TRANSFER): "refund_approved_transfer",
    ("confirmed", Refund.Rail.BANK_TRANSFER): "refund_confirmed_transfer",
    ("confirmed", Refund.Rail.STORE_CREDIT): "refund_confirmed_credit",
}
"""Where the way of the money asks for other words than the step usually has."""

VARIANTS = frozenset(_OTHER_WORDS.values())
"""Kinds that are only other words for a step: whether that step is told is decided for the step."""
_AFTER_AN_APPEAL = {"approved": "refund_appeal_granted", "rejected": "refund_appeal_upheld"}

Note = tuple[str, str]
"""A colleague's first name, and what they write to the customer beside the letter's own words."""

Link = tuple[str, str]
"""What it leads to, and the address."""


def tell(refund: Refund, step: str, **extra: Any) -> Message:
    """Write the letter for this step."""
    return _write(refund, step, extra)


def say(refund: Refund, step: str, said: str, by: Actor, **extra: Any) -> Message:
    """Write the letter for this step, with what a colleague says in it: it stands in the conversation."""
    return _write(refund, step, extra, said, by)


def _write(refund: Refund, step: str, extra: dict[str, Any], said: str = "", by: Actor | None = None) -> Message:
    return write_message(
        refund.customer,
        f"refund_{step}",
        contents(refund, step, **extra),
        about=refund.reference,
        language=language_for(refund),
        words=words_for(refund, step),
        said=said,
        by=by,
    )


def tell_no(refund: Refund, rejection: Rejection, notes: Sequence[Note] = ()) -> Message:
    """Write the letter of a no, with the rule, what decided it and what would change it."""
    with translation.override(language_for(refund)):
        why = explain(rejection.rules, rejection.decision, rejection.words)
    said = {"explanation": rejection.words, "notes": notes, "appeal_until": refund.appeal_until}
    return tell(refund, "rejected", why=why, **said)


def letter_of_no(refund: Refund, words: str, rules: Sequence[str], **more: Any) -> Letter:
    """Set the letter that a no of this moment would write. Nothing is kept. `more` as `contents` takes it."""
    with translation.override(language_for(refund)):
        why = explain(rules, refund.decisions.select_related("policy_version").first(), words)
    return letter_for(refund, "rejected", explanation=words, why=why, **more)


def answer_promised(refund: Refund, answer_by: datetime) -> dict[str, str]:
    """The day by which we answer, in the customer's language."""
    with translation.override(language_for(refund)):
        return {"answer_by": day(answer_by.astimezone(shop_zone()))}


def proposal_of(refund: Refund, proposal: RailProposal) -> dict[str, str]:
    """What a colleague proposed, and the day by which the customer answers, in the customer's language."""
    with translation.override(language_for(refund)):
        return {"proposal": proposal.words, "answer_by": _last_day(proposal.expires_at)}


def details_wanted(refund: Refund, details: BankDetails) -> dict[str, str]:
    """The day by which we need an account, in the customer's language, and the door to the page that takes it."""
    with translation.override(language_for(refund)):
        return {"answer_by": _last_day(details.expires_at), "door": door(f"refunds/{refund.reference}/bank-account/")}


def letter_for(refund: Refund, step: str, **extra: Any) -> Letter:
    """Set the letter that `tell` would write. Nothing is kept."""
    return compose(words_for(refund, step), language_for(refund), refund.customer, contents(refund, step, **extra))


def words_for(refund: Refund, step: str) -> str:
    """The kind of letter whose text this step uses."""
    if refund.appealed_at and step in _AFTER_AN_APPEAL:
        return _AFTER_AN_APPEAL[step]
    return _OTHER_WORDS.get((step, refund.rail), f"refund_{step}")


def both_ways(refund: Refund, rail: str) -> dict[str, str]:
    """Where the money would go now and where on the other rail, in the customer's language."""
    payment = refund.payment
    with translation.override(language_for(refund)):
        return {
            "old_way": destination(refund.rail, payment.method, payment.card_last4, payment.method_label),
            "new_way": destination(rail, payment.method, payment.card_last4, payment.method_label),
            "new_arrival": arrival(rail, payment.method),
        }


def language_for(refund: Refund) -> str:
    return language_of(refund.customer, refund.payment)


def contents(
    refund: Refund,
    step: str,
    explanation: str = "",
    question: str = "",
    notes: Sequence[Note] = (),
    language: str = "",
    why: Explained | None = None,
    appeal_until: datetime | None = None,
    **more: str,
) -> dict[str, Any]:
    """Where the money goes, how soon, why, and the door to the status page, in the customer's language.

    `more` are the values of what only this letter knows.
    """
    payment = refund.payment
    with translation.override(language or language_for(refund)):
        goes_to = destination(refund.rail, payment.method, payment.card_last4, payment.method_label)
        facts = [
            (_("Refund"), refund.reference),
            (_("Order"), payment.order_reference),
            (_("Restocking fee kept"), _fee(refund)),
            (_("Of it on top, from us"), _on_top(refund)),
            (_("Bonus on your store credit"), _bonus(refund)),
            (_("Goes to"), "" if step in NOTHING_MOVES else goes_to[:1].upper() + goes_to[1:]),
            *(why_in_facts(why) if why else ()),
            (_("A second look until"), _last_day(appeal_until) if appeal_until else ""),
        ]
        return {
            "reference": refund.reference,
            "order": payment.order_reference or payment.reference,
            "amount": money(refund.amount_minor, refund.currency),
            "destination": goes_to,
            "arrival": arrival(refund.rail, payment.method),
            "explanation": explanation or _explained(refund, step),
            "question": question,
            "notes": notes,
            "facts": [(label, value) for label, value in facts if value],
            "door": door(f"refunds/{refund.reference}/"),
            "links": [*(_policy_link(why) if why else ()), *_what_next(refund, step, why, appeal_until)],
            "can_reply": bool(address_for(refund.reference)),
            **more,
        }


def _explained(refund: Refund, step: str) -> list[str]:
    """The policy's own sentences, for a letter that gives them."""
    gives_them = EXPLANATION.name in letter_kind(words_for(refund, step)).known()
    return kind_words(refund.decisions.first()) if gives_them else []


def _last_day(end: datetime) -> str:
    """The last whole day before a moment."""
    return day((end - timedelta(seconds=1)).astimezone(shop_zone()))


def _what_next(refund: Refund, step: str, why: Explained | None, appeal_until: datetime | None) -> list[Link]:
    """The way to a second look while it is open; once all is over, to the question how it was."""
    if appeal_until:
        return _appeal_link(refund)
    is_over = step == "confirmed" or why is not None
    return [(_("Tell us how it was for you"), door(f"refunds/{refund.reference}/feedback/"))] if is_over else []


def _appeal_link(refund: Refund) -> list[Link]:
    return [(_("Ask for a second look"), door(f"refunds/{refund.reference}/appeal/"))]


def _policy_link(why: Explained) -> list[Link]:
    if why.version is None:
        return []
    label = _("The refund policy, version %s") % why.version.number
    return [(label, f"{settings.PUBLIC_URL}{PORTAL_ROOT}policy/{why.version.number}/")]


def _bonus(refund: Refund) -> str:
    return money(refund.bonus_minor, refund.currency) if refund.bonus_minor else ""


def _fee(refund: Refund) -> str:
    """What we keep for taking the goods back, out of how much."""
    if not refund.fee_minor:
        return ""
    amounts = {"fee": money(refund.fee_minor, refund.currency), "gross": money(refund.gross_minor, refund.currency)}
    return _("%(fee)s of %(gross)s") % amounts


def _on_top(refund: Refund) -> str:
    is_part = refund.goodwill_minor and refund.reason != Refund.Reason.GOODWILL
    return money(refund.goodwill_minor, refund.currency) if is_part else ""
