"""Days whose figures never change again: what reporting.closing keeps, under the name that figures ask by."""

from __future__ import annotations

from reporting.closing.guard import closed_until, is_closed

__all__ = ["closed_until", "is_closed"]
