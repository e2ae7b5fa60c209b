"""The beta distribution, as far as an interval needs it: how likely a share lies below a value, and the way back.

The continued fraction of the NIST's Digital Library of Mathematical Functions, 8.17.22, by Lentz's method.
"""

from __future__ import annotations

import math
from functools import lru_cache

_TINY, _CLOSE = 1e-300, 1e-15
_MOST_TERMS = 20_000
_HALVINGS = 60


def below(share: float, a: float, b: float) -> float:
    """How likely a share with the distribution Beta(a, b) is no more than `share`; a and b above zero."""
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    if share > (a + 1) / (a + b + 2):  # the fraction converges fast only below
        return 1.0 - below_small(1 - share, b, a)
    return below_small(share, a, b)


def below_small(share: float, a: float, b: float) -> float:
    """The same, where `share` lies on the near side of the middle."""
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(share) + b * math.log1p(-share)
    return math.exp(scale) * _fraction(share, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MOST_TERMS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_zero(1 + step * d)
            c = _not_zero(1 + step / c)
            value *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return value


def _not_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


@lru_cache(maxsize=4096)
def quantile(probability: float, a: float, b: float) -> float:
    """The share that Beta(a, b) stays below with this probability."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if below(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2
