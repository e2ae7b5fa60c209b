"""Comparing our books with a gateway's, over HTTP: look now, read days from long ago, follow."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, one_or_not_found, page_of
from customers.api.fields import Day, StrictSerializer, Text
from customers.api.idempotency import once
from refunds import permissions, truth
from refunds.actions.order_reconciliation import backfill, look_now
from refunds.models import ReconciliationRun

READ, ACT = permissions.scope_for(permissions.SEE_OPERATIONS), permissions.scope_for(permissions.RECONCILE)


class ReconciliationRunOut(serializers.ModelSerializer):
    """One comparison. `pulled_until` is how far the time from `since` to before `until` was read."""

    requested_by = serializers.CharField(source="requested_label")

    class Meta:
        model = ReconciliationRun
        fields: ClassVar = [
            "id", "kind", "gateway_account", "state", "since", "until", "pulled_until", "to_ask", "asked", "ended",
            "refunds_read", "adopted", "matched", "changed", "payments_read", "payments_new",
            "disputes_read", "disputes_changed", "differences",
            "trouble", "requested_by", "created_at", "started_at", "finished_at",
        ]  # fmt: skip


class AccountTruthOut(serializers.Serializer):
    """One account with its latest look and backfill."""

    account = serializers.CharField()
    gateway = serializers.CharField()
    lists_refunds = serializers.BooleanField()
    look = ReconciliationRunOut(allow_null=True)
    backfill = ReconciliationRunOut(allow_null=True)
    open_differences = serializers.IntegerField()


class AccountTruthsOut(serializers.Serializer):
    accounts = AccountTruthOut(many=True)


class RunQuery(StrictSerializer):
    account = serializers.CharField(source="gateway_account", required=False, max_length=64)


class LookIn(StrictSerializer):
    account = Text(max_length=64)


class DaysIn(StrictSerializer):
    """Days in the shop's time zone, both included."""

    account = Text(max_length=64)
    first_on = Day()
    last_on = Day()


class AccountsView(ApiView):
    """How each account stands."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_OPERATIONS}

    @extend_schema(operation_id="read_reconciliation", responses=AccountTruthsOut)
    def get(self, request: Request) -> Response:
        """Read every account with its latest look."""
        self.wanted(StrictSerializer)
        return Response(AccountTruthsOut({"accounts": truth.accounts_truth()}).data)


class RunsView(ApiView):
    """All comparisons."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_OPERATIONS}
    page_keys: ClassVar = ("-created_at", "-id")

    @extend_schema(operation_id="list_reconciliations", parameters=[RunQuery], responses=page_of(ReconciliationRunOut))
    def get(self, request: Request) -> Response:
        """List comparisons, newest first."""
        return self.page(ReconciliationRun.objects.filter(**self.wanted(RunQuery)), ReconciliationRunOut)


class RunView(ApiView):
    """One comparison."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_OPERATIONS}

    @extend_schema(operation_id="read_reconciliation_run", responses=ReconciliationRunOut)
    def get(self, request: Request, run_id: int) -> Response:
        """Read a comparison with how far it is."""
        self.wanted(StrictSerializer)
        found = ReconciliationRun.objects.filter(pk=run_id)
        run = one_or_not_found(found, _("There is no such comparison."), "reconciliation_not_found")
        return Response(ReconciliationRunOut(run).data)


class LooksView(ApiView):
    """Looks at an account now."""

    scopes: ClassVar = {"POST": ACT}
    moves: ClassVar = {"POST": permissions.RECONCILE}

    @extend_schema(operation_id="look_at_account", request=LookIn, responses={201: ReconciliationRunOut})
    @once
    def post(self, request: Request) -> Response:
        """Ask about everything open at an account, and read its latest refunds and payments."""
        run = look_now(actor=self.actor, **self.sent(LookIn))
        return Response(ReconciliationRunOut(run).data, 201)


class BackfillsView(ApiView):
    """Reads days from long ago."""

    scopes: ClassVar = {"POST": ACT}
    moves: ClassVar = {"POST": permissions.RECONCILE}

    @extend_schema(operation_id="backfill_account", request=DaysIn, responses={201: ReconciliationRunOut})
    @once
    def post(self, request: Request) -> Response:
        """Read the payments and refunds of some days, day by day; a worker that stops goes on where it was."""
        run = backfill(actor=self.actor, **self.sent(DaysIn))
        return Response(ReconciliationRunOut(run).data, 201)
