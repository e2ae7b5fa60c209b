"""What customer and shop wrote to each other about a dispute, over HTTP."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import StrictSerializer, Text
from customers.api.idempotency import once
from disputes.actions.write_to_customer import write_to_customer
from disputes.api.disputes import READ, WRITE
from disputes.finding import find_dispute
from refunds import permissions
from refunds.actions.write_to_shop import TALK_LIMIT
from refunds.api.conversations import SaidOut
from refunds.talk import said_about


class DisputeSaidOut(SaidOut):
    """What somebody wrote about a dispute. `left_out` says what of a mail was not taken; `documents` are keys."""

    refund = None  # type: ignore[assignment]  # what a serializer no longer has is named so
    dispute = serializers.CharField(source="about")

    class Meta(SaidOut.Meta):
        fields: ClassVar = ["id", "dispute", *SaidOut.Meta.fields[2:]]


class DisputeWordsIn(StrictSerializer):
    text = Text(max_length=TALK_LIMIT)


class DisputeSaidView(ApiView):
    """The conversation about a dispute."""

    scopes: ClassVar = {"GET": READ, "POST": WRITE}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES, "POST": permissions.TALK}

    @extend_schema(operation_id="list_dispute_conversation", responses=page_of(DisputeSaidOut))
    def get(self, request: Request, reference: str) -> Response:
        """List what customer and shop wrote to each other about a dispute, newest first."""
        self.wanted(StrictSerializer)
        rows = said_about(find_dispute(reference).reference).prefetch_related("documents")
        return self.page(rows, DisputeSaidOut)

    @extend_schema(operation_id="write_about_dispute", request=DisputeWordsIn, responses={201: DisputeSaidOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Write to the customer about a dispute. They get it by mail and on their page."""
        message = write_to_customer(actor=self.actor, reference=reference, **self.sent(DisputeWordsIn))
        return Response(DisputeSaidOut(message).data, 201)
