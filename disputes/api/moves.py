"""The moves on a dispute over HTTP: the same actions as the desk's."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema

from customers.api.base import ApiView, Nothing, Request, Response
from customers.api.fields import StrictSerializer, Text
from customers.api.idempotency import once
from disputes.actions.assign_dispute import HAND_OVER_LIMIT, hand_over_dispute, take_over_dispute
from disputes.actions.refund_instead import refund_instead
from disputes.api.disputes import WRITE, shown_dispute
from disputes.api.shapes import DisputeOut
from refunds import permissions
from refunds.api.shapes import RefundOpenedOut


class DisputeHandOverIn(StrictSerializer):
    """`to` is the mail address of a colleague who answers disputes."""

    to = Text(max_length=254)
    words = Text(max_length=HAND_OVER_LIMIT)


class TakeDisputeView(ApiView):
    """Takes a dispute over."""

    scopes: ClassVar = {"POST": WRITE}
    moves: ClassVar = {"POST": permissions.ANSWER_DISPUTES}

    @extend_schema(operation_id="take_over_dispute", request=Nothing, responses=DisputeOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Make a dispute the key owner's: nobody's, or as a lead anybody's."""
        self.sent(Nothing)
        take_over_dispute(actor=self.actor, reference=reference)
        return Response(DisputeOut(shown_dispute(reference)).data)


class HandOverDisputeView(ApiView):
    """Hands a dispute over."""

    scopes: ClassVar = {"POST": WRITE}
    moves: ClassVar = {"POST": permissions.ANSWER_DISPUTES}

    @extend_schema(operation_id="hand_over_dispute", request=DisputeHandOverIn, responses=DisputeOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Give a dispute to a colleague, with words that they read."""
        hand_over_dispute(actor=self.actor, reference=reference, **self.sent(DisputeHandOverIn))
        return Response(DisputeOut(shown_dispute(reference)).data)


class RefundInsteadView(ApiView):
    """Refunds instead of answering."""

    scopes: ClassVar = {"POST": "refunds:write"}
    moves: ClassVar = {"POST": permissions.REQUEST}

    @extend_schema(operation_id="refund_instead_of_dispute", request=Nothing, responses={201: RefundOpenedOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Ask for a full refund that ends an inquiry. Policy and people decide it: look at its state."""
        self.sent(Nothing)
        refund = refund_instead(actor=self.actor, reference=reference)
        location = {"Location": f"/api/v1/refunds/{refund.reference}/"}
        return Response(RefundOpenedOut(refund).data, 201, headers=location)
