"""The figures of the finance dashboard over HTTP, as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers import clock
from customers.api.base import ApiView, Request, Response
from customers.api.fields import Currency, StrictSerializer
from refunds import permissions
from reporting.dashboard import Figures, read_figures
from reporting.queries import Captured, Decided, PaidBack, Turnaround


class DashboardQuery(StrictSerializer):
    currency = Currency(required=False, help_text="Without one, the currency with most payments.")


class MonthOut(serializers.Serializer):
    """A month by its first day: what was captured, what went back to customers, and what stays."""

    month = serializers.DateField()
    captured_minor = serializers.IntegerField()
    refunded_minor = serializers.IntegerField()
    net_minor = serializers.IntegerField()


class WeekOut(serializers.Serializer):
    """A week by its Monday. Turnaround is from the request to the money leaving; null where nothing left."""

    week = serializers.DateField()
    payments = serializers.IntegerField()
    captured_minor = serializers.IntegerField()
    refunds = serializers.IntegerField()
    paid_back_minor = serializers.IntegerField()
    came_back = serializers.IntegerField()
    came_back_minor = serializers.IntegerField()
    approved = serializers.IntegerField()
    rejected = serializers.IntegerField()
    half_within_seconds = serializers.IntegerField(allow_null=True)
    nine_of_ten_within_seconds = serializers.IntegerField(allow_null=True)


class ReasonOut(serializers.Serializer):
    """What went back for a reason in all these weeks."""

    reason = serializers.CharField()
    refunds = serializers.IntegerField()
    net_minor = serializers.IntegerField()


class DashboardOut(serializers.Serializer):
    """One currency, in its minor units; the last month and week still run. No currency: nothing was paid yet."""

    currency = serializers.CharField()
    currencies = serializers.ListField(child=serializers.CharField())
    months = MonthOut(many=True)
    weeks = WeekOut(many=True)
    reasons = ReasonOut(many=True)


class DashboardView(ApiView):
    """What finance asks."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": permissions.scope_for(permissions.REPORT)}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}

    @extend_schema(operation_id="read_dashboard", parameters=[DashboardQuery], responses=DashboardOut)
    def get(self, request: Request) -> Response:
        """Read 24 months and 26 weeks of one currency."""
        figures = read_figures(clock.now(), self.wanted(DashboardQuery).get("currency", ""))
        return Response(DashboardOut(_told(figures)).data)


def _told(figures: Figures) -> dict[str, Any]:
    weekly = figures.weekly
    return {
        "currency": figures.currency,
        "currencies": figures.currencies,
        "months": [_month(figures, month) for month in figures.months],
        "weeks": [_week(weekly, week) for week in weekly.weeks] if weekly else [],
        "reasons": [
            {"reason": reason, "refunds": back.count, "net_minor": back.net_minor} for reason, back in weekly.reasons
        ]
        if weekly
        else [],
    }


def _month(figures: Figures, month: Any) -> dict[str, Any]:
    gross = figures.captured.get(month, Captured()).amount_minor
    back = figures.paid_back.get(month, PaidBack()).net_minor
    return {"month": month, "captured_minor": gross, "refunded_minor": back, "net_minor": gross - back}


def _week(weekly: Any, week: Any) -> dict[str, Any]:
    captured, back = weekly.captured.get(week, Captured()), weekly.paid_back.get(week, PaidBack())
    decided, took = weekly.decided.get(week, Decided()), weekly.turnaround.get(week, Turnaround())
    return {
        "week": week,
        "payments": captured.count,
        "captured_minor": captured.amount_minor,
        "refunds": back.count,
        "paid_back_minor": back.amount_minor,
        "came_back": back.returned_count,
        "came_back_minor": back.returned_minor,
        "approved": decided.approved,
        "rejected": decided.rejected,
        "half_within_seconds": _seconds(took.median),
        "nine_of_ten_within_seconds": _seconds(took.p90),
    }


def _seconds(lasted: timedelta | None) -> int | None:
    return None if lasted is None else round(lasted.total_seconds())
