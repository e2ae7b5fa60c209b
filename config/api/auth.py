"""Who calls: an API key, in the name of its owner. What it may: its scopes, and never more than its owner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from customers import clock
from customers.models import ApiKey, User
from customers.prepared import PreparedRows
from refunds import permissions

KEYWORD = "Api-Key"
LONGEST_KEY = 128
NOTED_EVERY = timedelta(minutes=1)


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Api-Key <prefix>.<secret>`. Unknown, revoked, expired or ownerless keys all answer the same."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        word, _space, secret = header.partition(" ")
        key = _usable_key(secret.strip()) if word.lower() == KEYWORD.lower() else None
        if key is None:
            raise AuthenticationFailed(_("This API key is not valid."), "bad_key")
        _note_use(key)
        return key.owner, key

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class ScopePermission(BasePermission):
    """The view names the scope for each method; a method that names none is closed."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiKey):
            return False
        if request.method not in view.allowed_methods:
            raise MethodNotAllowed(request.method or "")
        method = "GET" if request.method == "HEAD" else request.method
        scope = getattr(view, "scopes", {}).get(method)
        if scope is None or scope not in request.auth.scopes:
            self.message = _("This API key lacks the scope for this.")
            self.code = "scope_missing"
            return False
        return self._owner_may(request.auth.owner, request, getattr(view, "moves", {}).get(method))

    def _owner_may(self, owner: User, request: Request, move: str | None) -> bool:
        """Ask for VIEW on reads; other moves are asked for by their action, unless the view names one."""
        if move is None and request.method not in ("GET", "HEAD"):
            return True
        if (move or permissions.VIEW) in permissions.allowed_moves(owner):
            return True
        self.message = _("The owner of this API key may not do this.")
        self.code = "role_missing"
        return False


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """Describes the key in the schema."""

    target_class = "config.api.auth.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Api-Key <key>`. Keys are made by an admin on the page API keys.",
        }


def _note_use(key: ApiKey) -> None:
    """Write down that the key is used, at most once a minute, past the history: it is no change of the key."""
    now = clock.now()
    if key.last_used_at is None or now - key.last_used_at > NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _usable_key(secret: str) -> ApiKey | None:
    if not secret.isascii() or not secret.isprintable() or len(secret) > LONGEST_KEY:
        return None
    prefix = secret.partition(".")[0]
    key: ApiKey | None = _STANDING.first(prefix=prefix)
    if key is None or not key.is_valid(secret) or key.has_expired or not key.owner.is_active:
        return None
    return key


def _standing(prefix: str) -> QuerySet[ApiKey]:
    return ApiKey.objects.select_related("owner").filter(prefix=prefix, revoked=False).order_by("pk")[:1]


_STANDING = PreparedRows(_standing, prefix=str)
