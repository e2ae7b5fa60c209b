"""What came out of a trial, as a page and the API show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from refunds.models import PolicyTrial
from refunds.policy.discovery import policy_rules
from refunds.policy.trial import Tally
from refunds.policy.verdicts import Verdict

VERDICTS = tuple(verdict.value for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class Figures:
    """`rows` is the table from verdict to verdict; `money` is (currency, [(verdict, minor before, after)])."""

    otherwise: int
    rows: list[tuple[str, list[int]]]
    money: list[tuple[str, list[tuple[str, int, int]]]]
    moved_rules: list[tuple[str, list[tuple[str, str, int]]]]
    examples: list[tuple[str, str, list[dict[str, Any]]]]
    unreadable: int

    @property
    def rules(self) -> list[tuple[str, list[tuple[str, str, int]]]]:
        """The same by the rules' titles, for people."""
        return [(_title(code), moves) for code, moves in self.moved_rules]


def figures(trial: PolicyTrial) -> Figures:
    """Put the count in order; of a trial that is not through, what was counted so far."""
    tally = Tally.of(trial.result) if trial.result else Tally()
    return Figures(
        otherwise=sum(count for moved, count in tally.moves.items() if len(set(moved.split(">"))) == 2),
        rows=[(old, [tally.moves.get(f"{old}>{new}", 0) for new in VERDICTS]) for old in VERDICTS],
        money=[
            (currency, [(verdict, *sums[verdict]) for verdict in VERDICTS])  # type: ignore[misc]
            for currency, sums in sorted(tally.money.items())
        ],
        moved_rules=[(code, _moves(counts)) for code, counts in sorted(tally.rules.items())],
        examples=[(*_parts(moved), cases) for moved, cases in sorted(tally.examples.items())],
        unreadable=tally.unreadable,
    )


def _moves(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    return [(*_parts(moved), count) for moved, count in sorted(counts.items())]


def _parts(moved: str) -> tuple[str, str]:
    old, _arrow, new = moved.partition(">")
    return old, new


def _title(code: str) -> str:
    rule = policy_rules().get(code)
    return str(rule.title) if rule else _("Rule “%s”") % code
