"""How long answers may take, and the rules by which cases are given to people."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from customers import clock
from customers.api.base import ApiView, Nothing, Request, Response
from customers.api.fields import AmountMinor, Country, Currency, OneOf, StrictSerializer, Text, Whole
from customers.api.idempotency import once
from customers.models import PaymentLine
from refunds import permissions
from refunds.actions.promise_answer import promise_for
from refunds.actions.set_rules import fill_rule, move_rule_up, remove_rule, save_rule
from refunds.actions.set_times import remove_answer_time, save_answer_time
from refunds.models import AnswerTime, AssignmentRule, Refund
from refunds.models.times import MOST_APPEAL_DAYS, MOST_DAYS, MOST_HOURS
from refunds.rule_preview import would_have_gone_to


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"})
class ClockTime(serializers.TimeField):
    """A time of day in the shop's zone, as "09:00"."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            self.fail("invalid", format="HH:MM")
        return super().to_internal_value(value)


class AnswerTimeOut(serializers.ModelSerializer):
    """An empty reason or country fits every one. `days` are ISO weekdays, 1 for Monday; hours are the shop's."""

    days = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7))
    opens_at = ClockTime()
    closes_at = ClockTime()

    class Meta:
        model = AnswerTime
        fields: ClassVar = [
            "id", "reason", "country", "hours", "remind_hours", "days", "opens_at", "closes_at", "holidays_in",
            "ask_again_days", "back_after_days", "appeal_days", "appeal_hours",
            "first_reply_hours", "next_reply_hours",
        ]  # fmt: skip


class AnswerTimesOut(serializers.Serializer):
    results = AnswerTimeOut(many=True)


class AnswerTimeIn(StrictSerializer):
    """`closes_at` of 00:00 is the end of the day. Customers may ask once more about a no for `appeal_days`."""

    reason = OneOf(Refund.Reason.choices, required=False)
    country = Country(required=False, allow_blank=True)
    hours = Whole(min_value=1, max_value=MOST_HOURS)
    remind_hours = Whole(min_value=0, max_value=MOST_HOURS)
    days = serializers.ListField(child=Whole(min_value=1, max_value=7), min_length=1, max_length=7)
    opens_at = ClockTime()
    closes_at = ClockTime()
    holidays_in = Country(required=False, allow_blank=True)
    ask_again_days = Whole(min_value=1, max_value=MOST_DAYS)
    back_after_days = Whole(min_value=1, max_value=MOST_DAYS)
    appeal_days = Whole(min_value=1, max_value=MOST_APPEAL_DAYS, required=False)
    appeal_hours = Whole(min_value=1, max_value=MOST_HOURS, required=False)
    first_reply_hours = Whole(min_value=1, max_value=MOST_HOURS, required=False)
    next_reply_hours = Whole(min_value=1, max_value=MOST_HOURS, required=False)


class DueQuery(StrictSerializer):
    reason = serializers.ChoiceField(Refund.Reason.choices)
    country = serializers.RegexField(r"^[A-Z]{2}\Z", required=False)


class DueOut(serializers.Serializer):
    """By when a request of this moment would be answered, and when whoever has it would be reminded."""

    decide_by = serializers.DateTimeField()
    remind_at = serializers.DateTimeField()


class RuleOut(serializers.ModelSerializer):
    """The first rule that fits decides. An empty condition fits everything."""

    to = serializers.CharField(source="person.email", default=None, allow_null=True)

    class Meta:
        model = AssignmentRule
        fields: ClassVar = [
            "id", "position", "reason", "country", "gateway_account", "currency", "from_minor", "product_kind", "to",
            "role",
        ]  # fmt: skip


class RulesOut(serializers.Serializer):
    results = RuleOut(many=True)


class RuleIn(StrictSerializer):
    """`to` is a colleague's mail address; `role` gives the case to its people in turn. Send exactly one of the two."""

    reason = OneOf(Refund.Reason.choices, required=False)
    country = Country(required=False, allow_blank=True)
    gateway_account = Text(max_length=64, required=False, allow_blank=True)
    currency = Currency(required=False)
    from_minor = AmountMinor(required=False, allow_null=True)
    product_kind = OneOf(PaymentLine.ProductKind.choices, required=False)
    to = Text(max_length=254, required=False)
    role = OneOf([role for role in permissions.ROLES if permissions.role_may(role, permissions.TAKE)], required=False)


class ReceiverOut(serializers.Serializer):
    name = serializers.CharField()
    cases = serializers.IntegerField()


class PreviewOut(serializers.Serializer):
    """Who would have got the latest 50 requests."""

    results = ReceiverOut(many=True)


class AnswerTimesView(ApiView):
    """All answer times."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": permissions.scope_for(permissions.SET_TIMES)}

    @extend_schema(operation_id="list_answer_times", responses=AnswerTimesOut)
    def get(self, request: Request) -> Response:
        """List the answer times."""
        self.wanted(StrictSerializer)
        return Response(AnswerTimesOut({"results": AnswerTime.objects.all()}).data)

    @extend_schema(operation_id="create_answer_time", request=AnswerTimeIn, responses={201: AnswerTimeOut})
    @once
    def post(self, request: Request) -> Response:
        """Add an answer time for a reason, a country or both."""
        row = save_answer_time(actor=self.actor, **self.sent(AnswerTimeIn))
        return Response(AnswerTimeOut(row).data, 201)


class AnswerTimeView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.SET_TIMES)}

    @extend_schema(operation_id="change_answer_time", request=AnswerTimeIn, responses={200: AnswerTimeOut})
    @once
    def post(self, request: Request, row_id: int) -> Response:
        """Write an answer time anew. Requests that are open keep what they were promised."""
        row = save_answer_time(actor=self.actor, answer_time_id=row_id, **self.sent(AnswerTimeIn))
        return Response(AnswerTimeOut(row).data)


class AnswerTimeRemovalView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.SET_TIMES)}

    @extend_schema(operation_id="remove_answer_time", request=Nothing, responses={200: AnswerTimesOut})
    @once
    def post(self, request: Request, row_id: int) -> Response:
        """Remove an exception; answers with the times that are left."""
        self.sent(Nothing)
        remove_answer_time(actor=self.actor, answer_time_id=row_id)
        return Response(AnswerTimesOut({"results": AnswerTime.objects.all()}).data)


class DueView(ApiView):
    scopes: ClassVar = {"GET": "refunds:read"}

    @extend_schema(operation_id="read_due_time", parameters=[DueQuery], responses=DueOut)
    def get(self, request: Request) -> Response:
        """Work out by when a request of this moment would be answered."""
        wanted = self.wanted(DueQuery)
        return Response(DueOut(promise_for(wanted["reason"], wanted.get("country", ""), clock.now())).data)


class RulesView(ApiView):
    """All rules of assignment, in order."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": permissions.scope_for(permissions.ASSIGN)}

    @extend_schema(operation_id="list_assignment_rules", responses=RulesOut)
    def get(self, request: Request) -> Response:
        """List the rules in the order in which they are asked."""
        self.wanted(StrictSerializer)
        return Response(_all_rules())

    @extend_schema(operation_id="create_assignment_rule", request=RuleIn, responses={201: RuleOut})
    @once
    def post(self, request: Request) -> Response:
        """Add a rule at the end."""
        return Response(RuleOut(save_rule(actor=self.actor, **self.sent(RuleIn))).data, 201)


class RuleView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.ASSIGN)}

    @extend_schema(operation_id="change_assignment_rule", request=RuleIn, responses={200: RuleOut})
    @once
    def post(self, request: Request, row_id: int) -> Response:
        """Write a rule anew, at its place."""
        return Response(RuleOut(save_rule(actor=self.actor, rule_id=row_id, **self.sent(RuleIn))).data)


class RuleRemovalView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.ASSIGN)}

    @extend_schema(operation_id="remove_assignment_rule", request=Nothing, responses={200: RulesOut})
    @once
    def post(self, request: Request, row_id: int) -> Response:
        """Remove a rule; answers with the rules that are left."""
        self.sent(Nothing)
        remove_rule(actor=self.actor, rule_id=row_id)
        return Response(_all_rules())


class RuleEarlierView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.ASSIGN)}

    @extend_schema(operation_id="move_assignment_rule_up", request=Nothing, responses={200: RulesOut})
    @once
    def post(self, request: Request, row_id: int) -> Response:
        """Move a rule one place up; answers with all rules."""
        self.sent(Nothing)
        move_rule_up(actor=self.actor, rule_id=row_id)
        return Response(_all_rules())


class RulesPreviewView(ApiView):
    """What rules would have done. Nothing is written."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": permissions.scope_for(permissions.ASSIGN)}
    moves: ClassVar = {"POST": permissions.ASSIGN}

    @extend_schema(operation_id="preview_assignment_rules", responses=PreviewOut)
    def get(self, request: Request) -> Response:
        """Count who would have got the latest 50 requests by the rules as they are."""
        self.wanted(StrictSerializer)
        return Response(_preview(list(AssignmentRule.objects.all())))

    @extend_schema(operation_id="try_assignment_rule", request=RuleIn, responses={200: PreviewOut})
    @once
    def post(self, request: Request) -> Response:
        """Count who would have got them with one more rule at the end."""
        draft = AssignmentRule(position=0)
        fill_rule(draft, **{"to": "", "role": "", **self.sent(RuleIn)})
        return Response(_preview([*AssignmentRule.objects.all(), draft]))


def _all_rules() -> Any:
    return RulesOut({"results": AssignmentRule.objects.select_related("person")}).data


def _preview(rules: list[AssignmentRule]) -> Any:
    receivers = [{"name": name, "cases": cases} for name, cases in would_have_gone_to(rules)]
    return PreviewOut({"results": receivers}).data
