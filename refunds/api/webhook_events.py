"""What gateways told us, over HTTP: list, read, replay, match, set aside."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.fields import StrictSerializer, Text
from customers.api.idempotency import once
from refunds import permissions, truth
from refunds.actions.match_refund import REFERENCE_LIMIT
from refunds.actions.operate import WORDS_LIMIT
from refunds.actions.webhook_moves import match_webhook, replay_webhook, set_webhook_aside
from refunds.api.shapes import RefundOut
from refunds.models import WebhookEvent
from refunds.webhooks.shown_body import shown_body

READ, ACT = permissions.scope_for(permissions.SEE_OPERATIONS), permissions.scope_for(permissions.RECONCILE)


class WebhookOut(serializers.ModelSerializer):
    """One event. `result` says what it did; amounts are what the event names, and never set ours."""

    class Meta:
        model = WebhookEvent
        fields: ClassVar = [
            "id", "gateway", "gateway_account", "event_id", "kind", "topic", "state", "result", "tries",
            "refund_reference", "gateway_reference", "payment_reference", "amount_minor", "currency",
            "correlation_id", "received_at", "processed_at",
        ]  # fmt: skip


class WebhookDetailOut(WebhookOut):
    """One event with its case, and what it said: without secrets, mail addresses and card numbers."""

    refund = serializers.CharField(allow_null=True)
    body = serializers.CharField()

    class Meta(WebhookOut.Meta):
        fields: ClassVar = [*WebhookOut.Meta.fields, "refund", "body"]

    def to_representation(self, event: WebhookEvent) -> dict[str, Any]:
        case = truth.cases_of([event]).get(event.pk)
        return {
            **WebhookOut(event).data,
            "refund": case.reference if case else None,
            "body": shown_body(bytes(event.body)),
        }


class WebhookQuery(StrictSerializer):
    account = serializers.CharField(source="gateway_account", required=False, max_length=64)
    topic = serializers.ChoiceField(truth.TOPICS, required=False)
    state = serializers.ChoiceField(WebhookEvent.State.choices, required=False)
    stuck = serializers.BooleanField(required=False, help_text=_("Only those before a person."))


class MatchIn(StrictSerializer):
    """The request that it ended (RF-…), or the payment that it is a refund of (PM-…)."""

    to = Text(max_length=REFERENCE_LIMIT)
    words = Text(max_length=WORDS_LIMIT, required=False, allow_blank=True)


class WordsIn(StrictSerializer):
    words = Text(max_length=WORDS_LIMIT)


class WebhooksView(ApiView):
    """All events."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_OPERATIONS}
    page_keys: ClassVar = ("-received_at", "-id")

    @extend_schema(operation_id="list_webhooks", parameters=[WebhookQuery], responses=page_of(WebhookOut))
    def get(self, request: Request) -> Response:
        """List events, newest first."""
        wanted = self.wanted(WebhookQuery)
        rows = truth.stuck_webhooks() if wanted.pop("stuck", False) else truth.all_webhooks()
        return self.page(rows.filter(**wanted), WebhookOut)


class WebhookView(ApiView):
    """One event."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_OPERATIONS}

    @extend_schema(operation_id="read_webhook", responses=WebhookDetailOut)
    def get(self, request: Request, webhook_id: int) -> Response:
        """Read an event with what it said."""
        self.wanted(StrictSerializer)
        found = WebhookEvent.objects.filter(pk=webhook_id)
        event = one_or_not_found(found, _("There is no such webhook."), "webhook_not_found")
        return Response(WebhookDetailOut(event).data)


class WebhookReplayView(ApiView):
    """Works an event off again."""

    scopes: ClassVar = {"POST": ACT}
    moves: ClassVar = {"POST": permissions.RECONCILE}

    @extend_schema(operation_id="replay_webhook", request=Nothing, responses={200: WebhookOut})
    @once
    def post(self, request: Request, webhook_id: int) -> Response:
        """Have the stored bytes worked off once more. What was done already is not done again."""
        self.sent(Nothing)
        return Response(WebhookOut(replay_webhook(actor=self.actor, webhook_id=webhook_id)).data)


class WebhookMatchingView(ApiView):
    """Matches a refund that an event tells of."""

    scopes: ClassVar = {"POST": ACT}
    moves: ClassVar = {"POST": permissions.RECONCILE}

    @extend_schema(operation_id="match_webhook", request=MatchIn, responses={200: RefundOut})
    @once
    def post(self, request: Request, webhook_id: int) -> Response:
        """Put the refund of a parked event to a request or a payment."""
        sent = self.sent(MatchIn)
        refund = match_webhook(actor=self.actor, webhook_id=webhook_id, to=sent["to"], words=sent.get("words", ""))
        return Response(RefundOut(refund).data)


class WebhookSettingAsideView(ApiView):
    """Sets an event aside."""

    scopes: ClassVar = {"POST": ACT}
    moves: ClassVar = {"POST": permissions.RECONCILE}

    @extend_schema(operation_id="set_webhook_aside", request=WordsIn, responses={200: WebhookOut})
    @once
    def post(self, request: Request, webhook_id: int) -> Response:
        """Put an event that waits for a person aside, with a word why."""
        event = set_webhook_aside(actor=self.actor, webhook_id=webhook_id, **self.sent(WordsIn))
        return Response(WebhookOut(event).data)
