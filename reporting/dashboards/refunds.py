"""How many refunds, how much, and of what."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting import chart_specs as draw
from reporting.boards import parts
from reporting.boards.asked import Asked
from reporting.boards.buckets import buckets_of
from reporting.boards.building import column_panel, compared_figures, line_panel, notes_of, plain, rate, side_panel
from reporting.boards.cohort_panel import cohort_panel
from reporting.boards.discovery import Dashboard
from reporting.boards.parts import Board, Column
from reporting.boards.sums import Sums
from reporting.facts.measures import MEASURES

MEASURED = ("refunds", "reversals", "refunded", "came_back", "net_refunded", "payments", "gross")


def read(asked: Asked) -> Board:
    sums, buckets = Sums(asked), buckets_of(asked.period)
    columns = [
        (Column(name, str(MEASURES[name].label), MEASURES[name].unit), plain(name), name)
        for name in ("net_refunded", "refunded", "came_back")
    ]
    counted = [(Column(name, str(MEASURES[name].label)), plain(name), name) for name in ("refunds", "reversals")]
    rates = [
        (Column("by_count", _("Of payments"), parts.SHARE), rate("refunds", "payments"), "refunds"),
        (Column("by_value", _("Of captured money"), parts.SHARE), rate("net_refunded", "gross"), "net_refunded"),
    ]
    panels = [
        column_panel(sums, buckets, "value", _("Paid back"), _("Less what came back."), columns, MEASURED, draw.GREEN),
        column_panel(sums, buckets, "count", _("Refunds"), _("How many were paid."), counted, MEASURED, draw.BLUE),
        line_panel(
            sums,
            buckets,
            "rate",
            _("Refund rate"),
            _("Refunds of these days against payments of the same days, by number and by value."),
            rates,
            MEASURED,
            (1, 2),
        ),
        side_panel(sums, "reason", "net_refunded", _("By reason"), _("What the refunds were for."), draw.OCHRE),
        side_panel(
            sums,
            "product",
            "net_refunded",
            _("By product"),
            _("A refund stands with each product that it was about."),
            draw.OCHRE,
            "gross",
        ),
        side_panel(sums, "channel", "net_refunded", _("By channel"), _("Where it was bought."), draw.OCHRE, "gross"),
        side_panel(
            sums, "country", "net_refunded", _("By country"), _("The country of the payment."), draw.OCHRE, "gross"
        ),
        cohort_panel(sums),
    ]
    return Board(_figures(sums), panels, notes_of(sums))


def _figures(sums: Sums) -> list[parts.Figure]:
    return compared_figures(
        sums,
        [
            ("net_refunded", _("Paid back"), parts.MONEY, plain("net_refunded"), "net_refunded", "down"),
            ("refunds", _("Refunds"), parts.COUNT, plain("refunds"), "refunds", "down"),
            ("rate", _("Of payments"), parts.SHARE, rate("refunds", "payments"), "refunds", "down"),
            ("value_rate", _("Of captured money"), parts.SHARE, rate("net_refunded", "gross"), "net_refunded", "down"),
            ("average", _("Average refund"), parts.MONEY, _average, "refunded", ""),
            ("came_back", _("Came back"), parts.MONEY, plain("came_back"), "came_back", "down"),
        ],
        MEASURED,
    )


def _average(sums: Mapping[str, int]) -> int | None:
    return round(sums["refunded"] / sums["refunds"]) if sums["refunds"] else None


DASHBOARD = Dashboard(
    "refunds",
    2,
    gettext_lazy("Refunds"),
    gettext_lazy("How many refunds were paid, how much, for what, and how long after the purchase."),
    read,
    ("account", "gateway", "method", "country", "channel", "product", "reason", "person"),
)
