"""Declarations of withdrawal over HTTP: taken in from the shop's own page, read, matched, refused."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import Language, StrictSerializer, Text
from customers.api.files import AnyFile
from customers.api.idempotency import HEADER, once
from customers.errors import NotFound
from refunds import permissions
from refunds.actions.match_withdrawal import LONGEST_NUMBER, match_withdrawal
from refunds.actions.receive_withdrawal import (
    EMAIL_LIMIT,
    ITEMS_LIMIT,
    NAME_LIMIT,
    ORDER_LIMIT,
    receive_withdrawal,
)
from refunds.actions.refuse_withdrawal import refuse_withdrawal
from refunds.actions.words import WORDS_LIMIT
from refunds.models import WithdrawalDeclaration, WithdrawalPaper
from refunds.withdrawal_screen import all_withdrawals, find_withdrawal


class WithdrawalOut(serializers.ModelSerializer):
    """A declaration. `withdraw_until` and `pay_back_by` are the law's days, null where it names none."""

    payment = serializers.CharField(source="payment.reference", allow_null=True, default=None)
    refund = serializers.CharField(source="refund.reference", allow_null=True, default=None)
    law = serializers.CharField(source="law.name", allow_null=True, default=None)

    class Meta:
        model = WithdrawalDeclaration
        fields: ClassVar = [
            "reference", "state", "origin", "name", "order_reference", "email", "language", "content_sha256",
            "received_at", "acknowledged_at", "payment", "refund", "law", "withdraw_until", "pay_back_by", "refusal",
            "decided_at",
        ]  # fmt: skip


class WithdrawalDetailOut(WithdrawalOut):
    """With every word of it. `content_sha256` is the hash of `content` in UTF-8."""

    class Meta(WithdrawalOut.Meta):
        fields: ClassVar = [*WithdrawalOut.Meta.fields, "items", "content"]


class WithdrawalQuery(StrictSerializer):
    state = serializers.ChoiceField(WithdrawalDeclaration.State.choices, required=False)


class WithdrawalIn(StrictSerializer):
    """What the law lets a shop ask for. The receipt goes to `email` at once, in `language`."""

    name = Text(max_length=NAME_LIMIT)
    order_reference = Text(max_length=ORDER_LIMIT)
    email = Text(max_length=EMAIL_LIMIT)
    items = Text(max_length=ITEMS_LIMIT, required=False, allow_blank=True, help_text="Empty for the whole contract.")
    language = Language(required=False)


class WithdrawalMatchIn(StrictSerializer):
    """The number of a payment, or an order number that one payment has."""

    to = Text(max_length=LONGEST_NUMBER)


class WithdrawalRefusalIn(StrictSerializer):
    """The reason, which the customer reads."""

    explanation = Text(max_length=WORDS_LIMIT)


class WithdrawalsView(ApiView):
    """All declarations, and a new one."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": permissions.scope_for(permissions.REQUEST)}
    page_keys: ClassVar = ("-received_at", "-id")

    @extend_schema(operation_id="list_withdrawals", parameters=[WithdrawalQuery], responses=page_of(WithdrawalOut))
    def get(self, request: Request) -> Response:
        """List declarations of withdrawal, newest first."""
        return self.page(all_withdrawals().filter(**self.wanted(WithdrawalQuery)), WithdrawalOut)

    @extend_schema(operation_id="declare_withdrawal", request=WithdrawalIn, responses={201: WithdrawalDetailOut})
    @once
    def post(self, request: Request) -> Response:
        """Take a declaration in. It is received whatever it names; a worker acknowledges and matches it."""
        sent: dict[str, Any] = self.sent(WithdrawalIn)
        key = hashlib.sha256(f"{self.actor.key} {request.headers.get(HEADER, '')}".encode()).hexdigest()
        declaration = receive_withdrawal(
            actor=self.actor, origin=WithdrawalDeclaration.Origin.API, request_key=key, **sent
        )
        where = {"Location": f"{request.path}{declaration.reference}/"}
        return Response(WithdrawalDetailOut(declaration).data, 201, headers=where)


class WithdrawalView(ApiView):
    """One declaration."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="read_withdrawal", responses=WithdrawalDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a declaration, word for word."""
        self.wanted(StrictSerializer)
        return Response(WithdrawalDetailOut(find_withdrawal(reference)).data)


class WithdrawalPaperView(ApiView):
    """The receipt of a declaration."""

    scopes: ClassVar = {"GET": "refunds:read"}
    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="download_withdrawal_receipt",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, reference: str) -> Response:
        """Download the receipt as it was printed and mailed."""
        self.wanted(StrictSerializer)
        printed = WithdrawalPaper.objects.filter(declaration__reference=reference).first()
        if printed is None:
            raise NotFound(_("This receipt is not printed yet."), "not_printed")
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(bytes(printed.pdf), headers=headers, content_type="application/pdf")


class WithdrawalMatchView(ApiView):
    """Matches a declaration."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.REQUEST)}
    moves: ClassVar = {"POST": permissions.REQUEST}

    @extend_schema(operation_id="match_withdrawal", request=WithdrawalMatchIn, responses={200: WithdrawalDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Match a declaration to a payment: it becomes a request, or joins the one that asks for all of it."""
        match_withdrawal(actor=self.actor, reference=reference, **self.sent(WithdrawalMatchIn))
        return Response(WithdrawalDetailOut(find_withdrawal(reference)).data)


class WithdrawalRefusalView(ApiView):
    """Refuses a declaration."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.REJECT)}
    moves: ClassVar = {"POST": permissions.REJECT}

    @extend_schema(operation_id="refuse_withdrawal", request=WithdrawalRefusalIn, responses={200: WithdrawalDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Refuse a declaration that waits, with the reason that the customer reads."""
        refuse_withdrawal(actor=self.actor, reference=reference, **self.sent(WithdrawalRefusalIn))
        return Response(WithdrawalDetailOut(find_withdrawal(reference)).data)
