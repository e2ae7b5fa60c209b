"""The letter of a move over HTTP, read before the move is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response
from customers.api.fields import OneOf, StrictSerializer, Text
from customers.api.idempotency import once
from refunds import permissions
from refunds.actions.words import PERSONAL_NOTE_LIMIT, WORDS_LIMIT
from refunds.api.refunds import find_refund
from refunds.move_letters import STEPS, letter_of_move


class MoveLetterIn(StrictSerializer):
    """`words` are the explanation of a rejection, or the question; `rule` is what a rejection stands on."""

    move = OneOf(list(STEPS))
    words = Text(max_length=WORDS_LIMIT, required=False, allow_blank=True)
    note = Text(max_length=PERSONAL_NOTE_LIMIT, required=False, allow_blank=True)
    rule = Text(max_length=60, required=False)


class MoveLetterOut(serializers.Serializer):
    """The letter as it would leave the house now, but for its links, which open nothing."""

    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()


class LetterPreviewView(ApiView):
    """A letter before its move."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": permissions.scope_for(permissions.VIEW)}
    moves: ClassVar[Mapping[str, str]] = {"POST": permissions.VIEW}

    @extend_schema(operation_id="preview_letter_of_refund", request=MoveLetterIn, responses={200: MoveLetterOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Set the letter that a move would write. Nothing is kept and nobody is told."""
        letter = letter_of_move(self.actor, find_refund(reference), **self.sent(MoveLetterIn))
        return Response(MoveLetterOut(letter).data)
