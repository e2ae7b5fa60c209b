"""How ready a payment is before anybody disputes it: for each reason what there is, and what to start collecting."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from customers.errors import NotFound
from customers.models import Payment
from disputes.evidence.checklist import Checklist, Item, check
from disputes.evidence.discovery import catalogue
from disputes.evidence.facts import CaseFacts
from disputes.evidence.reason import GOODS_WORDS, Reason, Words
from disputes.gathering import gather_payment


@dataclass(frozen=True, slots=True)
class Ready:
    reason: Reason
    checklist: Checklist


@dataclass(frozen=True, slots=True)
class Missing:
    """A piece that nobody has collected yet, and the reasons for which it would count, the heaviest first."""

    item: Item
    counts_for: list[Words]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Every reason, the least ready first; `missing` is what to collect, that which helps most first."""

    payment: Payment
    facts: CaseFacts
    reasons: list[Ready]
    missing: list[Missing]

    @property
    def goods(self) -> Words:
        return GOODS_WORDS[self.facts.goods]


def readiness_of(reference: str) -> Readiness:
    """Gather it for a payment, as if somebody disputed it today. Raises NotFound."""
    rows = Payment.objects.select_related("customer").filter(reference=reference)
    payment = rows.first() if "\x00" not in reference else None
    if payment is None:
        raise NotFound(_("There is no such payment."), "payment_not_found")
    facts = gather_payment(payment, "general", for_any_reason=True)
    reasons = [Ready(reason, check(facts, reason)) for reason in catalogue().values()]
    reasons.sort(key=lambda ready: (ready.checklist.readiness, str(ready.reason.title)))
    return Readiness(payment, facts, reasons, _missing(reasons))


def _missing(reasons: list[Ready]) -> list[Missing]:
    """What the customer alone could say, should there be a dispute, cannot be collected before."""
    weights: dict[str, int] = {}
    found: dict[str, Missing] = {}
    for ready in reasons:
        for item in ready.checklist.gaps:
            code = item.piece.code
            if code == "withdrawn":
                continue
            weights[code] = weights.get(code, 0) + item.weight
            found.setdefault(code, Missing(item, [])).counts_for.append(ready.reason.title)
    return [found[code] for code in sorted(found, key=lambda code: (-weights[code], code))]
