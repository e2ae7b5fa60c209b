"""Ready answers: kept by a colleague for themselves, or by lead and manager for everybody."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.errors import BadInput, Conflict, NotFound
from customers.models import User
from customers.notifications.fill import Unfillable, names_in
from refunds import permissions
from refunds.actions.words import is_writable
from refunds.models import ReadyAnswer
from refunds.models.ready_answer import NAME_LIMIT, TEXT_LIMIT
from refunds.ready_answers import KNOWN, answers_for

MOST_ANSWERS = 200


def save_ready_answer(
    *, actor: Actor, name: str, texts: Mapping[str, str], is_shared: bool = False, answer_id: int | None = None
) -> ReadyAnswer:
    """Keep a new answer, or change the one with this number. `texts` are the words by language; one at least.

    Raises BadInput for words that cannot be filled in and NotFound for somebody else's; then nothing is written.
    """
    person = _require(actor, is_shared)
    called, words = _checked_name(name), _checked_texts(texts)
    with transaction.atomic(), acting(actor):
        if answer_id is not None:
            row = _own(actor, person, answer_id)
        else:
            row = ReadyAnswer()
            if answers_for(person).count() >= MOST_ANSWERS:
                raise Conflict(_("There are %d ready answers already. Remove some first.") % MOST_ANSWERS, "too_many")
        row.owner, row.name, row.texts = None if is_shared else person, called, words
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Conflict(_("There is a ready answer of this name already."), "name_taken", "name") from None
    return row


def remove_ready_answer(*, actor: Actor, answer_id: int) -> None:
    """Let nobody use an answer any more. What was written with it stays as it was sent."""
    with transaction.atomic(), acting(actor):
        row = _own(actor, _require(actor, is_shared=False), answer_id)
        row.removed_at = clock.now()
        row.save()


def _require(actor: Actor, is_shared: bool) -> User:
    if is_shared:
        return permissions.require(actor, permissions.SHARE_ANSWERS)
    return permissions.require_one_of(actor, permissions.TALK, permissions.SHARE_ANSWERS)


def _own(actor: Actor, person: User, answer_id: int) -> ReadyAnswer:
    """One's own, or a shared one for those who share; somebody else's looks like none."""
    row = answers_for(person).select_for_update(of=("self",)).filter(pk=answer_id).first()
    if row is None:
        raise NotFound(_("There is no such ready answer."), "ready_answer_not_found")
    if row.is_shared:
        permissions.require(actor, permissions.SHARE_ANSWERS)
    return row


def _checked_name(name: str) -> str:
    called = " ".join(name.split())
    if not called or len(called) > NAME_LIMIT or not is_writable(called) or not called.isprintable():
        raise BadInput(_("Give it a name of up to %d characters.") % NAME_LIMIT, "bad_name", "name")
    return called


def _checked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    languages = dict(settings.LANGUAGES)
    if unknown := [language for language in texts if language not in languages]:
        raise BadInput(_("This language is not one of ours: %s.") % unknown[0][:20], "unknown_language", "texts")
    words = {language: _checked_text(texts[language], language) for language in languages if texts.get(language)}
    words = {language: text for language, text in words.items() if text}
    if not words:
        raise BadInput(_("Write it in one language at least."), "words_missing", "texts")
    return words


def _checked_text(text: str, language: str) -> str:
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(words) > TEXT_LIMIT or not is_writable(words):
        raise BadInput(
            _("Please shorten the text to %d characters.") % TEXT_LIMIT, "text_too_long", f"texts_{language}"
        )
    try:
        unknown = [name for name in names_in(words) if name not in KNOWN]
    except Unfillable:
        raise BadInput(
            _("A brace stands alone. A placeholder looks like {amount}; write {{ for a brace itself."),
            "bad_brace",
            f"texts_{language}",
        ) from None
    if unknown:
        raise BadInput(
            _("Nothing is known as %(unknown)s here. Known are %(known)s.")
            % {"unknown": f"{{{unknown[0]}}}", "known": ", ".join(f"{{{name}}}" for name in KNOWN)},
            "unknown_placeholder",
            f"texts_{language}",
        )
    return mask_card_numbers(words)
