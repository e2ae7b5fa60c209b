"""Notes that colleagues leave on a case for each other. A name with an @ before it calls somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, NotFound
from customers.models import User
from refunds import permissions, staff_notices
from refunds.actions.words import require_note
from refunds.models import CaseNote, NoteMention, Refund, StaffNotice
from refunds.models.note import NOTE_LIMIT

HANDLE = re.compile(r"(?<![\w.@/+-])@([a-z0-9](?:[\w+-]|\.(?=\w)){0,63})(?![\w@])", re.IGNORECASE)
"""A name after an @ at the beginning of a word, so that a mail address calls nobody."""

MOST_MENTIONS = 20


def write_note(*, actor: Actor, reference: str, text: str, to: str = "") -> CaseNote:
    """Add a note to a case and tell whoever it calls; `to` is the mail address of one more colleague.

    Raises BadInput for a name that is nobody's or several people's; then nothing is written.
    """
    person = permissions.require(actor, permissions.NOTE)
    words = require_note(text, "text", NOTE_LIMIT)
    with transaction.atomic(), acting(actor):
        refund = _found(reference)
        handles, people = called_by(words, to)
        note = CaseNote.objects.create(refund=refund, author=person, actor=actor.key, text=words, handles=handles)
        NoteMention.objects.bulk_create(NoteMention(note=note, person=colleague) for colleague in people)
        staff_notices.tell_staff(people, StaffNotice.Kind.MENTION, refund, actor, words)
    return note


def called_by(words: str, to: str = "") -> tuple[list[str], list[User]]:
    """The names in the text that are colleagues', and everybody who is to hear of it, each once."""
    called = called_in(words)
    people = {colleague.pk: colleague for colleague in [*called.values(), *_also(to)]}
    return list(called), list(people.values())


def called_in(text: str) -> dict[str, User]:
    """The colleagues whom a text calls, by the name as it is written: @first.last, or the mail address up to its @."""
    names = list(dict.fromkeys(match[1] for match in HANDLE.finditer(text)))
    if len(names) > MOST_MENTIONS:
        raise BadInput(_("Call at most 20 colleagues in one note."), "too_many_mentions", "text")
    by_handle = _by_handle(permissions.people_who_may(permissions.VIEW)) if names else {}
    return {name: _only_one(name, by_handle.get(name.lower(), [])) for name in names}


def handle_of(person: User) -> str:
    """The name by which a colleague is called: first.last where both are known, else the mail address up to its @."""
    if person.first_name and person.last_name:
        return _dotted(person)
    return person.email.partition("@")[0].lower()


def _by_handle(people: Iterable[User]) -> dict[str, list[User]]:
    by_handle: dict[str, list[User]] = {}
    for person in people:
        for handle in {_dotted(person), person.email.partition("@")[0].lower()}:
            by_handle.setdefault(handle, []).append(person)
    return by_handle


def _dotted(person: User) -> str:
    return re.sub(r"\s+", ".", f"{person.first_name} {person.last_name}".strip().lower())


def _only_one(name: str, people: list[User]) -> User:
    if not people:
        raise BadInput(_("Nobody here is called @%s. Nothing was saved.") % name, "unknown_mention", "text")
    if len(people) > 1:
        raise BadInput(
            _("More than one colleague is called @%s. Write first and last name with a dot between.") % name,
            "ambiguous_mention",
            "text",
        )
    return people[0]


def _also(email: str) -> list[User]:
    if not email:
        return []
    found = permissions.people_who_may(permissions.VIEW).filter(email=email.strip().lower()).first()
    if found is None:
        raise BadInput(_("Choose a colleague from the list."), "unknown_colleague", "to")
    return [found]


def _found(reference: str) -> Refund:
    refund = Refund.objects.filter(reference=reference).first()
    if refund is None:
        raise NotFound(_("There is no such refund."), "refund_not_found")
    return refund
