"""Finance's figures over HTTP: sums told apart as one likes, and the single things behind each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response
from customers.errors import BadInput
from refunds import permissions
from reporting.facts.dimensions import DIMENSIONS
from reporting.facts.measures import MEASURES, measure
from reporting.facts.movements import page
from reporting.facts.read import Row, read
from reporting.facts.slices import FILTERS, Slice
from reporting.facts.state import counted_at

MOST_ROWS = 10_000
MOST_BY, MOST_MEASURES = 4, 40
PAGE, LARGEST_PAGE = 100, 500
SCOPE = permissions.scope_for(permissions.REPORT)


class FigureOut(serializers.Serializer):
    """One row: `key` has the dimensions asked for and always the currency, `values` the measures.

    Money is in minor units of the currency; days, weeks, months and years are their first day.
    """

    key = serializers.DictField(child=serializers.CharField())
    values = serializers.DictField(child=serializers.IntegerField())


class FiguresOut(serializers.Serializer):
    """`counted_at` says up to when everything is in the figures; null where they were read off the single things."""

    since = serializers.DateField()
    until = serializers.DateField()
    by = serializers.ListField(child=serializers.ChoiceField(list(DIMENSIONS)))
    measures = serializers.ListField(child=serializers.ChoiceField(list(MEASURES)))
    counted_at = serializers.DateTimeField(allow_null=True)
    rows = FigureOut(many=True)


class FigureMovementOut(serializers.Serializer):
    """A single thing a figure is made of. `value` is what it adds; `amount_minor` and `tax_minor` are minor units."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    reference = serializers.CharField(help_text="Of the refund, dispute or payment; empty where there is none.")
    payment = serializers.CharField()
    order = serializers.CharField()
    customer = serializers.CharField()
    account = serializers.CharField()
    method = serializers.CharField()
    country = serializers.CharField()
    channel = serializers.CharField()
    product = serializers.CharField()
    reason = serializers.CharField()
    person = serializers.CharField()
    currency = serializers.CharField()
    amount_minor = serializers.IntegerField()
    tax_minor = serializers.IntegerField()
    value = serializers.IntegerField()


class FigureMovementsOut(serializers.Serializer):
    """In order of time. `next` is the cursor of the next page."""

    results = FigureMovementOut(many=True)
    next = serializers.CharField(allow_null=True)


def _several(name: str, said: str, words: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, many=True, explode=True, enum=words, description=said)


_SLICE = [
    OpenApiParameter("since", OpenApiTypes.DATE, description="A day of the shop; 12 months ago if none is named."),
    OpenApiParameter("until", OpenApiTypes.DATE, description="Is inside as well; today if none is named."),
    *(_several(name, "Only these values; an empty one stands for what is not known.") for name in FILTERS),
]


class ForFinance(ApiView):
    """For who may read reports."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}

    def asked(self, *others: str) -> Slice:
        """The slice in the address. A word that nobody knows is refused."""
        for name in self.request.query_params:
            if name not in (*FILTERS, "since", "until", *others):
                raise BadInput(_("This is not a field here."), "unknown_field", name[:40])
        return Slice.from_query(self.request.query_params)


class FiguresView(ForFinance):
    """Sums of finance."""

    @extend_schema(
        operation_id="read_figures",
        parameters=[
            _several("by", "By what they are told apart, up to four.", list(DIMENSIONS)),
            _several("measures", "Which figures.", list(MEASURES)),
            *_SLICE,
        ],
        responses=FiguresOut,
    )
    def get(self, request: Request) -> Response:
        """Read sums of days of the shop, as every page and paper has them. Up to 10,000 rows."""
        asked = self.asked("by", "measures")
        by, measures = _words(request, "by", MOST_BY), _words(request, "measures", MOST_MEASURES)
        if not measures:
            raise BadInput(_("Name at least one figure."), "measures_missing", "measures")
        rows = read(asked, by, measures, quickly=True)
        if len(rows) > MOST_ROWS:
            raise BadInput(
                _("This would be more than %d rows. Ask for fewer days or values.") % MOST_ROWS, "too_many_rows"
            )
        return Response(_told(asked, by, measures, rows))


class FigureMovementsView(ForFinance):
    """What a sum is made of."""

    @extend_schema(
        operation_id="list_figure_movements",
        parameters=[
            OpenApiParameter("measure", OpenApiTypes.STR, required=True, enum=list(MEASURES)),
            OpenApiParameter("cursor", OpenApiTypes.STR),
            OpenApiParameter("limit", OpenApiTypes.INT, description=f"Up to {LARGEST_PAGE}; {PAGE} if none is named."),
            *_SLICE,
        ],
        responses=FigureMovementsOut,
    )
    def get(self, request: Request) -> Response:
        """List the single things behind a figure; their values add up to it."""
        asked = self.asked("measure", "cursor", "limit")
        name = measure(request.query_params.get("measure", "")).name
        found = page(asked, name, request.query_params.get("cursor", "")[:200], _limit(request))
        results = FigureMovementOut(found.movements, many=True).data
        return Response({"results": results, "next": found.next_key or None})


def _words(request: Request, name: str, most: int) -> list[str]:
    """As often as it is named; several may also stand in one, with commas between them."""
    words = [word for text in request.query_params.getlist(name) for word in text[:1000].split(",") if word]
    if len(words) > most:
        raise BadInput(_("At most %d of them can be asked for at once.") % most, "too_many", name)
    return list(dict.fromkeys(words))


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(PAGE))
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= LARGEST_PAGE):
        raise BadInput(_("Ask for 1 to %d at once.") % LARGEST_PAGE, "bad_limit", "limit")
    return int(text)


def _told(asked: Slice, by: list[str], measures: list[str], rows: list[Row]) -> dict[str, Any]:
    return {
        "since": asked.period.first_on,
        "until": asked.period.last_on,
        "by": by,
        "measures": measures,
        "counted_at": counted_at(),
        "rows": [
            {"key": {name: _plain(value) for name, value in row.key.items()}, "values": row.values} for row in rows
        ],
    }


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
