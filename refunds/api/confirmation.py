"""The confirmation of a refund over HTTP."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema

from customers.api.base import ApiView, Request, Response
from customers.api.fields import StrictSerializer
from customers.api.files import AnyFile
from refunds import permissions
from refunds.api.refunds import find_refund
from refunds.confirmation_paper import print_confirmation
from refunds.notices import language_for


class ConfirmationView(ApiView):
    """The paper that says what came back."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW)}
    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="download_confirmation_of_refund",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, reference: str) -> Response:
        """Print the confirmation of a refund that was paid back, in the customer's language."""
        self.wanted(StrictSerializer)
        refund = find_refund(reference)
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        pdf = print_confirmation(refund, language_for(refund))
        return Response(pdf, headers=headers, content_type="application/pdf")
