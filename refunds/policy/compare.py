"""Two policy documents side by side: only what differs, in words; and a draft carried over to a newer version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from refunds.policy.discovery import policy_rules
from refunds.policy.parameters import Document, complete
from refunds.policy.plain import tell_rule


@dataclass(frozen=True, slots=True)
class Difference:
    """One parameter that is not the same on both sides, in lines of words."""

    rule: str
    title: str
    parameter: str
    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def place(self) -> tuple[str, str]:
        return (self.rule, self.parameter)


def differences(left: Document, right: Document) -> list[Difference]:
    """Find what differs, rule by rule; a parameter that one side does not name has its default there."""
    left, right = complete(left), complete(right)
    return [
        difference
        for code in policy_rules()
        if left[code] != right[code]
        for difference in _in_rule(code, left[code], right[code])
    ]


def carry_over(old: Document, newer: Document, draft: Document) -> Document:
    """Give a draft what the newer version changed; where both changed the same parameter, the draft's word stays."""
    old, newer, draft = complete(old), complete(newer), complete(draft)
    return {
        code: {
            name: value if value != old[code].get(name) else newer[code].get(name, value)
            for name, value in values.items()
        }
        for code, values in draft.items()
    }


def _in_rule(code: str, left: dict[str, Any], right: dict[str, Any]) -> list[Difference]:
    rule = policy_rules()[code]
    told = zip(tell_rule(rule, left).parameters, tell_rule(rule, right).parameters, strict=False)
    return [
        Difference(code, str(rule.title), one.name, one.label, one.lines, other.lines)
        for one, other in told
        if left.get(one.name) != right.get(one.name)
    ]
