"""What we send by ourselves, in the OpenAPI document: OpenAPI 3.0 has no word for it, `x-webhooks` is the usual one."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise

from disputes.api.shapes import WITHOUT
from refunds.outgoing.topics import TEST, told_kinds

_BODY = {"application/json": {"schema": {"$ref": "#/components/schemas/AnnouncementOut"}}}
_HEADERS = {
    "webhook-id": "The id of the message, the same at every try. Do nothing about one that you have had.",
    "webhook-timestamp": "When this try was signed, in seconds since 1970. Refuse what is older than five minutes.",
    "webhook-signature": "One or more signatures, by the scheme of standardwebhooks.com; one of them must be right.",
}
_ANSWERS = {
    "2XX": {"description": "It has arrived; answer within 6 seconds and work afterwards."},
    "410": {"description": "Nobody is there any more: the subscription is turned off."},
    "429": {"description": "Not now; Retry-After is kept to. So is that of every other status: it is tried again."},
}


def say_webhooks(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Describe every message that a subscription may get; hooked in by the settings."""
    _draw_disputes(result["components"]["schemas"])
    sentences = {**told_kinds(), TEST: "Somebody pressed a button to see whether messages arrive; data is empty."}
    return {**result, "x-webhooks": {kind: {"post": _operation(kind, said)} for kind, said in sentences.items()}}


def _operation(kind: str, sentence: str | Promise) -> dict[str, Any]:
    return {
        "operationId": f"hear_{kind.replace('.', '_')}",
        "summary": str(sentence),
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": said, "schema": {"type": "string"}}
            for name, said in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": _BODY},
        "responses": _ANSWERS,
    }


def _draw_disputes(schemas: dict[str, Any]) -> None:
    """A message about a dispute carries what the API says of one, without what is the desk's own business."""
    told, data = schemas.get("DisputeOut"), schemas.get("AnnouncementDataOut")
    if told is None or data is None:
        return
    schemas["ToldDisputeOut"] = {
        **told,
        "description": "A dispute as other systems are told of it.",
        "properties": {name: shape for name, shape in told["properties"].items() if name not in WITHOUT},
        "required": [name for name in told.get("required", ()) if name not in WITHOUT],
    }
    data["properties"]["dispute"] = {"$ref": "#/components/schemas/ToldDisputeOut"}
