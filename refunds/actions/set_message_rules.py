"""Which message goes when: set by a manager, for the messages that nobody needs by law or for the next step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput
from customers.models import MessageRule
from customers.models.message_rule import EVERY_KIND, MOST_MINUTES, MOST_PER_DAY
from customers.notifications.rules import optional_kinds
from refunds import permissions

KindRule = tuple[bool, int]
"""Whether it is sent, and how many minutes it waits."""


def set_message_rules(
    *, actor: Actor, kinds: Mapping[str, KindRule], per_day: int | None, quiet_from: time | None,
    quiet_until: time | None,
) -> None:  # fmt: skip
    """Write the rules; a kind that is not named keeps its own. Raises BadInput, and then nothing is written."""
    permissions.require(actor, permissions.EDIT_TEXTS)
    _check(kinds, per_day, quiet_from, quiet_until)
    with transaction.atomic(), acting(actor):
        for kind, (is_on, delay_minutes) in kinds.items():
            _write(kind, is_on=is_on, delay_minutes=delay_minutes)
        _write(EVERY_KIND, per_day=per_day, quiet_from=quiet_from, quiet_until=quiet_until)


def _write(kind: str, **said: object) -> None:
    """Touch only what changes, so that the history tells what somebody did."""
    rule = MessageRule.objects.select_for_update().filter(kind=kind).first() or MessageRule(kind=kind)
    if rule.pk is None or any(getattr(rule, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(rule, name, value)
        rule.save()


def _check(
    kinds: Mapping[str, KindRule], per_day: int | None, quiet_from: time | None, quiet_until: time | None
) -> None:
    known = {kind.code for kind in optional_kinds()}
    if unknown := set(kinds) - known:
        raise BadInput(
            _("“%s” is always sent, or is no message of ours.") % min(unknown)[:60],
            "message_always_sent",
            "rules",
        )
    if any(not 0 <= delay <= MOST_MINUTES for _is_on, delay in kinds.values()):
        raise BadInput(_("A message may wait 0 to 10080 minutes."), "bad_delay", "rules")
    if per_day is not None and not 1 <= per_day <= MOST_PER_DAY:
        raise BadInput(_("Give 1 to 100 messages, or none for no limit."), "bad_limit", "per_day")
    if (quiet_from is None) != (quiet_until is None) or (quiet_from is not None and quiet_from == quiet_until):
        raise BadInput(_("Give both hours, and two that differ, or none."), "bad_quiet_hours", "quiet_until")
