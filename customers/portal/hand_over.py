"""Tokens by which a shop that has signed its customer in hands them over: payload, a point, signature.

The payload is JSON in base64url without "=". It holds `iat` and `exp` in seconds since 1970, a `nonce`, either `email`
or `customer` (our own number, CU-…), and where the shop likes `next`, a path in the portal. The signature is
HMAC-SHA256 over the payload as it is written there, with the secret as it was shown. There is no header and no choice
of algorithm.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from customers.errors import BadInput
from customers.strict_json import read_object

LONGEST_TOKEN = 2048
LONGEST_SECONDS = 5 * 60
AHEAD_SECONDS = 30
"""So much may the shop's clock be ahead of ours."""

SECRET_PREFIX = "rho_"  # noqa: S105 - what a secret begins with

_PARTS = re.compile(r"([A-Za-z0-9_-]{1,2000})\.([A-Za-z0-9_-]{43})")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NEEDED = {"iat", "exp", "nonce"}
_WHO = {"email", "customer"}
_KNOWN = _NEEDED | _WHO | {"next"}
_LONGEST_WHO = 254


class Unusable(Exception):
    """The token lets nobody in. Says why, for the log and for whoever connects a shop, never for who holds it."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a sound token says. One of `email` and `customer` is empty."""

    email: str
    customer: str
    nonce: str
    expires_at: datetime
    leads_to: str


def new_secret() -> str:
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def make_token(secret: str, now: datetime, *, seconds: int = 120, **said: object) -> str:
    """Sign as a shop does."""
    at = int(now.timestamp())
    payload = {"iat": at, "exp": at + seconds, "nonce": secrets.token_urlsafe(16), **said}
    written = _in_base64(json.dumps(payload).encode())
    return f"{written}.{_signature(secret, written)}"


def read_token(token: str, standing: Iterable[str], now: datetime) -> HandOver:
    """Return what the token says if one of the standing secrets signed it and its time is now. Raises Unusable."""
    parts = _PARTS.fullmatch(token) if len(token) <= LONGEST_TOKEN else None
    if parts is None:
        raise Unusable("It is not a payload, a point and a signature in base64url.")
    written, signature = parts.groups()
    matches = [hmac.compare_digest(_signature(secret, written), signature) for secret in standing]
    if not any(matches):
        raise Unusable("No secret that counts now signed it.")
    return _checked(_payload(written), now)


def _payload(written: str) -> dict[str, object]:
    try:
        return read_object(base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise Unusable("The payload is not base64url.") from None
    except BadInput as trouble:
        raise Unusable(f"The payload is not a JSON object: {trouble.message}") from None


def _checked(said: dict[str, object], now: datetime) -> HandOver:
    if not set(said) >= _NEEDED or not set(said) <= _KNOWN or len(_WHO & set(said)) != 1:
        raise Unusable("It needs iat, exp, nonce and one of email and customer, may have next, and nothing else.")
    issued, expires, nonce = said["iat"], said["exp"], said["nonce"]
    if type(issued) is not int or type(expires) is not int:
        raise Unusable("iat and exp must be whole numbers of seconds.")
    _require_now(issued, expires, int(now.timestamp()))
    if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce):
        raise Unusable("The nonce must be 16 to 64 letters, digits, - and _.")
    words = {name: said.get(name, "") for name in ("email", "customer", "next")}
    if not all(isinstance(word, str) and len(word) <= _LONGEST_WHO for word in words.values()):
        raise Unusable("email, customer and next must be texts of up to 254 characters.")
    email, customer, leads_to = (str(word) for word in words.values())
    return HandOver(email.strip(), customer.strip(), nonce, datetime.fromtimestamp(expires, UTC), leads_to)


def _require_now(issued: int, expires: int, now: int) -> None:
    if not 0 < expires - issued <= LONGEST_SECONDS:
        raise Unusable("It must expire after it was issued, and within five minutes.")
    if issued > now + AHEAD_SECONDS:
        raise Unusable("It was issued in the future: compare the clocks.")
    if expires <= now:
        raise Unusable("It has expired.")


def _signature(secret: str, written: str) -> str:
    return _in_base64(hmac.new(secret.encode(), written.encode(), hashlib.sha256).digest())


def _in_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
