"""What the policy says of a case: first what speaks against it, then, folded away, what does not."""

from __future__ import annotations

from typing import Any

from refunds.models import Refund
from refunds.screens import last_decision


def panel(refund: Refund) -> dict[str, Any]:
    decision = last_decision(refund)
    verdicts = _verdicts(decision.rule_verdicts) if decision else []
    return {
        "decision": decision,
        "against": [rule for rule in verdicts if rule["verdict"] != "allow"],
        "silent": [rule for rule in verdicts if rule["verdict"] == "allow"],
    }


def _verdicts(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What said no first, then what wants a person, then what had nothing against it."""
    order = {"deny": 0, "review": 1, "allow": 2}
    shown = [
        {
            "verdict": rule["verdict"],
            "title": rule.get("title") or rule["rule"].replace("_", " ").capitalize(),
            "sentence": rule["sentence"],
        }
        for rule in rules
    ]
    return sorted(shown, key=lambda rule: order.get(rule["verdict"], 0))
