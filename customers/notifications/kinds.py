"""The kinds of letters: what may stand in each, and what must. A room names its own when it starts."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.errors import NotFound

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A word in braces that a letter fills in. One that is a block holds whole sentences: a paragraph of its own."""

    name: str
    description: Words
    example: Words
    is_block: bool = False


USUAL_REASON = _("You get this letter because you asked for a refund or one was made for you.")


@dataclass(frozen=True, slots=True)
class LetterKind:
    """`required` are the placeholders without which the letter would not say what it is for.

    One that is not needed, by law or for the next step, may be turned off, and counts towards what one customer gets
    on one day. `button` and `reason` (why the reader gets this) belong to our layout, not to the text that people edit.
    """

    code: str
    title: Words
    placeholders: tuple[Placeholder, ...]
    required: tuple[str, ...] = ()
    button: Words = ""
    reason: Words = USUAL_REASON
    is_needed: bool = True

    def known(self) -> dict[str, Placeholder]:
        return {placeholder.name: placeholder for placeholder in self.placeholders}


CUSTOMER_NAME = Placeholder(
    "customer_name", _("the customer's name, or their e-mail address where no name is known"), "Mila Novak"
)
SHOP = Placeholder("shop", _("the name of the shop"), "Lumen & Hearth")

_kinds: dict[str, LetterKind] = {}


def register(*kinds: LetterKind) -> None:
    """Make letters known. Their delivered texts stand under templates/emails/texts/<language>/<code>.txt."""
    for kind in kinds:
        _kinds[kind.code] = kind


def letter_kinds() -> dict[str, LetterKind]:
    """Every kind of letter by its code, in the order in which the rooms named them."""
    return _kinds


def letter_kind(code: str) -> LetterKind:
    """Find a kind; raise NotFound."""
    try:
        return _kinds[code]
    except KeyError:
        raise NotFound(str(_("There is no such letter.")), "letter_kind_not_found") from None


register(
    LetterKind(
        "portal_link",
        _("Sign-in link"),
        (CUSTOMER_NAME, SHOP),
        button=_("Sign in"),
        reason=_(
            "You get this letter because somebody asked for a link to this address. If that was not you, throw it "
            "away: nobody gets in without it."
        ),
    )
)
