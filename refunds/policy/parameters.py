"""The policy document: plain JSON, {rule code: {parameter: value}}. Checked before it may become a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from refunds.policy.discovery import policy_rules
from refunds.policy.parameter_types import default_values, parameter_faults

Document = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class DocumentFault:
    """What is wrong, and where; `parameter` or both are empty for a fault of the whole."""

    rule: str
    parameter: str
    message: str

    def __str__(self) -> str:
        place = ".".join(part for part in (self.rule, self.parameter) if part)
        return f"{place}: {self.message}" if place else self.message


def validate(document: Any) -> list[DocumentFault]:
    """Find every fault of a policy document; an empty list means that it may be used."""
    if not isinstance(document, dict):
        return [DocumentFault("", "", _("The policy is an object of rules and their parameters."))]
    return [fault for code, values in document.items() for fault in _rule_faults(str(code), values)]


def _rule_faults(code: str, values: Any) -> list[DocumentFault]:
    rule = policy_rules().get(code)
    if rule is None:
        return [DocumentFault(code, "", _("There is no such rule."))]
    return [DocumentFault(code, name, fault) for name, fault in parameter_faults(rule.parameters, values).items()]


def complete(document: Document) -> Document:
    """Fill in every default, so that a version kept today means the same after a default has changed."""
    return {code: {**values, **document.get(code, {})} for code, values in default_policy().items()}


def default_policy() -> Document:
    """Return the policy a new shop starts with: every rule with its defaults."""
    return {code: default_values(rule.parameters) for code, rule in policy_rules().items()}


DEFAULT_POLICY: Document = default_policy()
