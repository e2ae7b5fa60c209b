"""Statements over HTTP: ordered, followed, and taken home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, one_or_not_found, page_of
from customers.api.fields import Day, StrictSerializer, Text
from customers.api.files import AnyFile
from customers.api.idempotency import once
from refunds import permissions
from reporting.actions.order_statement import order_statement
from reporting.models import Statement

SCOPE = permissions.scope_for(permissions.REPORT)


class StatementOut(serializers.ModelSerializer):
    """A paper. `ledger_entry` is the last journal entry that it counts; `trouble` says why none was made."""

    customer = serializers.CharField(source="customer.reference", allow_null=True, default=None)
    requested_by = serializers.CharField(source="requested_label")

    class Meta:
        model = Statement
        fields: ClassVar = [
            "reference", "kind", "customer", "account", "first_on", "last_on", "state", "trouble", "pages", "printed",
            "row_count", "ledger_entry", "checksum", "requested_by", "created_at", "finished_at",
        ]  # fmt: skip


class StatementIn(StrictSerializer):
    """Both days count. `customer` is a number or a mail address, `account` a gateway account; without, everybody."""

    first_on = Day()
    last_on = Day()
    customer = Text(max_length=254, required=False, allow_blank=True)
    account = Text(max_length=64, required=False, allow_blank=True)


class ForReporters(ApiView):
    """For who may read reports."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}


class StatementsView(ForReporters):
    """All statements, and a new one."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE, "POST": SCOPE}
    page_keys: ClassVar[tuple[str, ...]] = ("-created_at", "-id")

    @extend_schema(operation_id="list_statements", responses=page_of(StatementOut))
    def get(self, request: Request) -> Response:
        """List statements, newest first."""
        self.wanted(StrictSerializer)
        return self.page(_rows(), StatementOut)

    @extend_schema(operation_id="order_statement", request=StatementIn, responses={201: StatementOut})
    @once
    def post(self, request: Request) -> Response:
        """Order a statement. A worker prints it: read it until its state is ready."""
        ordered = order_statement(actor=self.actor, **self.sent(StatementIn))
        shown = StatementOut(ordered).data
        return Response(shown, 201, headers={"Location": f"{request.path}{ordered.reference}/"})


class StatementView(ForReporters):
    """One statement."""

    @extend_schema(operation_id="read_statement", responses=StatementOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read how far a statement is."""
        self.wanted(StrictSerializer)
        return Response(StatementOut(_found(_rows(), reference)).data)


class StatementPaperView(ForReporters):
    """The printed paper."""

    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="download_statement",
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, reference: str) -> Response:
        """Download the PDF of a statement that is ready; its bytes never change."""
        self.wanted(StrictSerializer)
        paper = _found(Statement.objects.filter(state=Statement.State.READY), reference)
        headers = {"Content-Disposition": f'attachment; filename="{paper.reference}.pdf"'}
        return Response(bytes(paper.pdf or b""), headers=headers, content_type="application/octet-stream")


def _rows() -> Any:
    return Statement.objects.defer("pdf").select_related("customer")


def _found(rows: Any, reference: str) -> Statement:
    return one_or_not_found(rows.filter(reference=reference), _("There is no such statement."), "statement_not_found")
