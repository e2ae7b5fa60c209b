"""Every rule answers, always. What cannot be checked goes before a person."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from refunds.policy.discovery import policy_rules
from refunds.policy.facts import Facts
from refunds.policy.parameter_types import read_parameters
from refunds.policy.rule import Rule
from refunds.policy.verdicts import Decision, RuleVerdict, Verdict

logger = logging.getLogger(__name__)


def evaluate(
    facts: Facts,
    document: Mapping[str, Any],
    version_label: str,
    rules: Iterable[Rule[Any]] | None = None,
) -> Decision:
    """Judge the facts by the policy document; `rules` are all there are, unless named. Never raises."""
    asked = list(policy_rules().values() if rules is None else rules)
    known = {*policy_rules(), *(rule.code for rule in asked)}
    values = document if isinstance(document, Mapping) else {rule.code: document for rule in asked}
    answers = [_ask(rule, facts, values.get(rule.code, {})) for rule in asked]
    return Decision.of([*answers, *(_unknown_rule(code) for code in values if code not in known)], version_label)


def _ask(rule: Rule[Any], facts: Facts, values: Any) -> RuleVerdict:
    try:
        return rule.judge(facts, read_parameters(rule.parameters, values))
    except Exception:  # a broken rule or parameter must never open the gate, nor lose the request
        logger.exception("policy rule %s could not be checked", rule.code)
        return rule.review(_("This could not be checked, so a person decides."), _not_yet_checked())


def _unknown_rule(code: str) -> RuleVerdict:
    """Answer for a rule that the policy names and this installation does not have."""
    sentence = _("The policy names the rule “%s”, which this installation does not know; a person decides.") % code
    return RuleVerdict(code, code, Verdict.REVIEW, sentence, _not_yet_checked())


def _not_yet_checked() -> str:
    return _("A colleague checks your request by hand. You do not have to do anything.")
