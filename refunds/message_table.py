"""Which message goes when, as the page and the API show it."""

from __future__ import annotations

from typing import Any

from customers.models import MessageRule
from customers.models.message_rule import EVERY_KIND
from customers.notifications.rules import optional_kinds


def message_table() -> dict[str, Any]:
    """A rule for each message that may be turned off, and what holds for all of them together."""
    kept = {rule.kind: rule for rule in MessageRule.objects.all()}
    common = kept.get(EVERY_KIND, MessageRule())
    return {
        "rules": [_row(kind.code, str(kind.title), kept.get(kind.code, MessageRule())) for kind in optional_kinds()],
        "per_day": common.per_day,
        "quiet_from": common.quiet_from,
        "quiet_until": common.quiet_until,
    }


def _row(kind: str, title: str, rule: MessageRule) -> dict[str, Any]:
    return {"kind": kind, "title": title, "is_on": rule.is_on, "delay_minutes": rule.delay_minutes}
