"""Writing the words of a letter: a draft, words put in use, and the way back to what was delivered."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.models import LetterText
from customers.notifications.check import checked_words
from customers.notifications.kinds import letter_kind
from customers.notifications.texts import delivered
from refunds import permissions
from refunds.actions.words import require_words

WHY_LIMIT = 300
Act = LetterText.Act


def write_letter_text(
    *,
    actor: Actor,
    kind: str,
    language: str,
    subject: str,
    heading: str,
    body: str,
    why: str,
    number: int,
    use: bool = False,
) -> LetterText:
    """Keep new words, as a draft or in use at once. `number` is the newest version that the writer saw, 0 for none.

    Raises BadInput for words that make no letter, Conflict when somebody else wrote in the meantime; nothing is kept.
    """
    person = permissions.require(actor, permissions.EDIT_TEXTS)
    words = checked_words(letter_kind(kind), subject, heading, body)
    values = {"subject": words.subject, "heading": words.heading, "body": words.body}
    return _add(actor, person, kind, language, number, Act.USE if use else Act.DRAFT, why, values)


def reset_letter_text(*, actor: Actor, kind: str, language: str, why: str, number: int) -> LetterText:
    """Let customers get the delivered words again. The shop's own stay in the history."""
    person = permissions.require(actor, permissions.EDIT_TEXTS)
    letter_kind(kind)
    newest = versions_of(kind, language).exclude(act=Act.DRAFT).first()
    if newest is None or newest.act == Act.RESET:
        raise Conflict(_("Customers get the delivered text already."), "already_delivered_text")
    return _add(actor, person, kind, language, number, Act.RESET, why, {})


def restore_letter_text(*, actor: Actor, kind: str, language: str, version: int, why: str, number: int) -> LetterText:
    """Lay out an earlier version as a draft; version 0 are the delivered words. They go through the checks again."""
    old: Any = delivered(kind, language) if version == 0 else versions_of(kind, language).filter(number=version).first()
    if old is None or not old.body:
        raise NotFound(_("There is no such version."), "version_not_found")
    return write_letter_text(
        actor=actor,
        kind=kind,
        language=language,
        subject=old.subject,
        heading=old.heading,
        body=old.body,
        why=why,
        number=number,
    )


def versions_of(kind: str, language: str) -> Any:
    """Every version of a letter's words, the newest first. Raises NotFound for a letter or language there is not."""
    letter_kind(kind)
    if language not in dict(settings.LANGUAGES):
        raise NotFound(_("We do not write in this language."), "language_not_found")
    found = LetterText.objects.filter(kind=kind, language=language)
    return found.select_related("author").order_by("-number")


def _add(
    actor: Actor, person: Any, kind: str, language: str, number: int, act: str, why: str, values: dict[str, str]
) -> LetterText:
    newest = versions_of(kind, language).first()
    if number != (newest.number if newest else 0):
        raise _changed(newest)
    row = LetterText(
        kind=kind,
        language=language,
        number=number + 1,
        act=act,
        why=_checked_why(why),
        author=person,
        actor=actor.key,
        **values,
    )
    try:
        with transaction.atomic(), acting(actor):
            row.save(force_insert=True)
    except IntegrityError as trouble:
        if "letter_text_number_once" not in str(trouble):
            raise
        raise _changed(versions_of(kind, language).first()) from trouble
    return row


def _changed(newest: LetterText | None) -> Conflict:
    who = newest.author.label if newest else ""
    return Conflict(
        _("%s changed this text while you had it open. Yours is kept below; compare the two, then save again.") % who,
        "changed_since_seen",
    )


def _checked_why(why: str) -> str:
    """One sentence for whoever reads the history."""
    words = " ".join(require_words(why, "why").split())
    if len(words) > WHY_LIMIT:
        raise BadInput(_("Please shorten this to %d characters.") % WHY_LIMIT, "text_too_long", "why")
    return words
