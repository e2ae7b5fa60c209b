"""Tax over HTTP: the report, the lines behind it, and the summary for the One Stop Shop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response
from customers.api.fields import Day, StrictSerializer, Text
from customers.errors import BadInput
from refunds import permissions
from reporting.closing.figures import frozen_or_read
from reporting.periods import Period
from reporting.tax.asked import asked_quarter, asked_rate
from reporting.tax.beside import EVERY_KIND, beside_rows, lines_of
from reporting.tax.oss import oss_summary
from reporting.tax.sums import totals
from reporting.tax.tables import rate_text

SCOPE = permissions.scope_for(permissions.REPORT)
LINES_A_PAGE = 100


class DaysIn(StrictSerializer):
    """Both days count; a year at most."""

    first_on = Day()
    last_on = Day()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not 0 <= (attrs["last_on"] - attrs["first_on"]).days <= 366:
            raise serializers.ValidationError(_("Choose a year at most, the first day first."), code="bad_days")
        return attrs


class TaxLinesIn(DaysIn):
    """`rate` is in percent, "" the one that nobody knows; `after` is `next` of the page before."""

    kind = serializers.ChoiceField(choices=EVERY_KIND)
    country = Text(max_length=2, required=False, allow_blank=True)
    currency = Text(max_length=3, required=False)
    rate = Text(max_length=10, required=False, allow_blank=True)
    after = Text(max_length=60, required=False)


class QuarterIn(StrictSerializer):
    quarter = Text(max_length=7, help_text=_("as 2026-Q4"))


_SUMS = [f"{name}_{part}_minor" for name in ("sales", "refunds", "reversals", "balance")
         for part in ("net", "tax", "gross")]  # fmt: skip
_SumsOut = type("_SumsOut", (serializers.Serializer,), {name: serializers.IntegerField() for name in _SUMS})


class TaxRowOut(_SumsOut):  # type: ignore[misc, valid-type]
    """One country, rate and currency, minor units. `rate` is percent, "" where it is not known."""

    country = serializers.CharField()
    rate = serializers.CharField()
    currency = serializers.CharField()


class TaxTotalOut(_SumsOut):  # type: ignore[misc, valid-type]
    """The same over all countries and rates."""

    currency = serializers.CharField()


class TaxBesideOut(serializers.Serializer):
    """What the rows leave out, or hold already, and why. `tax_minor` is what the amount holds, where it is known."""

    kind = serializers.CharField()
    rule = serializers.CharField()
    country = serializers.CharField()
    currency = serializers.CharField()
    count = serializers.IntegerField()
    gross_minor = serializers.IntegerField()
    tax_minor = serializers.IntegerField(allow_null=True)
    why = serializers.CharField()


class TaxReportOut(serializers.Serializer):
    """`closing` is the closed period of exactly these days, whose figures are frozen. `beside` is as of now."""

    closing = serializers.CharField(allow_null=True)
    rows = TaxRowOut(many=True)
    totals = TaxTotalOut(many=True)
    beside = TaxBesideOut(many=True)


class TaxPartOut(serializers.Serializer):
    """`rule` says how it came to this rate: named, shared or unknown; in_sales and not_counted stand beside it."""

    rate = serializers.CharField()
    net_minor = serializers.IntegerField()
    tax_minor = serializers.IntegerField()
    gross_minor = serializers.IntegerField()
    rule = serializers.CharField()


class TaxLineOut(serializers.Serializer):
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    reference = serializers.CharField()
    payment = serializers.CharField()
    order = serializers.CharField()
    country = serializers.CharField()
    currency = serializers.CharField()
    sold_at = serializers.DateTimeField()
    parts = TaxPartOut(many=True)


class TaxLinesOut(serializers.Serializer):
    results = TaxLineOut(many=True)
    next = serializers.CharField(allow_null=True)


class OssRowOut(serializers.Serializer):
    """Minor units of the currency, and cents of a euro where its rate is known."""

    member_state = serializers.CharField()
    rate = serializers.CharField()
    currency = serializers.CharField()
    net_minor = serializers.IntegerField()
    tax_minor = serializers.IntegerField()
    net_euro_minor = serializers.IntegerField(allow_null=True)
    tax_euro_minor = serializers.IntegerField(allow_null=True)


class OssCorrectionOut(serializers.Serializer):
    """`quarter` is that of the sale, whose rate is used; `too_late` goes to the member state itself."""

    quarter = serializers.CharField()
    member_state = serializers.CharField()
    currency = serializers.CharField()
    tax_minor = serializers.IntegerField()
    tax_euro_minor = serializers.IntegerField(allow_null=True)
    too_late = serializers.BooleanField()


class OssRateOut(serializers.Serializer):
    """Units for one euro on the day that counts; null where nobody has told that rate. `source`: ecb, api or hand."""

    currency = serializers.CharField()
    day = serializers.DateField()
    per_euro = serializers.CharField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]


class OssOut(serializers.Serializer):
    """The sums in euros are null while a rate is missing."""

    quarter = serializers.CharField()
    home = serializers.CharField()
    net_euro_minor = serializers.IntegerField(allow_null=True)
    tax_euro_minor = serializers.IntegerField(allow_null=True)
    correction_euro_minor = serializers.IntegerField(allow_null=True)
    rates = OssRateOut(many=True)
    beside = TaxBesideOut(many=True)
    rows = OssRowOut(many=True)
    corrections = OssCorrectionOut(many=True)


class Reading(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}


class TaxReportView(Reading):
    @extend_schema(operation_id="read_tax_report", parameters=[DaysIn], responses=TaxReportOut)
    def get(self, request: Request) -> Response:
        """Read net, tax and gross of sales, refunds and reversals by country and rate."""
        period = days_of(self.wanted(DaysIn))
        figures, closing = frozen_or_read(period, settings.SHOP_TIME_ZONE)
        shown = {
            "closing": closing and closing.reference, "rows": figures["tax"], "totals": totals(figures["tax"]),
            "beside": beside_rows(period.start, period.end),
        }  # fmt: skip
        return Response(TaxReportOut(shown).data)


class TaxLinesView(Reading):
    @extend_schema(operation_id="list_tax_lines", parameters=[TaxLinesIn], responses=TaxLinesOut)
    def get(self, request: Request) -> Response:
        """List the sales, refunds, reversals or things beside the report that a figure is made of, oldest first."""
        asked = self.wanted(TaxLinesIn)
        period = days_of(asked)
        found = lines_of(
            asked["kind"], period.start, period.end, after=_after(asked.get("after", "")),
            country=asked.get("country"), currency=asked.get("currency"),
        )  # fmt: skip
        lines = list(islice((line for line in map(_shown, found) if _fits(line, asked)), LINES_A_PAGE + 1))
        following = lines[LINES_A_PAGE - 1]["key"] if len(lines) > LINES_A_PAGE else None
        return Response(TaxLinesOut({"results": lines[:LINES_A_PAGE], "next": following}).data)


class OssView(Reading):
    @extend_schema(operation_id="read_oss_summary", parameters=[QuarterIn], responses=OssOut)
    def get(self, request: Request) -> Response:
        """Read a quarter's summary for the One Stop Shop, with corrections of earlier quarters."""
        summary = oss_summary(asked_quarter(self.wanted(QuarterIn)["quarter"]))
        rows = [
            {"member_state": row.code, "rate": rate_text(row.rate), "currency": row.currency,
             "net_minor": row.amounts.net_minor, "tax_minor": row.amounts.tax_minor,
             "net_euro_minor": row.net_euro_minor, "tax_euro_minor": row.tax_euro_minor}
            for row in summary.rows
        ]  # fmt: skip
        corrections = [
            {"quarter": one.name, "member_state": one.code, "currency": one.currency, "tax_minor": one.tax_minor,
             "tax_euro_minor": one.tax_euro_minor, "too_late": one.is_too_late}
            for one in summary.corrections
        ]  # fmt: skip
        rates = [
            {"currency": rate.currency, "day": rate.day, "per_euro": rate.plain or None, "source": rate.source}
            for rate in summary.rates
        ]
        shown = {
            "quarter": summary.name, "home": summary.home, "rows": rows, "corrections": corrections, "rates": rates,
            "net_euro_minor": summary.net_euro_minor, "tax_euro_minor": summary.tax_euro_minor,
            "correction_euro_minor": summary.correction_euro_minor, "beside": summary.beside,
        }  # fmt: skip
        return Response(OssOut(shown).data)


def days_of(asked: dict[str, Any]) -> Period:
    return Period(asked["first_on"], asked["last_on"])


def _shown(line: Any) -> dict[str, Any]:
    at, number = line.key
    parts = [
        {"rate": rate_text(part.rate), "net_minor": part.net_minor, "tax_minor": part.tax_minor,
         "gross_minor": part.gross_minor, "rule": part.rule, "of": part.rate}
        for part in line.parts
    ]  # fmt: skip
    names = ("at", "kind", "reference", "payment", "order", "country", "currency", "sold_at")
    key = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}/{number}"
    return {**{name: getattr(line, name) for name in names}, "parts": parts, "key": key}


def _fits(line: dict[str, Any], asked: dict[str, Any]) -> bool:
    if "rate" in asked:
        line["parts"] = [part for part in line["parts"] if part["of"] == asked_rate(asked["rate"])]
    return bool(line["parts"])


def _after(text: str) -> Any:
    if not text:
        return None
    moment, _slash, number = text.partition("/")
    try:
        return datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=UTC), int(number[:18])
    except ValueError:
        raise BadInput(_("This is no place in the list."), "bad_place", "after") from None
