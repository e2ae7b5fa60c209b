"""The yardstick: a view of Django REST framework that writes the rows of one refund and does nothing else.

No key, no idempotency, no policy, no rendering of letters: what those produce is copied from the first refund.
"""

from __future__ import annotations

import secrets
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.models import Customer, IdempotentAnswer, Message, Payment
from refunds.models import PolicyDecision, Refund, RefundEvent, RefundLine, WebhookEvent
from refunds.references import refund_reference

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


class Line(serializers.Serializer):
    line_id = serializers.IntegerField()
    quantity = serializers.IntegerField()


class Ask(serializers.Serializer):
    payment = serializers.CharField()
    reason = serializers.CharField()
    lines = Line(many=True)


class Shown(serializers.ModelSerializer):
    class Meta:
        model = Refund
        fields = ["reference", "state", "currency", "amount_minor", "rail", "reason", "origin", "created_at"]


class Bare(APIView):
    def post(self, request: Request) -> Response:
        ask = Ask(data=request.data)
        ask.is_valid(raise_exception=True)
        with transaction.atomic():
            refund = write_rows(ask.validated_data)
        return Response(Shown(refund).data, 201)


def write_rows(ask: dict[str, Any]) -> Refund:
    """One refund's rows, statement by statement, as the plain ORM writes them."""
    like = sample()
    payment = Payment.objects.select_for_update(of=("self",)).select_related("customer").get(reference=ask["payment"])
    answer = IdempotentAnswer.objects.create(
        api_key_id=like["answer"].api_key_id, key=secrets.token_hex(16), request_hash=like["answer"].request_hash
    )
    refund = Refund.objects.create(
        reference=refund_reference(),
        customer=payment.customer,
        payment=payment,
        currency=payment.currency,
        amount_minor=30_000,
        reason=ask["reason"],
        origin="api",
        requested_by=like["refund"].requested_by,
        requester_id=like["refund"].requester_id,
    )
    for line in ask["lines"]:
        RefundLine.objects.create(
            refund=refund, payment_line_id=line["line_id"], quantity=line["quantity"], amount_minor=30_000
        )
    PolicyDecision.objects.create(refund=refund, **like["decision"])
    refund.send_to_review()
    refund.save()
    for event in like["events"]:
        RefundEvent.objects.create(refund=refund, **event)
    Message.objects.create(customer=payment.customer, about=refund.reference, **like["message"])
    IdempotentAnswer.objects.filter(pk=answer.pk).update(status=201, body=like["answer"].body)
    return refund


@cache
def sample() -> dict[str, Any]:
    """The rows of the first refund, to be copied."""
    refund = Refund.objects.order_by("pk").first()
    assert refund is not None
    return {
        "refund": refund,
        "answer": IdempotentAnswer.objects.order_by("pk").first(),
        "decision": PolicyDecision.objects.filter(refund=refund).values(*COPIED["decision"]).get(),
        "events": list(RefundEvent.objects.filter(refund=refund).values(*COPIED["event"])),
        "message": Message.objects.filter(about=refund.reference).values(*COPIED["message"]).get(),
    }


COPIED = {
    "decision": ["policy_version_id", "verdict", "rule_verdicts", "facts", "facts_fingerprint"],
    "event": ["kind", "from_state", "to_state", "actor", "actor_label", "data", "correlation_id"],
    "message": ["kind", "channel", "language", "to_address", "subject", "body_text", "body_html", "due_at"],
}


@csrf_exempt
def bare_webhook(request: HttpRequest) -> HttpResponse:
    """One row of a webhook, with nothing verified, read or compared."""
    raw = request.read()
    WebhookEvent.objects.create(
        gateway="stripe",
        gateway_account="stripe",
        event_id=secrets.token_hex(16),
        kind="charge.updated",
        topic="other",
        body=raw,
        body_hash=secrets.token_hex(32),
    )
    return HttpResponse("{}")


def bare_page(request: HttpRequest, reference: str) -> HttpResponse:
    """A refund's page without drawing it: the rows that it needs, read one after the other."""
    session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    customer = Customer.objects.get(pk=session["portal_customer"])
    refund = Refund.objects.select_related("payment").get(customer=customer, reference=reference)
    rows = [
        *refund.attempts.all(),
        *refund.events.all(),
        *refund.decisions.all(),
        *refund.lines.select_related("payment_line"),
        *refund.papers.select_related("document"),
        *Message.objects.filter(customer=customer, about=refund.reference).defer("body_html"),
    ]
    return HttpResponse(f"{len(rows)} {_PAGE}")


_PAGE = "<p>As long as a page.</p>" * 800

urlpatterns = [
    path("bare/", Bare.as_view()),
    path("bare/page/<str:reference>/", bare_page),
    path("bare-webhook/", bare_webhook),
]
