"""Exceptions to the usual number of days: for a product kind, a sales channel, a country, a reason, or several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.policy import wording
from refunds.policy.conditions import ABOUT_THE_SALE, Conditions, most_specific
from refunds.policy.facts import Facts, LineFacts
from refunds.policy.parameter_types import Column, Table, days


@dataclass(frozen=True, kw_only=True)
class Window(Conditions):
    """An exception to the usual number of days."""

    days: int

    def told(self) -> str:
        return _("%(days)s for %(about)s") % {"days": wording.days(self.days), "about": self.about()}


windows = Table(Window, (*ABOUT_THE_SALE, Column("days", days, gettext_lazy("Days"), needed=True)))


def days_for(line: LineFacts, facts: Facts, exceptions: Iterable[Window], usual: int) -> int:
    """Return the days of the most specific window that fits, or the usual ones."""
    window = most_specific(exceptions, facts, line)
    return window.days if window else usual
