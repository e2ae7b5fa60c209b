"""What somebody does about a pattern: follows it up, ends it, or ignores it with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.models import User
from disputes.models import DisputePattern
from disputes.staff_notices import tell_of_pattern
from refunds import permissions
from refunds.actions.words import require_note

PATTERN_WORDS_LIMIT = 1000
State = DisputePattern.State


def follow_pattern(*, actor: Actor, pattern_id: int, words: str, to: str = "") -> DisputePattern:
    """Take it up, or give it to the colleague with this mail address, who hears of it. Words say what is done."""
    said = require_note(words, "words", PATTERN_WORDS_LIMIT)
    with transaction.atomic(), acting(actor):
        person = permissions.require(actor, permissions.NOTE)
        pattern = _lock(pattern_id, State.NEW, State.FOLLOWED, State.IGNORED)
        owner = _colleague(to) if to.strip() else person
        if pattern.state != State.FOLLOWED:
            pattern.follow_up()
        pattern.owner, pattern.words = owner, said
        pattern.save()
        if owner != person:
            tell_of_pattern(pattern, actor, [owner], said)
    return pattern


def finish_pattern(*, actor: Actor, pattern_id: int, words: str) -> DisputePattern:
    """It has been dealt with; words say how. Should it begin anew, that is a new pattern."""
    return _close(actor, pattern_id, words, is_done=True)


def ignore_pattern(*, actor: Actor, pattern_id: int, words: str) -> DisputePattern:
    """It is none, or nothing can be done; words say why. It is not told again."""
    return _close(actor, pattern_id, words, is_done=False)


def _close(actor: Actor, pattern_id: int, words: str, *, is_done: bool) -> DisputePattern:
    said = require_note(words, "words", PATTERN_WORDS_LIMIT)
    with transaction.atomic(), acting(actor):
        person = permissions.require(actor, permissions.NOTE)
        pattern = _lock(pattern_id, State.NEW, State.FOLLOWED)
        if is_done:
            pattern.finish()
        else:
            pattern.ignore()
        pattern.owner, pattern.words = pattern.owner or person, said
        pattern.save()
    return pattern


def _lock(pattern_id: int, *states: str) -> DisputePattern:
    pattern = DisputePattern.objects.select_for_update(of=("self",)).filter(pk=pattern_id).first()
    if pattern is None:
        raise NotFound(_("There is no such pattern."), "pattern_not_found")
    if pattern.state not in states:
        raise Conflict(_("This is already “%s”. Look at it again.") % pattern.get_state_display(), "already_moved")
    return pattern


def _colleague(email: str) -> User:
    may_note = permissions.people_who_may(permissions.NOTE)
    found = may_note.filter(email=email.strip().lower()).first() if "\x00" not in email else None
    if found is None:
        raise BadInput(_("Choose a colleague from the list."), "unknown_colleague", "to")
    return found
