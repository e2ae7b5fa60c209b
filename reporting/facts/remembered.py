"""Answers that this process gave already: of one edition of the sums, as many as fit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any

MOST_ROWS = 100_000
"""Of all answers together: some tens of megabytes."""

_answers: OrderedDict[Hashable, Sequence[Any]] = OrderedDict()
_lock = Lock()


def remembered(question: Hashable, answer: Callable[[], Sequence[Any]]) -> Sequence[Any]:
    """Give the answer of before, or find it. What was asked longest ago is forgotten first."""
    with _lock:
        if (known := _answers.get(question)) is not None:
            _answers.move_to_end(question)
            return known
    found = answer()
    if len(found) <= MOST_ROWS // 2:
        with _lock:
            _answers[question] = found
            while sum(map(len, _answers.values())) + len(_answers) > MOST_ROWS:
                _answers.popitem(last=False)
    return found
