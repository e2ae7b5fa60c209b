"""The customers' door over HTTP: secrets that hand customers over, sites that may show the widget, and its tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers import clock
from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import StrictSerializer, Text, Whole
from customers.api.idempotency import once
from refunds import permissions
from refunds.actions.hand_over import (
    LONGEST_OVERLAP_HOURS,
    end_hand_over,
    make_hand_over_secret,
    standing_hand_over_secrets,
)
from refunds.actions.widget_origins import LONGEST, add_widget_origin, remove_widget_origin
from refunds.api.refunds import find_refund
from refunds.models import HandOverSecret, WidgetOrigin
from refunds.widget import LONGEST_SECONDS, USUAL_SECONDS, make_widget_token

READ, WRITE = "door:read", permissions.scope_for(permissions.SET_DOOR)
SECRET_HEADER = "Hand-Over-Secret"  # noqa: S105 - the name of a header


class HandOverSecretOut(serializers.ModelSerializer):
    """A secret that counts, without itself. `ends_at` is null for the one that the shop should sign with."""

    made_by = serializers.CharField(source="made_by.email")

    class Meta:
        model = HandOverSecret
        fields: ClassVar = ["id", "made_by", "created_at", "ends_at"]


class HandOverSecretIn(StrictSerializer):
    overlap_hours = Whole(
        min_value=0, max_value=LONGEST_OVERLAP_HOURS, help_text="How long the present secret counts too."
    )


class EndedOut(serializers.Serializer):
    ended = serializers.IntegerField(help_text="So many secrets counted until now.")


class WidgetOriginOut(serializers.ModelSerializer):
    added_by = serializers.CharField(source="added_by.email")

    class Meta:
        model = WidgetOrigin
        fields: ClassVar = ["id", "origin", "added_by", "created_at"]


class WidgetOriginIn(StrictSerializer):
    origin = Text(max_length=LONGEST, help_text="Such as https://shop.example, without a path.")


class WidgetTokenIn(StrictSerializer):
    seconds = Whole(min_value=60, max_value=LONGEST_SECONDS, default=USUAL_SECONDS)


class WidgetTokenOut(serializers.Serializer):
    """What the shop's page needs: `token` for the script, or `frame_url` where it makes the frame itself."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    script_url = serializers.CharField()
    frame_url = serializers.CharField()


class HandOverSecretsView(ApiView):
    """The secrets of the shop's sign-in."""

    scopes: ClassVar = {"GET": READ, "POST": WRITE}
    moves: ClassVar = {"GET": permissions.SET_DOOR}

    @extend_schema(operation_id="list_hand_over_secrets", responses=page_of(HandOverSecretOut))
    def get(self, request: Request) -> Response:
        """List the secrets that count now, newest first. None of them is shown again."""
        self.wanted(StrictSerializer)
        return self.page(standing_hand_over_secrets().select_related("made_by"), HandOverSecretOut)

    @extend_schema(operation_id="make_hand_over_secret", request=HandOverSecretIn, responses={201: HandOverSecretOut})
    @once
    def post(self, request: Request) -> Response:
        """Make a secret. It comes once, in the header Hand-Over-Secret, and not for a repeat."""
        made, secret = make_hand_over_secret(actor=self.actor, **self.sent(HandOverSecretIn))
        return Response(HandOverSecretOut(made).data, 201, headers={SECRET_HEADER: secret})


class HandOverEndView(ApiView):
    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="end_hand_over", request=Nothing, responses={200: EndedOut})
    @once
    def post(self, request: Request) -> Response:
        """End every secret now: the shop's sign-in leads nobody in until a new one is made."""
        self.sent(Nothing)
        return Response({"ended": end_hand_over(actor=self.actor)})


class WidgetOriginsView(ApiView):
    """The sites that may show the widget."""

    scopes: ClassVar = {"GET": READ, "POST": WRITE}
    moves: ClassVar = {"GET": permissions.SET_DOOR}

    @extend_schema(operation_id="list_widget_origins", responses=page_of(WidgetOriginOut))
    def get(self, request: Request) -> Response:
        """List the sites whose pages may show the widget."""
        self.wanted(StrictSerializer)
        return self.page(WidgetOrigin.objects.select_related("added_by"), WidgetOriginOut)

    @extend_schema(operation_id="add_widget_origin", request=WidgetOriginIn, responses={201: WidgetOriginOut})
    @once
    def post(self, request: Request) -> Response:
        """Let the pages of a site show the widget."""
        added = add_widget_origin(actor=self.actor, **self.sent(WidgetOriginIn))
        return Response(WidgetOriginOut(added).data, 201)


class WidgetOriginRemovalView(ApiView):
    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="remove_widget_origin", request=Nothing, responses={200: WidgetOriginOut})
    @once
    def post(self, request: Request, origin_id: int) -> Response:
        """Let this site show the widget no more; answers with what it was."""
        self.sent(Nothing)
        found = WidgetOrigin.objects.select_related("added_by").filter(pk=origin_id)
        shown = [WidgetOriginOut(each).data for each in found]
        remove_widget_origin(actor=self.actor, origin_id=origin_id)
        return Response(shown[0])


class WidgetTokenView(ApiView):
    """Tokens of the widget."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.VIEW)}
    moves: ClassVar = {"POST": permissions.VIEW}

    @extend_schema(operation_id="make_widget_token_of_refund", request=WidgetTokenIn, responses={201: WidgetTokenOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Make a token that shows the state of this one refund, and nothing else, for an hour or as long as asked.

        Give it to the customer of the refund only: whoever holds it sees amount and state.
        """
        seconds = self.sent(WidgetTokenIn)["seconds"]
        token = make_widget_token(find_refund(reference), seconds)
        told: dict[str, Any] = {
            "token": token,
            "expires_at": clock.now() + timedelta(seconds=seconds),
            "script_url": f"{settings.PUBLIC_URL}{reverse('widget:script')}",
            "frame_url": f"{settings.PUBLIC_URL}{reverse('widget:status')}?token={token}",
        }
        return Response(WidgetTokenOut(told).data, 201)
