"""API keys over HTTP. A key makes no key that may do more than itself."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import OneOf, StrictSerializer, Text, Whole
from customers.api.idempotency import once
from customers.models import ApiKey
from customers.models.apikey import SCOPES
from refunds import permissions
from refunds.actions.api_keys import LONGEST_DAYS, create_api_key, revoke_api_key


class KeyOut(serializers.ModelSerializer):
    """A key without its secret. The prefix is the part of it before the dot."""

    owner = serializers.CharField(source="owner.email")

    class Meta:
        model = ApiKey
        fields: ClassVar = ["prefix", "name", "owner", "scopes", "created", "expiry_date", "last_used_at", "revoked"]


class KeyIn(StrictSerializer):
    owner = serializers.EmailField(max_length=254)
    name = Text(max_length=50)
    scopes = serializers.ListField(child=OneOf(list(SCOPES.items())), max_length=len(SCOPES))
    days = Whole(min_value=1, max_value=LONGEST_DAYS)


class KeysView(ApiView):
    """All keys, and a new one."""

    scopes: ClassVar = {"GET": "people:read", "POST": permissions.scope_for(permissions.KEYS)}
    moves: ClassVar = {"GET": permissions.KEYS}
    page_keys = ("prefix",)
    page_by = str

    @extend_schema(operation_id="list_keys", responses=page_of(KeyOut))
    def get(self, request: Request) -> Response:
        """List keys, by their prefix."""
        return self.page(ApiKey.objects.select_related("owner"), KeyOut)

    @extend_schema(operation_id="create_key", request=KeyIn, responses={201: KeyOut})
    @once
    def post(self, request: Request) -> Response:
        """Make a key. Its secret comes once, in the header Api-Key-Secret: it is not even kept for a repeat."""
        wish: dict[str, Any] = self.sent(KeyIn)
        key, secret = create_api_key(actor=self.actor, owner_email=wish.pop("owner"), **wish)
        return Response(KeyOut(key).data, 201, headers={"Api-Key-Secret": secret})


class KeyRevocationView(ApiView):
    scopes: ClassVar = {"POST": permissions.scope_for(permissions.KEYS)}

    @extend_schema(operation_id="revoke_key", request=Nothing, responses={200: KeyOut})
    @once
    def post(self, request: Request, prefix: str) -> Response:
        """Shut a key for good."""
        self.sent(Nothing)
        return Response(KeyOut(revoke_api_key(actor=self.actor, prefix=prefix)).data)
