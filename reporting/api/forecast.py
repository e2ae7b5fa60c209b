"""Forecasts over HTTP: the figures of the page, its backtest, and a new one ordered and followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found
from customers.api.fields import Currency, OneOf, StrictSerializer
from customers.api.idempotency import once
from customers.errors import NotFound
from refunds import permissions
from reporting.actions.order_forecast import order_forecast
from reporting.foresight import words
from reporting.foresight.page import Choice, choose, sums
from reporting.models import ForecastBacktest, ForecastRun, SeriesForecast

SCOPE = permissions.scope_for(permissions.REPORT)
Measure = SeriesForecast.Measure


class ForecastQuery(StrictSerializer):
    measure = OneOf(choices=Measure.choices, default=Measure.REFUNDED)
    currency = Currency(required=False, help_text="Without one, the currency with most sales.")


class WeekAheadOut(serializers.Serializer):
    """A week by its Monday, minor units. Half of weeks lie from low50 to high50, and so on."""

    week = serializers.DateField()
    likely = serializers.IntegerField()
    baseline = serializers.IntegerField()
    from_sales = serializers.IntegerField()
    low50 = serializers.IntegerField()
    high50 = serializers.IntegerField()
    low80 = serializers.IntegerField()
    high80 = serializers.IntegerField()
    low95 = serializers.IntegerField()
    high95 = serializers.IntegerField()


class SumOut(serializers.Serializer):
    """The next so many weeks together, likely and within the 80 % range; minor units."""

    weeks = serializers.IntegerField()
    low = serializers.IntegerField()
    likely = serializers.IntegerField()
    high = serializers.IntegerField()


class BacktestOut(serializers.ModelSerializer):
    """How forecasts so many weeks before did. `mase` is the error against the baseline's: under 1 is better."""

    mase = serializers.FloatField(allow_null=True)

    class Meta:
        model = ForecastBacktest
        fields: ClassVar = [
            "weeks_ahead", "judged", "inside50", "inside80", "inside95", "error_minor", "naive_error_minor", "mase",
        ]  # fmt: skip


class ChangeOut(serializers.Serializer):
    """From this week on a usual week was another one; minor units."""

    week = serializers.DateField()
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class OddPartOut(serializers.Serializer):
    side = serializers.CharField()
    value = serializers.CharField()
    found = serializers.IntegerField()
    usual = serializers.IntegerField()


class OddityOut(serializers.Serializer):
    """A week outside its 95 % range, and the parts of the business that moved it; minor units."""

    week = serializers.DateField()
    value = serializers.IntegerField()
    low = serializers.IntegerField()
    high = serializers.IntegerField()
    parts = OddPartOut(many=True)


class ForecastOut(serializers.Serializer):
    """One measure in one currency. `grade` unknown: nothing is foreseen; `sentences` say why, and what was seen.

    `values` are the weeks that were, from `first_week` on. No currency: nothing was foreseen yet.
    """

    currency = serializers.CharField()
    currencies = serializers.ListField(child=serializers.CharField())
    measure = serializers.CharField()
    grade = serializers.CharField()
    way = serializers.CharField()
    until_on = serializers.DateField(allow_null=True)
    made_at = serializers.DateTimeField(allow_null=True)
    first_week = serializers.DateField(allow_null=True)
    values = serializers.ListField(child=serializers.IntegerField())
    ahead = WeekAheadOut(many=True)
    sums = SumOut(many=True)
    waiting_minor = serializers.IntegerField()
    covered80 = serializers.FloatField(allow_null=True)
    mase = serializers.FloatField(allow_null=True)
    backtest = BacktestOut(many=True)
    changes = ChangeOut(many=True)
    oddities = OddityOut(many=True)
    sentences = serializers.ListField(child=serializers.CharField())


class ForecastRunOut(serializers.ModelSerializer):
    """How far a forecast is."""

    requested_by = serializers.CharField(source="requested_label")

    class Meta:
        model = ForecastRun
        fields: ClassVar = [
            "id", "state", "until_on", "done_steps", "total_steps", "trouble", "requested_by", "created_at",
            "finished_at",
        ]  # fmt: skip


class ForecastView(ApiView):
    """What is foreseen."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}

    @extend_schema(operation_id="read_forecast", parameters=[ForecastQuery], responses=ForecastOut)
    def get(self, request: Request) -> Response:
        """Read the newest forecast of a measure in a currency, with its backtest."""
        wanted = self.wanted(ForecastQuery)
        found = choose(wanted.get("currency", ""), wanted["measure"])
        return Response(ForecastOut(_told(found, wanted["measure"])).data)


class ForecastRunsView(ApiView):
    """Forecasts that were worked out, and a new one."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": SCOPE}

    @extend_schema(operation_id="order_forecast", request=Nothing, responses={201: ForecastRunOut})
    @once
    def post(self, request: Request) -> Response:
        """Order a new forecast. A worker makes it: read it until its state is ready."""
        self.sent(Nothing)
        run = order_forecast(actor=self.actor)
        return Response(ForecastRunOut(run).data, 201, headers={"Location": f"{request.path}{run.pk}/"})


class ForecastRunView(ApiView):
    """One working-out."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}

    @extend_schema(operation_id="read_forecast_run", responses=ForecastRunOut)
    def get(self, request: Request, run_id: int) -> Response:
        """Read how far a forecast is."""
        self.wanted(StrictSerializer)
        if run_id > 2**63 - 1:
            raise NotFound(_("There is no such forecast."), "forecast_not_found")
        rows = ForecastRun.objects.filter(pk=run_id)
        found = one_or_not_found(rows, _("There is no such forecast."), "forecast_not_found")
        return Response(ForecastRunOut(found).data)


def _told(found: Choice, measure: str) -> dict[str, Any]:
    series, run = found.series, found.run
    if series is None or run is None:
        return {**_NOTHING, "measure": measure, "currencies": found.currencies}
    plain = (
        "currency",
        "measure",
        "grade",
        "way",
        "first_week",
        "values",
        "ahead",
        "waiting_minor",
        "covered80",
        "mase",
    )
    return {
        **{name: getattr(series, name) for name in plain},
        "currencies": found.currencies,
        "until_on": run.until_on,
        "made_at": run.finished_at,
        "sums": sums(series),
        "backtest": series.backtests.all(),
        "changes": series.changes,
        "oddities": series.oddities,
        "sentences": [words.verdict(series)[2], *words.sentences(series)],
    }


_NOTHING: dict[str, Any] = {
    "currency": "", "grade": SeriesForecast.Grade.UNKNOWN, "way": "", "until_on": None, "made_at": None,
    "first_week": None, "values": [], "ahead": [], "sums": [], "waiting_minor": 0, "covered80": None, "mase": None,
    "backtest": [], "changes": [], "oddities": [], "sentences": [],
}  # fmt: skip
