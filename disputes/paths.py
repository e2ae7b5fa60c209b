"""How a dispute gets from where we know it to where the gateway says that it is: over declared moves only."""

from __future__ import annotations

from collections import deque
from functools import cache
from typing import Any

from disputes.models import Dispute
from disputes.news import stage_then
from refunds.gateways.dispute_types import DisputeRecord, DisputeState, OfferState

State = Dispute.State

OURS_ALONE = {
    (State.SUBMITTED, State.NEEDS_RESPONSE),
    (State.INQUIRY_ANSWERED, State.INQUIRY),
    (State.ACCEPTED, State.LOST),
    (State.ACCEPTED, State.INQUIRY_CLOSED),
    (State.ACCEPTED, State.EXPIRED),
    (State.EXPIRED, State.LOST),
    (State.EXPIRED, State.ACCEPTED),
}
"""Ours and the gateway's word for the same thing: we know more, since it was our doing or our missing.

Braintree calls accepted what nobody answered.
"""

_OF_INQUIRIES = (State.INQUIRY_ANSWERED, State.INQUIRY_CLOSED)

COMING_BACK = ("begin_anew", "ask_back", "appeal")
"""The moves that make an answered or an ended case ours again, or open one that was lost."""


def way_to(dispute: Dispute, record: DisputeRecord) -> list[str] | None:
    """The moves that lead there, by name; [] where it is there, None where no declared way leads.

    An ended or answered case is ours again at a further stage, or where the gateway says later than all that we know
    that it waits for us: else the same stage has one answer.
    """
    is_further = stage_then(dispute, record) != dispute.stage
    comes_back = is_further or _waits_again(dispute, record)
    here, there = State(dispute.state), _there(dispute, record, is_further)
    if here == there or ((here, there) in OURS_ALONE and not comes_back):
        return []
    if here == State.EXPIRED and there in _OF_INQUIRIES and stage_then(dispute, record) != Dispute.Stage.INQUIRY:
        return None
    return _shortest(here, there, comes_back)


def _there(dispute: Dispute, record: DisputeRecord, is_further: bool) -> State:
    if record.state is not None:
        return State(record.state.value)
    return State.NEEDS_RESPONSE if is_further else State(dispute.state)


def _waits_again(dispute: Dispute, record: DisputeRecord) -> bool:
    """Only with the gateway's own time and its own word: a record that was read early and came late has neither."""
    answered = dispute.state not in (State.SUBMITTED, State.ACCEPTED)
    is_news = None not in (record.told_at, dispute.told_at) and record.told_at > dispute.told_at  # type: ignore[operator]
    asks = record.can_respond is True or bool(record.returns) or _is_denied(record)
    return answered and is_news and (asks or _is_appealed(dispute, record))


def _is_denied(record: DisputeRecord) -> bool:
    """The customer did not take our offer, so another answer is due."""
    return record.offer is not None and record.offer.state == OfferState.DENIED


def _is_appealed(dispute: Dispute, record: DisputeRecord) -> bool:
    """It had ended, and where the gateway knows appeals it now looks once more."""
    ended = dispute.state in Dispute.APPEALABLE
    return ended and record.can_appeal is not None and record.state == DisputeState.UNDER_REVIEW


@cache
def _shortest(here: State, there: State, comes_back: bool) -> list[str] | None:
    """An end is no way station: nothing that the gateway did not say is told on the way.

    From a missed case the gateway's word leads straight to where it stands, or begins it anew.
    """
    ways: deque[tuple[State, list[str]]] = deque([(here, [])])
    seen = {here}
    while ways:
        at, way = ways.popleft()
        for target, move in _moves_from(at):
            if target in seen or (move in COMING_BACK and not comes_back):
                continue
            if target == there:
                return [*way, move]
            seen.add(target)
            if target not in Dispute.ENDED and (at != State.EXPIRED or move in COMING_BACK):
                ways.append((target, [*way, move]))
    return None


@cache
def _moves_from(state: State) -> list[tuple[State, str]]:
    """Without those that only our own act makes."""
    field: Any = Dispute._meta.get_field("state")
    declared = [move for move in field.get_all_transitions(Dispute) if move.source == state]
    return [(State(move.target), move.name) for move in declared if move.name != "submit"]
