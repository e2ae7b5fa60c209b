"""A person's own stop on a payment, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found
from customers.api.fields import StrictSerializer, Text
from customers.api.idempotency import once
from customers.api.payments import PaymentDetailOut
from customers.models import Payment
from refunds import permissions
from refunds.actions.hold_by_hand import REASON_LIMIT, lift_hold, place_hold


class HoldIn(StrictSerializer):
    """Why nothing may leave; colleagues read it on every refund of the payment."""

    reason = Text(max_length=REASON_LIMIT)


class HoldView(ApiView):
    """Stops a payment."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": permissions.scope_for(permissions.HOLD)}

    @extend_schema(operation_id="hold_payment", request=HoldIn, responses={201: PaymentDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Stop every refund of a payment."""
        place_hold(actor=self.actor, payment_reference=reference, **self.sent(HoldIn))
        return Response(_shown(reference), 201)


class HoldLiftingView(ApiView):
    """Lets a payment go on."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": permissions.scope_for(permissions.HOLD)}

    @extend_schema(operation_id="lift_hold_of_payment", request=Nothing, responses={200: PaymentDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Lift the hold that a person placed; a dispute's stays."""
        self.sent(Nothing)
        lift_hold(actor=self.actor, payment_reference=reference)
        return Response(_shown(reference))


def _shown(reference: str) -> Any:
    rows: Any = Payment.objects.select_related("customer").prefetch_related("lines", "holds")
    payment = one_or_not_found(rows.filter(reference=reference), _("There is no such payment."), "payment_not_found")
    return PaymentDetailOut(payment).data
