"""Notes on a case, who has it open, and the inbox of the key's owner."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import OneOf, StrictSerializer, Text
from customers.api.idempotency import once
from customers.models import User
from refunds.actions.read_notices import choose_notice_mail, read_all_notices, read_notice
from refunds.actions.write_note import write_note
from refunds.api.refunds import find_refund
from refunds.models import CaseNote, StaffNotice
from refunds.models.note import NOTE_LIMIT
from refunds.presence import others_at


class NoteOut(serializers.ModelSerializer):
    """What a colleague wrote about a case. The customer never reads it. `handles` are the names that it calls.

    `refund` is where it was written: a note comes along when its request is merged into another.
    """

    refund = serializers.CharField(source="refund.reference")
    author = serializers.CharField(source="author.label")
    handles = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = CaseNote
        fields: ClassVar = ["id", "refund", "author", "text", "handles", "written_at"]


class NoteIn(StrictSerializer):
    """Call colleagues in the text with @first.last; `to` is the mail address of one more."""

    text = Text(max_length=NOTE_LIMIT)
    to = Text(max_length=254, required=False)


class WatcherOut(serializers.Serializer):
    """Somebody who has the case open now."""

    name = serializers.CharField()
    is_deciding = serializers.BooleanField()


class WatchersOut(serializers.Serializer):
    results = WatcherOut(many=True)


class NoticeOut(serializers.ModelSerializer):
    """Something that the owner of the key should hear of."""

    refund = serializers.CharField(
        source="refund.reference", default=None, allow_null=True, help_text="Null for a notice about something else."
    )

    class Meta:
        model = StaffNotice
        fields: ClassVar = ["id", "kind", "refund", "about_case", "facts", "sender", "words", "created_at", "read_at"]


class NoticeQuery(StrictSerializer):
    unread = serializers.BooleanField(required=False, help_text="Only what is not read yet.")


class ReadOut(serializers.Serializer):
    read = serializers.IntegerField(help_text="How many were not read before.")


class NoticeMailIn(StrictSerializer):
    notice_mail = OneOf(User.NoticeMail.choices)


class NoticeMailOut(serializers.Serializer):
    notice_mail = serializers.ChoiceField(User.NoticeMail.choices)


class NotesView(ApiView):
    """Notes of colleagues on a case."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": "refunds:write"}

    @extend_schema(operation_id="list_notes", responses=page_of(NoteOut))
    def get(self, request: Request, reference: str) -> Response:
        """List the notes on a case, newest first; also those of requests that were merged into it."""
        self.wanted(StrictSerializer)
        return self.page(CaseNote.objects.read_at(find_refund(reference)).select_related("author", "refund"), NoteOut)

    @extend_schema(operation_id="write_note", request=NoteIn, responses={201: NoteOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Write a note. It cannot be changed afterwards."""
        note = write_note(actor=self.actor, reference=reference, **self.sent(NoteIn))
        return Response(NoteOut(note).data, 201)


class WatchersView(ApiView):
    """Who has a case open."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="list_watchers", responses=WatchersOut)
    def get(self, request: Request, reference: str) -> Response:
        """List the colleagues who have the case open now, but for the owner of the key."""
        watchers = others_at(find_refund(reference), self.actor.person)
        return Response(WatchersOut({"results": [watcher._asdict() for watcher in watchers]}).data)


class NoticesView(ApiView):
    """The inbox of the key's owner."""

    scopes: ClassVar = {"GET": "refunds:read"}
    page_keys: ClassVar = ("-created_at", "-id")

    @extend_schema(operation_id="list_notices", parameters=[NoticeQuery], responses=page_of(NoticeOut))
    def get(self, request: Request) -> Response:
        """List the owner's notices, newest first."""
        rows = StaffNotice.objects.filter(person=self.actor.person).select_related("refund")
        if self.wanted(NoticeQuery).get("unread"):
            rows = rows.filter(read_at=None)
        return self.page(rows, NoticeOut)


class NoticeReadingView(ApiView):
    scopes: ClassVar = {"POST": "refunds:write"}

    @extend_schema(operation_id="read_notice", request=Nothing, responses={200: NoticeOut})
    @once
    def post(self, request: Request, notice_id: int) -> Response:
        """Mark a notice as read."""
        self.sent(Nothing)
        return Response(NoticeOut(read_notice(actor=self.actor, notice_id=notice_id)).data)


class ReadingView(ApiView):
    scopes: ClassVar = {"POST": "refunds:write"}

    @extend_schema(operation_id="read_all_notices", request=Nothing, responses={200: ReadOut})
    @once
    def post(self, request: Request) -> Response:
        """Mark all of the owner's notices as read."""
        self.sent(Nothing)
        return Response(ReadOut({"read": read_all_notices(actor=self.actor)}).data)


class NoticeMailView(ApiView):
    scopes: ClassVar = {"POST": "refunds:write"}

    @extend_schema(operation_id="choose_notice_mail", request=NoticeMailIn, responses={200: NoticeMailOut})
    @once
    def post(self, request: Request) -> Response:
        """Choose how often the owner's inbox is also mailed."""
        person = choose_notice_mail(actor=self.actor, **self.sent(NoticeMailIn))
        return Response(NoticeMailOut(person).data)
