"""Finds the rules by walking their folder: whatever module there sets `RULE` is one."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any

from refunds.policy import rules
from refunds.policy.rule import Rule


@cache
def policy_rules() -> dict[str, Rule[Any]]:
    """Return every rule by its code, in order of the codes."""
    found: dict[str, Rule[Any]] = {}
    for module in pkgutil.iter_modules(rules.__path__):
        rule_class = getattr(import_module(f"{rules.__name__}.{module.name}"), "RULE", None)
        if rule_class is None:
            continue
        if rule_class.code in found:
            raise ImportError(f"Two policy rules call themselves {rule_class.code}")
        found[rule_class.code] = rule_class()
    return dict(sorted(found.items()))
