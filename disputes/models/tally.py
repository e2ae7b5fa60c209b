"""What a worker has counted of the shop's own history, so that no page counts it."""

from __future__ import annotations

from django.db import models

from customers import clock


class WeighingTally(models.Model):
    """One row; it is counted anew every few minutes and has no history.

    `outcomes` are [category, network, strength, won, lost], `bands` [estimated chance in tenths, cases, won, sum of the
    chances], `advice` [advice, decision, state of the dispute, cases], `networks` what each network counts this month.
    """

    outcomes = models.JSONField(default=list)
    bands = models.JSONField(default=list)
    advice = models.JSONField(default=list)
    networks = models.JSONField(default=dict)
    counted_at = models.DateTimeField(default=clock.now)
