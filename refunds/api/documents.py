"""Documents of a refund over HTTP: one file a request, in base64, so that input stays one strict JSON object."""

from __future__ import annotations

import base64
import binascii
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import StrictSerializer, Text
from customers.api.files import AnyFile
from customers.api.idempotency import once
from customers.documents.intake import DESCRIPTION_LIMIT, SentFile
from customers.documents.store import content_of
from customers.models import Document
from refunds import permissions
from refunds.actions.hand_in_documents import document_of, hand_in_documents
from refunds.api.refunds import find_refund
from refunds.models import RefundDocument

LONGEST_SENT_NAME = 255
LONGEST_BASE64 = 14 * 1024 * 1024


class DocumentIn(StrictSerializer):
    """A picture (JPEG, PNG, WebP, GIF) or a PDF. `content` is base64 of up to 10 MB, unless the shop says less."""

    name = Text(max_length=LONGEST_SENT_NAME)
    content = Text(max_length=LONGEST_BASE64, trim_whitespace=False)
    description = Text(max_length=DESCRIPTION_LIMIT, required=False, allow_blank=True)

    def validate_content(self, content: str) -> bytes:
        try:
            return base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError(_("This is not base64."), code="bad_base64") from None


class DocumentOut(serializers.ModelSerializer):
    """A document. A picture is kept as it was drawn anew; `sha256` is of the file as it was sent."""

    handed_in_by = serializers.CharField(source="handed_in_label")

    class Meta:
        model = Document
        fields: ClassVar = [
            "key", "name", "description", "kind", "pages", "size_bytes", "sha256", "handed_in_by", "handed_in_at",
        ]  # fmt: skip


class PaperOut(serializers.Serializer):
    """A document of this refund."""

    def to_representation(self, paper: RefundDocument) -> dict[str, Any]:
        return DocumentOut(paper.document).data


class DocumentsView(ApiView):
    """The documents of a refund."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW), "POST": permissions.scope_for(permissions.NOTE)}
    page_keys: ClassVar = ("id",)
    body_limit: ClassVar = LONGEST_BASE64 + 64 * 1024

    @extend_schema(operation_id="list_refund_documents", responses=page_of(DocumentOut))
    def get(self, request: Request, reference: str) -> Response:
        """List the documents of a refund, oldest first."""
        self.wanted(StrictSerializer)
        papers = RefundDocument.objects.filter(refund=find_refund(reference)).select_related("document")
        return self.page(papers, PaperOut)

    @extend_schema(operation_id="add_refund_document", request=DocumentIn, responses={201: DocumentOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Hand in a document. It is examined before anything is kept."""
        sent = self.sent(DocumentIn)
        file = SentFile(sent["name"], sent["content"], len(sent["content"]))
        kept = hand_in_documents(
            actor=self.actor, reference=reference, files=[file], description=sent.get("description", "")
        )
        return Response(DocumentOut(kept[0]).data, 201)


class DocumentFileView(ApiView):
    """A document's bytes."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW)}
    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="download_refund_document",
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, reference: str, key: str) -> Response:
        """Download a document, as an attachment."""
        self.wanted(StrictSerializer)
        content = content_of(document_of(reference, key))
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(content, headers=headers, content_type="application/octet-stream")
