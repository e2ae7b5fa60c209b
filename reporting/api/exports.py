"""Exports over HTTP: what can be had, ordered, followed, taken home; and the saved ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import Day, OneOf, StrictSerializer, Text, YesNo
from customers.api.files import AnyFile
from customers.api.idempotency import once
from refunds import permissions
from reporting.actions import order_export as acts
from reporting.actions.save_export import remove_saved_export, save_export, saved_exports_of
from reporting.books.layout import all_layouts
from reporting.exports.answer import file_answer
from reporting.exports.subject import all_subjects
from reporting.exports.wishes import JOURNAL, JOURNAL_LABEL, file_name
from reporting.exports.writer import all_writers
from reporting.models import Export, SavedExport

SCOPE = permissions.scope_for(permissions.EXPORT)
MOST_COLUMNS = 60


class ExportOut(serializers.ModelSerializer):
    """A file. `columns` empty are all of them. `trouble` says why there is none; `sha256` is of its bytes."""

    owner = serializers.CharField(source="requested_label")
    file_name = serializers.SerializerMethodField()
    saved_export = serializers.IntegerField(source="saved_id", allow_null=True)

    class Meta:
        model = Export
        fields: ClassVar = [
            "reference", "subject", "format", "columns", "where", "first_on", "last_on", "saved_export", "state",
            "trouble", "rows_expected", "row_count", "size_bytes", "sha256", "file_name", "keep_until", "owner",
            "created_at", "finished_at",
        ]  # fmt: skip

    def get_file_name(self, export: Export) -> str:
        return file_name(export)


class Where(serializers.DictField):
    """Per name of a filter, the values that count."""

    child = serializers.ListField(child=Text(max_length=120), max_length=50)


class ExportIn(StrictSerializer):
    """Both days count. `subject` and `format` are names of `list_export_subjects`; no columns are all of them."""

    subject = Text(max_length=40)
    format = Text(max_length=20)
    first_on = Day()
    last_on = Day()
    columns = serializers.ListField(child=Text(max_length=40), required=False, max_length=MOST_COLUMNS)
    where = Where(required=False)


class SavedExportOut(serializers.ModelSerializer):
    """A wish under a name. `span` says which days it means each time."""

    owner = serializers.CharField(source="owner.label")

    class Meta:
        model = SavedExport
        fields: ClassVar = [
            "id", "label", "subject", "format", "columns", "where", "span", "is_shared", "owner", "created_at",
        ]  # fmt: skip


class SavedExportIn(StrictSerializer):
    label = Text(max_length=80)  # type: ignore[assignment]
    subject = Text(max_length=40)
    format = Text(max_length=20)
    span = OneOf(choices=SavedExport.Span.choices)
    columns = serializers.ListField(child=Text(max_length=40), required=False, max_length=MOST_COLUMNS)
    where = Where(required=False)
    is_shared = YesNo(required=False)


class ForExporters(ApiView):
    """For who may take data out."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE, "POST": SCOPE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.EXPORT}


class ExportSubjectsView(ForExporters):
    """What can be exported."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}

    @extend_schema(
        operation_id="list_export_subjects",
        responses=inline_serializer(
            "ExportSubjects",
            {
                "subjects": serializers.ListField(child=serializers.DictField()),
                "formats": serializers.ListField(child=serializers.DictField()),
                "journal_formats": serializers.ListField(child=serializers.DictField()),
            },
        ),
    )
    def get(self, request: Request) -> Response:
        """Name every subject with its columns (name, label, kind, unit) and filters, and every format."""
        self.wanted(StrictSerializer)
        return Response(
            {
                "subjects": [
                    *(_subject(subject) for subject in all_subjects().values()),
                    {"name": JOURNAL, "label": str(JOURNAL_LABEL), "filters": ["currency"], "columns": []},
                ],
                "formats": [
                    {"name": each.name, "label": str(each.label), "about": str(each.about)}
                    for each in all_writers().values()
                ],
                "journal_formats": [
                    {"name": each.name, "label": str(each.label), "about": str(each.about), "source": each.source}
                    for each in all_layouts().values()
                ],
            }
        )


class ExportsView(ForExporters):
    """All exports, and a new one."""

    page_keys: ClassVar[tuple[str, ...]] = ("-created_at", "-id")

    @extend_schema(operation_id="list_exports", responses=page_of(ExportOut))
    def get(self, request: Request) -> Response:
        """List exports, newest first."""
        self.wanted(StrictSerializer)
        return self.page(Export.objects.all(), ExportOut)

    @extend_schema(operation_id="order_export", request=ExportIn, responses={201: ExportOut})
    @once
    def post(self, request: Request) -> Response:
        """Order a file. A worker makes it: read it until its state is ready."""
        return _ordered(request, acts.order_export(actor=self.actor, **self.sent(ExportIn)))


class ExportView(ForExporters):
    """One export."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}

    @extend_schema(operation_id="read_export", responses=ExportOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read how far a file is."""
        self.wanted(StrictSerializer)
        return Response(ExportOut(acts.found_export(reference)).data)


class ExportFileView(ForExporters):
    """The file itself."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}
    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="download_export",
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, reference: str) -> FileResponse:
        """Download the file of an export that is ready, piece by piece."""
        self.wanted(StrictSerializer)
        return file_answer(acts.found_export(reference))


class ExportCancellationView(ForExporters):
    """Stopping one."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": SCOPE}

    @extend_schema(operation_id="cancel_export", request=Nothing, responses=ExportOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Stop a file that is not ready."""
        self.sent(Nothing)
        return Response(ExportOut(acts.cancel_export(actor=self.actor, reference=reference)).data)


class ExportRestartView(ForExporters):
    """Once more."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": SCOPE}

    @extend_schema(operation_id="restart_export", request=Nothing, responses=ExportOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Make a file once more, with what is true now, after it failed, was canceled or was deleted."""
        self.sent(Nothing)
        return Response(ExportOut(acts.restart_export(actor=self.actor, reference=reference)).data)


class SavedExportsView(ForExporters):
    """The key owner's saved exports and everybody's."""

    page_keys: ClassVar[tuple[str, ...]] = ("-created_at", "-id")

    @extend_schema(operation_id="list_saved_exports", responses=page_of(SavedExportOut))
    def get(self, request: Request) -> Response:
        """List saved exports, newest first."""
        self.wanted(StrictSerializer)
        person = permissions.require(self.actor, permissions.EXPORT)
        return self.page(saved_exports_of(person), SavedExportOut)

    @extend_schema(operation_id="save_export", request=SavedExportIn, responses={201: SavedExportOut})
    @once
    def post(self, request: Request) -> Response:
        """Keep a wish under a name."""
        return Response(SavedExportOut(save_export(actor=self.actor, **self.sent(SavedExportIn))).data, 201)


class SavedExportOrderView(ForExporters):
    """What a saved export means today."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": SCOPE}

    @extend_schema(operation_id="order_saved_export", request=Nothing, responses={201: ExportOut})
    @once
    def post(self, request: Request, saved_id: int) -> Response:
        """Order the file that a saved export means today."""
        self.sent(Nothing)
        return _ordered(request, acts.order_saved_export(actor=self.actor, saved_id=saved_id))


class SavedExportRemovalView(ForExporters):
    """Taking a saved export away."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": SCOPE}

    @extend_schema(operation_id="remove_saved_export", request=Nothing, responses=SavedExportOut)
    @once
    def post(self, request: Request, saved_id: int) -> Response:
        """Remove one of the key owner's saved exports; its schedules stop."""
        self.sent(Nothing)
        return Response(SavedExportOut(remove_saved_export(actor=self.actor, saved_id=saved_id)).data)


def _ordered(request: Request, export: Export) -> Response:
    location = f"/api/v1/exports/{export.reference}/"
    return Response(ExportOut(export).data, 201, headers={"Location": location})


def _subject(subject: Any) -> dict[str, Any]:
    return {
        "name": subject.name,
        "label": str(subject.label),
        "filters": list(subject.filters),
        "columns": [
            {"name": each.name, "label": str(each.label), "kind": each.kind.value, "unit": each.unit,
             "is_personal": each.personal}
            for each in subject.columns
        ],
    }  # fmt: skip
