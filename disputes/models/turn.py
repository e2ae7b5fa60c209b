"""Whose turn it is to get the next dispute that is nobody's."""

from __future__ import annotations

from refunds.models.assignment import InTurn


class DisputeTurn(InTurn):
    """One row. Its lock lets two disputes at once reach two people."""
