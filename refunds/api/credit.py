"""Store credit for the shop's checkout: what a customer has, set aside for an order, spent, let go, given back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.fields import AmountMinor, Currency, StrictSerializer, Text, Whole
from customers.api.idempotency import once
from customers.models import CreditAccount, CreditHold, Customer
from refunds import permissions
from refunds.actions.credit_holds import (
    MOST_MINUTES,
    ORDER_LENGTH,
    capture_hold,
    give_back_credit,
    hold_credit,
    release_hold,
)
from refunds.api.credit_shapes import CreditAccountsOut, CreditHoldOut, CreditMovementOut
from refunds.credit_screen import accounts_of, movements_of

READ = {"GET": "credit:read"}
SPEND = {"POST": permissions.scope_for(permissions.SPEND_CREDIT)}


class MovementQuery(StrictSerializer):
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", required=False)


class CreditHoldQuery(StrictSerializer):
    customer = serializers.CharField(source="account__customer__reference", required=False, max_length=32)
    order_reference = serializers.CharField(required=False, max_length=ORDER_LENGTH)
    state = serializers.ChoiceField(CreditHold.State.choices, required=False)


class CreditHoldIn(StrictSerializer):
    """How much of a customer's credit the order needs, and for how many minutes; 60 unless told otherwise."""

    currency = Currency()
    amount_minor = AmountMinor()
    order_reference = Text(max_length=ORDER_LENGTH)
    minutes = Whole(min_value=1, max_value=MOST_MINUTES, required=False)


class CaptureIn(StrictSerializer):
    """Everything that was set aside unless a smaller amount is given."""

    amount_minor = AmountMinor(required=False)


class GiveBackIn(StrictSerializer):
    amount_minor = AmountMinor()


class CreditView(ApiView):
    scopes: ClassVar = READ

    @extend_schema(operation_id="read_customer_credit", responses=CreditAccountsOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read what a customer has as store credit, by currency."""
        self.wanted(StrictSerializer)
        accounts = accounts_of(_found_customer(reference))
        return Response(CreditAccountsOut({"results": accounts}).data)


class MovementsView(ApiView):
    scopes: ClassVar = READ

    @extend_schema(
        operation_id="list_customer_credit_movements",
        parameters=[MovementQuery],
        responses=page_of(CreditMovementOut),
    )
    def get(self, request: Request, reference: str) -> Response:
        """List what happened to a customer's store credit, newest first."""
        wanted = self.wanted(MovementQuery)
        accounts = CreditAccount.objects.filter(customer=_found_customer(reference), **wanted)
        return self.page(movements_of(list(accounts)), CreditMovementOut)


class HoldingView(ApiView):
    scopes: ClassVar = SPEND
    moves: ClassVar = {"POST": permissions.SPEND_CREDIT}

    @extend_schema(operation_id="hold_credit", request=CreditHoldIn, responses={201: CreditHoldOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Set a customer's credit aside for an order. It is free again by itself when its time is over."""
        hold = hold_credit(actor=self.actor, customer_reference=reference, **self.sent(CreditHoldIn))
        where = f"/api/v1/credit-holds/{hold.reference}/"
        return Response(CreditHoldOut(hold).data, 201, headers={"Location": where})


class HoldsView(ApiView):
    scopes: ClassVar = READ

    @extend_schema(operation_id="list_credit_holds", parameters=[CreditHoldQuery], responses=page_of(CreditHoldOut))
    def get(self, request: Request) -> Response:
        """List what was set aside for orders, newest first."""
        return self.page(_holds().filter(**self.wanted(CreditHoldQuery)), CreditHoldOut)


class HoldView(ApiView):
    scopes: ClassVar = READ

    @extend_schema(operation_id="read_credit_hold", responses=CreditHoldOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read what was set aside for an order, and what became of it."""
        self.wanted(StrictSerializer)
        said = _("No credit was set aside under this number.")
        found = one_or_not_found(_holds().filter(reference=reference), said, "credit_hold_not_found")
        return Response(CreditHoldOut(found).data)


class CaptureView(ApiView):
    scopes: ClassVar = SPEND
    moves: ClassVar = {"POST": permissions.SPEND_CREDIT}

    @extend_schema(operation_id="capture_credit_hold", request=CaptureIn, responses={200: CreditHoldOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Spend what was set aside, or a part; the rest is free again. What expires first is spent first."""
        hold = capture_hold(actor=self.actor, reference=reference, **self.sent(CaptureIn))
        return Response(CreditHoldOut(hold).data)


class ReleaseView(ApiView):
    scopes: ClassVar = SPEND
    moves: ClassVar = {"POST": permissions.SPEND_CREDIT}

    @extend_schema(operation_id="release_credit_hold", request=Nothing, responses={200: CreditHoldOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Let go of what was set aside: the order needs it no longer."""
        self.sent(Nothing)
        return Response(CreditHoldOut(release_hold(actor=self.actor, reference=reference)).data)


class GivingBackView(ApiView):
    scopes: ClassVar = SPEND
    moves: ClassVar = {"POST": permissions.SPEND_CREDIT}

    @extend_schema(operation_id="give_back_credit", request=GiveBackIn, responses={200: CreditHoldOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Give credit back after a return, never more than the order spent. Its last day stays, or gets some grace."""
        hold = give_back_credit(actor=self.actor, reference=reference, **self.sent(GiveBackIn))
        return Response(CreditHoldOut(hold).data)


def _found_customer(reference: str) -> Customer:
    rows = Customer.objects.filter(reference=reference)
    return one_or_not_found(rows, _("There is no such customer."), "customer_not_found")


def _holds() -> QuerySet[CreditHold, Any]:
    return CreditHold.objects.select_related("account__customer")
