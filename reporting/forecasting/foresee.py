"""The whole of it for one series: what is likely, between what, how such forecasts did, and what cannot be known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from reporting.forecasting import candidates, season
from reporting.forecasting.changes import Change, find_changes
from reporting.forecasting.hazard import Sales
from reporting.forecasting.oddities import Oddity, find_oddities
from reporting.forecasting.ranges import LEVELS
from reporting.forecasting.rolling import SPARSE, Rolled, roll_ranges
from reporting.forecasting.scale import Numbers, Scale

HORIZON = 13
LEAST_WEEKS = 8
"""With fewer busy weeks nothing is foreseen."""

FULL_WEEKS = 40
"""From here on all weeks ahead are foreseen; before, as many as a quarter of the weeks seen."""

FIRST = 20
"""Weeks after which the backtest begins in a series that is long enough."""

WARM_UP = 26
"""Weeks of the backtest that only teach the ranges."""

LEAST_JUDGED = 26
"""Weeks of the past that a verdict needs."""

JUDGED = 78
COVERED = (0.70, 0.90)
"""Within this the 80 % range keeps its promise."""

TESTED, ROUGH, UNSURE, UNKNOWN = "tested", "rough", "unsure", "unknown"


@dataclass(frozen=True, slots=True)
class Test:
    """How forecasts `weeks_ahead` before did: how many were judged, how many lay inside, and sums of errors."""

    weeks_ahead: int
    judged: int
    inside: dict[int, int]
    error: int
    naive_error: int


@dataclass(frozen=True, slots=True)
class Ahead:
    likely: int
    baseline: int
    from_sales: int
    low: dict[int, int]
    high: dict[int, int]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Amounts in the series' own unit. `notes` are codes with what they speak of (reporting.forecast_words)."""

    grade: str
    way: str = ""
    ahead: list[Ahead] = field(default_factory=list)
    paths: list[list[int]] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    covered80: float | None = None
    mase: float | None = None
    changes: list[Change] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)


def foresee(values: Numbers, sales: Sales | None = None) -> Foreseen:
    """Foresee the weeks after the last one; `sales`, where they are known, are of the same weeks.

    Weeks before the first thing happened, or was sold, tell nothing: a currency that came later begins there.
    """
    values = np.asarray(values, dtype=float)
    begin = _begin(values, sales)
    found = _foresee(values[begin:], sales.since(begin) if sales else None)
    return replace(
        found,
        changes=[replace(one, at=one.at + begin) for one in found.changes],
        oddities=[replace(one, at=one.at + begin) for one in found.oddities],
    )


def _begin(values: Numbers, sales: Sales | None) -> int:
    busy = np.flatnonzero(values > 0 if sales is None else (values > 0) | (sales.total > 0))
    return int(busy[0]) if busy.size else 0


def _foresee(values: Numbers, sales: Sales | None) -> Foreseen:
    busy = int((values > 0).sum())
    if busy < LEAST_WEEKS:
        return _unknown(values, busy)
    first = FIRST if values.size >= FULL_WEEKS else max(LEAST_WEEKS - 2, values.size // 2)
    scale = Scale.of(values[: max(first, int(np.flatnonzero(values)[0]) + 1)])
    logs = scale.there(values)
    ways = candidates.roll(logs, first, HORIZON)
    from_sales = _roll_sales(sales, scale, first) if sales is not None else None
    rolled = roll_ranges(
        values, {**ways, **(from_sales.foreseen if from_sales else {})}, scale, first, _shown(values.size)
    )
    tests = _tests(values, rolled, first)
    covered, mase = verdict(tests)
    grade = _grade(values, tests, covered, mase)
    return Foreseen(
        grade=grade,
        way=rolled.way[-1],
        ahead=_ahead(rolled, from_sales, _shown(values.size)),
        paths=[[round(float(step)) for step in path] for path in rolled.paths],
        tests=tests,
        covered80=covered,
        mase=mase,
        changes=find_changes(values, logs),
        oddities=find_oddities(values, rolled),
        notes=_notes(values, rolled, grade, covered, mase, tests, sales),
    )


def verdict(tests: list[Test]) -> tuple[float | None, float | None]:
    """The share of weeks inside the 80 % range, and the error against the baseline's, over all weeks ahead."""
    judged, naive = sum(test.judged for test in tests), sum(test.naive_error for test in tests)
    covered = sum(test.inside[80] for test in tests) / judged if judged else None
    return covered, sum(test.error for test in tests) / naive if naive else None


def _unknown(values: Numbers, busy: int) -> Foreseen:
    code = "nothing_happened" if busy == 0 else "too_few_weeks"
    note = {"code": code, "weeks": int(values.size), "busy": busy, "least": LEAST_WEEKS}
    return Foreseen(UNKNOWN, notes=[note])


def _shown(weeks: int) -> int:
    return HORIZON if weeks >= FULL_WEEKS else max(1, min(HORIZON, weeks // 4))


def _roll_sales(sales: Sales, scale: Scale, first: int) -> candidates.RolledSales:
    total = sales.total
    of_sales = Scale.of(total[:first])
    ways = candidates.roll(of_sales.there(total), first, HORIZON)
    logs = ways["level"]
    if "blend" in ways:
        logs = np.where(np.isnan(ways["blend"]), logs, ways["blend"])
    return candidates.roll_sales(sales, scale, of_sales.back(logs), first)


def _ahead(rolled: Rolled, from_sales: candidates.RolledSales | None, shown: int) -> list[Ahead]:
    told = []
    for week in range(shown):
        likely = round(float(rolled.likely[-1, week]))
        made = from_sales.made.get(rolled.way[-1], from_sales.made["sales"]) if from_sales else None
        told.append(
            Ahead(
                likely=likely,
                baseline=round(float(rolled.baseline[-1, week])),
                from_sales=min(likely, round(float(made[-1, week]))) if made is not None else 0,
                low={level: round(float(rolled.low[level][-1, week])) for level in LEVELS},
                high={level: round(float(rolled.high[level][-1, week])) for level in LEVELS},
            )
        )
    return told


def _tests(values: Numbers, rolled: Rolled, first: int) -> list[Test]:
    count = values.size
    begin = max(min(first + WARM_UP, count - LEAST_JUDGED), first + 1, count - JUDGED)
    tests = []
    for ahead in range(_shown(count)):
        rows = [row for row in range(begin, count - ahead) if not np.isnan(rolled.likely[row, ahead])]
        if not rows:
            continue
        truth = values[[row + ahead for row in rows]]
        inside = {
            level: int(((rolled.low[level][rows, ahead] <= truth) & (truth <= rolled.high[level][rows, ahead])).sum())
            for level in LEVELS
        }
        error = float(np.abs(truth - rolled.likely[rows, ahead]).sum())
        naive = float(np.abs(truth - rolled.baseline[rows, ahead]).sum())
        tests.append(Test(ahead + 1, len(rows), inside, round(error), round(naive)))
    return tests


def _grade(values: Numbers, tests: list[Test], covered: float | None, mase: float | None) -> str:
    if not tests or tests[0].judged < LEAST_JUDGED or values.size < FULL_WEEKS:
        return ROUGH
    keeps = covered is not None and COVERED[0] <= covered <= COVERED[1]
    return TESTED if keeps and (mase is None or mase < 1) else UNSURE


def _notes(
    values: Numbers,
    rolled: Rolled,
    grade: str,
    covered: float | None,
    mase: float | None,
    tests: list[Test],
    sales: Sales | None,
) -> list[dict[str, Any]]:
    """What it saw, and what it cannot know."""
    weeks, way = int(values.size), rolled.way[-1]
    notes: list[dict[str, Any]] = [{"code": "saw", "weeks": weeks}, {"code": f"way_{way}"}]
    if grade == ROUGH:
        judged = tests[0].judged if tests else 0
        notes.append({"code": "little_history", "weeks": weeks, "judged": judged, "ahead": _shown(weeks)})
    elif covered is not None and not COVERED[0] <= covered <= COVERED[1]:
        notes.append({"code": "ranges_did_not_hold", "percent": round(100 * covered)})
    if grade != ROUGH and mase is not None and mase >= 1:
        notes.append({"code": "no_better_than_naive"})
    if weeks < season.LEAST_WEEKS:
        notes.append({"code": "season_unknown", "weeks": weeks, "least": season.LEAST_WEEKS})
    if (values[-52:] == 0).mean() >= SPARSE:
        notes.append({"code": "sparse", "empty": int((values[-52:] == 0).sum()), "weeks": min(52, weeks)})
    if sales is None:
        notes.append({"code": "sales_unknown"})
    return notes
