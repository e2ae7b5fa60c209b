"""Exceptions to the usual number of days: for a product kind, a sales channel, a country, or several of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from refunds.policy.facts import PRODUCT_KINDS, LineFacts
from refunds.policy.parameter_types import BadParameter, country, days, one_of


@dataclass(frozen=True)
class Window:
    """An exception to the usual number of days. An empty condition fits everything."""

    days: int
    product_kind: str = ""
    channel: str = ""
    country: str = ""

    def fits(self, line: LineFacts, country: str) -> bool:
        conditions = (
            (self.product_kind, line.product_kind),
            (self.channel, line.channel),
            (self.country, country),
        )
        return all(wanted in ("", actual) for wanted, actual in conditions)

    @property
    def specificity(self) -> tuple[int, bool, bool, bool]:
        """More conditions win; among equally many, the product before the channel before the country."""
        named = (self.product_kind != "", self.channel != "", self.country != "")
        return (sum(named), *named)


def read_windows(value: Any) -> tuple[Window, ...]:
    """Read the exceptions: a list of objects with `days` and at least one condition, none twice."""
    if not isinstance(value, list):
        raise BadParameter(_("Give a list of windows."))
    windows = tuple(_read_window(entry) for entry in value)
    conditions = [(window.product_kind, window.channel, window.country) for window in windows]
    if len(set(conditions)) != len(conditions):
        raise BadParameter(_("Two windows have the same conditions."))
    return windows


def _read_window(entry: Any) -> Window:
    if not isinstance(entry, dict) or "days" not in entry or len(entry) < 2:
        raise BadParameter(_("A window has days and at least one of product_kind, channel and country."))
    readers = {
        "days": days,
        "product_kind": one_of(PRODUCT_KINDS),
        "channel": _read_channel,
        "country": country,
    }
    if set(entry) - set(readers):
        raise BadParameter(_("A window has days, product_kind, channel and country, and nothing else."))
    return Window(**{name: readers[name](value) for name, value in entry.items()})


def _read_channel(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadParameter(_("Give the name of a sales channel."))
    return value


def days_for(line: LineFacts, country: str, windows: Iterable[Window], usual: int) -> int:
    """Return the days of the most specific window that fits, or the usual ones."""
    fitting = [window for window in windows if window.fits(line, country)]
    return max(fitting, key=lambda window: window.specificity).days if fitting else usual
