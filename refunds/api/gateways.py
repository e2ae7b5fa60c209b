"""Gateway accounts over HTTP: how they stand, setting them up, their secrets (in, never out), pause and test."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from customers import clock
from customers.api.base import ApiView, Nothing, Request, Response
from customers.api.fields import OneOf, StrictSerializer, Text, Whole
from customers.api.idempotency import once
from refunds import permissions
from refunds.actions.gateway_accounts import (
    LABEL_LIMIT,
    MOST_AT_ONCE,
    MOST_PER_SECOND,
    REASON_LIMIT,
    VALUE_LIMIT,
    add_gateway_account,
    check_gateway,
    edit_gateway_account,
    pause_gateway,
    resume_gateway,
)
from refunds.actions.gateway_secrets import LONGEST, retire_gateway_secret, set_gateway_secret
from refunds.gateway_screen import AccountLook, account_look, account_looks, secrets_of
from refunds.gateways.discovery import gateway_choices
from refunds.models import FundsShortage, GatewayCheck, GatewaySecret
from refunds.models.gateway_account import NAME_LENGTH

SEE, SET_UP, PAUSE = (
    permissions.scope_for(move) for move in (permissions.SEE_GATEWAYS, permissions.GATEWAYS, permissions.PAUSE_GATEWAYS)
)


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]})
class SettingValue(serializers.Field):
    """A text, a whole number, or true or false."""

    def to_internal_value(self, data: Any) -> Any:
        if type(data) not in (str, int, bool):
            raise serializers.ValidationError(_("Give a text, a whole number, or true or false."), "bad_setting")
        if isinstance(data, str) and len(data) > VALUE_LIMIT:
            raise serializers.ValidationError(_("This is too long."), "max_length")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class AbilityOut(serializers.Serializer):
    """One thing that a gateway can or cannot do, in words."""

    can = serializers.BooleanField()
    words = serializers.CharField()


class ShortageOut(serializers.ModelSerializer):
    """The gateway cannot pay what is due. Minor units; `balance_minor` is null where it does not tell."""

    class Meta:
        model = FundsShortage
        fields: ClassVar = ["currency", "needed_minor", "balance_minor", "missing_minor", "began_at", "checked_at"]

    missing_minor = serializers.IntegerField()


class CheckOut(serializers.ModelSerializer):
    """What a test of the connection said."""

    class Meta:
        model = GatewayCheck
        fields: ClassVar = ["passed", "words", "checked_at"]


class AccountOut(serializers.Serializer):
    """A gateway account. `is_stored` is false for one of the environment; such an account can only be paused.

    `state` is "open", "paused", "incomplete", "unusable", "not_answering", "asked_to_wait" or "being_tried".
    """

    name = serializers.CharField()
    gateway = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    is_stored = serializers.BooleanField()
    version = serializers.IntegerField()
    state = serializers.CharField()
    why = serializers.CharField()
    protocol = serializers.CharField()
    webhook_address = serializers.CharField()
    calls_per_second = serializers.IntegerField(source="limits.calls_per_second")
    calls_at_once = serializers.IntegerField(source="limits.calls_at_once")
    abilities = AbilityOut(many=True)
    shortages = ShortageOut(many=True)
    check = CheckOut(allow_null=True)


class AccountsOut(serializers.Serializer):
    """All accounts; they are few."""

    accounts = AccountOut(many=True)


class SecretOut(serializers.ModelSerializer):
    """That there is a secret, since when, and until when; never what it is."""

    class Meta:
        model = GatewaySecret
        fields: ClassVar = ["id", "setting", "created_at", "created_by", "retired_at"]


class AccountInFullOut(AccountOut):
    """The same with what is set. Secrets stand here by their names."""

    values = serializers.DictField(child=SettingValue(allow_null=True))
    secrets = serializers.SerializerMethodField()

    @extend_schema_field(SecretOut(many=True))
    def get_secrets(self, look: AccountLook) -> Any:
        return SecretOut(secrets_of(look.name) if look.is_stored else [], many=True).data


class AccountIn(StrictSerializer):
    name = Text(max_length=NAME_LENGTH)
    gateway = OneOf(gateway_choices())
    label = Text(max_length=LABEL_LIMIT, required=False, allow_blank=True, default="")  # type: ignore[assignment]


class SettingsIn(StrictSerializer):
    """All settings that are no secret; one that is left out is not set. `version` is the one that was read."""

    version = Whole(min_value=0, max_value=2**31 - 1)
    label = Text(max_length=LABEL_LIMIT, required=False, allow_blank=True, default="")  # type: ignore[assignment]
    values = serializers.DictField(child=SettingValue())
    calls_per_second = Whole(min_value=0, max_value=MOST_PER_SECOND, required=False, allow_null=True, default=None)
    calls_at_once = Whole(min_value=0, max_value=MOST_AT_ONCE, required=False, allow_null=True, default=None)


class SecretIn(StrictSerializer):
    """`value` goes in and never comes out."""

    setting = Text(max_length=64)
    value = Text(max_length=LONGEST, write_only=True)


class PauseIn(StrictSerializer):
    reason = Text(max_length=REASON_LIMIT)


class GatewaysView(ApiView):
    """All accounts, and a new one."""

    scopes: ClassVar = {"GET": SEE, "POST": SET_UP}
    moves: ClassVar = {"GET": permissions.SEE_GATEWAYS}

    @extend_schema(operation_id="list_gateway_accounts", responses={200: AccountsOut})
    def get(self, request: Request) -> Response:
        """List the gateway accounts and how they stand."""
        return Response(AccountsOut({"accounts": account_looks(clock.now())}).data)

    @extend_schema(operation_id="add_gateway_account", request=AccountIn, responses={201: AccountInFullOut})
    @once
    def post(self, request: Request) -> Response:
        """Set up an account by name and gateway; settings and secrets follow."""
        return _told(add_gateway_account(actor=self.actor, **self.sent(AccountIn)).name, 201)


class GatewayView(ApiView):
    scopes: ClassVar = {"GET": SEE}
    moves: ClassVar = {"GET": permissions.SEE_GATEWAYS}

    @extend_schema(operation_id="read_gateway_account", responses={200: AccountInFullOut})
    def get(self, request: Request, name: str) -> Response:
        """Read one account."""
        return _told(name)


class GatewaySettingsView(ApiView):
    scopes: ClassVar = {"POST": SET_UP}

    @extend_schema(operation_id="edit_gateway_account", request=SettingsIn, responses={200: AccountInFullOut})
    @once
    def post(self, request: Request, name: str) -> Response:
        """Change what is no secret."""
        edit_gateway_account(actor=self.actor, name=name, **self.sent(SettingsIn))
        return _told(name)


class GatewaySecretsView(ApiView):
    scopes: ClassVar = {"POST": SET_UP}

    @extend_schema(operation_id="set_gateway_secret", request=SecretIn, responses={201: SecretOut})
    @once
    def post(self, request: Request, name: str) -> Response:
        """Set a secret. It is used from now on; older ones go on proving webhooks until they are retired."""
        return Response(SecretOut(set_gateway_secret(actor=self.actor, name=name, **self.sent(SecretIn))).data, 201)


class GatewaySecretRetirementView(ApiView):
    scopes: ClassVar = {"POST": SET_UP}

    @extend_schema(operation_id="retire_gateway_secret", request=Nothing, responses={200: SecretOut})
    @once
    def post(self, request: Request, name: str, secret_id: int) -> Response:
        """Use a secret no more."""
        self.sent(Nothing)
        return Response(SecretOut(retire_gateway_secret(actor=self.actor, name=name, secret_id=secret_id)).data)


class GatewayPauseView(ApiView):
    scopes: ClassVar = {"POST": PAUSE}

    @extend_schema(operation_id="pause_gateway", request=PauseIn, responses={200: AccountInFullOut})
    @once
    def post(self, request: Request, name: str) -> Response:
        """Let nothing more leave through an account."""
        pause_gateway(actor=self.actor, name=name, **self.sent(PauseIn))
        return _told(name)


class GatewayResumptionView(ApiView):
    scopes: ClassVar = {"POST": PAUSE}

    @extend_schema(operation_id="resume_gateway", request=Nothing, responses={200: AccountInFullOut})
    @once
    def post(self, request: Request, name: str) -> Response:
        """Let money leave through an account again."""
        self.sent(Nothing)
        resume_gateway(actor=self.actor, name=name)
        return _told(name)


class GatewayCheckView(ApiView):
    scopes: ClassVar = {"POST": PAUSE}

    @extend_schema(operation_id="check_gateway", request=Nothing, responses={200: CheckOut})
    @once
    def post(self, request: Request, name: str) -> Response:
        """Test the connection."""
        self.sent(Nothing)
        return Response(CheckOut(check_gateway(actor=self.actor, name=name)).data)


def _told(name: str, status: int = 200) -> Response:
    return Response(AccountInFullOut(account_look(name, clock.now())).data, status)
