"""What a dispute's page shows of its worth: the advice, the arithmetic, what it rests on, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from disputes.evidence.facts import CaseFacts
from disputes.finding import find_dispute
from disputes.models import Appraisal, Dispute, DisputeAnswer, EvidenceDraft
from disputes.weighing import words
from disputes.weighing.value import FIGHT
from disputes.weighing.weigh import Weighed, weigh


@dataclass(frozen=True, slots=True)
class Card:
    """Everything ready to be drawn; amounts in minor units of the dispute's currency."""

    weighed: Weighed
    sentence: str
    remarks: list[str]
    lines: list[dict[str, Any]]
    levels: list[dict[str, Any]]
    strength: str
    low: int
    high: int

    @property
    def is_fight(self) -> bool:
        return self.weighed.worth.advice == FIGHT


def dispute_to_weigh(reference: str) -> Dispute:
    """One dispute, and what there is beside it, so that nothing is asked for in vain. Raises NotFound.

    `is_answered`: this round has its answer. `has_draft`: it is being written. `was_decided`: something was.
    """
    this_round = {"dispute": OuterRef("pk"), "round": OuterRef("round")}
    rows = Dispute.objects.select_related("payment__customer", "statement").annotate(
        is_answered=Exists(DisputeAnswer.objects.filter(**this_round, state__in=DisputeAnswer.LIVE)),
        has_draft=Exists(EvidenceDraft.objects.filter(**this_round)),
        was_decided=Exists(Appraisal.objects.filter(dispute=OuterRef("pk"))),
    )
    return find_dispute(reference, rows)


def is_to_decide(dispute: Dispute, *, is_answered: bool) -> bool:
    """Whether it is our turn, this round has no answer yet, and nothing is agreed with the customer."""
    return dispute.state in Dispute.OURS and not dispute.has_offer_out and not is_answered


def is_answered(dispute: Dispute, answers: Iterable[DisputeAnswer]) -> bool:
    """Whether one of its answers is that of this round."""
    return any(answer.round == dispute.round and answer.state in DisputeAnswer.LIVE for answer in answers)


def card_of(dispute: Dispute, facts: CaseFacts) -> Card:
    """What a dispute that is to be decided is worth, with the evidence as it was gathered."""
    weighed = weigh(dispute, facts)
    worth, chance = weighed.worth, weighed.chance
    return Card(
        weighed=weighed,
        sentence=words.sentence_of(weighed),
        remarks=_remarks(dispute, weighed),
        lines=[{"label": words.LINES[line.name], "line": line} for line in worth.lines],
        levels=[{"label": words.LEVELS[level.name], "level": level} for level in chance.levels],
        strength=str(Appraisal.Strength(weighed.strength).label),
        low=words.hundredths(chance.low),
        high=words.hundredths(chance.high),
    )


def _remarks(dispute: Dispute, weighed: Weighed) -> list[str]:
    """What else to know before one decides, in sentences."""
    said = [] if weighed.is_hopeless else [words.closeness_of(weighed.worth), words.pays_from_words(weighed.worth)]
    said += [str(words.NOT_COUNTED[name]) for name in weighed.worth.not_counted]
    if weighed.pressure is not None:
        said.append(words.pressure_words(weighed.pressure, not dispute.is_inquiry))
    return [sentence for sentence in said if sentence]
