"""How quickly and how surely refunds are decided and paid."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.boards import parts
from reporting.boards.asked import Asked
from reporting.boards.buckets import buckets_of
from reporting.boards.building import Reckon, compared_figures, if_kept, line_panel, notes_of, plain, rate
from reporting.boards.discovery import Dashboard
from reporting.boards.lasting import (
    is_narrowed_further,
    lasted_by,
    lasted_figures,
    lasted_panel,
    steps_panel,
)
from reporting.boards.links import list_behind
from reporting.boards.parts import Board, Cell, Column, Figure, Panel, Table, share
from reporting.boards.sums import Sums
from reporting.facts.dimensions import DIMENSIONS, value_labels

DECIDED = ("requests", "approved", "rejected", "automatic")
PAID = ("refunds", "failed", "reversals")
WHOLE = 10_000


def read(asked: Asked) -> Board:
    sums, buckets = Sums(asked), buckets_of(asked.period)
    decided: list[tuple[Column, Reckon, str]] = [
        (Column("approval", _("Approved of decided"), parts.SHARE), _approval, "approved"),
        (Column("automatic_share", _("By the policy alone"), parts.SHARE), _automatic, "automatic"),
        *((Column(name, label), plain(name), name) for name, label in _labels(DECIDED)),
    ]
    paid: list[tuple[Column, Reckon, str]] = [
        (Column("failed_share", _("Failed"), parts.SHARE), _failed, "failed"),
        (Column("back_share", _("Came back"), parts.SHARE), rate("reversals", "refunds"), "reversals"),
        *((Column(name, label), plain(name), name) for name, label in _labels(PAID)),
    ]
    panels = [
        lasted_panel(sums, buckets),
        steps_panel(sums),
        line_panel(
            sums,
            buckets,
            "decisions",
            _("Decisions"),
            _("Of what was decided in these days, by people or by the policy."),
            decided,
            DECIDED,
            (1, 2),
            top=WHOLE,
        ),
        line_panel(
            sums,
            buckets,
            "payouts",
            _("What went wrong on the way"),
            _("Of refunds sent in these days: what the gateway refused, and what came back afterwards."),
            paid,
            PAID,
            (1, 2),
        ),
        if_kept("performance-by-person", _("By person"), lambda: _by_person(sums)),
        if_kept("performance-by-account", _("By gateway account"), lambda: _by_gateway(sums)),
    ]
    notes = notes_of(sums)
    if is_narrowed_further(asked):
        notes.append(_("Times are narrowed by one account or one person at most, not by the other filters."))
    return Board([*lasted_figures(sums), *_figures(sums)], panels, notes)


def _labels(names: tuple[str, ...]) -> list[tuple[str, str]]:
    words = {
        "requests": _("Requests"),
        "approved": _("Approved"),
        "rejected": _("Rejected"),
        "automatic": _("By the policy"),
        "refunds": _("Paid"),
        "failed": _("Failed"),
        "reversals": _("Came back"),
    }
    return [(name, words[name]) for name in names]


def _approval(sums: Mapping[str, int]) -> int | None:
    return share(sums["approved"], sums["approved"] + sums["rejected"])


def _automatic(sums: Mapping[str, int]) -> int | None:
    return share(sums["automatic"], sums["approved"] + sums["rejected"])


def _failed(sums: Mapping[str, int]) -> int | None:
    return share(sums["failed"], sums["failed"] + sums["refunds"])


def _figures(sums: Sums) -> list[Figure]:
    return compared_figures(
        sums,
        [
            ("requests", _("Requests"), parts.COUNT, plain("requests"), "requests", ""),
            ("approval", _("Approved of decided"), parts.SHARE, _approval, "approved", ""),
            ("automatic", _("By the policy alone"), parts.SHARE, _automatic, "automatic", "up"),
            ("failed", _("Failed"), parts.SHARE, _failed, "failed", "down"),
            ("came_back", _("Came back"), parts.SHARE, rate("reversals", "refunds"), "reversals", "down"),
        ],
        (*DECIDED, *PAID),
    )


def _by_person(sums: Sums) -> Panel:
    """Who decided how much; what the policy decided alone stands under nobody."""
    found = sums.by("person", ["approved", "rejected", "automatic"])
    ranked = sorted(
        (k for k in found if found[k]["approved"] or found[k]["rejected"]),
        key=lambda k: (-found[k]["approved"] - found[k]["rejected"], str(k)),
    )
    labels = value_labels("person", [str(k) for k in ranked])
    columns = [
        Column("person", str(DIMENSIONS["person"].label), parts.TEXT),
        Column("decided", _("Decided")),
        Column("approved", _("Approved")),
        Column("rejected", _("Rejected")),
        Column("rate", _("Approved of decided"), parts.SHARE),
        Column("p50", _("Half paid within"), parts.SECONDS),
    ]
    rows, lasted = [], lasted_by(sums, "person")
    for key in ranked:
        row, own = found[key], sums.own().narrowed(person=str(key))
        rows.append(
            [
                Cell(str(key), "", labels[str(key)]),
                Cell(row["approved"] + row["rejected"], list_behind("approved", own)),
                Cell(row["approved"], list_behind("approved", own)),
                Cell(row["rejected"], list_behind("rejected", own)),
                Cell(_approval(row)),
                Cell(lasted[str(key)].p50 if str(key) in lasted else None, list_behind("refunds", own)),
            ]
        )
    return Panel(
        Table("performance-by-person", _("By person"), columns, rows),
        _("Nobody is the policy, which decides alone."),
        wide=True,
    )


def _by_gateway(sums: Sums) -> Panel:
    found = sums.by("account", PAID)
    ranked = sorted(found, key=lambda k: (-found[k]["refunds"], str(k)))
    columns = [
        Column("account", str(DIMENSIONS["account"].label), parts.TEXT),
        *(Column(name, label) for name, label in _labels(PAID)),
        Column("failed_share", _("Failed"), parts.SHARE),
        Column("back_share", _("Came back of paid"), parts.SHARE),
        Column("p50", _("Half paid within"), parts.SECONDS),
        Column("p90", _("Nine of ten within"), parts.SECONDS),
    ]
    rows, lasted = [], lasted_by(sums, "account")
    for key in ranked:
        row, own = found[key], sums.own().narrowed(account=str(key))
        cells = [Cell(row[name], list_behind(name, own)) for name in PAID]
        shares = [Cell(_failed(row)), Cell(share(row["reversals"], row["refunds"]))]
        took = lasted.get(str(key))
        times = [Cell(getattr(took, name) if took else None, list_behind("refunds", own)) for name in ("p50", "p90")]
        rows.append([Cell(str(key)), *cells, *shares, *times])
    return Panel(
        Table("performance-by-account", _("By gateway account"), columns, rows),
        _("What became of refunds that were sent."),
        wide=True,
    )


DASHBOARD = Dashboard(
    "performance",
    3,
    gettext_lazy("Performance"),
    gettext_lazy("How long refunds take step by step, how they are decided, and what goes wrong on the way."),
    read,
    ("account", "gateway", "method", "country", "channel", "reason", "person"),
)
