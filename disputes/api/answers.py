"""Answers to disputes over HTTP: handed in, accepted, released by a second person, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import AmountMinor, OneOf, StrictSerializer, Text, Whole
from customers.api.idempotency import once
from disputes.actions.accept_dispute import accept_dispute
from disputes.actions.acknowledge_return import RETURN_WORDS_LIMIT, acknowledge_return
from disputes.actions.answer_dispute import answer_dispute
from disputes.actions.make_offer import ADDRESS, OFFER_WORDS_LIMIT, WHY_LIMIT, make_offer
from disputes.actions.release_answer import release_answer, take_answer_back
from disputes.finding import find_dispute
from disputes.models import AnswerFile, DisputeAnswer
from disputes.offers import FINDING_NAMES, KIND_NAMES
from refunds import permissions

READ = permissions.scope_for(permissions.SEE_DISPUTES)


class AnswerFileOut(serializers.ModelSerializer):
    """A file as it was handed in; `key` downloads it."""

    key = serializers.CharField(source="document.key")

    class Meta:
        model = AnswerFile
        fields: ClassVar = ["key", "kind", "name", "content_type", "pages", "size_bytes", "sha256"]


class OfferOut(serializers.Serializer):
    """What is offered to the customer; the address is where goods go back to."""

    kind = serializers.ChoiceField(choices=KIND_NAMES)
    amount_minor = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField()
    words = serializers.CharField()
    return_address = serializers.DictField(child=serializers.CharField())


class AnswerOut(serializers.ModelSerializer):
    """The one answer of a round: evidence, an appeal, an offer, or a giving in.

    `unknown` is being asked about; nothing is to be done.
    """

    name = serializers.CharField(source="__str__")
    written_by = serializers.CharField(source="by.label", default="")
    released_by = serializers.CharField(source="released_by.label", default="")
    files = AnswerFileOut(many=True)
    offer = serializers.SerializerMethodField()

    class Meta:
        model = DisputeAnswer
        fields: ClassVar = [
            "name", "round", "kind", "state", "texts", "files", "offer", "finding",
            "written_by", "released_by", "failure_code",
            "failure_message", "created_at", "sent_at", "finished_at",
        ]  # fmt: skip

    @extend_schema_field(OfferOut(allow_null=True))
    def get_offer(self, answer: DisputeAnswer) -> dict[str, Any] | None:
        return answer.offer or None


class SubmissionIn(StrictSerializer):
    """`version` of the draft as it was read. Exactly the packet that was built of it is handed in, once, for good."""

    version = Whole(min_value=0, max_value=2**31 - 1)


class AnswerNameIn(StrictSerializer):
    """The answer's name, as it was read."""

    answer = Text(max_length=60)


class ReturnAddressIn(StrictSerializer):
    """Where the customer sends the goods. `country` in two letters."""

    line = Text(max_length=ADDRESS["line"])
    city = Text(max_length=ADDRESS["city"])
    postal_code = Text(max_length=ADDRESS["postal_code"])
    country = Text(max_length=ADDRESS["country"])


class OfferIn(StrictSerializer):
    """`words` are read by the customer. A replacement without money has no amount; goods to return need an address."""

    kind = OneOf(KIND_NAMES)
    words = Text(max_length=OFFER_WORDS_LIMIT)
    amount_minor = AmountMinor(required=False)
    return_address = ReturnAddressIn(required=False)
    why = Text(max_length=WHY_LIMIT, required=False, help_text="Why this offer, for colleagues only.")


class ReturnedGoodsIn(StrictSerializer):
    """What came back: one of the dispute's `may_acknowledge`. `words` go to the gateway."""

    finding = OneOf(FINDING_NAMES)
    words = Text(max_length=RETURN_WORDS_LIMIT)


class AnswersView(ApiView):
    """The answers to a dispute."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}
    page_keys: ClassVar = ("-id",)

    @extend_schema(operation_id="list_dispute_answers", responses=page_of(AnswerOut))
    def get(self, request: Request, reference: str) -> Response:
        """List the answers to a dispute, newest first."""
        self.wanted(StrictSerializer)
        answers = DisputeAnswer.objects.filter(dispute=find_dispute(reference))
        rows = answers.select_related("dispute", "by", "released_by").prefetch_related("files__document")
        return self.page(rows, AnswerOut)


def _move(name: str, summary: str, body: type[StrictSerializer], move: str, act: Callable[..., Any]) -> type[ApiView]:
    """Build the endpoint of one move of an answer."""

    class MoveView(ApiView):
        scopes: ClassVar[Mapping[str, str]] = {"POST": permissions.scope_for(move)}
        moves: ClassVar[Mapping[str, str]] = {"POST": move}

        @extend_schema(operation_id=name, summary=summary, request=body, responses={201: AnswerOut})
        @once
        def post(self, request: Request, reference: str) -> Response:
            answer = act(actor=self.actor, reference=reference, **self.sent(body))
            return Response(AnswerOut(answer).data, 201)

    MoveView.__name__ = "".join(part.title() for part in name.split("_")) + "View"
    return MoveView


SubmitView = _move(
    "answer_dispute", "Hand in the draft's packet, once, for good.", SubmissionIn, permissions.ANSWER_DISPUTES,
    answer_dispute,
)  # fmt: skip
AcceptView = _move(
    "accept_dispute", "Give in, for good.", Nothing, permissions.ACCEPT_DISPUTES, accept_dispute
)  # fmt: skip
OfferView = _move(
    "make_dispute_offer", "Offer the customer of an inquiry something.", OfferIn,
    permissions.ACCEPT_DISPUTES, make_offer,
)  # fmt: skip
ReturnedGoodsView = _move(
    "acknowledge_returned_goods", "Say what came back of goods that were to be returned, once, for good.",
    ReturnedGoodsIn, permissions.ANSWER_DISPUTES, acknowledge_return,
)  # fmt: skip
ReleaseView = _move(
    "release_dispute_answer", "Release an answer that somebody else wrote.", AnswerNameIn,
    permissions.RELEASE_ANSWERS, release_answer,
)  # fmt: skip
TakeBackView = _move(
    "take_dispute_answer_back", "Take an answer back before it leaves.", AnswerNameIn,
    permissions.ANSWER_DISPUTES, take_answer_back,
)  # fmt: skip
