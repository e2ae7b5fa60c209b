"""The fees of gateways, the cost of work and the automatic rules over HTTP: read by whoever sees disputes."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response
from customers.api.fields import AmountMinor, Country, Currency, Day, OneOf, StrictSerializer, Text, Whole, YesNo
from customers.api.idempotency import once
from disputes.actions.set_automatic_rule import set_automatic_rule
from disputes.actions.set_fees import (
    LONGEST_SOURCE,
    MOST_MINUTES,
    remove_fee,
    remove_staff_time,
    save_fee,
    save_staff_time,
)
from disputes.models import AutomaticRule, Dispute, DisputeFee, StaffTime
from disputes.weighing.ceiling import room_of
from refunds import permissions

READ = permissions.scope_for(permissions.SEE_DISPUTES)
SET = permissions.scope_for(permissions.SET_DISPUTE_RULES)
SCOPES = {"GET": READ, "POST": SET}
MOVES = {"GET": permissions.SEE_DISPUTES, "POST": permissions.SET_DISPUTE_RULES}


class DisputeFeeOut(serializers.ModelSerializer):
    """A fee from a day on. An empty account or country holds for every one; the country is the shop's."""

    class Meta:
        model = DisputeFee
        fields: ClassVar = [
            "id", "kind", "gateway", "account", "country", "currency", "amount_minor", "comes_back", "valid_from",
            "source",
        ]  # fmt: skip


class DisputeFeesOut(serializers.Serializer):
    results = DisputeFeeOut(many=True)


class DisputeFeeIn(StrictSerializer):
    """`amount_minor` 0 says that nothing is charged; a fee that is not known has no row."""

    kind = OneOf(DisputeFee.Kind.choices)
    gateway = Text(max_length=32)
    account = Text(max_length=64, required=False, allow_blank=True)
    country = Country(required=False, allow_blank=True)
    currency = Currency()
    amount_minor = AmountMinor(min_value=0)
    comes_back = YesNo(required=False)
    valid_from = Day()
    source = Text(max_length=LONGEST_SOURCE)  # type: ignore[assignment]


class StaffTimeOut(serializers.ModelSerializer):
    """How long an answer takes, what an hour of work costs, and what that comes to."""

    cost_minor = serializers.IntegerField()

    class Meta:
        model = StaffTime
        fields: ClassVar = ["currency", "minutes", "hour_minor", "cost_minor"]


class StaffTimesOut(serializers.Serializer):
    results = StaffTimeOut(many=True)


class StaffTimeIn(StrictSerializer):
    """Takes the place of what was set in this currency."""

    currency = Currency()
    minutes = Whole(min_value=1, max_value=MOST_MINUTES)
    hour_minor = AmountMinor()


class StaffTimeNameIn(StrictSerializer):
    currency = Currency()


class AutomaticRuleOut(serializers.ModelSerializer):
    """The rule of a currency, and what it has given away on this day and in this month of the shop."""

    categories = serializers.ListField(child=serializers.ChoiceField(Dispute.Category.choices))
    given_today_minor = serializers.SerializerMethodField()
    given_this_month_minor = serializers.SerializerMethodField()

    class Meta:
        model = AutomaticRule
        fields: ClassVar = [
            "currency", "is_on", "on_since", "accepts", "refunds", "categories", "up_to_minor", "per_day_minor",
            "per_month_minor", "given_today_minor", "given_this_month_minor",
        ]  # fmt: skip

    def get_given_today_minor(self, rule: AutomaticRule) -> int:
        return room_of(rule).day_minor

    def get_given_this_month_minor(self, rule: AutomaticRule) -> int:
        return room_of(rule).month_minor


class AutomaticRulesOut(serializers.Serializer):
    results = AutomaticRuleOut(many=True)


class AutomaticRuleIn(StrictSerializer):
    """Takes the place of what was set in this currency. Turned on, it looks at disputes that come in from then on."""

    currency = Currency()
    is_on = YesNo()
    accepts = YesNo()
    refunds = YesNo()
    categories = serializers.ListField(child=OneOf(Dispute.Category.choices), max_length=len(Dispute.Category))
    up_to_minor = AmountMinor()
    per_day_minor = AmountMinor()
    per_month_minor = AmountMinor()


class DisputeFeesView(ApiView):
    """The table of dispute fees."""

    scopes: ClassVar = SCOPES
    moves: ClassVar = MOVES

    @extend_schema(operation_id="list_dispute_fees", responses=DisputeFeesOut)
    def get(self, request: Request) -> Response:
        """List what gateways charge for disputes, with since when and where that is written."""
        self.wanted(StrictSerializer)
        return Response(_all_fees())

    @extend_schema(operation_id="create_dispute_fee", request=DisputeFeeIn, responses={201: DisputeFeeOut})
    @once
    def post(self, request: Request) -> Response:
        """Add a fee."""
        return Response(DisputeFeeOut(save_fee(actor=self.actor, **self.sent(DisputeFeeIn))).data, 201)


class DisputeFeeView(ApiView):
    scopes: ClassVar = {"POST": SET}
    moves: ClassVar = {"POST": permissions.SET_DISPUTE_RULES}

    @extend_schema(operation_id="change_dispute_fee", request=DisputeFeeIn, responses={200: DisputeFeeOut})
    @once
    def post(self, request: Request, row_id: int) -> Response:
        """Write a fee anew. Decisions that were made keep what was reckoned then."""
        return Response(DisputeFeeOut(save_fee(actor=self.actor, fee_id=row_id, **self.sent(DisputeFeeIn))).data)


class DisputeFeeRemovalView(ApiView):
    scopes: ClassVar = {"POST": SET}
    moves: ClassVar = {"POST": permissions.SET_DISPUTE_RULES}

    @extend_schema(operation_id="remove_dispute_fee", request=Nothing, responses={200: DisputeFeesOut})
    @once
    def post(self, request: Request, row_id: int) -> Response:
        """Remove a fee; answers with those that are left."""
        self.sent(Nothing)
        remove_fee(actor=self.actor, fee_id=row_id)
        return Response(_all_fees())


class StaffTimesView(ApiView):
    """What an answer costs in work."""

    scopes: ClassVar = SCOPES
    moves: ClassVar = MOVES

    @extend_schema(operation_id="list_dispute_work", responses=StaffTimesOut)
    def get(self, request: Request) -> Response:
        """List what an answer costs in work, by currency."""
        self.wanted(StrictSerializer)
        return Response(_all_work())

    @extend_schema(operation_id="set_dispute_work", request=StaffTimeIn, responses={200: StaffTimeOut})
    @once
    def post(self, request: Request) -> Response:
        """Set what an answer costs in work in a currency."""
        return Response(StaffTimeOut(save_staff_time(actor=self.actor, **self.sent(StaffTimeIn))).data)


class StaffTimeRemovalView(ApiView):
    scopes: ClassVar = {"POST": SET}
    moves: ClassVar = {"POST": permissions.SET_DISPUTE_RULES}

    @extend_schema(operation_id="remove_dispute_work", request=StaffTimeNameIn, responses={200: StaffTimesOut})
    @once
    def post(self, request: Request) -> Response:
        """Reckon no work in a currency any more; answers with what is left."""
        remove_staff_time(actor=self.actor, **self.sent(StaffTimeNameIn))
        return Response(_all_work())


class AutomaticRulesView(ApiView):
    """The automatic rules."""

    scopes: ClassVar = SCOPES
    moves: ClassVar = MOVES

    @extend_schema(operation_id="list_automatic_dispute_rules", responses=AutomaticRulesOut)
    def get(self, request: Request) -> Response:
        """List the rules by which small disputes are given in to without a person."""
        self.wanted(StrictSerializer)
        return Response(AutomaticRulesOut({"results": AutomaticRule.objects.all()}).data)

    @extend_schema(
        operation_id="set_automatic_dispute_rule", request=AutomaticRuleIn, responses={200: AutomaticRuleOut}
    )
    @once
    def post(self, request: Request) -> Response:
        """Set the rule of a currency, on or off."""
        return Response(AutomaticRuleOut(set_automatic_rule(actor=self.actor, **self.sent(AutomaticRuleIn))).data)


def _all_fees() -> Any:
    return DisputeFeesOut({"results": DisputeFee.objects.all()}).data


def _all_work() -> Any:
    return StaffTimesOut({"results": StaffTime.objects.all()}).data
