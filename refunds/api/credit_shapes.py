"""How store credit looks over HTTP. Amounts are minor units of the account's currency."""

from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from customers.models import CreditAccount, CreditEntry, CreditHold, CreditLot
from refunds.models import CreditCorrection, CreditTerms


class CreditLotOut(serializers.ModelSerializer):
    """What was granted at once. `last_day` is the shop's last day on which it is good, null for ever."""

    last_day = serializers.DateField(allow_null=True)

    class Meta:
        model = CreditLot
        fields: ClassVar = ["source", "granted_minor", "left_minor", "last_day", "expires_at", "created_at"]


class CreditAccountOut(serializers.ModelSerializer):
    """A balance with what is left of each lot, the first to expire first. `free_minor` is what a new order may use."""

    free_minor = serializers.IntegerField()
    lots = CreditLotOut(source="lots_left", many=True)

    class Meta:
        model = CreditAccount
        fields: ClassVar = ["currency", "balance_minor", "held_minor", "free_minor", "lots"]


class CreditAccountsOut(serializers.Serializer):
    results = CreditAccountOut(many=True)


class CreditMovementOut(serializers.ModelSerializer):
    """One movement: positive for what was granted or given back, negative for what was spent or expired.

    `refund` is named where a refund was granted as credit, `order` and `hold` where an order was paid with it.
    """

    currency = serializers.CharField(source="account.currency")
    refund = serializers.CharField(source="refund_reference")
    order = serializers.CharField()
    hold = serializers.CharField(source="hold.reference", default=None, allow_null=True)

    class Meta:
        model = CreditEntry
        fields: ClassVar = ["id", "kind", "amount_minor", "currency", "refund", "order", "hold", "reason", "created_at"]


class ToldMovementOut(CreditMovementOut):
    """A movement as other systems are told of it, with the balance as it is at the first try."""

    customer = serializers.CharField(source="account.customer.reference")
    balance_minor = serializers.IntegerField(source="account.balance_minor")
    free_minor = serializers.IntegerField(source="account.free_minor")

    class Meta(CreditMovementOut.Meta):
        fields: ClassVar = [
            "id", "kind", "amount_minor", "currency", "customer", "refund", "order", "hold", "balance_minor",
            "free_minor", "created_at",
        ]  # fmt: skip


class CreditHoldOut(serializers.ModelSerializer):
    """Credit that an order has set aside until `expires_at`; what was captured of it, and given back after that."""

    customer = serializers.CharField(source="account.customer.reference")
    currency = serializers.CharField(source="account.currency")

    class Meta:
        model = CreditHold
        fields: ClassVar = [
            "reference", "customer", "order_reference", "state", "currency", "amount_minor", "captured_minor",
            "given_back_minor", "expires_at", "created_at", "closed_at",
        ]  # fmt: skip


class CreditCorrectionOut(serializers.ModelSerializer):
    """Credit that a person added or took (negative). While it is waiting nothing has moved."""

    customer = serializers.CharField(source="account.customer.reference")
    currency = serializers.CharField(source="account.currency")
    proposed_by = serializers.CharField(source="proposer.label")
    decided_by = serializers.CharField(source="decider.label", default=None, allow_null=True)

    class Meta:
        model = CreditCorrection
        fields: ClassVar = [
            "reference", "customer", "state", "currency", "amount_minor", "reason", "proposed_by", "decided_by",
            "created_at", "decided_at",
        ]  # fmt: skip


class CreditTermsOut(serializers.ModelSerializer):
    """An empty country is everybody else. `days` of null is for ever."""

    class Meta:
        model = CreditTerms
        fields: ClassVar = ["country", "days", "notice_days", "grace_days"]


class CreditTermsListOut(serializers.Serializer):
    results = CreditTermsOut(many=True)
