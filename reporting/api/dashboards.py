"""The dashboards over HTTP: the cells of the page as numbers."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from customers.api.base import Request, Response
from customers.api.fields import StrictSerializer
from reporting.api.reading import ForReporters, known
from reporting.boards.answer import answer
from reporting.boards.asked import read_asked
from reporting.boards.discovery import all_dashboards, dashboard_named
from reporting.boards.filters import FILTERS
from reporting.boards.presets import PRESETS
from reporting.boards.told import told

_WORDS = ("period", "since", "until", "currency", "converted", "refund")

DASHBOARD_QUERY = [
    OpenApiParameter("period", OpenApiTypes.STR, enum=list(PRESETS), description="Without days, twelve months."),
    OpenApiParameter("since", OpenApiTypes.DATE, description="Days of one's own; both count."),
    OpenApiParameter("until", OpenApiTypes.DATE),
    OpenApiParameter("currency", OpenApiTypes.STR, description="Without one, the currency with most payments."),
    OpenApiParameter("converted", OpenApiTypes.STR, enum=["yes"], description="All currencies, in that one."),
    OpenApiParameter("refund", OpenApiTypes.STR, many=True, description="What if these cases were refunded now."),
    *(OpenApiParameter(name, OpenApiTypes.STR, many=True) for name in FILTERS),
]


class DashboardNameOut(serializers.Serializer):
    name = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    filters = serializers.ListField(child=serializers.CharField())


class DashboardListOut(serializers.Serializer):
    results = DashboardNameOut(many=True)


class BoardFigureOut(serializers.Serializer):
    """Of the period, of the period before of the same length, and of a year before; null where it is not known.

    `unit` is "money" (minor units), "count", "share" (ten thousandths) or "seconds". `url` is the page with the list.
    """

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    before = serializers.IntegerField(allow_null=True)
    year_before = serializers.IntegerField(allow_null=True)
    url = serializers.CharField(allow_blank=True)


class BoardColumnOut(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.CharField()


class BoardTableOut(serializers.Serializer):
    """`rows` hold a value for each column by its name; a bucket of time is its first day."""

    name = serializers.CharField()
    title = serializers.CharField()
    columns = BoardColumnOut(many=True)
    rows = serializers.ListField(child=serializers.DictField(child=serializers.JSONField(allow_null=True)))


class BoardOut(serializers.Serializer):
    """One dashboard in one currency; no currency means that nothing was paid yet. Both days count."""

    name = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField()
    currency = serializers.CharField()
    converted = serializers.BooleanField()
    currencies = serializers.ListField(child=serializers.CharField())
    figures = BoardFigureOut(many=True)
    tables = BoardTableOut(many=True)
    notes = serializers.ListField(child=serializers.CharField())


class DashboardsView(ForReporters):
    """All dashboards."""

    @extend_schema(operation_id="list_dashboards", responses=DashboardListOut)
    def get(self, request: Request) -> Response:
        """List the dashboards that can be read."""
        self.wanted(StrictSerializer)
        rows = [
            {"name": one.name, "title": str(one.title), "text": str(one.text), "filters": list(one.filters)}
            for one in all_dashboards().values()
        ]
        return Response(DashboardListOut({"results": rows}).data)


class DashboardView(ForReporters):
    """One dashboard."""

    @extend_schema(operation_id="read_dashboard", parameters=DASHBOARD_QUERY, responses=BoardOut)
    def get(self, request: Request, name: str) -> Response:
        """Read the figures and tables of a dashboard, as its page shows them."""
        dashboard = dashboard_named(name)
        query = known(request, (*_WORDS, *dashboard.filters))
        found = answer(dashboard, read_asked(query, dashboard.filters))
        shown = {
            "name": name,
            "since": found.asked.period.first_on,
            "until": found.asked.period.last_on,
            "currency": found.currency,
            "converted": found.asked.converted,
            "currencies": found.currencies,
            **told(found.board),
        }
        return Response(BoardOut(shown).data)
