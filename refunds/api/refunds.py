"""Asking for refunds and reading them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, one_or_not_found, page_of, shown
from customers.api.fields import AmountMinor, Currency, OneOf, StrictSerializer, Text, Whole
from customers.api.idempotency import once
from refunds.actions.line_amounts import LineAsk
from refunds.actions.request_details import WISH_LIMIT
from refunds.actions.request_refund import REASON_TEXT_LIMIT, request_refund
from refunds.actions.words import WORDS_LIMIT
from refunds.api.shapes import EventOut, RefundDetailOut, RefundOpenedOut, RefundOut
from refunds.api.work_list import WorkList, described
from refunds.models import Refund, RefundEvent
from refunds.policy.questions import LONGEST_ANSWER, MOST_OF_A_REASON


class LineAskIn(StrictSerializer):
    """So many units of a line of the payment."""

    line_id = Whole(min_value=1, max_value=2**63 - 1)
    quantity = Whole(min_value=1, max_value=1_000_000)


class ToldAnswerIn(StrictSerializer):
    """An answer to a question of the reason; a quote names the questions."""

    number = Whole(min_value=1, max_value=99)
    answer = Text(max_length=LONGEST_ANSWER)


class AskIn(StrictSerializer):
    """What is asked for: lines, or an amount with its currency, or neither for everything that is left."""

    payment = Text(max_length=32)
    amount_minor = AmountMinor(required=False)
    currency = Currency(required=False)
    lines = LineAskIn(many=True, required=False, allow_empty=False, max_length=500)  # type: ignore[call-arg]
    rail = OneOf(Refund.Rail.choices, required=False)
    reason = OneOf(Refund.Reason.choices)
    goodwill_minor = AmountMinor(required=False, min_value=0, help_text="On top of the lines, or of the amount.")
    fee_waiver = Text(max_length=WORDS_LIMIT, required=False, help_text="Why no restocking fee is kept.")
    keeps_percent = Whole(
        min_value=0, max_value=100, required=False, help_text="The customer keeps the goods for that part of the price."
    )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if "amount_minor" in sent and "currency" not in sent:
            raise serializers.ValidationError({"currency": _("Say in which currency the amount is.")})
        return sent

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        sent = super().to_internal_value(data)
        asked = [LineAsk(line["line_id"], line["quantity"]) for line in sent.pop("lines", ())]
        reference = sent.pop("payment")
        return {**sent, "lines": asked, "payment_reference": reference}


class ToldIn(StrictSerializer):
    """What is told beside it."""

    reason_text = Text(max_length=REASON_TEXT_LIMIT, required=False, allow_blank=True)
    answers = ToldAnswerIn(many=True, required=False, max_length=MOST_OF_A_REASON)  # type: ignore[call-arg]
    exchange_wish = Text(
        max_length=WISH_LIMIT, required=False, allow_blank=True, help_text="What the customer would rather have."
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        sent = super().to_internal_value(data)
        if "answers" not in sent:
            return sent
        answers = {row["number"]: row["answer"] for row in sent["answers"]}
        if len(answers) != len(sent["answers"]):
            raise serializers.ValidationError({"answers": _("Answer each question once.")})
        return {**sent, "answers": answers}


class RefundIn(ToldIn, AskIn):
    """The request, and what is told beside it."""


class RefundsView(ApiView):
    """All refunds, and a new one."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": "refunds:write"}

    @extend_schema(operation_id="list_refunds", parameters=described(), responses=page_of(RefundOut))
    def get(self, request: Request) -> Response:
        """List refunds, newest first unless asked otherwise.

        A page may hold fewer than `limit`, even none, and still have a `next`: a rare filter is looked for in portions.
        """
        return self.page(WorkList(request, self.actor.person), RefundOut)

    @extend_schema(operation_id="request_refund", request=RefundIn, responses={201: RefundOpenedOut})
    @once
    def post(self, request: Request) -> Response:
        """Ask for a refund. The policy decides at once: look at its state."""
        refund = request_refund(actor=self.actor, origin=Refund.Origin.API, **self.sent(RefundIn))
        return Response(shown(refund, RefundOpenedOut), 201, headers={"Location": f"{request.path}{refund.reference}/"})


class RefundView(ApiView):
    """One refund."""

    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="read_refund", responses=RefundDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a refund with verdict, approvals and attempts."""
        return Response(RefundDetailOut(find_refund(reference)).data)


class RefundEventsView(ApiView):
    """What happened to a refund."""

    scopes: ClassVar = {"GET": "refunds:read"}
    page_keys: ClassVar = ("id",)

    @extend_schema(operation_id="list_refund_events", responses=page_of(EventOut))
    def get(self, request: Request, reference: str) -> Response:
        """List the events of a refund, oldest first."""
        self.wanted(StrictSerializer)
        return self.page(RefundEvent.objects.filter(refund=find_refund(reference)), EventOut)


def find_refund(reference: str) -> Refund:
    """Find a refund; raise NotFound."""
    related = ("payment", "customer", "plan", "merged_into", "assignee")
    found = Refund.objects.select_related(*related).filter(reference=reference)
    return one_or_not_found(found, _("There is no such refund."), "refund_not_found")
