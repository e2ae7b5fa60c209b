"""Every rule answers, always. What cannot be checked goes before a person."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from functools import lru_cache
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
    if rules is None:
        return _judge_of(json.dumps(document), version_label).judge(facts)
    return Judge(document, version_label, rules).judge(facts)


@lru_cache(maxsize=16)
def _judge_of(document: str, version_label: str) -> Judge:
    """A shop has few versions, and reading one costs as much as asking all its rules."""
    return Judge(json.loads(document), version_label)


class Judge:
    """A policy document, read once to judge many requests."""

    def __init__(
        self, document: Mapping[str, Any], version_label: str, rules: Iterable[Rule[Any]] | None = None
    ) -> None:
        self._version_label = version_label
        self._asked = list(policy_rules().values() if rules is None else rules)
        known = {*policy_rules(), *(rule.code for rule in self._asked)}
        self._values = document if isinstance(document, Mapping) else {rule.code: document for rule in self._asked}
        self._unknown = [code for code in self._values if code not in known]
        self._read: dict[str, Any] = {}

    def judge(self, facts: Facts) -> Decision:
        """Ask every rule about the facts. Never raises."""
        answers = [self._ask(rule, facts) for rule in self._asked]
        return Decision.of([*answers, *map(_unknown_rule, self._unknown)], self._version_label)

    def _ask(self, rule: Rule[Any], facts: Facts) -> RuleVerdict:
        try:
            if rule.code not in self._read:
                self._read[rule.code] = read_parameters(rule.parameters, self._values.get(rule.code, {}))
            return rule.judge(facts, self._read[rule.code])
        except Exception:  # a broken rule or parameter must never open the gate, nor lose the request
            logger.exception("policy rule %s could not be checked", rule.code)
            return rule.review(_("This could not be checked, so a person decides."), _not_yet_checked())


def _unknown_rule(code: str) -> RuleVerdict:
    """Answer for a rule that the policy names and this installation does not have."""
    sentence = _("The policy names the rule “%s”, which this installation does not know; a person decides.") % code
    return RuleVerdict(code, code, Verdict.REVIEW, sentence, _not_yet_checked())


def _not_yet_checked() -> str:
    return _("A colleague checks your request by hand. You do not have to do anything.")
