"""How strong the evidence is, in three words, by how ready the checklist says that it is."""

from __future__ import annotations

from disputes.models import Appraisal

FAIR_FROM, STRONG_FROM = 35, 65
"""Of the hundred points of the checklist."""


def strength_of(readiness: int) -> str:
    if readiness >= STRONG_FROM:
        return Appraisal.Strength.STRONG
    return Appraisal.Strength.FAIR if readiness >= FAIR_FROM else Appraisal.Strength.WEAK
