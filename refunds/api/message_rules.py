"""Which message goes when, over HTTP, and saying that a customer's mail address is good."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response
from customers.api.customers import CustomerOut
from customers.api.fields import StrictSerializer, Text, Whole, YesNo
from customers.api.idempotency import once
from customers.models.message_rule import MOST_MINUTES, MOST_PER_DAY
from refunds import permissions
from refunds.actions.set_message_rules import set_message_rules
from refunds.actions.trust_address import trust_address
from refunds.api.times import ClockTime
from refunds.message_table import message_table


class KindRuleOut(serializers.Serializer):
    """A message that may be turned off. All others are always sent at once."""

    kind = serializers.CharField()
    title = serializers.CharField()
    is_on = serializers.BooleanField()
    delay_minutes = serializers.IntegerField()


class MessageRulesOut(serializers.Serializer):
    """`per_day` of null is no limit; the quiet hours are those of the shop's clock."""

    rules = KindRuleOut(many=True)
    per_day = serializers.IntegerField(allow_null=True)
    quiet_from = ClockTime(allow_null=True)
    quiet_until = ClockTime(allow_null=True)


class KindRuleIn(StrictSerializer):
    kind = Text(max_length=60)
    is_on = YesNo()
    delay_minutes = Whole(min_value=0, max_value=MOST_MINUTES)


class MessageRulesIn(StrictSerializer):
    """Kinds that are not named keep their rule."""

    rules = serializers.ListField(child=KindRuleIn(), max_length=100)
    per_day = Whole(min_value=1, max_value=MOST_PER_DAY, allow_null=True)
    quiet_from = ClockTime(allow_null=True)
    quiet_until = ClockTime(allow_null=True)


class MessageRulesView(ApiView):
    scopes: ClassVar = {"GET": "settings:read", "POST": permissions.scope_for(permissions.EDIT_TEXTS)}
    moves: ClassVar = {"POST": permissions.EDIT_TEXTS}

    @extend_schema(operation_id="read_message_rules", responses=MessageRulesOut)
    def get(self, request: Request) -> Response:
        """Read which message goes when."""
        self.wanted(StrictSerializer)
        return Response(_shown())

    @extend_schema(operation_id="set_message_rules", request=MessageRulesIn, responses={200: MessageRulesOut})
    @once
    def post(self, request: Request) -> Response:
        """Say which message goes when, for those that nobody needs by law or for the next step."""
        wish = self.sent(MessageRulesIn)
        kinds = {rule["kind"]: (rule["is_on"], rule["delay_minutes"]) for rule in wish.pop("rules")}
        set_message_rules(actor=self.actor, kinds=kinds, **wish)
        return Response(_shown())


class MailAddressView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.ASK)}
    moves: ClassVar = {"POST": permissions.ASK}

    @extend_schema(operation_id="trust_mail_address", request=Nothing, responses={200: CustomerOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Send letters again to an address that mail came back from."""
        self.sent(Nothing)
        return Response(CustomerOut(trust_address(actor=self.actor, customer_reference=reference)).data)


def _shown() -> Any:
    return MessageRulesOut(message_table()).data
