"""Exchange rates over HTTP: read them, set one, take the ECB's file in, choose the reporting currency."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import Currency, Day, StrictSerializer, Text
from customers.api.idempotency import once
from refunds import permissions
from reporting.actions.set_rates import import_rates, remove_rate, set_rate, set_reporting_currency
from reporting.facts.rates import reporting_currency
from reporting.models import ExchangeRate
from reporting.models.rate import DIGITS, PLACES

READ, WRITE = permissions.scope_for(permissions.REPORT), permissions.scope_for(permissions.SET_RATES)
LONGEST_BASE64 = 22 * 1024 * 1024


class RateQuery(StrictSerializer):
    currency = Currency(required=False)
    since = Day(required=False)
    until = Day(required=False)


class RateOut(serializers.ModelSerializer):
    """Units of the currency for one euro on a day. A rate of kind hand or api goes before the ECB's."""

    per_euro = serializers.CharField(source="plain", help_text="A decimal number, without zeros at its end.")

    class Meta:
        model = ExchangeRate
        fields: ClassVar = ["id", "day", "currency", "per_euro", "kind", "source", "created_at"]


class RateIn(StrictSerializer):
    day = Day()
    currency = Currency()
    per_euro = serializers.DecimalField(max_digits=DIGITS - 2, decimal_places=PLACES, min_value=0)
    source = Text(max_length=200)  # type: ignore[assignment]


class RateFileIn(StrictSerializer):
    """The ECB's eurofxref-hist as CSV, zip or XML; `content` is base64 of up to 16 MB."""

    name = Text(max_length=200)
    content = Text(max_length=LONGEST_BASE64, trim_whitespace=False)

    def validate_content(self, content: str) -> bytes:
        try:
            return base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError(_("This is not base64."), code="bad_base64") from None


class RatesImportedOut(serializers.Serializer):
    """`kept` were set by somebody and stay; `earlier` lie before the shop's first sale and were left out."""

    taken = serializers.IntegerField()
    known = serializers.IntegerField()
    kept = serializers.IntegerField()
    earlier = serializers.IntegerField()
    first_on = serializers.DateField()
    last_on = serializers.DateField()


class ReportingCurrencyIn(StrictSerializer):
    currency = Currency()


class ReportingCurrencyOut(serializers.Serializer):
    currency = serializers.CharField()


class RatesView(ApiView):
    """All rates, and one by hand."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": READ, "POST": WRITE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT, "POST": permissions.SET_RATES}
    page_keys: ClassVar = ("-id",)

    @extend_schema(operation_id="list_rates", parameters=[RateQuery], responses=page_of(RateOut))
    def get(self, request: Request) -> Response:
        """List rates, the last taken first."""
        asked = self.wanted(RateQuery)
        names = {"currency": "currency", "since": "day__gte", "until": "day__lte"}
        wanted = {names[name]: value for name, value in asked.items()}
        return self.page(ExchangeRate.objects.filter(**wanted).order_by("-id"), RateOut)

    @extend_schema(operation_id="set_rate", request=RateIn, responses={201: RateOut})
    @once
    def post(self, request: Request) -> Response:
        """Set a rate of a day; it goes before any file."""
        return Response(RateOut(set_rate(actor=self.actor, **self.sent(RateIn))).data, 201)


class RateRemovalView(ApiView):
    """Taking a rate away."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}
    moves: ClassVar[Mapping[str, str]] = {"POST": permissions.SET_RATES}

    @extend_schema(operation_id="remove_rate", request=Nothing, responses=RateOut)
    @once
    def post(self, request: Request, rate_id: int) -> Response:
        """Take a rate away, and answer it; the next file of the ECB brings its own."""
        self.sent(Nothing)
        return Response(RateOut(remove_rate(actor=self.actor, rate_id=rate_id)).data)


class RateFilesView(ApiView):
    """The ECB's file."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}
    moves: ClassVar[Mapping[str, str]] = {"POST": permissions.SET_RATES}
    body_limit: ClassVar = LONGEST_BASE64 + 64 * 1024

    @extend_schema(operation_id="import_rates", request=RateFileIn, responses=RatesImportedOut)
    @once
    def post(self, request: Request) -> Response:
        """Take the ECB's file in. All of it goes in, or nothing."""
        return Response(RatesImportedOut(import_rates(actor=self.actor, **self.sent(RateFileIn))).data)


class ReportingCurrencyView(ApiView):
    """The currency in which finance reads sums of several."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": READ, "POST": WRITE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT, "POST": permissions.SET_RATES}

    @extend_schema(operation_id="read_reporting_currency", responses=ReportingCurrencyOut)
    def get(self, request: Request) -> Response:
        """Read which one it is."""
        self.wanted(StrictSerializer)
        return Response({"currency": reporting_currency()})

    @extend_schema(operation_id="set_reporting_currency", request=ReportingCurrencyIn, responses=ReportingCurrencyOut)
    @once
    def post(self, request: Request) -> Response:
        """Choose it. Nothing that is kept changes by it."""
        row: Any = set_reporting_currency(actor=self.actor, **self.sent(ReportingCurrencyIn))
        return Response({"currency": row.currency})
