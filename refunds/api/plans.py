"""Refunding a whole order over its payments: the plan before it is asked, the plan, and one decision for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response
from customers.api.fields import AmountMinor, Currency, OneOf, StrictSerializer, Text
from customers.api.idempotency import once
from refunds import permissions
from refunds.actions.decide_plan import UNDECIDED, approve_plan, cancel_plan, plan_hash, reject_plan
from refunds.actions.line_amounts import LineAsk
from refunds.actions.quote_plan import Allocation, PlanWish, quote_plan
from refunds.actions.request_plan import request_plan
from refunds.actions.request_refund import REASON_TEXT_LIMIT
from refunds.api.moves import ApprovalIn, RejectionIn
from refunds.api.refunds import LineAskIn
from refunds.api.shapes import RefundOut
from refunds.models import Refund, RefundPlan
from refunds.screens import plan_in_full


class AmountIn(StrictSerializer):
    amount_minor = AmountMinor()
    currency = Currency()


class PlanQuoteIn(StrictSerializer):
    """What goes back of the order that a payment belongs to: lines, amounts by currency, or neither for everything."""

    payment = Text(max_length=32)
    lines = LineAskIn(many=True, required=False, allow_empty=False, max_length=500)  # type: ignore[call-arg]
    amounts = AmountIn(many=True, required=False, allow_empty=False, max_length=20)  # type: ignore[call-arg]
    strategy = OneOf(RefundPlan.Strategy.choices, required=False)
    rail = OneOf(Refund.Rail.choices, required=False)
    reason = OneOf(Refund.Reason.choices)
    reason_text = Text(max_length=REASON_TEXT_LIMIT, required=False, allow_blank=True)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        currencies = [amount["currency"] for amount in sent.get("amounts", ())]
        if len(set(currencies)) != len(currencies):
            raise serializers.ValidationError({"amounts": _("Name each currency once.")})
        return sent


class PlanIn(PlanQuoteIn):
    """`seen` is that of the quote: exactly that plan is asked for."""

    seen = Text(max_length=64)


class ShareOut(serializers.Serializer):
    payment = serializers.CharField(source="payment.reference")
    currency = serializers.CharField(source="payment.currency")
    amount_minor = serializers.IntegerField(source="priced.amount_minor")
    fee_minor = serializers.IntegerField(source="priced.fee_minor")


class LeftOutOut(serializers.Serializer):
    """A payment that gives nothing, and why."""

    payment = serializers.CharField()
    why = serializers.CharField()


class AllocationOut(serializers.Serializer):
    """Nothing was written. Send `seen` to ask for exactly this plan."""

    order_reference = serializers.CharField()
    shares = ShareOut(many=True)
    left_out = LeftOutOut(many=True)
    totals_minor = serializers.DictField(child=serializers.IntegerField(), help_text="By currency.")
    seen = serializers.CharField()


class PlanOut(serializers.ModelSerializer):
    """A plan with its refunds. Send `approval_hash` as `seen` to decide exactly this."""

    customer = serializers.CharField(source="customer.reference")
    state = serializers.ChoiceField(RefundPlan.State.choices)
    left_out = LeftOutOut(many=True)
    refunds = RefundOut(many=True)
    approval_hash = serializers.SerializerMethodField()

    class Meta:
        model = RefundPlan
        fields: ClassVar = [
            "reference", "customer", "order_reference", "state", "strategy", "left_out", "requested_by", "created_at",
            "decided_at", "refunds", "approval_hash",
        ]  # fmt: skip

    def get_approval_hash(self, plan: RefundPlan) -> str:
        return plan_hash([refund for refund in plan.refunds.all() if refund.state in UNDECIDED])


class PlanQuotesView(ApiView):
    """Plans that are not asked for."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.REQUEST)}

    @extend_schema(operation_id="quote_plan", request=PlanQuoteIn, responses={200: AllocationOut})
    @once
    def post(self, request: Request) -> Response:
        """Say which payment of an order would give how much."""
        reference, wish = _wish(self.sent(PlanQuoteIn))
        return Response(_shown(quote_plan(actor=self.actor, payment_reference=reference, wish=wish)))


class PlansView(ApiView):
    """A new plan."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.REQUEST)}

    @extend_schema(operation_id="request_plan", request=PlanIn, responses={201: PlanOut})
    @once
    def post(self, request: Request) -> Response:
        """Ask for a refund of an order, as it was quoted. People decide it, all of it or nothing."""
        sent = self.sent(PlanIn)
        seen = sent.pop("seen")
        reference, wish = _wish(sent)
        plan = request_plan(
            actor=self.actor, payment_reference=reference, wish=wish, seen=seen, origin=Refund.Origin.API
        )
        shown = PlanOut(plan_in_full(plan.reference)).data
        return Response(shown, 201, headers={"Location": f"{request.path}{plan.reference}/"})


class PlanView(ApiView):
    """One plan."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW)}

    @extend_schema(operation_id="read_plan", responses=PlanOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a plan with its refunds."""
        return Response(PlanOut(plan_in_full(reference)).data)


def _move(
    name: str, action: Callable[..., RefundPlan], body: type[StrictSerializer], permission: str, summary: str
) -> type[ApiView]:
    """Build the endpoint of one decision about a plan."""

    class PlanMoveView(ApiView):
        scopes: ClassVar[Mapping[str, str]] = {"POST": permissions.scope_for(permission)}

        @extend_schema(operation_id=f"{name}_plan", summary=summary, request=body, responses={200: PlanOut})
        @once
        def post(self, request: Request, reference: str) -> Response:
            action(actor=self.actor, reference=reference, **self.sent(body))
            return Response(PlanOut(plan_in_full(reference)).data)

    PlanMoveView.__name__ = f"{name.title()}PlanView"
    return PlanMoveView


ApprovePlanView = _move("approve", approve_plan, ApprovalIn, permissions.APPROVE, "Approve the whole plan.")
RejectPlanView = _move("reject", reject_plan, RejectionIn, permissions.REJECT, "Turn the whole plan down.")
CancelPlanView = _move("cancel", cancel_plan, Nothing, permissions.CANCEL, "Take the whole plan back.")


def _wish(sent: dict[str, Any]) -> tuple[str, PlanWish]:
    asked = [LineAsk(line["line_id"], line["quantity"]) for line in sent.pop("lines", ())]
    amounts = {amount["currency"]: amount["amount_minor"] for amount in sent.pop("amounts", ())}
    return sent.pop("payment"), PlanWish(lines=asked, amounts=amounts or None, **sent)


def _shown(allocation: Allocation) -> dict[str, Any]:
    return {
        "order_reference": allocation.order_reference,
        "shares": ShareOut(allocation.shares, many=True).data,
        "left_out": [{"payment": out.payment.reference, "why": out.why} for out in allocation.left_out],
        "totals_minor": allocation.totals,
        "seen": allocation.seen,
    }
