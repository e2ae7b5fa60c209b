"""Every version of a letter's words over HTTP, and the way back to one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import StrictSerializer, Text, Whole
from customers.api.idempotency import once
from customers.models import LetterText
from refunds import permissions
from refunds.actions.edit_letter_text import WHY_LIMIT, restore_letter_text, versions_of
from refunds.api.texts import MOST


class TextVersionOut(serializers.ModelSerializer):
    """One step in the life of a text. The way back to the delivered words has none of its own."""

    author = serializers.CharField(source="author.label")

    class Meta:
        model = LetterText
        fields: ClassVar = ["number", "act", "subject", "heading", "body", "why", "author", "created_at"]


class TextRestorationIn(StrictSerializer):
    """`version` is the one to lay out, 0 for the delivered words; `number` the newest version as it was read."""

    version = Whole(min_value=0, max_value=MOST)
    why = Text(max_length=WHY_LIMIT)
    number = Whole(min_value=0, max_value=MOST)


class TextHistoryView(ApiView):
    """The versions of a text."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "settings:read"}
    page_keys: ClassVar[tuple[str, ...]] = ("-number",)

    @extend_schema(operation_id="list_text_versions", responses=page_of(TextVersionOut))
    def get(self, request: Request, kind: str, language: str) -> Response:
        """List the versions of a letter's words, newest first."""
        self.wanted(StrictSerializer)
        return self.page(versions_of(kind, language), TextVersionOut)


class TextRestorationView(ApiView):
    """An earlier text."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": permissions.scope_for(permissions.EDIT_TEXTS)}
    moves: ClassVar[Mapping[str, str]] = {"POST": permissions.EDIT_TEXTS}

    @extend_schema(operation_id="restore_text", request=TextRestorationIn, responses={201: TextVersionOut})
    @once
    def post(self, request: Request, kind: str, language: str) -> Response:
        """Lay out an earlier version as a draft."""
        draft = restore_letter_text(actor=self.actor, kind=kind, language=language, **self.sent(TextRestorationIn))
        return Response(TextVersionOut(draft).data, 201)
