"""Texts that ask a customer for what is missing most often, by the reason of the request."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from refunds.models import Refund

Reason = Refund.Reason


class Suggestion(NamedTuple):
    title: str | Promise
    text: str | Promise
    reasons: tuple[str, ...] = ()
    """Where it fits best and is offered first; none means everywhere."""


SUGGESTIONS = {
    "photo": Suggestion(
        _("A photo of the damage"),
        _("Please describe the damage in a sentence or two and send us a photo on which it can be seen."),
        (Reason.DAMAGED, Reason.NOT_AS_DESCRIBED),
    ),
    "difference": Suggestion(
        _("What is different"),
        _("What exactly is different from the description, and would another colour or size help you?"),
        (Reason.NOT_AS_DESCRIBED, Reason.WRONG_ITEM),
    ),
    "delivery": Suggestion(
        _("Where the parcel could be"),
        _("Please ask your neighbours and look in your letter box, and tell us whether the delivery address is right."),
        (Reason.NOT_RECEIVED,),
    ),
    "second_charge": Suggestion(
        _("The second charge"),
        _("On which day do you see the second charge on your statement, and what does its line say?"),
        (Reason.DUPLICATE, Reason.FRAUD),
    ),
    "returned": Suggestion(
        _("Whether it was sent back"),
        _("Have you sent the goods back yet? If so, please tell us the carrier and the tracking number."),
        (Reason.CHANGED_MIND, Reason.WRONG_ITEM),
    ),
    "more": Suggestion(
        _("More about the reason"), _("Please tell us a little more about why you want to give it back.")
    ),
}


def suggestions_for(reason: str) -> list[tuple[str, str | Promise]]:
    """Every suggestion by code and title, those that fit the reason first."""
    fitting = sorted(SUGGESTIONS.items(), key=lambda entry: reason not in entry[1].reasons)
    return [(code, suggestion.title) for code, suggestion in fitting]


def suggestion_text(code: str, language: str) -> str:
    """The text of a suggestion in the customer's language; nothing for an unknown one."""
    if code not in SUGGESTIONS:
        return ""
    with translation.override(language):
        return str(SUGGESTIONS[code].text)
