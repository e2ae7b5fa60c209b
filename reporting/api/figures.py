"""What a figure is made of, over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import Request, Response
from reporting.api.reading import ForReporters, known, query_words
from reporting.facts.measures import measure as find_measure
from reporting.facts.movements import page as movement_page
from reporting.facts.slices import FILTERS, Slice


class MovementOut(serializers.Serializer):
    """One thing that a figure is made of. `value` is what it adds: minor units, or how often it counts."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    reference = serializers.CharField()
    payment = serializers.CharField()
    customer = serializers.CharField()
    account = serializers.CharField()
    product = serializers.CharField()
    reason = serializers.CharField()
    currency = serializers.CharField()
    amount_minor = serializers.IntegerField()
    value = serializers.IntegerField()


class MovementPageOut(serializers.Serializer):
    results = MovementOut(many=True)
    after = serializers.CharField(allow_blank=True, help_text="For the next page; empty on the last.")


class FiguresView(ForReporters):
    """What a figure is made of."""

    @extend_schema(
        operation_id="list_movements_of_figure",
        parameters=query_words(("since", "until", "after"), FILTERS),
        responses=MovementPageOut,
    )
    def get(self, request: Request, measure: str) -> Response:
        """List the single things, in order of time."""
        query = known(request, ("since", "until", "after", *FILTERS))
        find_measure(measure)
        page = movement_page(Slice.from_query(query), measure, query.get("after", "")[:300])
        return Response(MovementPageOut({"results": page.movements, "after": page.next_key}).data)
