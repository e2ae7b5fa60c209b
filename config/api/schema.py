"""The OpenAPI document: what every operation shares is said once, here."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from config.api.groups import group_of
from customers.api.idempotency import HEADER, LONGEST_KEY

READ_ERRORS = {
    "400": "The query cannot be meant.",
    "401": "The API key is missing or not valid.",
    "403": "The key lacks the scope, or its owner the role.",
    "404": "There is no such thing.",
    "429": "Too many calls in this minute; Retry-After says when to come again.",
    "503": "The database does not answer; try again.",
}
WRITE_ERRORS = {
    **READ_ERRORS,
    "400": "The body cannot be meant; fields says where.",
    "409": "The case has moved on, or somebody else must act.",
    "413": "The body is larger than 256 KB.",
    "415": "The body is not application/json.",
    "422": "The Idempotency-Key was used for another request.",
}

HEADERS = {
    "429": ("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"),
    "503": ("Retry-After",),
}
_WHOLE = {"type": "integer", "minimum": 0}
_HEADERS = {
    "Retry-After": {"description": "Seconds until it is worth coming again.", "schema": _WHOLE},
    "RateLimit-Limit": {"description": "Calls of this kind in a minute.", "schema": _WHOLE},
    "RateLimit-Remaining": {"description": "How many are left in this minute.", "schema": _WHOLE},
    "RateLimit-Reset": {"description": "Seconds until the next minute begins.", "schema": _WHOLE},
}


class ErrorDetail(serializers.Serializer):
    """What went wrong. `code` is stable, `message` is for people."""

    code = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Dotted name of the input, and what is wrong with it.",
    )
    correlation_id = serializers.CharField(help_text="Also in the header X-Request-ID and in our logs.")


class Error(serializers.Serializer):
    """The one shape of every refusal."""

    error = ErrorDetail()


class HouseSchema(AutoSchema):
    """Adds the Idempotency-Key to every POST and the error answers to every operation."""

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self.method == "POST":
            parameters.append(
                OpenApiParameter(
                    HEADER,
                    {"type": "string", "pattern": "^[!-~]+$", "minLength": 1, "maxLength": LONGEST_KEY},
                    OpenApiParameter.HEADER,
                    required=True,
                    description="A new value for each intent, 1 to 255 visible ASCII characters. The same key with the"
                    " same body gets the first answer again, with the header Idempotency-Replayed.",
                )
            )
        return parameters

    def get_tags(self) -> list[str]:
        return [group_of(self.path)]

    def get_extensions(self) -> dict[str, Any]:
        return {**super().get_extensions(), "x-scope": getattr(self.view, "scopes", {}).get(self.method, "")}

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for status, description in (WRITE_ERRORS if self.method == "POST" else READ_ERRORS).items():
            answer = self._get_response_for_code(Error, status, ["application/json"])
            bodies.setdefault(status, {**answer, "description": description})
        for status, names in HEADERS.items():
            bodies[status] = {**bodies[status], "headers": {name: _HEADERS[name] for name in names}}
        return bodies

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """Say the pattern that a field checks."""
        schema = super()._map_serializer_field(field, direction, bypass_extensions)
        pattern = getattr(field, "pattern", "")
        if not pattern or not isinstance(schema, dict):
            return schema
        return {**schema, "pattern": f"^{pattern}$"}
