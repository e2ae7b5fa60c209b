"""Settlement reports over HTTP: take one in, have one fetched, follow, and read the days."""

from __future__ import annotations

import base64
import binascii
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, one_or_not_found, page_of
from customers.api.fields import OneOf, StrictSerializer, Text
from customers.api.idempotency import once
from refunds import permissions, truth
from refunds.actions.import_settlement import GENERIC, OWN, fetch_settlement, import_settlement
from refunds.api.reconciliation import DaysIn
from refunds.models import SettlementDay, SettlementReport

READ, ACT = permissions.scope_for(permissions.SEE_OPERATIONS), permissions.scope_for(permissions.RECONCILE)
LONGEST_BASE64 = 14 * 1024 * 1024


class SettlementReportOut(serializers.ModelSerializer):
    """A report and how far it is compared. `known_lines` stood in an earlier report and were not taken again."""

    requested_by = serializers.CharField(source="requested_label")

    class Meta:
        model = SettlementReport
        fields: ClassVar = [
            "id", "gateway_account", "name", "is_pulled", "state", "covers_from", "covers_until", "pulled_until",
            "lines", "known_lines", "matched_lines", "trouble", "requested_by", "created_at", "finished_at",
        ]  # fmt: skip


class Days(serializers.ListSerializer):
    """Adds what is missing to all of a page in one query."""

    def to_representation(self, data: Any) -> list[Any]:
        return super().to_representation(truth.with_missing(data))


class SettlementDayOut(serializers.Serializer):
    """Refunds of one account, currency and day (UTC), in minor units that left the shop."""

    gateway_account = serializers.CharField()
    currency = serializers.CharField()
    day = serializers.DateField()
    lines = serializers.IntegerField()
    ours_minor = serializers.IntegerField(help_text=_("With what no report has, though we paid it that day."))
    theirs_minor = serializers.IntegerField()
    difference_minor = serializers.IntegerField(help_text=_("Theirs less ours."))

    class Meta:
        list_serializer_class = Days


class SettlementQuery(StrictSerializer):
    account = serializers.CharField(source="gateway_account", required=False, max_length=64)


class SettlementIn(StrictSerializer):
    """A report as a file. `content` is base64 of up to 10 MB and 50,000 lines.

    `form` is "own" where Recourse reads the gateway's own report, else "generic": CSV with the columns line_id, kind,
    amount, currency and settled_at, and what more there is.
    """

    account = Text(max_length=64)
    form = OneOf([(OWN, OWN), (GENERIC, GENERIC)])
    name = Text(max_length=200)
    content = Text(max_length=LONGEST_BASE64, trim_whitespace=False)

    def validate_content(self, content: str) -> bytes:
        try:
            return base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError(_("This is not base64."), code="bad_base64") from None


class SettlementsView(ApiView):
    """All reports, and a new one."""

    scopes: ClassVar = {"GET": READ, "POST": ACT}
    moves: ClassVar = {"GET": permissions.SEE_OPERATIONS, "POST": permissions.RECONCILE}
    page_keys: ClassVar = ("-created_at", "-id")
    body_limit: ClassVar = LONGEST_BASE64 + 64 * 1024

    @extend_schema(
        operation_id="list_settlements", parameters=[SettlementQuery], responses=page_of(SettlementReportOut)
    )
    def get(self, request: Request) -> Response:
        """List reports, newest first."""
        return self.page(SettlementReport.objects.filter(**self.wanted(SettlementQuery)), SettlementReportOut)

    @extend_schema(operation_id="import_settlement", request=SettlementIn, responses={201: SettlementReportOut})
    @once
    def post(self, request: Request) -> Response:
        """Take a report in, all of it or nothing. A worker compares it line by line."""
        report = import_settlement(actor=self.actor, **self.sent(SettlementIn))
        shown = SettlementReportOut(report).data
        return Response(shown, 201, headers={"Location": f"{request.path}{report.pk}/"})


class SettlementView(ApiView):
    """One report."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_OPERATIONS}

    @extend_schema(operation_id="read_settlement", responses=SettlementReportOut)
    def get(self, request: Request, report_id: int) -> Response:
        """Read a report with how far it is compared. Its differences are listed by `report`."""
        self.wanted(StrictSerializer)
        found = SettlementReport.objects.filter(pk=report_id)
        report = one_or_not_found(found, _("There is no such report."), "settlement_not_found")
        return Response(SettlementReportOut(report).data)


class FetchesView(ApiView):
    """Fetches a report."""

    scopes: ClassVar = {"POST": ACT}
    moves: ClassVar = {"POST": permissions.RECONCILE}

    @extend_schema(operation_id="fetch_settlement", request=DaysIn, responses={201: SettlementReportOut})
    @once
    def post(self, request: Request) -> Response:
        """Have the lines of some days fetched from the gateway."""
        report = fetch_settlement(actor=self.actor, **self.sent(DaysIn))
        return Response(SettlementReportOut(report).data, 201)


class DaysView(ApiView):
    """The days."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_OPERATIONS}
    page_keys: ClassVar = ("-id",)

    @extend_schema(
        operation_id="list_settlement_days", parameters=[SettlementQuery], responses=page_of(SettlementDayOut)
    )
    def get(self, request: Request) -> Response:
        """List what each day came to on both sides, the days last spoken of first."""
        return self.page(SettlementDay.objects.filter(**self.wanted(SettlementQuery)), SettlementDayOut)
