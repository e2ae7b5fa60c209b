"""How a dispute gets from where we know it to where the gateway says that it is: over declared moves only."""

from __future__ import annotations

from collections import deque
from functools import cache
from typing import Any

from disputes.models import Dispute
from disputes.news import stage_then
from refunds.gateways.dispute_types import DisputeRecord

State = Dispute.State

OURS_ALONE = {
    (State.SUBMITTED, State.NEEDS_RESPONSE),
    (State.INQUIRY_ANSWERED, State.INQUIRY),
    (State.ACCEPTED, State.LOST),
    (State.ACCEPTED, State.INQUIRY_CLOSED),
    (State.EXPIRED, State.LOST),
}
"""Ours and the gateway's word for the same thing: we know more, since it was our doing or our missing."""


def way_to(dispute: Dispute, record: DisputeRecord) -> list[str] | None:
    """The moves that lead there, by name; [] where it is there, None where no declared way leads.

    An ended or answered case is ours again only at a further stage: the same stage has one answer.
    """
    here, there = State(dispute.state), State(record.state.value)
    is_further = stage_then(dispute, record) != dispute.stage
    if here == there or ((here, there) in OURS_ALONE and not is_further):
        return []
    return _shortest(here, there, is_further)


@cache
def _shortest(here: State, there: State, is_further: bool) -> list[str] | None:
    ways: deque[tuple[State, list[str]]] = deque([(here, [])])
    seen = {here}
    while ways:
        at, way = ways.popleft()
        for target, move in _moves_from(at):
            if target in seen or (move == "begin_anew" and not is_further):
                continue
            if target == there:
                return [*way, move]
            seen.add(target)
            ways.append((target, [*way, move]))
    return None


@cache
def _moves_from(state: State) -> list[tuple[State, str]]:
    """Without those that only our own act makes."""
    field: Any = Dispute._meta.get_field("state")
    declared = [move for move in field.get_all_transitions(Dispute) if move.source == state]
    return [(State(move.target), move.name) for move in declared if move.name not in ("submit", "take_answer_back")]
