"""Subscriptions over HTTP: which systems of the shop are told what, what became of each message, sending it again."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.fields import StrictSerializer, Text, Whole, YesNo
from customers.api.idempotency import once
from customers.open_addresses import LONGEST
from refunds import permissions
from refunds.actions import subscriptions
from refunds.actions.replay_deliveries import replay_delivery, replay_since
from refunds.actions.subscriptions import LABEL_LIMIT, LONGEST_OVERLAP_HOURS
from refunds.api.announcements import AnnouncementOut
from refunds.models import Delivery, Subscription

READ, WRITE = "subscriptions:read", permissions.scope_for(permissions.SUBSCRIPTIONS)
SECRET_HEADER = "Subscription-Secret"  # noqa: S105 - the name of a header
MOST_KINDS = 100


class SubscriptionOut(serializers.ModelSerializer):
    """A system of the shop that is told things, and how it is doing. `failing_since` is null while messages arrive."""

    kinds = serializers.ListField(child=serializers.CharField())
    created_by = serializers.CharField(source="created_by.email")

    class Meta:
        model = Subscription
        fields: ClassVar = [
            "id", "label", "address", "kinds", "state", "why_off", "created_by", "created_at", "last_success_at",
            "last_failure_at", "failing_since",
        ]  # fmt: skip


class SubscriptionIn(StrictSerializer):
    label = Text(max_length=LABEL_LIMIT)  # type: ignore[assignment]
    address = Text(max_length=LONGEST)
    kinds = serializers.ListField(child=Text(max_length=60), max_length=MOST_KINDS)


class RotationIn(StrictSerializer):
    overlap_hours = Whole(min_value=0, max_value=LONGEST_OVERLAP_HOURS, help_text="How long the old secret signs too.")


class ReplayIn(StrictSerializer):
    since = serializers.DateTimeField()
    also_delivered = YesNo(default=False)


class ReplayedOut(serializers.Serializer):
    replayed = serializers.IntegerField(help_text="So many messages are sent again.")


class DeliveryOut(serializers.ModelSerializer):
    """One message to one subscription. `status` is what was answered last; null with tries is silence."""

    message_id = serializers.CharField(source="announcement.message_id")
    kind = serializers.CharField(source="announcement.kind")
    about = serializers.CharField(source="announcement.about")
    correlation_id = serializers.CharField(source="announcement.correlation_id")
    happened_at = serializers.DateTimeField(source="announcement.happened_at")

    class Meta:
        model = Delivery
        fields: ClassVar = [
            "id", "message_id", "kind", "about", "state", "tries", "status", "answer", "next_at", "tried_at",
            "correlation_id", "happened_at",
        ]  # fmt: skip


class DeliveryDetailOut(DeliveryOut):
    """With the message as it is sent; null before the first try."""

    message = serializers.SerializerMethodField()

    class Meta(DeliveryOut.Meta):
        fields: ClassVar = [*DeliveryOut.Meta.fields, "message"]

    @extend_schema_field(AnnouncementOut(allow_null=True))
    def get_message(self, delivery: Delivery) -> Any:
        return json.loads(delivery.announcement.body) if delivery.announcement.body else None


class DeliveryQuery(StrictSerializer):
    state = serializers.ChoiceField(Delivery.State.choices, required=False)


class SubscriptionsView(ApiView):
    """All subscriptions, and a new one."""

    scopes: ClassVar = {"GET": READ, "POST": WRITE}
    moves: ClassVar = {"GET": permissions.SUBSCRIPTIONS}

    @extend_schema(operation_id="list_subscriptions", responses=page_of(SubscriptionOut))
    def get(self, request: Request) -> Response:
        """List subscriptions, newest first."""
        self.wanted(StrictSerializer)
        return self.page(Subscription.objects.select_related("created_by"), SubscriptionOut)

    @extend_schema(operation_id="add_subscription", request=SubscriptionIn, responses={201: SubscriptionOut})
    @once
    def post(self, request: Request) -> Response:
        """Have an address told. Its secret comes once, in the header Subscription-Secret, and not for a repeat."""
        added, secret = subscriptions.add_subscription(actor=self.actor, **self.sent(SubscriptionIn))
        return Response(SubscriptionOut(added).data, 201, headers={SECRET_HEADER: secret})


class SubscriptionView(ApiView):
    """One subscription."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SUBSCRIPTIONS}

    @extend_schema(operation_id="read_subscription", responses=SubscriptionOut)
    def get(self, request: Request, subscription_id: int) -> Response:
        """Read a subscription and how it is doing."""
        return Response(SubscriptionOut(_found(subscription_id)).data)


class SubscriptionChangeView(ApiView):
    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="change_subscription", request=SubscriptionIn, responses={200: SubscriptionOut})
    @once
    def post(self, request: Request, subscription_id: int) -> Response:
        """Change label, address and kinds. What waits goes to the new address."""
        wish = self.sent(SubscriptionIn)
        changed = subscriptions.change_subscription(actor=self.actor, subscription_id=subscription_id, **wish)
        return Response(SubscriptionOut(changed).data)


class SubscriptionTurningOnView(ApiView):
    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="turn_on_subscription", request=Nothing, responses={200: SubscriptionOut})
    @once
    def post(self, request: Request, subscription_id: int) -> Response:
        """Tell it again. What waited is sent now; what happened while it was off was not kept for it."""
        self.sent(Nothing)
        turned = subscriptions.turn_on_subscription(actor=self.actor, subscription_id=subscription_id)
        return Response(SubscriptionOut(turned).data)


class SubscriptionTurningOffView(ApiView):
    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="turn_off_subscription", request=Nothing, responses={200: SubscriptionOut})
    @once
    def post(self, request: Request, subscription_id: int) -> Response:
        """Tell it nothing any more."""
        self.sent(Nothing)
        turned = subscriptions.turn_off_subscription(actor=self.actor, subscription_id=subscription_id)
        return Response(SubscriptionOut(turned).data)


class SubscriptionRotationView(ApiView):
    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="rotate_subscription_secret", request=RotationIn, responses={200: SubscriptionOut})
    @once
    def post(self, request: Request, subscription_id: int) -> Response:
        """Sign with a new secret. It comes once, in the header Subscription-Secret, and not for a repeat."""
        hours = self.sent(RotationIn)["overlap_hours"]
        rotated, secret = subscriptions.rotate_secret(
            actor=self.actor, subscription_id=subscription_id, overlap_hours=hours
        )
        return Response(SubscriptionOut(rotated).data, headers={SECRET_HEADER: secret})


class SubscriptionTestView(ApiView):
    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="test_subscription", request=Nothing, responses={201: DeliveryOut})
    @once
    def post(self, request: Request, subscription_id: int) -> Response:
        """Send a message that tells nothing."""
        self.sent(Nothing)
        delivery = subscriptions.send_test(actor=self.actor, subscription_id=subscription_id)
        return Response(DeliveryOut(delivery).data, 201)


class SubscriptionReplayView(ApiView):
    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="replay_deliveries", request=ReplayIn, responses={200: ReplayedOut})
    @once
    def post(self, request: Request, subscription_id: int) -> Response:
        """Send again, under the same ids, what was given up since then, or everything."""
        wish = self.sent(ReplayIn)
        replayed = replay_since(actor=self.actor, subscription_id=subscription_id, **wish)
        return Response({"replayed": replayed})


class DeliveriesView(ApiView):
    """What one subscription was told."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SUBSCRIPTIONS}

    @extend_schema(operation_id="list_deliveries", parameters=[DeliveryQuery], responses=page_of(DeliveryOut))
    def get(self, request: Request, subscription_id: int) -> Response:
        """List the messages of a subscription, newest first. They are kept for 30 days."""
        rows = _found(subscription_id).deliveries.select_related("announcement").defer("announcement__body")
        return self.page(rows.filter(**self.wanted(DeliveryQuery)), DeliveryOut)


class DeliveryView(ApiView):
    """One message."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SUBSCRIPTIONS}

    @extend_schema(operation_id="read_delivery", responses=DeliveryDetailOut)
    def get(self, request: Request, subscription_id: int, delivery_id: int) -> Response:
        """Read a message as it is sent, and how far it has come."""
        found = Delivery.objects.select_related("announcement").filter(pk=delivery_id, subscription=subscription_id)
        delivery = one_or_not_found(found, _("There is no such message."), "delivery_not_found")
        return Response(DeliveryDetailOut(delivery).data)


class DeliveryReplayView(ApiView):
    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="replay_delivery", request=Nothing, responses={200: DeliveryOut})
    @once
    def post(self, request: Request, subscription_id: int, delivery_id: int) -> Response:
        """Send one message again, under the same id."""
        self.sent(Nothing)
        again = replay_delivery(actor=self.actor, subscription_id=subscription_id, delivery_id=delivery_id)
        return Response(DeliveryOut(again).data)


def _found(subscription_id: int) -> Subscription:
    found = Subscription.objects.select_related("created_by").filter(pk=subscription_id)
    return one_or_not_found(found, _("There is no such subscription."), "subscription_not_found")
