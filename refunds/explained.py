"""Why a request was turned down, for the one who asked: the rule, its version, the facts that decided, what would help.

Told in the language that is active. What the policy said at the time is read as it was kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from refunds.models import PolicyDecision, PolicyVersion, Refund, Rejection
from refunds.policy.discovery import policy_rules
from refunds.policy.plain import tell_rule


@dataclass(frozen=True, slots=True)
class ExplainedRule:
    """A rule that said no. `words` is the rule, `because` what about this request decided, `remedy` what would help."""

    code: str
    title: str
    words: str
    because: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A no in words. `said` are a person's own, where a person decided; `remedy` is for a no that names no rule."""

    rules: tuple[ExplainedRule, ...]
    version: PolicyVersion | None
    said: str = ""
    remedy: str = ""


def explain_no(refund: Refund) -> Explained | None:
    """Explain the last no of a refund; None where there was none."""
    last = Rejection.objects.filter(refund=refund).select_related("decision__policy_version").last()
    return explain(last.rules, last.decision, last.words) if last else None


def explain(rules: Iterable[str], decision: PolicyDecision | None, said: str = "") -> Explained:
    """Explain a no by these rules, on this verdict."""
    kept = {answer["rule"]: answer for answer in decision.rule_verdicts} if decision else {}
    version = decision.policy_version if decision else None
    told = tuple(_told(code, kept.get(code, {}), version) for code in rules)
    return Explained(told, version, said, "" if told else _nothing_named())


def why_in_facts(why: Explained) -> list[tuple[str, str]]:
    """The same as (label, value), for a letter; a value may be empty."""
    told: list[tuple[str, str]] = []
    for rule in why.rules:
        told += [(_("Rule: %s") % rule.title, rule.words), (_("What decided it"), rule.because)]
        told.append((_("What would change it"), rule.remedy))
    return told or [(_("What would change it"), why.remedy)]


def _told(code: str, answer: dict[str, Any], version: PolicyVersion | None) -> ExplainedRule:
    """A rule that this house no longer has is told by what was kept of it."""
    rule = policy_rules().get(code)
    if rule is None:
        title = answer.get("title") or code.replace("_", " ").capitalize()
        return ExplainedRule(code, title, answer.get("customer_sentence", ""), "", answer.get("remedy", ""))
    document = version.document if version else {}
    told = tell_rule(rule, document.get(code, {}))
    remedy = answer.get("remedy") or rule.remedy()
    return ExplainedRule(code, told.title, told.words, answer.get("because", ""), remedy)


def _nothing_named() -> str:
    return _("No rule of the policy decided this, but a person, for the reason above. Something new can change it.")


def nameable_rules() -> list[tuple[str, str]]:
    """The rules that a person can name for a no: code and title."""
    return [(code, str(rule.title)) for code, rule in policy_rules().items() if rule.turns_down]
