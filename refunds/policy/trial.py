"""What a changed policy would have done: past requests judged twice, and the differences counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from refunds.policy.facts import Facts
from refunds.policy.verdicts import Decision, RuleVerdict, Verdict

MOST_EXAMPLES = 10
"""Cases kept for each kind of change: enough to look into, not a list to work off."""

Counts = dict[str, int]


def outcome(decision: Decision, facts: Facts) -> Verdict:
    """What would have become of the request: what staff ask for is never refused by the policy alone."""
    if decision.verdict == Verdict.DENY and facts.origin == "staff":
        return Verdict.REVIEW
    return decision.verdict


def move(before: Verdict, after: Verdict) -> str:
    return f"{before}>{after}"


@dataclass(slots=True)
class Tally:
    """The count so far, in JSON values.

    `moves` counts requests by "allow>review". `money` is currency → verdict → [minor units before, after]. `rules`
    counts, for requests that end otherwise, which rule changed its answer and how. `unreadable` facts are left out.
    """

    moves: Counts = field(default_factory=dict)
    money: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    rules: dict[str, Counts] = field(default_factory=dict)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    unreadable: int = 0

    @classmethod
    def of(cls, result: dict[str, Any]) -> Self:
        return cls(**result)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def add(
        self, refund: str, facts: Facts, before: Decision, after: Decision, in_words: Callable[[Facts], Decision]
    ) -> None:
        """Count one request, named by its refund's reference; `in_words` judges it again where a sentence is kept."""
        old, new = outcome(before, facts), outcome(after, facts)
        self.moves[move(old, new)] = self.moves.get(move(old, new), 0) + 1
        sums = self.money.setdefault(facts.currency, {verdict.value: [0, 0] for verdict in Verdict})
        sums[old][0] += facts.amount_minor
        sums[new][1] += facts.amount_minor
        if old != new:
            self._keep(refund, facts, move(old, new), before, after, in_words)

    def _keep(
        self,
        refund: str,
        facts: Facts,
        moved: str,
        before: Decision,
        after: Decision,
        in_words: Callable[[Facts], Decision],
    ) -> None:
        changed = dict(_changed(before.rule_verdicts, after.rule_verdicts))
        for rule, verdicts in changed.items():
            counts = self.rules.setdefault(rule, {})
            counts[verdicts] = counts.get(verdicts, 0) + 1
        examples = self.examples.setdefault(moved, [])
        if len(examples) < MOST_EXAMPLES:
            why = " ".join(said.sentence for said in in_words(facts).rule_verdicts if said.rule in changed)
            examples.append(
                {"refund": refund, "amount_minor": facts.amount_minor, "currency": facts.currency, "why": why}
            )


def _changed(before: Iterable[RuleVerdict], after: Iterable[RuleVerdict]) -> Iterable[tuple[str, str]]:
    """Each rule that answers otherwise, and how."""
    earlier = {answer.rule: answer.verdict for answer in before}
    for answer in after:
        if earlier.get(answer.rule, answer.verdict) != answer.verdict:
            yield answer.rule, move(earlier[answer.rule], answer.verdict)
