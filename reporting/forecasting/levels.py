"""Level and trend by exponential smoothing in state-space form (statsmodels' ETS with additive errors)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from reporting.forecasting.scale import Numbers

REFIT_WEEKS = 13
"""How long parameters are kept while weeks are added; the states are always smoothed up to the last week."""


@dataclass(slots=True)
class Smoother:
    """Forecasts one growing series again and again. `trend` adds one that dies away, so that nothing runs off."""

    trend: bool
    _fitted_at: int = -REFIT_WEEKS
    _params: Any = field(default=None)
    _found: Any = field(default=None)

    def ahead(self, logs: Numbers, horizon: int) -> Numbers:
        """Forecast the weeks after the last one."""
        if np.ptp(logs) < 1e-9:
            return np.full(horizon, logs[-1])
        if logs.size - self._fitted_at >= REFIT_WEEKS or self._params is None:
            self._params, self._fitted_at = self._fit(logs), logs.size
        return self._run(logs, horizon)

    def _fit(self, logs: Numbers) -> tuple[float, float, float]:
        """alpha, beta, phi as statsmodels estimates them, beginning at what it found before."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = ETSModel(
                logs,
                error="add",
                trend="add" if self.trend else None,
                damped_trend=self.trend,
                initialization_method="heuristic" if logs.size >= 10 else "estimated",
            )
            begin = self._found if self._found is not None and self._found.size == len(model.param_names) else None
            self._found = model.fit(begin, disp=False, maxiter=60, return_params=True)
        params = dict(zip(model.param_names, self._found, strict=True))
        alpha = float(np.clip(params["smoothing_level"], 0.02, 0.95))
        if not self.trend:
            return alpha, 0.0, 0.0
        beta = float(np.clip(params["smoothing_trend"], 0.0, min(alpha, 0.2)))
        return alpha, beta, float(np.clip(params["damping_trend"], 0.8, 0.98))

    def _run(self, logs: Numbers, horizon: int) -> Numbers:
        """Smooth through all weeks with the parameters; statsmodels' recursion, without its set-up for every week."""
        alpha, beta, phi = self._params
        warm = min(8, logs.size)
        level = float(np.median(logs[:warm]))
        slope = 0.0
        if self.trend and logs.size >= 20:
            slope = float(np.median(logs[10:20]) - np.median(logs[:10])) / 10
            level -= 5 * slope
        for value in logs.tolist():
            error = value - level - phi * slope
            level = level + phi * slope + alpha * error
            slope = phi * slope + beta * error
        steps = np.cumsum(phi ** np.arange(1, horizon + 1)) if self.trend else np.zeros(horizon)
        return level + slope * steps
