"""Monthly packs over HTTP: ordered, followed, and taken home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, one_or_not_found, page_of
from customers.api.fields import Day, StrictSerializer
from customers.api.files import AnyFile
from customers.api.idempotency import once
from refunds import permissions
from reporting.actions.order_pack import order_pack
from reporting.models import MonthlyPack

SCOPE = permissions.scope_for(permissions.REPORT)


class PackOut(serializers.ModelSerializer):
    """A pack. `done_parts` of `all_parts` are made; `closing` is the closed period whose frozen figures it holds."""

    closing = serializers.CharField(source="closing.reference", allow_null=True, default=None)
    requested_by = serializers.CharField(source="requested_label")

    class Meta:
        model = MonthlyPack
        fields: ClassVar = [
            "reference", "closing", "first_on", "last_on", "state", "done_parts", "all_parts", "trouble", "checksum",
            "pdf_sha256", "archive_sha256", "requested_by", "created_at", "finished_at",
        ]  # fmt: skip


class PackIn(StrictSerializer):
    """Both days count."""

    first_on = Day()
    last_on = Day()


class PacksView(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE, "POST": SCOPE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}
    page_keys: ClassVar[tuple[str, ...]] = ("-created_at", "-id")

    @extend_schema(operation_id="list_packs", responses=page_of(PackOut))
    def get(self, request: Request) -> Response:
        """List monthly packs, newest first."""
        self.wanted(StrictSerializer)
        return self.page(_rows(), PackOut)

    @extend_schema(operation_id="order_pack", request=PackIn, responses={201: PackOut})
    @once
    def post(self, request: Request) -> Response:
        """Order a pack. A worker makes it: read it until its state is ready."""
        ordered = order_pack(actor=self.actor, **self.sent(PackIn))
        return Response(PackOut(ordered).data, 201, headers={"Location": f"{request.path}{ordered.reference}/"})


class PackView(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}

    @extend_schema(operation_id="read_pack", responses=PackOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read how far a pack is."""
        self.wanted(StrictSerializer)
        return Response(PackOut(_found(_rows(), reference)).data)


class PackFileView(ApiView):
    """One of its two files."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}
    renderer_classes = [AnyFile]
    field: ClassVar[str] = ""
    ending: ClassVar[str] = ""

    def hand_out(self, reference: str) -> Response:
        self.wanted(StrictSerializer)
        pack = _found(MonthlyPack.objects.filter(state=MonthlyPack.State.READY), reference)
        headers = {"Content-Disposition": f'attachment; filename="{pack.reference}.{self.ending}"'}
        content_type = {"pdf": "application/pdf", "zip": "application/zip"}[self.ending]
        return Response(bytes(getattr(pack, self.field) or b""), headers=headers, content_type=content_type)


FILE = {(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)}


class PackPaperView(PackFileView):
    field, ending = "pdf", "pdf"

    @extend_schema(operation_id="download_pack_paper", responses=FILE)
    def get(self, request: Request, reference: str) -> Response:
        """Download the PDF of a pack that is ready; its bytes never change."""
        return self.hand_out(reference)


class PackArchiveView(PackFileView):
    field, ending = "archive", "zip"

    @extend_schema(operation_id="download_pack_archive", responses=FILE)
    def get(self, request: Request, reference: str) -> Response:
        """Download the zip of a pack that is ready: its tables as CSV, the PDF, and their checksums."""
        return self.hand_out(reference)


def _rows() -> Any:
    return MonthlyPack.objects.defer("pdf", "archive").select_related("closing")


def _found(rows: Any, reference: str) -> MonthlyPack:
    return one_or_not_found(rows.filter(reference=reference), _("There is no such pack."), "pack_not_found")
