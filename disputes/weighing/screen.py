"""What a dispute's page shows of its worth: the advice, the arithmetic, what it rests on, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from disputes.evidence.facts import CaseFacts
from disputes.finding import find_dispute
from disputes.models import Appraisal, Dispute, DisputeAnswer
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
    """One dispute with what was answered and decided. Raises NotFound."""
    rows = Dispute.objects.select_related("payment__customer", "statement")
    return find_dispute(reference, rows.prefetch_related("answers", "appraisals"))


def is_to_decide(dispute: Dispute) -> bool:
    """Whether it is our turn, this round has no answer yet, and nothing is agreed with the customer."""
    return (
        dispute.state in Dispute.OURS
        and not dispute.has_offer_out
        and not any(_is_live(answer, dispute) for answer in dispute.answers.all())
    )


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
    said = [words.closeness_of(weighed.worth), words.pays_from_words(weighed.worth)]
    said += [str(words.NOT_COUNTED[name]) for name in weighed.worth.not_counted]
    if weighed.pressure is not None:
        said.append(words.pressure_words(weighed.pressure, not dispute.is_inquiry))
    return [sentence for sentence in said if sentence]


def _is_live(answer: DisputeAnswer, dispute: Dispute) -> bool:
    return answer.round == dispute.round and answer.state in DisputeAnswer.LIVE
