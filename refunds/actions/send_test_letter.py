"""A letter to oneself, to see how it arrives."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.errors import RecourseError
from customers.languages import spoken
from customers.notifications.channels import Refused, Unreachable
from customers.notifications.channels.email import send_mail
from customers.notifications.check import checked_words
from customers.notifications.kinds import letter_kind
from customers.portal.tries import count_try
from refunds import permissions
from refunds.letter_looks import case_for, look_of_words


class NotSent(RecourseError):
    """The mail server did not take it."""

    status = 502
    code = "test_not_sent"


def send_test_letter(
    *, actor: Actor, kind: str, language: str, subject: str, heading: str, body: str, reference: str = ""
) -> str:
    """Mail these words, set for a real case and marked as a test, to the person's own address; return the address.

    Its links lead to the sign-in of the portal and open nothing. Raises TooManyTries above ten in a quarter of an hour.
    """
    person = permissions.require(actor, permissions.EDIT_TEXTS)
    words = checked_words(letter_kind(kind), subject, heading, body)
    letter = look_of_words(kind, spoken(language) or "en", words, case_for(kind, reference))
    count_try("test letter", person.email, actor.key)
    try:
        send_mail(person.email, _("[Test] %s") % letter.subject, letter.text, letter.html)
    except (Refused, Unreachable) as trouble:
        raise NotSent(_("The mail server did not take it: %s") % str(trouble)[:200]) from trouble
    return str(person.email)
