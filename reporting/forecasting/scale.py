"""The scale on which forecasts are made: logarithms, so that a shop twice the size errs by the same share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

OFFSET_SHARE = 0.1
"""What is added before the logarithm, as a share of a usual week: a week of nothing must not weigh like a disaster."""


@dataclass(frozen=True, slots=True)
class Scale:
    offset: float

    @classmethod
    def of(cls, values: Numbers) -> Scale:
        """Fit the offset to the weeks in which something happened."""
        busy = values[values > 0]
        return cls(max(1.0, OFFSET_SHARE * float(np.median(busy)))) if busy.size else cls(1.0)

    def there(self, values: Numbers) -> Numbers:
        return np.log(np.maximum(values, 0.0) + self.offset)

    def back(self, logs: Numbers) -> Numbers:
        return np.maximum(np.exp(np.minimum(logs, 45.0)) - self.offset, 0.0)
