"""What a request would come to, and the policy it would be judged by."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers import clock
from customers.api.base import ApiView, Request, Response
from customers.api.idempotency import once
from refunds.actions.quote_refund import Quote, quote_refund
from refunds.api.refunds import AskIn
from refunds.api.shapes import RuleVerdictOut
from refunds.models import PolicyDecision, PolicyVersion, Refund
from refunds.policy.questions import KIND_NAMES, Question
from refunds.queries import policy_in_force

QUESTION_KINDS = list(KIND_NAMES.items())
"""What a question may be answered by."""


class QuotedLineOut(serializers.Serializer):
    line_id = serializers.IntegerField()
    quantity = serializers.IntegerField()
    amount_minor = serializers.IntegerField()
    tax_minor = serializers.IntegerField()
    fee_minor = serializers.IntegerField()


class RailQuoteOut(serializers.Serializer):
    """The same on one way. `arrives_on` is null where the policy says no to this way."""

    rail = serializers.ChoiceField(Refund.Rail.choices)
    verdict = serializers.ChoiceField(PolicyDecision.Verdict.choices)
    amount_minor = serializers.IntegerField()
    bonus_minor = serializers.IntegerField(help_text="Added to store credit, out of nobody's payment.")
    arrives_on = serializers.DateField(allow_null=True, help_text="The day by which it should be there.")


class KeepOfferOut(serializers.Serializer):
    """What whoever keeps the goods is offered."""

    keeps_percent = serializers.IntegerField()
    amount_minor = serializers.IntegerField()


class QuestionOut(serializers.Serializer):
    """What the policy asks further for this reason."""

    number = serializers.IntegerField()
    question = serializers.CharField()
    kind = serializers.ChoiceField(QUESTION_KINDS)
    choices = serializers.ListField(child=serializers.CharField())
    needed = serializers.BooleanField(help_text="In the portal an answer is needed.")


class QuoteOut(serializers.Serializer):
    """Nothing was written. `sentence` is what the customer would read; `amount_minor` is what would go back."""

    amount_minor = serializers.IntegerField()
    gross_minor = serializers.IntegerField(help_text="Before the restocking fee.")
    fee_minor = serializers.IntegerField(help_text="The restocking fee that would be kept.")
    waived_minor = serializers.IntegerField(help_text="The fee that would be waived.")
    goodwill_minor = serializers.IntegerField(help_text="The part that is beyond what was bought.")
    fee_sentence = serializers.CharField(allow_blank=True)
    currency = serializers.CharField()
    verdict = serializers.ChoiceField(PolicyDecision.Verdict.choices)
    sentence = serializers.CharField()
    rules = RuleVerdictOut(many=True)
    lines = QuotedLineOut(many=True)
    needs_documents = serializers.BooleanField(help_text="A photo or a paper is asked for.")
    rails = RailQuoteOut(many=True)
    keep_offers = KeepOfferOut(many=True)
    questions = QuestionOut(many=True)


class PolicyOut(serializers.ModelSerializer):
    """The policy for what is bought now."""

    document = serializers.DictField(help_text="Rule → parameter → value.")

    class Meta:
        model = PolicyVersion
        fields: ClassVar = ["number", "summary", "starts_at", "document"]


class QuotesView(ApiView):
    """Live quotes."""

    scopes: ClassVar = {"POST": "refunds:write"}

    @extend_schema(operation_id="quote_refund", request=AskIn, responses={200: QuoteOut})
    @once
    def post(self, request: Request) -> Response:
        """Price and judge a request without making it."""
        quote = quote_refund(actor=self.actor, origin=Refund.Origin.API, **self.sent(AskIn))
        return Response(QuoteOut(shown_quote(quote)).data)


class PolicyView(ApiView):
    """The shop's refund policy."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="read_policy", responses=PolicyOut)
    def get(self, request: Request) -> Response:
        """Read the policy that is in force now."""
        return Response(PolicyOut(policy_in_force(clock.now())).data)


def shown_quote(quote: Quote) -> dict[str, Any]:
    return {
        "amount_minor": quote.amount_minor,
        "gross_minor": quote.gross_minor,
        "fee_minor": quote.fee_minor,
        "waived_minor": quote.waived_minor,
        "goodwill_minor": quote.goodwill_minor,
        "fee_sentence": quote.fee_sentence,
        "currency": quote.currency,
        "verdict": str(quote.decision.verdict),
        "sentence": quote.sentence,
        "rules": [verdict.as_json() for verdict in quote.decision.rule_verdicts],
        "lines": quote.lines,
        "needs_documents": quote.needs_documents,
        "rails": quote.rails,
        "keep_offers": [{"keeps_percent": percent, "amount_minor": amount} for percent, amount in quote.keep_offers],
        "questions": [_shown_question(number, asked) for number, asked in enumerate(quote.questions, 1)],
    }


def _shown_question(number: int, asked: Question) -> dict[str, Any]:
    return {
        "number": number,
        "question": asked.words,
        "kind": asked.kind,
        "choices": asked.options(),
        "needed": asked.is_needed,
    }
