"""The moves on a dispute over HTTP: the same actions as the desk's."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import StrictSerializer, Text
from customers.api.idempotency import once
from disputes.actions.assign_dispute import HAND_OVER_LIMIT, hand_over_dispute, take_over_dispute
from disputes.actions.refund_instead import refund_instead
from disputes.actions.write_note import write_dispute_note
from disputes.api.disputes import READ, WRITE, shown_dispute
from disputes.api.shapes import DisputeOut
from disputes.finding import find_dispute
from disputes.models import DisputeNote
from refunds import permissions
from refunds.api.hands import NoteIn
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


class DisputeNoteOut(serializers.ModelSerializer):
    """What a colleague wrote about a dispute. The customer never reads it. `handles` are the names that it calls."""

    dispute = serializers.CharField(source="dispute.reference")
    author = serializers.CharField(source="author.label")
    handles = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = DisputeNote
        fields: ClassVar = ["id", "dispute", "author", "text", "handles", "written_at"]


class DisputeNotesView(ApiView):
    """Notes of colleagues on a dispute."""

    scopes: ClassVar = {"GET": READ, "POST": WRITE}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES, "POST": permissions.NOTE}

    @extend_schema(operation_id="list_dispute_notes", responses=page_of(DisputeNoteOut))
    def get(self, request: Request, reference: str) -> Response:
        """List the notes on a dispute, newest first."""
        self.wanted(StrictSerializer)
        rows = DisputeNote.objects.filter(dispute=find_dispute(reference)).select_related("author", "dispute")
        return self.page(rows.order_by(), DisputeNoteOut)

    @extend_schema(operation_id="write_dispute_note", request=NoteIn, responses={201: DisputeNoteOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Write a note. It cannot be changed afterwards."""
        note = write_dispute_note(actor=self.actor, reference=reference, **self.sent(NoteIn))
        return Response(DisputeNoteOut(note).data, 201)
