"""The statement of an order over HTTP."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema

from customers.api.base import ApiView, Request, Response
from customers.api.fields import StrictSerializer
from customers.api.files import AnyFile
from customers.languages import language_of
from refunds import permissions
from refunds.order_statement import print_order_statement
from refunds.screens import payment_for_page


class OrderStatementView(ApiView):
    """The paper that says what was paid for an order, and what went back."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW)}
    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="download_statement_of_order",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, reference: str) -> Response:
        """Print the statement of a payment's order, in the customer's language."""
        self.wanted(StrictSerializer)
        payment = payment_for_page(reference)
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        pdf = print_order_statement(payment, language_of(payment.customer, payment))
        return Response(pdf, headers=headers, content_type="application/pdf")
