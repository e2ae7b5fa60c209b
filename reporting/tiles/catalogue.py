"""Every tile that can be chosen: a figure or a drawing, always of the same days, with the way to its dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.boards.asked import Asked
from reporting.boards.discovery import dashboard_named
from reporting.boards.parts import Board, Figure, Panel
from reporting.boards.presets import PRESETS
from reporting.facts.slices import Slice

Text = str | Promise
LATELY, YEAR = "four_weeks", "twelve_months"


class Tile(NamedTuple):
    """`board` is the dashboard that it is taken from, `part` the name of its figure or of its table."""

    label: Text
    board: str
    part: str
    preset: str = LATELY
    is_drawing: bool = False


TILES: Mapping[str, Tile] = {
    "net": Tile(_("Net"), "revenue", "net"),
    "captured": Tile(_("Captured"), "revenue", "gross"),
    "given_back": Tile(_("Paid back of captured"), "revenue", "given_back"),
    "paid_back": Tile(_("Paid back"), "refunds", "net_refunded"),
    "refunds": Tile(_("Refunds"), "refunds", "refunds"),
    "refund_rate": Tile(_("Refunds of payments"), "refunds", "rate"),
    "came_back": Tile(_("Came back"), "refunds", "came_back"),
    "requests": Tile(_("Requests"), "performance", "requests"),
    "approval": Tile(_("Approved of decided"), "performance", "approval"),
    "automatic": Tile(_("By the policy alone"), "performance", "automatic"),
    "failed": Tile(_("Failed"), "performance", "failed"),
    "disputes": Tile(_("Disputes opened"), "disputes", "opened"),
    "dispute_rate": Tile(_("Disputed of payments"), "disputes", "rate"),
    "win_rate": Tile(_("Won of disputes fought"), "disputes", "win_rate"),
    "missed": Tile(_("Deadlines missed"), "disputes", "missed"),
    "kept": Tile(_("Kept as store credit"), "customers", "kept"),
    "vamp": Tile(_("Visa's limit (VAMP)"), "networks", "vamp"),
    "ecm": Tile(_("Mastercard's limit (ECM)"), "networks", "ecm"),
    "revenue_by_time": Tile(_("Captured, given up, kept"), "revenue", "revenue-by-time", YEAR, True),
    "refunds_by_time": Tile(_("Paid back by month"), "refunds", "value", YEAR, True),
    "rate_by_time": Tile(_("Refund rate by month"), "refunds", "rate", YEAR, True),
    "reasons": Tile(_("Reasons that make most of it"), "causes", "causes-by-reason", LATELY, True),
    "products": Tile(_("Products that make most of it"), "causes", "causes-by-product", LATELY, True),
    "changed": Tile(_("What changed most"), "causes", "causes-changed", LATELY, True),
    "disputes_by_time": Tile(_("Disputes by month"), "disputes", "disputes-opened", YEAR, True),
    "radar": Tile(_("How near the networks' limits are"), "networks", "radar", YEAR, True),
}

DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "finance": ("net", "paid_back", "refund_rate", "dispute_rate", "revenue_by_time", "reasons", "radar"),
    "lead": ("requests", "approval", "automatic", "failed", "refunds_by_time", "reasons", "disputes_by_time"),
    "manager": ("paid_back", "refund_rate", "approval", "kept", "changed", "products", "revenue_by_time"),
    "auditor": ("captured", "paid_back", "came_back", "failed", "revenue_by_time", "rate_by_time"),
    "admin": ("requests", "failed", "disputes", "vamp", "refunds_by_time", "radar"),
}
FALLBACK = DEFAULTS["finance"]
"""By role: what somebody has who has chosen nothing; of several roles the first one above."""


@dataclass
class TileReader:
    """Reads each dashboard at most once for a page of tiles, in one currency."""

    asked: Asked

    def figure(self, tile: Tile) -> Figure | None:
        return next((one for one in self._board(tile).figures if one.name == tile.part), None)

    def panel(self, tile: Tile) -> Panel | None:
        return next((one for one in self._board(tile).panels if one.table.name == tile.part), None)

    def url(self, tile: Tile) -> str:
        words = {"period": tile.preset, "currency": self.asked.currency}
        query = urlencode({name: word for name, word in words.items() if word})
        return f"{reverse('reporting:dashboard', args=[tile.board])}?{query}"

    def _board(self, tile: Tile) -> Board:
        key = tile.board, tile.preset
        if key not in self._boards:
            period = PRESETS[tile.preset].of(self.asked.today)
            asked = Asked(Slice(period, {}), self.asked.today, self.asked.currency, preset=tile.preset)
            self._boards[key] = dashboard_named(tile.board).read(asked)
        return self._boards[key]

    @cached_property
    def _boards(self) -> dict[tuple[str, str], Board]:
        return {}
