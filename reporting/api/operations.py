"""The operations page over HTTP: the same figures, lists and acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers import clock
from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import StrictSerializer, Text
from customers.api.idempotency import once
from customers.models import Message
from customers.signs_of_life import JOB, WORKER
from refunds import permissions
from refunds.actions.look_up_now import look_up_now
from refunds.actions.operate import WORDS_LIMIT, close_order, give_up_order, retry_order
from refunds.gateway_health import gateway_health
from refunds.models import OperationEvent, RefundAttempt, WorkOrder
from refunds.truth import settlement_fetches
from reporting import operations as state
from reporting.facts.health import health

READ, ACT = permissions.scope_for(permissions.SEE_OPERATIONS), permissions.scope_for(permissions.OPERATE)


class WaitingOut(serializers.Serializer):
    """Work orders of one topic that are not done."""

    topic = serializers.CharField()
    due = serializers.IntegerField()
    leased = serializers.IntegerField()
    parked = serializers.IntegerField()
    oldest_due_at = serializers.DateTimeField(allow_null=True)


class GatewayHealthOut(serializers.Serializer):
    """How one gateway account answers."""

    account = serializers.CharField()
    gateway = serializers.CharField()
    last_success_at = serializers.DateTimeField(allow_null=True)
    sent_last_hour = serializers.IntegerField()
    failed_last_hour = serializers.IntegerField()
    sent_last_day = serializers.IntegerField()
    failed_last_day = serializers.IntegerField()
    median_answer_ms = serializers.IntegerField(allow_null=True)


class SignOfLifeOut(serializers.Serializer):
    """When a worker, or the run of a periodic job, was last heard of."""

    name = serializers.CharField()
    seen_at = serializers.DateTimeField()


class SettlementFetchOut(serializers.Serializer):
    """When the settlements of an account last came through, and why the newest fetch does not; "" for no trouble."""

    account = serializers.CharField()
    fetched_at = serializers.DateTimeField(allow_null=True)
    trouble = serializers.CharField(source="why_not")


class FiguresHealthOut(serializers.Serializer):
    """Finance's sums: whether there are any, up to when all is in them, and what the last proof found."""

    is_missing = serializers.BooleanField()
    is_late = serializers.BooleanField()
    waiting = serializers.IntegerField()
    counted_at = serializers.DateTimeField(allow_null=True)
    proved_at = serializers.DateTimeField(allow_null=True)
    differences = serializers.IntegerField()
    said = serializers.ListField(child=serializers.CharField())


class OperationsOut(serializers.Serializer):
    """The house at this moment. `queues` is null while the broker does not answer."""

    version = serializers.CharField()
    disk_used_percent = serializers.IntegerField()
    queues = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    work = WaitingOut(many=True)
    gateways = GatewayHealthOut(many=True)
    settlements = SettlementFetchOut(many=True)
    figures = FiguresHealthOut()
    workers = SignOfLifeOut(many=True)
    jobs = SignOfLifeOut(many=True)


class WorkOrderOut(serializers.ModelSerializer):
    """Work that follows a decision. `last_error` says why it is parked."""

    class Meta:
        model = WorkOrder
        fields: ClassVar = ["id", "topic", "key", "state", "tries", "last_error", "created_at", "due_at"]


class UnansweredOut(serializers.ModelSerializer):
    """A try whose answer never came. It may have been paid: never pay another way before its gateway has said."""

    refund = serializers.CharField(source="refund.reference")
    why = serializers.CharField(source="refund.attention")

    class Meta:
        model = RefundAttempt
        fields: ClassVar = [
            "id", "refund", "reference", "gateway", "gateway_account", "state", "why", "sends", "checks", "sent_at",
            "next_check_at",
        ]  # fmt: skip


class LetterOut(serializers.ModelSerializer):
    """A letter that could not be delivered."""

    customer = serializers.CharField(source="customer.reference")

    class Meta:
        model = Message
        fields: ClassVar = ["id", "customer", "about", "kind", "subject", "state", "tries", "created_at"]


class OperationOut(serializers.ModelSerializer):
    """What an operator did, and their words."""

    class Meta:
        model = OperationEvent
        fields: ClassVar = ["id", "kind", "about", "actor", "data", "happened_at"]


class ClosingIn(StrictSerializer):
    """Why the order is put aside; it stays on the case."""

    words = Text(max_length=WORDS_LIMIT)


class Reading(ApiView):
    """For who may see the operations page."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": READ}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.SEE_OPERATIONS}


class OperationsView(Reading):
    @extend_schema(operation_id="read_operations", summary="How the house stands.", responses={200: OperationsOut})
    def get(self, request: Request) -> Response:
        now = clock.now()
        signs = state.signs_of_life(now)
        house = {
            **state.house(),
            "queues": state.queue_lengths(),
            "work": state.waiting_work(),
            "gateways": gateway_health(now),
            "settlements": settlement_fetches(),
            "figures": health(),
            "workers": signs[WORKER],
            "jobs": signs[JOB],
        }
        return Response(OperationsOut(house).data)


class ParkedOrdersView(Reading):
    page_keys = ("created_at", "id")

    @extend_schema(
        operation_id="list_parked_orders",
        summary="Work orders before a person.",
        responses={200: page_of(WorkOrderOut)},
    )
    def get(self, request: Request) -> Response:
        return self.page(state.parked_orders(), WorkOrderOut)


class UnansweredAttemptsView(Reading):
    page_keys = ("sent_at", "id")

    @extend_schema(
        operation_id="list_unanswered_attempts",
        summary="Tries at a gateway whose answer never came, the oldest first.",
        responses={200: page_of(UnansweredOut)},
    )
    def get(self, request: Request) -> Response:
        return self.page(state.unanswered_attempts(), UnansweredOut)


class AttemptLookUpView(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": permissions.scope_for(permissions.RECONCILE)}
    moves: ClassVar[Mapping[str, str]] = {"POST": permissions.RECONCILE}

    @extend_schema(
        operation_id="look_up_attempt",
        summary="Have the gateway asked at once about a try whose answer never came.",
        request=Nothing,
        responses={200: UnansweredOut},
    )
    @once
    def post(self, request: Request, attempt_id: int) -> Response:
        self.sent(Nothing)
        return Response(UnansweredOut(look_up_now(actor=self.actor, attempt_id=attempt_id)).data)


class FailedLettersView(Reading):
    page_keys = ("created_at", "id")

    @extend_schema(
        operation_id="list_failed_letters", summary="Letters not delivered.", responses={200: page_of(LetterOut)}
    )
    def get(self, request: Request) -> Response:
        return self.page(state.failed_letters().select_related("customer"), LetterOut)


class ActsView(Reading):
    page_keys = ("-happened_at", "-id")

    @extend_schema(operation_id="list_operations", summary="Acts of operators.", responses={200: page_of(OperationOut)})
    def get(self, request: Request) -> Response:
        return self.page(state.acts(), OperationOut)


class OrderRetryView(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": ACT}

    @extend_schema(
        operation_id="retry_order", summary="Run a parked order again.", request=Nothing, responses={200: WorkOrderOut}
    )
    @once
    def post(self, request: Request, order_id: int) -> Response:
        self.sent(Nothing)
        return Response(WorkOrderOut(retry_order(actor=self.actor, order_id=order_id)).data)


class OrderClosingView(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": ACT}

    @extend_schema(
        operation_id="close_order",
        summary="Put a parked order aside.",
        request=ClosingIn,
        responses={200: WorkOrderOut},
    )
    @once
    def post(self, request: Request, order_id: int) -> Response:
        order = close_order(actor=self.actor, order_id=order_id, **self.sent(ClosingIn))
        return Response(WorkOrderOut(order).data)


class OrderGivingUpView(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": ACT}

    @extend_schema(
        operation_id="give_up_order",
        summary="End the tries of a parked order; its refund has failed then.",
        request=ClosingIn,
        responses={200: WorkOrderOut},
    )
    @once
    def post(self, request: Request, order_id: int) -> Response:
        order = give_up_order(actor=self.actor, order_id=order_id, **self.sent(ClosingIn))
        return Response(WorkOrderOut(order).data)
