"""The money at the gateways over HTTP: how long it will reach, payout plans, balances, and what a batch would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers import clock
from customers.api.base import ApiView, Request, Response
from customers.api.fields import AmountMinor, Currency, Day, OneOf, StrictSerializer, Text, Whole
from customers.api.idempotency import once
from customers.errors import NotFound
from customers.money import MAX_AMOUNT_MINOR
from refunds import permissions
from reporting.actions.plan_payouts import record_balance, set_payout_plan
from reporting.foresight.cash_days import Projection
from reporting.foresight.outlook import Outlook, read_outlooks
from reporting.foresight.what_if import ALL, MOVES, ask_what_if
from reporting.models import AccountBalance, PayoutPlan

SCOPE = permissions.scope_for(permissions.REPORT)
PLAN_SCOPE = permissions.scope_for(permissions.RECONCILE)


class CashQuery(StrictSerializer):
    currency = Currency(required=False)


class OfAccountIn(StrictSerializer):
    account = Text(max_length=64)
    currency = Currency()


class PayoutPlanIn(OfAccountIn):
    """`weekday` counts from Monday, 0; `keep_minor` stays in the account when the rest is paid out."""

    rhythm = OneOf(choices=PayoutPlan.Rhythm.choices)
    weekday = Whole(min_value=0, max_value=6, default=0)
    day = Whole(min_value=1, max_value=31, default=1)
    keep_minor = AmountMinor(min_value=0, default=0)


class BalanceIn(OfAccountIn):
    """What is there now, in minor units; below zero where the gateway waits for money."""

    balance_minor = Whole(min_value=-MAX_AMOUNT_MINOR, max_value=MAX_AMOUNT_MINOR)


class WhatIfQuery(OfAccountIn):
    """hold: what is approved waits until `on`. release: what is undecided goes out on `on`. `batch`: a bulk run."""

    move = OneOf(choices=MOVES)
    on = Day()
    batch = Text(max_length=32, required=False, default=ALL)


class PayoutPlanOut(serializers.ModelSerializer):
    class Meta:
        model = PayoutPlan
        fields: ClassVar = [
            "account", "currency", "rhythm", "weekday", "day", "keep_minor", "changed_at", "changed_by",
        ]  # fmt: skip


class AccountBalanceOut(serializers.ModelSerializer):
    class Meta:
        model = AccountBalance
        fields: ClassVar = ["account", "currency", "balance_minor", "source", "told_by", "told_at"]


class BalanceDayOut(serializers.Serializer):
    """At the end of a day; low and high leave out a tenth of the ways each."""

    on = serializers.DateField()
    low = serializers.IntegerField()
    likely = serializers.IntegerField()
    high = serializers.IntegerField()


class ProjectionOut(serializers.Serializer):
    """`dry_on`: the first day that ends below zero on a tenth of the ways; `missing_minor` is then missing at most."""

    dry_on = serializers.DateField(allow_null=True)
    missing_minor = serializers.IntegerField()
    paid_out_minor = serializers.IntegerField()
    days = BalanceDayOut(many=True)


class OutflowWeekOut(serializers.Serializer):
    week = serializers.DateField()
    likely = serializers.IntegerField()
    low80 = serializers.IntegerField()
    high80 = serializers.IntegerField()
    high95 = serializers.IntegerField()


class CashOut(serializers.Serializer):
    """One account in one currency; amounts are minor units. `why_unknown` where nothing can be foreseen.

    Of `sold_minor` in the newest 26 weeks gateways kept `fees_minor`; the inflow is less that share. What is projected
    was worked out at `projected_at`, and so was `waiting_minor`; null where it is worked out as it is read.
    """

    account = serializers.CharField()
    currency = serializers.CharField()
    balance = AccountBalanceOut(allow_null=True)
    plan = PayoutPlanOut(allow_null=True)
    waiting_minor = serializers.IntegerField()
    reserve_minor = serializers.IntegerField(allow_null=True)
    sold_minor = serializers.IntegerField()
    fees_minor = serializers.IntegerField()
    projected_at = serializers.DateTimeField(allow_null=True)
    why_unknown = serializers.CharField()
    weeks = OutflowWeekOut(many=True)
    projection = ProjectionOut(allow_null=True)


class CashListOut(serializers.Serializer):
    """All accounts, those that run dry first."""

    results = CashOut(many=True)


class CashWhatIfOut(serializers.Serializer):
    """What the batch holds of this account, and how the balance would go. Nothing was changed."""

    refunds = serializers.IntegerField()
    amount_minor = serializers.IntegerField()
    now = ProjectionOut()
    then = ProjectionOut()


class ForReporters(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"GET": SCOPE}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}


class CashView(ForReporters):
    """How long the money will reach."""

    @extend_schema(operation_id="read_cash", parameters=[CashQuery], responses=CashListOut)
    def get(self, request: Request) -> Response:
        """Read every gateway account: outflow by week, balance to come, and when it may run dry."""
        outlooks = read_outlooks(clock.now(), self.wanted(CashQuery).get("currency", ""))
        return Response(CashListOut({"results": [_told(one) for one in outlooks]}).data)


class CashWhatIfView(ForReporters):
    """A batch held or released, in thought."""

    @extend_schema(operation_id="ask_cash_what_if", parameters=[WhatIfQuery], responses=CashWhatIfOut)
    def get(self, request: Request) -> Response:
        """Ask what holding or releasing refunds would do to an account. Nothing is changed by it."""
        wanted = self.wanted(WhatIfQuery)
        outlook = _find(wanted["account"], wanted["currency"])
        found = ask_what_if(outlook, wanted["move"], wanted["batch"], wanted["on"])
        told = {
            "refunds": found.refunds, "amount_minor": found.amount_minor,
            "now": found.now, "then": found.projection,
        }  # fmt: skip
        return Response(CashWhatIfOut(told).data)


class PayoutPlanView(ApiView):
    """When a gateway pays out."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": PLAN_SCOPE}

    @extend_schema(operation_id="set_payout_plan", request=PayoutPlanIn, responses=PayoutPlanOut)
    @once
    def post(self, request: Request) -> Response:
        """Say when an account's money is paid out, and what stays."""
        return Response(PayoutPlanOut(set_payout_plan(actor=self.actor, **self.sent(PayoutPlanIn))).data)


class BalanceView(ApiView):
    """What is there."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": PLAN_SCOPE}

    @extend_schema(operation_id="record_balance", request=BalanceIn, responses={201: AccountBalanceOut})
    @once
    def post(self, request: Request) -> Response:
        """Write down an account's balance where its gateway does not tell it."""
        return Response(AccountBalanceOut(record_balance(actor=self.actor, **self.sent(BalanceIn))).data, 201)


def _find(account: str, currency: str) -> Outlook:
    for outlook in read_outlooks(clock.now(), currency):
        if outlook.row.account == account:
            return outlook
    raise NotFound(_("Nothing is foreseen for this account."), "account_not_foreseen")


def _told(outlook: Outlook) -> dict[str, Any]:
    row = outlook.row
    projection: Projection | None = outlook.projection
    return {
        "account": row.account, "currency": row.currency, "balance": outlook.balance, "plan": outlook.plan,
        "waiting_minor": outlook.waiting_minor, "reserve_minor": row.reserve_minor, "why_unknown": row.why_unknown,
        "weeks": row.weeks, "projection": projection,
        "sold_minor": row.sold_minor, "fees_minor": row.fees_minor, "projected_at": row.projected_at,
    }  # fmt: skip
