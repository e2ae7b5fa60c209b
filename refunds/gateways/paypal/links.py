"""Ids in PayPal's links: a refund names its capture there and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from refunds.gateways.identifiers import identifier

CAPTURES = "/v2/payments/captures/"
REFUNDS = "/v2/payments/refunds/"


def linked(thing: Mapping[str, Any], rel: str, path: str) -> str:
    """Return the id behind a thing's link of this relation to this path, or "" for none. Raises ValueError."""
    for link in thing.get("links") or ():
        address = urlsplit(str(link.get("href"))).path if link.get("rel") == rel else ""
        if address.startswith(path):
            return identifier(unquote(address.removeprefix(path)))
    return ""


def capture_of(refund: Mapping[str, Any]) -> str:
    return linked(refund, "up", CAPTURES)
