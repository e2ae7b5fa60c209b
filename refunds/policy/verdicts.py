"""What a rule answers, and what all answers together come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """`review` means: a person decides."""

    ALLOW = "allow"
    REVIEW = "review"
    DENY = "deny"

    @property
    def severity(self) -> int:
        return _SEVERITIES[self]


_SEVERITIES = {verdict: severity for severity, verdict in enumerate(Verdict)}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the strictest verdict. Nobody asked means that a person decides."""
    return max(verdicts, key=lambda verdict: verdict.severity, default=Verdict.REVIEW)


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """One rule's answer: `sentence` for staff, `customer_sentence` in kind words, `detail` in JSON values.

    Where it is no plain yes, the customer may read what about the request brought it about (`because`), and what would
    change it (`remedy`).
    """

    rule: str
    title: str
    verdict: Verdict
    sentence: str
    customer_sentence: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    because: str = ""
    remedy: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "title": self.title,
            "verdict": self.verdict.value,
            "sentence": self.sentence,
            "customer_sentence": self.customer_sentence,
            "detail": dict(self.detail),
            **{name: words for name, words in (("because", self.because), ("remedy", self.remedy)) if words},
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The answers of all rules under one policy version, strictest first. The strictest one decides."""

    verdict: Verdict
    rule_verdicts: tuple[RuleVerdict, ...]
    policy_version: str

    @classmethod
    def of(cls, rule_verdicts: Iterable[RuleVerdict], policy_version: str) -> Decision:
        """Sum up; the order in which the rules answered makes no difference."""
        ordered = tuple(sorted(rule_verdicts, key=lambda answer: (-answer.verdict.severity, answer.rule)))
        return cls(worst(answer.verdict for answer in ordered), ordered, policy_version)

    def rules_saying(self, verdict: Verdict) -> list[str]:
        """Return the codes of the rules that answered so."""
        return [answer.rule for answer in self.rule_verdicts if answer.verdict == verdict]

    def customer_sentences(self) -> list[str]:
        """Return the kind words of every rule that brought about the verdict; none when all is allowed."""
        if self.verdict == Verdict.ALLOW:
            return []
        return [answer.customer_sentence for answer in self.rule_verdicts if answer.verdict == self.verdict]
