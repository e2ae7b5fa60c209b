"""What is kept but must not be read out of the database: sealed with SECRETS_KEYS, of which the newest seals."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def encrypt(text: str) -> bytes:
    """Seal a text under the newest key."""
    return _safe().encrypt(text.encode())


def decrypt(sealed: bytes | memoryview) -> str:
    """Open what any of the keys has sealed. Raises InvalidToken for what none of them did."""
    return _safe().decrypt(bytes(sealed)).decode()


def _safe() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRETS_KEYS or [_derived()]])


def _derived() -> bytes:
    """Where nobody set a key, one that follows from SECRET_KEY; production keeps no secret under that."""
    if settings.PRODUCTION:
        raise ImproperlyConfigured("Set SECRETS_KEYS: without a key of its own production keeps no secret.")
    return base64.urlsafe_b64encode(hashlib.sha256(f"recourse secrets {settings.SECRET_KEY}".encode()).digest())
