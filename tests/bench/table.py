"""The one table, and the line that says on which machine it was seen."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median


@dataclass(frozen=True)
class Row:
    """One figure, what it is held against, and what is aimed at."""

    what: str
    figure: str
    yardstick: str
    ratio: str = ""
    aim: str = ""
    met: bool | None = None


def seen(measured: Sequence[float], unit: str = "/s") -> str:
    """The median of the rounds, and how far they lay apart."""
    spread = f" ({min(measured):,.0f}-{max(measured):,.0f})" if len(measured) > 1 else ""
    return f"{median(measured):,.0f}{unit}{spread}"


def ratio(measured: Sequence[float], yardstick: Sequence[float]) -> float:
    """The median of the ratios of rounds that ran side by side: what disturbs a round disturbs both."""
    return median(ours / theirs for ours, theirs in zip(measured, yardstick, strict=True))


def print_table(rows: Sequence[Row], load_at_start: float) -> None:
    heads = ("what", "measured", "beside", "ratio", "aim", "")
    cells = [
        (r.what, r.figure, r.yardstick, r.ratio, r.aim, {True: "met", False: "missed", None: ""}[r.met]) for r in rows
    ]
    widths = [max(len(line[n]) for line in [heads, *cells]) for n in range(len(heads))]
    print(machine(load_at_start))
    for line in [heads, tuple("-" * width for width in widths), *cells]:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def machine(load_at_start: float) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgres,) = cursor.fetchone()
    return (
        f"{datetime.now():%Y-%m-%d} · {os.cpu_count()} cores · Python {platform.python_version()} · PostgreSQL"
        f" {postgres.split()[0]} · load of others at the start {load_at_start:.1f} · median (least-most) of rounds"
    )
