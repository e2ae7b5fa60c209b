"""Webhook signatures of the form `t=<seconds>,v1=<hex>`: an HMAC-SHA256 over "<t>." and the raw body.

This is Stripe's form, which the sandbox shares. We check it ourselves: the SDK accepts times from the future
and breaks on bytes outside ASCII and UTF-8 (stripe 16.1, tried in November 2026).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable

from refunds.gateways.errors import ForgedWebhook

WINDOW_SECONDS = 5 * 60
"""A signature counts this long before and after our clock."""

MAX_HEADER_LENGTH = 4096

_SECONDS = re.compile(r"[0-9]{1,12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def sign(raw: bytes, secret: str, timestamp: int) -> str:
    """Write the header for a body."""
    return f"t={timestamp},v1={_digest(raw, secret, str(timestamp))}"


def verify(raw: bytes, header: str, secrets: Iterable[str], now: int) -> None:
    """Accept if any secret made any of the `v1` signatures within the window; else raise ForgedWebhook.

    Several secrets are several secrets being rotated; several signatures are the sender's side of that.
    """
    timestamp, digests = _read_header(header)
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        raise ForgedWebhook("The signature is too old or from the future.")
    expected = [_digest(raw, secret, timestamp) for secret in secrets if secret]
    matches = [hmac.compare_digest(ours, theirs) for ours in expected for theirs in digests]
    if not any(matches):
        raise ForgedWebhook("No signature fits the body.")


def _read_header(header: str) -> tuple[str, list[str]]:
    if not header or len(header) > MAX_HEADER_LENGTH:
        raise ForgedWebhook("The signature is missing or absurdly long.")
    parts = [part.strip().partition("=") for part in header.split(",")]
    timestamps = [value for name, _, value in parts if name == "t"]
    digests = [value for name, _, value in parts if name == "v1" and _DIGEST.fullmatch(value)]
    if len(timestamps) != 1 or not _SECONDS.fullmatch(timestamps[0]):
        raise ForgedWebhook("The signature has no single time.")
    if not digests:
        raise ForgedWebhook("The signature has no v1 part.")
    return timestamps[0], digests


def _digest(raw: bytes, secret: str, timestamp: str) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
