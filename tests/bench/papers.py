"""Printing: long statements beside a plain table of as many rows, and a thousand papers of one page.

Each runs in a process of its own without an engine: a paper is made of values, not of a database. The plain table is
what WeasyPrint makes of it by itself, on one processor: a cell for each value, fifty rows a page.
"""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

from tests.bench.table import Row, ratio, seen

PAGES = (1, 10, 100)
AIM_RATIO = 4
BATCH = 1000


def measure(rounds: int, quick: bool) -> list[Row]:
    rows = []
    for pages in PAGES[: 2 if quick else 3]:
        ours, plain = zip(*(_at("statement", pages) for _ in range(rounds)), strict=True)
        times = ratio(ours, plain)
        met = times >= AIM_RATIO if pages == PAGES[-1] else None
        aim = f">= {AIM_RATIO}" if pages == PAGES[-1] else ""
        rows.append(
            Row(
                f"statement of {pages} pages",
                seen(ours, " pages/s"),
                f"plain table {median(plain):.1f} pages/s",
                f"{times:.1f}",
                aim,
                met,
            )
        )
    count = BATCH // 10 if quick else BATCH
    papers, one_by_one = zip(*(_at("batch", count) for _ in range(rounds)), strict=True)
    times = ratio(papers, one_by_one)
    beside = f"each by itself {median(one_by_one):.1f} papers/s"
    rows.append(Row(f"batch of {count} statements of one page", seen(papers, " papers/s"), beside, f"{times:.1f}"))
    return rows


def _at(what: str, size: int) -> tuple[float, float]:
    """Ours and the yardstick, one right after the other, in pieces a second."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.papers_at", what, str(size)], check=True, stdout=subprocess.PIPE
    )
    ours, beside = json.loads(done.stdout.splitlines()[-1])
    return ours, beside
