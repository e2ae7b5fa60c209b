"""The assistant over HTTP: for a chat of the shop that knows its customer, and for what it hands over."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.fields import OneOf, StrictSerializer, Text, YesNo
from customers.api.idempotency import once
from customers.languages import language_of
from customers.models import Customer
from refunds import permissions
from refunds.actions.ask_assistant import ask_assistant
from refunds.actions.asked_questions import ask_a_person, redact_question, say_whether_it_helped, settle_question
from refunds.models import AskedQuestion
from refunds.models.asked_question import QUESTION_LIMIT

READS, WRITES = permissions.scope_for(permissions.SEE_QUESTIONS), permissions.scope_for(permissions.ANSWER_QUESTIONS)


class AskedQuestionIn(StrictSerializer):
    """`about` is the refund or payment that the customer looks at, where there is one."""

    customer = Text(max_length=32)
    question = Text(max_length=QUESTION_LIMIT)
    about = Text(max_length=32, required=False)
    language = OneOf(settings.LANGUAGES, required=False, help_text="Of the answer; the customer's own otherwise.")


class HelpIn(StrictSerializer):
    helped = YesNo()


class SourceOut(serializers.Serializer):
    """Where a sentence comes from."""

    words = serializers.CharField()
    path = serializers.CharField(help_text="Under the address of the portal.")


class ChoiceOut(serializers.Serializer):
    """A case that may be meant: ask again with it."""

    about = serializers.CharField()
    words = serializers.CharField()


class AskedQuestionOut(serializers.ModelSerializer):
    """A question without card numbers and addresses, and what was answered: sentences of the shop, never made up."""

    customer = serializers.CharField(source="customer.reference", default=None, allow_null=True)
    refund = serializers.CharField(source="refund.reference", default=None, allow_null=True)
    answer = serializers.ListField(child=serializers.CharField())
    sources = SourceOut(many=True)
    choices = ChoiceOut(many=True)

    class Meta:
        model = AskedQuestion
        fields: ClassVar = [
            "key", "customer", "refund", "door", "language", "question", "intent", "outcome", "answer", "sources",
            "choices", "helped", "created_at", "handed_over_at", "settled_at", "redacted_at",
        ]  # fmt: skip


class QuestionsView(ApiView):
    """Questions to the assistant."""

    scopes: ClassVar = {"GET": READS, "POST": WRITES}
    moves: ClassVar = {"GET": permissions.SEE_QUESTIONS, "POST": permissions.ANSWER_QUESTIONS}
    page_keys: ClassVar = ("-created_at", "-id")

    @extend_schema(operation_id="list_questions", responses=page_of(AskedQuestionOut))
    def get(self, request: Request) -> Response:
        """List what went to a person, was not understood or did not help, newest first."""
        self.wanted(StrictSerializer)
        return self.page(AskedQuestion.objects.to_look_at().select_related("customer", "refund"), AskedQuestionOut)

    @extend_schema(operation_id="ask_assistant", request=AskedQuestionIn, responses={201: AskedQuestionOut})
    @once
    def post(self, request: Request) -> Response:
        """Ask for a customer. It answers from their own cases and the policy, and hands over what it cannot."""
        sent: dict[str, Any] = self.sent(AskedQuestionIn)
        who = Customer.objects.filter(reference=sent.pop("customer"))
        customer = one_or_not_found(who, _("There is no such customer."), "customer_not_found")
        with translation.override(sent.pop("language", "") or language_of(customer)):
            asked = ask_assistant(actor=self.actor, customer=customer, door=AskedQuestion.Door.API, **sent)
            return Response(AskedQuestionOut(asked).data, 201)


class QuestionHelpView(ApiView):
    """Whether an answer helped."""

    scopes: ClassVar = {"POST": WRITES}
    moves: ClassVar = {"POST": permissions.ANSWER_QUESTIONS}

    @extend_schema(operation_id="say_whether_answer_helped", request=HelpIn, responses={200: AskedQuestionOut})
    @once
    def post(self, request: Request, key: str) -> Response:
        """Keep the customer's yes or no."""
        return Response(AskedQuestionOut(say_whether_it_helped(actor=self.actor, key=key, **self.sent(HelpIn))).data)


class QuestionPersonView(ApiView):
    """A person after all."""

    scopes: ClassVar = {"POST": WRITES}
    moves: ClassVar = {"POST": permissions.ANSWER_QUESTIONS}

    @extend_schema(operation_id="hand_question_to_person", request=Nothing, responses={200: AskedQuestionOut})
    @once
    def post(self, request: Request, key: str) -> Response:
        """Hand a question over that was answered, because the customer wishes so."""
        self.sent(Nothing)
        return Response(AskedQuestionOut(ask_a_person(actor=self.actor, key=key)).data)


class QuestionSettlementView(ApiView):
    """A question that somebody has seen to."""

    scopes: ClassVar = {"POST": WRITES}
    moves: ClassVar = {"POST": permissions.ANSWER_QUESTIONS}

    @extend_schema(operation_id="settle_question", request=Nothing, responses={200: AskedQuestionOut})
    @once
    def post(self, request: Request, key: str) -> Response:
        """Note that it is seen to."""
        self.sent(Nothing)
        return Response(AskedQuestionOut(settle_question(actor=self.actor, key=key)).data)


class QuestionRedactionView(ApiView):
    """The customer's words, taken out."""

    scopes: ClassVar = {"POST": WRITES}
    moves: ClassVar = {"POST": permissions.ANSWER_QUESTIONS}

    @extend_schema(operation_id="redact_question", request=Nothing, responses={200: AskedQuestionOut})
    @once
    def post(self, request: Request, key: str) -> Response:
        """Take the words out for good; it cannot be undone."""
        self.sent(Nothing)
        return Response(AskedQuestionOut(redact_question(actor=self.actor, key=key)).data)
