"""Changing an undecided request, and another way for its money with the customer's consent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response
from customers.api.fields import AmountMinor, OneOf, StrictSerializer, Text, Whole, YesNo
from customers.api.idempotency import once
from refunds import permissions
from refunds.actions.change_refund import change_refund, quote_change
from refunds.actions.line_amounts import LineAsk
from refunds.actions.rail_proposals import propose_rail
from refunds.actions.words import WORDS_LIMIT
from refunds.api.quotes import QuoteOut, shown_quote
from refunds.api.refunds import LineAskIn, ToldIn, find_refund
from refunds.api.shapes import RefundDetailOut
from refunds.models import Refund


class ChangeQuoteIn(ToldIn):
    """What changes; what is not named stays. One of amount_minor, lines and everything, or none of them."""

    amount_minor = AmountMinor(required=False)
    lines = LineAskIn(many=True, required=False, allow_empty=False, max_length=500)  # type: ignore[call-arg]
    everything = YesNo(required=False)
    goodwill_minor = AmountMinor(required=False, min_value=0)
    reason = OneOf(Refund.Reason.choices, required=False)
    keeps_percent = Whole(
        min_value=0, max_value=100, required=False, help_text="0: everything comes back for all of its price."
    )
    fee_waiver = Text(
        max_length=WORDS_LIMIT, required=False, allow_blank=True, help_text="Empty: the fee is charged again."
    )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        ways = [name for name in ("amount_minor", "lines", "everything") if sent.get(name)]
        if len(ways) > 1:
            raise serializers.ValidationError({ways[1]: _("Choose lines, an amount or everything, not several.")})
        return sent

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        sent = super().to_internal_value(data)
        asked = [LineAsk(line["line_id"], line["quantity"]) for line in sent.pop("lines", ())]
        return {**sent, "lines": asked} if asked else sent


class ChangeIn(ChangeQuoteIn):
    """`seen` is the `approval_hash` of the refund as it was read, `words` say why, for colleagues."""

    seen = Text(max_length=64)
    words = Text(max_length=WORDS_LIMIT)


class RailProposalIn(StrictSerializer):
    """The customer reads the words as they are."""

    rail = OneOf(Refund.Rail.choices)
    words = Text(max_length=WORDS_LIMIT)


class RailAnswerIn(StrictSerializer):
    """What the customer said on the phone, and the words that prove it."""

    agrees = YesNo()
    words = Text(max_length=WORDS_LIMIT)


class ChangeView(ApiView):
    """A change of an undecided request."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.CHANGE)}

    @extend_schema(operation_id="change_refund", request=ChangeIn, responses={200: RefundDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Change what an undecided request asks for. Approvals given before become void."""
        change_refund(actor=self.actor, reference=reference, **self.sent(ChangeIn))
        return Response(RefundDetailOut(find_refund(reference)).data)


class ChangeQuoteView(ApiView):
    """A change that is not made."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.CHANGE)}

    @extend_schema(operation_id="quote_change_of_refund", request=ChangeQuoteIn, responses={200: QuoteOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Price and judge a change without making it."""
        quote = quote_change(actor=self.actor, reference=reference, **self.sent(ChangeQuoteIn))
        return Response(QuoteOut(shown_quote(quote)).data)


class RailProposalView(ApiView):
    """Another way for the money."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.PROPOSE_RAIL)}

    @extend_schema(operation_id="propose_rail_for_refund", request=RailProposalIn, responses={200: RefundDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Ask the customer to take the money another way."""
        propose_rail(actor=self.actor, reference=reference, **self.sent(RailProposalIn))
        return Response(RefundDetailOut(find_refund(reference)).data)
