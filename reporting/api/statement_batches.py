"""The statements of all customers over HTTP: ordered, followed, and taken home."""

from __future__ import annotations

from typing import ClassVar

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from customers.api.base import Request, Response, page_of
from customers.api.fields import Day, StrictSerializer
from customers.api.files import AnyFile
from customers.api.idempotency import once
from customers.errors import NotFound
from reporting.actions.order_statement import order_statements
from reporting.api.statements import SCOPE, ForReporters
from reporting.batches import find_batch
from reporting.models import StatementBatch


class StatementBatchOut(serializers.ModelSerializer):
    """An order: `made` of `total` statements are printed so far; `sha256` is of the whole file."""

    requested_by = serializers.CharField(source="requested_label")

    class Meta:
        model = StatementBatch
        fields: ClassVar = [
            "reference", "first_on", "last_on", "state", "trouble", "total", "made", "size", "sha256", "requested_by",
            "created_at", "finished_at",
        ]  # fmt: skip


class StatementBatchIn(StrictSerializer):
    """Both days count."""

    first_on = Day()
    last_on = Day()


class StatementBatchesView(ForReporters):
    """All orders, and a new one."""

    scopes: ClassVar = {"GET": SCOPE, "POST": SCOPE}
    page_keys: ClassVar = ("-created_at", "-id")

    @extend_schema(operation_id="list_statement_batches", responses=page_of(StatementBatchOut))
    def get(self, request: Request) -> Response:
        """List orders of everybody's statements, newest first."""
        self.wanted(StrictSerializer)
        return self.page(StatementBatch.objects.all(), StatementBatchOut)

    @extend_schema(operation_id="order_statement_batch", request=StatementBatchIn, responses={201: StatementBatchOut})
    @once
    def post(self, request: Request) -> Response:
        """Order the statements of all customers of a period. Read it until its state is ready."""
        ordered = order_statements(actor=self.actor, **self.sent(StatementBatchIn))
        headers = {"Location": f"{request.path}{ordered.reference}/"}
        return Response(StatementBatchOut(ordered).data, 201, headers=headers)


class StatementBatchView(ForReporters):
    """One order."""

    @extend_schema(operation_id="read_statement_batch", responses=StatementBatchOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read how far an order is."""
        self.wanted(StrictSerializer)
        return Response(StatementBatchOut(find_batch(reference)).data)


class StatementBatchFileView(ForReporters):
    """The ZIP."""

    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="download_statement_batch",
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, reference: str) -> Response:
        """Download the ZIP of an order that is ready; its bytes never change."""
        self.wanted(StrictSerializer)
        found = find_batch(reference)
        if not found.path:
            raise NotFound(_("This file is not there yet."), "batch_not_ready")
        with default_storage.open(found.path) as file:
            content = file.read()
        headers = {"Content-Disposition": f'attachment; filename="{found.reference}.zip"'}
        return Response(content, headers=headers, content_type="application/octet-stream")
