"""Cases that were won before: the most alike first, and what their answers showed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Value

from disputes.evidence.pieces import PIECES
from disputes.evidence.reason import Goods, Words
from disputes.models import Dispute, DisputeResult
from disputes.models.result import WON_BY_ANSWER

SHOWN = 5
_READ = (
    "dispute__reference", "network", "goods", "pieces", "strength", "ended_on", "disputed_minor", "currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Precedent:
    """A case that was won. `is_alike` names what it shares beside the reason: "network", "goods"."""

    reference: str
    network: str
    goods: str
    is_alike: frozenset[str]
    pieces: list[Words]
    strength: int
    ended_on: date | None
    amount_minor: int
    currency: str


def won_before(dispute: Dispute, goods: Goods) -> list[Precedent]:
    """Up to five cases of the same reason that evidence won, in one question.

    First those of the same network and kind of goods, the strongest evidence first; then of the network; then the
    latest of any. Each step walks an index, however many cases there are.
    """
    won = DisputeResult.objects.filter(WON_BY_ANSWER, category=dispute.category).exclude(dispute=dispute.pk)
    like_it = won.filter(network=dispute.network)
    nearest = _step(1, like_it.filter(goods=goods.value), "-strength", "-ended_on")
    steps = nearest.union(_step(2, like_it, "-ended_on"), _step(3, won, "-ended_on"), all=True)
    found: dict[str, Precedent] = {}
    for _number, *row in sorted(steps, key=lambda step: step[0]):
        found.setdefault(row[0], _precedent(row, dispute, goods))
    return list(found.values())[:SHOWN]


def _step(number: int, rows: QuerySet[DisputeResult], *order: str) -> QuerySet[DisputeResult, Any]:
    """The first of these; those of an earlier step may be among them, so there are enough for all."""
    told = rows.order_by(*order).annotate(step=Value(number))
    return told.values_list("step", *_READ)[: SHOWN * number]


def _precedent(row: Sequence[Any], dispute: Dispute, goods: Goods) -> Precedent:
    reference, network, sold, pieces, strength, ended_on, amount_minor, currency = row
    alike = {"network": network == dispute.network and network != "", "goods": sold == goods.value}
    return Precedent(
        reference=reference,
        network=network,
        goods=sold,
        is_alike=frozenset(name for name, shared in alike.items() if shared),
        pieces=[PIECES[code].title for code in pieces if code in PIECES],
        strength=strength,
        ended_on=ended_on,
        amount_minor=amount_minor,
        currency=currency,
    )
