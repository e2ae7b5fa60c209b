"""Signing by the scheme of standardwebhooks.com (1.0): id, time and body, once with each secret that still counts."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime

from standardwebhooks import Webhook

SECRET_BYTES = 32
PREFIX = "whsec_"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(message_id: str, body: str, at: datetime, keys: Iterable[str]) -> dict[str, str]:
    """The three headers of the scheme. `at` is in UTC: the library takes the hands of the clock as they stand."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(message_id, at, body) for key in keys),
    }
