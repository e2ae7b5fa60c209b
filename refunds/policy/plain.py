"""A policy document told to people: every rule as a paragraph, every parameter by its label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from customers.errors import BadInput
from refunds.policy.discovery import policy_rules
from refunds.policy.parameter_types import default_values, read_parameters
from refunds.policy.parameters import Document
from refunds.policy.rule import Rule


@dataclass(frozen=True, slots=True)
class ToldParameter:
    """A parameter in words: one line for each entry of it."""

    name: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldRule:
    """A rule in words. `text` says what it is there for, `words` what it comes to with these parameters."""

    code: str
    title: str
    text: str
    words: str
    parameters: tuple[ToldParameter, ...]


def tell_policy(document: Document) -> list[ToldRule]:
    """Tell every rule of a policy document, in the language that is active."""
    return [tell_rule(rule, document.get(rule.code, {})) for rule in policy_rules().values()]


def tell_rule(rule: Rule[Any], values: dict[str, Any]) -> ToldRule:
    """Tell one rule. What an older document does not name takes its default; what cannot be read is said to be so."""
    try:
        read = read_parameters(rule.parameters, values)
    except BadInput:
        unreadable = _("This rule cannot be read as it is kept, so a person decides.")
        return ToldRule(rule.code, str(rule.title), rule.text(), unreadable, ())
    parameters = tuple(_parameters(rule, {**default_values(rule.parameters), **values}))
    return ToldRule(rule.code, str(rule.title), rule.text(), rule.plain_words(read), parameters)


def _parameters(rule: Rule[Any], values: dict[str, Any]) -> Iterator[ToldParameter]:
    for declared in fields(rule.parameters):
        lines = declared.metadata["kind"].told(values[declared.name])
        yield ToldParameter(declared.name, str(declared.metadata["label"]), tuple(lines))
