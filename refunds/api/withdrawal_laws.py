"""What the laws of withdrawal say, by country. Help, and no legal advice."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response
from customers.api.fields import Country, Day, OneOf, StrictSerializer, Text, Whole, YesNo
from customers.api.idempotency import once
from refunds import permissions
from refunds.actions.set_withdrawal_laws import (
    MOST_COUNTRIES,
    NAME_LIMIT,
    SOURCE_LIMIT,
    WORDING_LIMIT,
    remove_withdrawal_law,
    save_withdrawal_law,
)
from refunds.models import WithdrawalLaw
from refunds.models.withdrawal_law import MOST_DAYS

WRITE = permissions.scope_for(permissions.SET_TIMES)


class WithdrawalLawOut(serializers.ModelSerializer):
    """An entry for some countries. No `days`: no right to withdraw; no `pay_back_days`: no time is named."""

    countries = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = WithdrawalLaw
        fields: ClassVar = [
            "id", "name", "countries", "days", "pay_back_days", "counted", "may_wait", "wording", "source", "as_of",
        ]  # fmt: skip


class WithdrawalLawsOut(serializers.Serializer):
    results = WithdrawalLawOut(many=True)


class WithdrawalLawIn(StrictSerializer):
    """A country stands in one entry only."""

    name = Text(max_length=NAME_LIMIT)
    countries = serializers.ListField(child=Country(), min_length=1, max_length=MOST_COUNTRIES)
    days = Whole(min_value=1, max_value=MOST_DAYS, required=False, allow_null=True)
    pay_back_days = Whole(min_value=1, max_value=MOST_DAYS, required=False, allow_null=True)
    counted = OneOf(WithdrawalLaw.Counted.choices)
    may_wait = YesNo()
    wording = Text(max_length=WORDING_LIMIT)
    source = Text(max_length=SOURCE_LIMIT)  # type: ignore[assignment]
    as_of = Day()


class WithdrawalLawsView(ApiView):
    """All entries, and a new one."""

    scopes: ClassVar = {"GET": "refunds:read", "POST": WRITE}

    @extend_schema(operation_id="list_withdrawal_laws", responses=WithdrawalLawsOut)
    def get(self, request: Request) -> Response:
        """List what is written down of the laws of withdrawal."""
        self.wanted(StrictSerializer)
        return Response(_all())

    @extend_schema(operation_id="create_withdrawal_law", request=WithdrawalLawIn, responses={201: WithdrawalLawOut})
    @once
    def post(self, request: Request) -> Response:
        """Add an entry."""
        row = save_withdrawal_law(actor=self.actor, **self.sent(WithdrawalLawIn))
        return Response(WithdrawalLawOut(row).data, 201)


class WithdrawalLawView(ApiView):
    """One entry."""

    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="change_withdrawal_law", request=WithdrawalLawIn, responses={200: WithdrawalLawOut})
    @once
    def post(self, request: Request, row_id: int) -> Response:
        """Write an entry anew. Declarations that are matched keep the day they were given."""
        row = save_withdrawal_law(actor=self.actor, law_id=row_id, **self.sent(WithdrawalLawIn))
        return Response(WithdrawalLawOut(row).data)


class WithdrawalLawRemovalView(ApiView):
    """Removes an entry."""

    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="remove_withdrawal_law", request=Nothing, responses={200: WithdrawalLawsOut})
    @once
    def post(self, request: Request, row_id: int) -> Response:
        """Remove an entry; answers with those that are left."""
        self.sent(Nothing)
        remove_withdrawal_law(actor=self.actor, law_id=row_id)
        return Response(_all())


def _all() -> dict[str, object]:
    return dict(WithdrawalLawsOut({"results": WithdrawalLaw.objects.all()}).data)
