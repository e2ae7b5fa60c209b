"""The words of letters over HTTP: read, changed, seen on a case, and tried on oneself."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response
from customers.api.fields import StrictSerializer, Text, Whole, YesNo
from customers.api.idempotency import once
from customers.notifications.check import BODY_LIMIT, LINE_LIMIT, checked_words
from customers.notifications.kinds import letter_kind
from customers.notifications.texts import delivered, in_use, words_of
from refunds import permissions
from refunds.actions.edit_letter_text import WHY_LIMIT, reset_letter_text, versions_of, write_letter_text
from refunds.actions.send_test_letter import send_test_letter
from refunds.letter_looks import case_for, look_of_words
from refunds.text_matrix import Cell, text_matrix

MOST = 2**31 - 2


class TextOut(serializers.Serializer):
    """One letter in one language. `state` says whether customers get the delivered words."""

    kind = serializers.CharField()
    language = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(["delivered", "changed", "broken"])
    number = serializers.IntegerField(help_text="The newest version; send it back with a change.")
    has_draft = serializers.BooleanField()


class TextsOut(serializers.Serializer):
    results = TextOut(many=True)


class WordsOut(serializers.Serializer):
    """`number` is the version, 0 for the words that came with Recourse."""

    subject = serializers.CharField()
    heading = serializers.CharField()
    body = serializers.CharField()
    number = serializers.IntegerField()


class PlaceholderOut(serializers.Serializer):
    name = serializers.CharField()
    description = serializers.CharField()
    is_block = serializers.BooleanField(help_text="It needs a paragraph of its own.")
    is_required = serializers.BooleanField()


class TextDetailOut(TextOut):
    in_use = WordsOut()
    draft = WordsOut(allow_null=True)
    delivered = WordsOut()
    placeholders = PlaceholderOut(many=True)


class WordsIn(StrictSerializer):
    subject = Text(max_length=LINE_LIMIT)
    heading = Text(max_length=LINE_LIMIT)
    body = Text(max_length=BODY_LIMIT)


class TextIn(WordsIn):
    """New words; a draft unless `use` is true. `number` is the newest version as it was read."""

    why = Text(max_length=WHY_LIMIT)
    number = Whole(min_value=0, max_value=MOST)
    use = YesNo(required=False)


class TextResetIn(StrictSerializer):
    why = Text(max_length=WHY_LIMIT)
    number = Whole(min_value=0, max_value=MOST)


class TextLookIn(WordsIn):
    """Words, and the refund to set them for; without one, the newest that fits."""

    refund = Text(max_length=32, required=False)


class TextLookOut(serializers.Serializer):
    """The letter as it would leave the house, but for its links, which open nothing."""

    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()
    refund = serializers.CharField(allow_null=True)


class TextTestOut(serializers.Serializer):
    sent_to = serializers.CharField()


class TextsView(ApiView):
    """All letters in all languages."""

    scopes: ClassVar = {"GET": "settings:read"}

    @extend_schema(operation_id="list_texts", responses=TextsOut)
    def get(self, request: Request) -> Response:
        """List letters and what the shop changed in them; there are few, so they come at once."""
        self.wanted(StrictSerializer)
        cells = [cell for _kind, row in text_matrix() for cell in row]
        return Response({"results": [TextOut(_listed(cell)).data for cell in cells]})


class TextView(ApiView):
    """The words of one letter in one language."""

    scopes: ClassVar = {"GET": "settings:read", "POST": permissions.scope_for(permissions.EDIT_TEXTS)}
    moves: ClassVar = {"POST": permissions.EDIT_TEXTS}

    @extend_schema(operation_id="read_text", responses=TextDetailOut)
    def get(self, request: Request, kind: str, language: str) -> Response:
        """Read a letter's words with everything that may stand in them."""
        return Response(_detail(kind, language))

    @extend_schema(operation_id="write_text", request=TextIn, responses={201: TextDetailOut})
    @once
    def post(self, request: Request, kind: str, language: str) -> Response:
        """Write new words, as a draft or in use at once."""
        write_letter_text(actor=self.actor, kind=kind, language=language, **self.sent(TextIn))
        return Response(_detail(kind, language), 201)


class TextResetView(ApiView):
    """The way back."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.EDIT_TEXTS)}
    moves: ClassVar = {"POST": permissions.EDIT_TEXTS}

    @extend_schema(operation_id="reset_text", request=TextResetIn, responses={200: TextDetailOut})
    @once
    def post(self, request: Request, kind: str, language: str) -> Response:
        """Let customers get the delivered words again."""
        reset_letter_text(actor=self.actor, kind=kind, language=language, **self.sent(TextResetIn))
        return Response(_detail(kind, language))


class TextPreviewView(ApiView):
    """A letter before anybody gets it."""

    scopes: ClassVar = {"POST": "settings:read"}
    moves: ClassVar = {"POST": permissions.VIEW}

    @extend_schema(operation_id="preview_text", request=TextLookIn, responses={200: TextLookOut})
    @once
    def post(self, request: Request, kind: str, language: str) -> Response:
        """Set these words for a real case. Nothing is kept."""
        sent = self.sent(TextLookIn)
        versions_of(kind, language)
        case = case_for(kind, sent.pop("refund", ""))
        letter = look_of_words(kind, language, checked_words(letter_kind(kind), **sent), case)
        shown = {"subject": letter.subject, "text": letter.text, "html": letter.html}
        return Response(TextLookOut({**shown, "refund": case.reference if case else None}).data)


class TextTestView(ApiView):
    """A test to oneself."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.EDIT_TEXTS)}
    moves: ClassVar = {"POST": permissions.EDIT_TEXTS}

    @extend_schema(operation_id="test_text", request=TextLookIn, responses={200: TextTestOut})
    @once
    def post(self, request: Request, kind: str, language: str) -> Response:
        """Mail these words to the owner of the key, marked as a test."""
        sent = self.sent(TextLookIn)
        versions_of(kind, language)
        address = send_test_letter(
            actor=self.actor, kind=kind, language=language, reference=sent.pop("refund", ""), **sent
        )
        return Response(TextTestOut({"sent_to": address}).data)


def _listed(cell: Cell) -> dict[str, Any]:
    return {
        "kind": cell.kind.code,
        "language": cell.language,
        "title": str(cell.kind.title),
        "state": cell.state,
        "number": cell.newest.number if cell.newest else 0,
        "has_draft": cell.draft is not None,
    }


def _detail(code: str, language: str) -> Any:
    versions_of(code, language)
    kind, place = letter_kind(code), list(dict(settings.LANGUAGES)).index(language)
    cell = next(row[place] for listed, row in text_matrix() if listed is kind)
    shown = {
        **_listed(cell),
        "in_use": in_use(code, language),
        "draft": words_of(cell.draft),
        "delivered": delivered(code, language),
        "placeholders": [
            {
                "name": placeholder.name,
                "description": str(placeholder.description),
                "is_block": placeholder.is_block,
                "is_required": placeholder.name in kind.required,
            }
            for placeholder in kind.placeholders
        ],
    }
    return TextDetailOut(shown).data
