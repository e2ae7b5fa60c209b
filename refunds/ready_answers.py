"""Ready answers: which ones a person has, in which words, and filled in for a case."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from customers.models import User
from customers.notifications.fill import fill_paragraphs
from customers.notifications.kinds import CUSTOMER_NAME, SHOP, Placeholder
from refunds import notices
from refunds.letter_kinds import AMOUNT, ARRIVAL, COLLEAGUE, DESTINATION, ORDER, REFERENCE
from refunds.models import ReadyAnswer, Refund

KNOWN = {
    placeholder.name: placeholder
    for placeholder in (
        CUSTOMER_NAME,
        Placeholder("first_name", _("the customer's first name, or their whole name where it is one word"), "Mila"),
        SHOP,
        REFERENCE,
        ORDER,
        AMOUNT,
        DESTINATION,
        ARRIVAL,
        COLLEAGUE,
    )
}
"""What may stand in braces in a ready answer."""


def answers_for(person: User) -> QuerySet[ReadyAnswer]:
    """A person's own and the shared ones, by name."""
    rows = ReadyAnswer.objects.filter(Q(owner=person) | Q(owner=None), removed_at=None)
    return rows.select_related("owner").order_by("name", "id")


def words_in(ready: ReadyAnswer, language: str) -> tuple[str, str]:
    """The language and the words that are used for a reader of `language`: theirs, the house's, or what there is."""
    for wanted in (language, settings.LANGUAGE_CODE, *ready.texts):
        if ready.texts.get(wanted):
            return wanted, ready.texts[wanted]
    return language, ""


def filled_in(ready: ReadyAnswer, refund: Refund, colleague: str) -> str:
    """The words for this case, as a colleague finds them in the field."""
    language, source = words_in(ready, notices.language_for(refund))
    name = refund.customer.name or refund.customer.email
    with translation.override(language):
        contents = notices.contents(refund, "reply", language=language)
        values = {
            "customer_name": name,
            "first_name": name.split()[0],
            "shop": settings.SHOP_NAME,
            "colleague": colleague,
            **{known: contents[known] for known in KNOWN if known in contents},
        }
        return "\n\n".join(paragraph.text for paragraph in fill_paragraphs(source, values, KNOWN))
