"""How far the sums are: whether they may be read, and up to when everything is in them."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from reporting.facts.definition import definition
from reporting.models import FiguresState


def known_state() -> FiguresState:
    return FiguresState.objects.filter(pk=1).first() or FiguresState(pk=1)


def may_be_read(state: FiguresState) -> bool:
    """Whether the sums are whole, and made by what is in force now."""
    return state.built_at is not None and state.definition == definition()


def new_edition() -> str:
    """The name of sums that are not those of before; no two are the same, in whichever database."""
    return uuid4().hex


def counted_at() -> datetime | None:
    """Everything that had changed by then is in the figures; None while they come from the single things, at once."""
    state = known_state()
    return state.counted_at if may_be_read(state) else None
