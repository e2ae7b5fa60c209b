"""Weeks from which on a series was another one: change points of its level (ruptures, PELT), the season taken off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import ruptures

from reporting.forecasting import season
from reporting.forecasting.scale import Numbers

LEAST_WEEKS = 24
SEGMENT = 6
"""Weeks that a level must last to be one."""

STRICTNESS = 6.0
LEAST_MOVE = 0.2
"""A lasting move of less than about a fifth is no news."""


@dataclass(frozen=True, slots=True)
class Change:
    """From week `at` on; the usual week before and after it, in the values' own unit."""

    at: int
    before: float
    after: float


def find_changes(values: Numbers, logs: Numbers) -> list[Change]:
    """The changes, oldest first; none where there is too little to tell."""
    if values.size < LEAST_WEEKS or (values == 0).mean() > 0.3 or np.ptp(logs) < 1e-9:
        return []
    level = logs - season.shape(logs, 0, sharp=False) if values.size >= season.LEAST_WEEKS else logs
    noise = 1.4826 * float(np.median(np.abs(np.diff(level)))) / np.sqrt(2) + 1e-6
    marks = ruptures.Pelt(model="l2", min_size=SEGMENT, jump=1).fit(level / noise)
    ends = marks.predict(pen=STRICTNESS * np.log(values.size))
    starts = [0, *ends]
    found = []
    for before, at, end in zip(starts, ends[:-1], ends[1:], strict=False):
        if abs(float(np.median(level[at:end]) - np.median(level[before:at]))) >= LEAST_MOVE:
            found.append(Change(at, float(np.median(values[before:at])), float(np.median(values[at:end]))))
    return found
