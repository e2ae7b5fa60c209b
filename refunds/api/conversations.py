"""Conversations over HTTP: reading and answering on a case, who waits, mail that waits for a person, ready answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import StrictSerializer, Text, Whole, YesNo
from customers.api.idempotency import once
from customers.errors import NotFound
from customers.models import Message
from refunds import permissions
from refunds.actions.answer_customer import answer_customer, settle_conversation
from refunds.actions.judge_mail import accept_mail, dismiss_mail
from refunds.actions.keep_ready_answers import remove_ready_answer, save_ready_answer
from refunds.actions.notes import first_name
from refunds.actions.write_to_shop import TALK_LIMIT
from refunds.api.refunds import find_refund
from refunds.models import Conversation, ReadyAnswer
from refunds.models.ready_answer import NAME_LIMIT, TEXT_LIMIT
from refunds.notices import language_for
from refunds.ready_answers import answers_for, filled_in, words_in
from refunds.talk import said_about

MOST = 2**63 - 1
LANGUAGES = list(dict(settings.LANGUAGES))


class SaidOut(serializers.ModelSerializer):
    """What somebody wrote on a case. `left_out` says what of a mail was not taken; `documents` are keys."""

    refund = serializers.CharField(source="about")
    author = serializers.CharField(source="actor_label")
    documents: Any = serializers.SlugRelatedField("key", many=True, read_only=True)

    class Meta:
        model = Message
        fields: ClassVar = [
            "id", "refund", "direction", "channel", "state", "author", "from_address", "words", "left_out", "documents",
            "created_at",
        ]  # fmt: skip


SAID_PAGE = page_of(SaidOut)
"""Two addresses answer it, and the schema wants one of it."""


class AnswerCustomerIn(StrictSerializer):
    """`seen` is the newest message that was read; where somebody wrote since then, nothing is sent."""

    text = Text(max_length=TALK_LIMIT)
    seen = Whole(min_value=0, max_value=MOST, required=False)


class ConversationOut(serializers.ModelSerializer):
    """Who waits: since when and until when, where it is the customer."""

    refund = serializers.CharField(source="refund.reference")
    assignee = serializers.CharField(source="refund.assignee.email", default=None, allow_null=True)

    class Meta:
        model = Conversation
        fields: ClassVar = ["id", "refund", "assignee", "waits_since", "answer_by", "first_answered_at", "last_at"]


class ConversationQuery(StrictSerializer):
    waiting = serializers.BooleanField(
        required=False, help_text="Only where the customer waits for us, or only others."
    )


class ReadyAnswerOut(serializers.ModelSerializer):
    """Words that are put into an answer; `texts` by language."""

    texts = serializers.DictField(child=serializers.CharField())
    is_shared = serializers.BooleanField()

    class Meta:
        model = ReadyAnswer
        fields: ClassVar = ["id", "name", "is_shared", "texts"]


class ReadyAnswersOut(serializers.Serializer):
    results = ReadyAnswerOut(many=True)


class ReadyTextsIn(StrictSerializer):
    """The words in each language of the house; those that are left out are none."""

    def get_fields(self) -> dict[str, Any]:
        return {language: Text(max_length=TEXT_LIMIT, required=False, allow_blank=True) for language in LANGUAGES}


class ReadyAnswerIn(StrictSerializer):
    name = Text(max_length=NAME_LIMIT)
    texts = ReadyTextsIn()
    is_shared = YesNo(required=False)


class FilledOut(serializers.Serializer):
    """A ready answer in the words for this case."""

    language = serializers.CharField()
    text = serializers.CharField()


class FillIn(StrictSerializer):
    ready_answer = Whole(min_value=1, max_value=MOST)


class SaidView(ApiView):
    """The conversation of a case."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW), "POST": permissions.scope_for(permissions.TALK)}
    moves: ClassVar = {"POST": permissions.TALK}

    @extend_schema(operation_id="list_conversation", responses=SAID_PAGE)
    def get(self, request: Request, reference: str) -> Response:
        """List what customer and shop wrote to each other, newest first; mail that waits for a person included."""
        self.wanted(StrictSerializer)
        rows = said_about(find_refund(reference).reference).prefetch_related("documents")
        return self.page(rows, SaidOut)

    @extend_schema(operation_id="answer_customer", request=AnswerCustomerIn, responses={201: SaidOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Write to the customer. They get it by mail and on their page."""
        message = answer_customer(actor=self.actor, reference=reference, **self.sent(AnswerCustomerIn))
        return Response(SaidOut(message).data, 201)


class SettlingView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.TALK)}
    moves: ClassVar = {"POST": permissions.TALK}

    @extend_schema(operation_id="settle_conversation", request=Nothing, responses={200: ConversationOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Say that the customer's last words need no answer."""
        self.sent(Nothing)
        refund = settle_conversation(actor=self.actor, reference=reference)
        return Response(ConversationOut(Conversation.objects.get(refund=refund)).data)


class FillView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.VIEW)}
    moves: ClassVar = {"POST": permissions.TALK}

    @extend_schema(operation_id="fill_ready_answer", request=FillIn, responses={200: FilledOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Fill a ready answer in for this case, in the customer's language where it has it. Nothing is sent."""
        refund, wanted = find_refund(reference), self.sent(FillIn)["ready_answer"]
        ready = _ready_of(self.actor.person, wanted)
        language, _words = words_in(ready, language_for(refund))
        text = filled_in(ready, refund, first_name(self.actor))
        return Response(FilledOut({"language": language, "text": text}).data)


class ConversationsView(ApiView):
    """Who waits for whom."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW)}
    page_keys: ClassVar = ("-id",)

    @extend_schema(
        operation_id="list_conversations", parameters=[ConversationQuery], responses=page_of(ConversationOut)
    )
    def get(self, request: Request) -> Response:
        """List conversations, the newest first."""
        waiting = self.wanted(ConversationQuery).get("waiting")
        rows = Conversation.objects.select_related("refund__assignee")
        return self.page(rows if waiting is None else rows.filter(answer_by__isnull=not waiting), ConversationOut)


class HeldMailView(ApiView):
    """Mail from another address than the customer's."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW)}
    page_keys: ClassVar = ("-created_at", "-id")

    @extend_schema(operation_id="list_held_mail", responses=SAID_PAGE)
    def get(self, request: Request) -> Response:
        """List mail that waits for a person, newest first."""
        self.wanted(StrictSerializer)
        return self.page(_held().prefetch_related("documents"), SaidOut)


class MailAcceptanceView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.TALK)}
    moves: ClassVar = {"POST": permissions.TALK}

    @extend_schema(operation_id="accept_mail", request=Nothing, responses={200: SaidOut})
    @once
    def post(self, request: Request, message_id: int) -> Response:
        """Take a held mail for the customer's own words."""
        self.sent(Nothing)
        return Response(SaidOut(accept_mail(actor=self.actor, message_id=message_id)).data)


class MailDismissalView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.TALK)}
    moves: ClassVar = {"POST": permissions.TALK}

    @extend_schema(operation_id="dismiss_mail", request=Nothing, responses={200: SaidOut})
    @once
    def post(self, request: Request, message_id: int) -> Response:
        """Put a held mail aside; the customer never reads it."""
        self.sent(Nothing)
        return Response(SaidOut(dismiss_mail(actor=self.actor, message_id=message_id)).data)


class ReadyAnswersView(ApiView):
    """The ready answers of the key's owner, and the shared ones."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW), "POST": permissions.scope_for(permissions.TALK)}

    @extend_schema(operation_id="list_ready_answers", responses=page_of(ReadyAnswerOut))
    def get(self, request: Request) -> Response:
        """List ready answers, newest first."""
        self.wanted(StrictSerializer)
        return self.page(answers_for(self.actor.person).order_by(), ReadyAnswerOut)

    @extend_schema(operation_id="save_ready_answer", request=ReadyAnswerIn, responses={201: ReadyAnswerOut})
    @once
    def post(self, request: Request) -> Response:
        """Keep a new ready answer: one's own, or a shared one for those who may."""
        row = save_ready_answer(actor=self.actor, **self.sent(ReadyAnswerIn))
        return Response(ReadyAnswerOut(row).data, 201)


class ReadyAnswerView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.TALK)}

    @extend_schema(operation_id="change_ready_answer", request=ReadyAnswerIn, responses={200: ReadyAnswerOut})
    @once
    def post(self, request: Request, answer_id: int) -> Response:
        """Change a ready answer."""
        row = save_ready_answer(actor=self.actor, answer_id=answer_id, **self.sent(ReadyAnswerIn))
        return Response(ReadyAnswerOut(row).data)


class ReadyAnswerRemovalView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.TALK)}

    @extend_schema(operation_id="remove_ready_answer", request=Nothing, responses={200: ReadyAnswersOut})
    @once
    def post(self, request: Request, answer_id: int) -> Response:
        """Remove a ready answer; the others are left."""
        self.sent(Nothing)
        remove_ready_answer(actor=self.actor, answer_id=answer_id)
        return Response(ReadyAnswersOut({"results": answers_for(self.actor.person)}).data)


def _held() -> QuerySet[Message]:
    return Message.objects.filter(state=Message.State.DOUBTED).defer("body_text", "body_html")


def _ready_of(person: Any, number: int) -> ReadyAnswer:
    ready = answers_for(person).filter(pk=number).first()
    if ready is None:
        raise NotFound(_("There is no such ready answer."), "ready_answer_not_found")
    return ready
