"""What people do about store credit, over HTTP: corrections, a second person's yes, and how long credit is good."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import Country, Currency, StrictSerializer, Text, Whole
from customers.api.idempotency import once
from customers.money import MAX_AMOUNT_MINOR
from refunds import permissions
from refunds.actions.correct_credit import REASON_LIMIT, agree_to_correction, correct_credit, refuse_correction
from refunds.actions.credit_terms import remove_terms, set_terms
from refunds.api.credit_shapes import CreditCorrectionOut, CreditTermsListOut, CreditTermsOut
from refunds.models import CreditCorrection, CreditTerms
from refunds.models.credit import MOST_DAYS, MOST_NOTICE_DAYS

CORRECT = {"POST": permissions.scope_for(permissions.CORRECT_CREDIT)}


class CorrectionIn(StrictSerializer):
    """A negative amount takes credit. The customer reads the reason."""

    currency = Currency()
    amount_minor = Whole(min_value=-MAX_AMOUNT_MINOR, max_value=MAX_AMOUNT_MINOR)
    reason = Text(max_length=REASON_LIMIT)


class CorrectionQuery(StrictSerializer):
    customer = serializers.CharField(source="account__customer__reference", required=False, max_length=32)
    state = serializers.ChoiceField(CreditCorrection.State.choices, required=False)


class CreditTermsIn(StrictSerializer):
    """No country is everybody else; `days` of null is credit that never expires."""

    country = Country(required=False, allow_blank=True)
    days = Whole(min_value=1, max_value=MOST_DAYS, allow_null=True)
    notice_days = Whole(min_value=0, max_value=MOST_NOTICE_DAYS)
    grace_days = Whole(min_value=0, max_value=MOST_NOTICE_DAYS)


class CreditTermsRemovalIn(StrictSerializer):
    country = Country(required=False, allow_blank=True)


class CorrectingView(ApiView):
    scopes: ClassVar = CORRECT
    moves: ClassVar = {"POST": permissions.CORRECT_CREDIT}

    @extend_schema(operation_id="correct_credit", request=CorrectionIn, responses={201: CreditCorrectionOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Add to a customer's credit or take from it. Above the owner's limit it waits for somebody else."""
        correction = correct_credit(actor=self.actor, customer_reference=reference, **self.sent(CorrectionIn))
        return Response(CreditCorrectionOut(correction).data, 201)


class CorrectionsView(ApiView):
    scopes: ClassVar = {"GET": "credit:read"}

    @extend_schema(
        operation_id="list_credit_corrections", parameters=[CorrectionQuery], responses=page_of(CreditCorrectionOut)
    )
    def get(self, request: Request) -> Response:
        """List corrections, newest first."""
        return self.page(_corrections().filter(**self.wanted(CorrectionQuery)), CreditCorrectionOut)


class AgreementView(ApiView):
    scopes: ClassVar = CORRECT
    moves: ClassVar = {"POST": permissions.CORRECT_CREDIT}

    @extend_schema(operation_id="agree_to_credit_correction", request=Nothing, responses={200: CreditCorrectionOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Agree to what somebody else proposed; then the credit moves."""
        self.sent(Nothing)
        return Response(CreditCorrectionOut(agree_to_correction(actor=self.actor, reference=reference)).data)


class CorrectionRefusalView(ApiView):
    scopes: ClassVar = CORRECT
    moves: ClassVar = {"POST": permissions.CORRECT_CREDIT}

    @extend_schema(operation_id="refuse_credit_correction", request=Nothing, responses={200: CreditCorrectionOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Refuse what somebody proposed, or take one's own proposal back."""
        self.sent(Nothing)
        return Response(CreditCorrectionOut(refuse_correction(actor=self.actor, reference=reference)).data)


class TermsView(ApiView):
    scopes: ClassVar = {"GET": "credit:read", "POST": permissions.scope_for(permissions.SET_TIMES)}
    moves: ClassVar = {"POST": permissions.SET_TIMES}

    @extend_schema(operation_id="list_credit_terms", responses=CreditTermsListOut)
    def get(self, request: Request) -> Response:
        """List how long store credit is good."""
        self.wanted(StrictSerializer)
        return Response(_all_terms())

    @extend_schema(operation_id="set_credit_terms", request=CreditTermsIn, responses={200: CreditTermsOut})
    @once
    def post(self, request: Request) -> Response:
        """Say how long credit is good that is granted from now on."""
        return Response(CreditTermsOut(set_terms(actor=self.actor, **self.sent(CreditTermsIn))).data)


class TermsRemovalView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.SET_TIMES)}
    moves: ClassVar = {"POST": permissions.SET_TIMES}

    @extend_schema(
        operation_id="remove_credit_terms", request=CreditTermsRemovalIn, responses={200: CreditTermsListOut}
    )
    @once
    def post(self, request: Request) -> Response:
        """Remove the terms of a country; answers with those that are left."""
        remove_terms(actor=self.actor, **self.sent(CreditTermsRemovalIn))
        return Response(_all_terms())


def _all_terms() -> Any:
    return CreditTermsListOut({"results": CreditTerms.objects.all()}).data


def _corrections() -> QuerySet[CreditCorrection, Any]:
    return CreditCorrection.objects.select_related("account__customer", "proposer", "decider")
