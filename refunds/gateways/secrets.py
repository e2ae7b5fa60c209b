"""Sealing the secrets of gateway accounts: what the database holds is worth nothing without the environment's keys.

`SECRETS_KEYS` holds them, the newest first: it seals, each of them opens. A sealed secret names its place, so that it
opens nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from refunds.gateways.errors import BadConfiguration

DERIVED_FOR = b"recourse secrets of gateways\n"


def can_seal() -> bool:
    """Tell whether there is a key. Production has none unless one is set."""
    return bool(_keys())


def seal(value: str, place: str) -> str:
    """Encrypt a secret for one place, such as "shop/secret_key". Raises BadConfiguration without a key."""
    return _box().encrypt(json.dumps([place, value]).encode()).decode()


def unseal(token: str, place: str) -> str:
    """Decrypt a secret of this place. Raises BadConfiguration where no key opens it, or it belongs elsewhere."""
    try:
        found, value = json.loads(_box().decrypt(token.encode()))
    except InvalidToken:
        found, value = "", ""
    if found != place:
        raise BadConfiguration(_("The secret %s cannot be opened with the keys of SECRETS_KEYS.") % place)
    return str(value)


def seal_again(token: str) -> str:
    """Encrypt a sealed secret under the newest key. Raises BadConfiguration where no key opens it."""
    try:
        return _box().rotate(token.encode()).decode()
    except InvalidToken:
        raise BadConfiguration(_("A secret cannot be opened with the keys of SECRETS_KEYS.")) from None


def _box() -> MultiFernet:
    keys = _keys()
    if not keys:
        raise BadConfiguration(_("No secret can be kept here: SECRETS_KEYS is not set. Ask whoever runs the machine."))
    return MultiFernet([Fernet(key) for key in keys])


def _keys() -> list[bytes]:
    if settings.SECRETS_KEYS:
        return [key.encode() for key in settings.SECRETS_KEYS]
    return [] if settings.PRODUCTION else [_derived(settings.SECRET_KEY)]


def _derived(secret_key: str) -> bytes:
    """For the demo and the tests, where nothing worth a key of its own is kept."""
    return base64.urlsafe_b64encode(hashlib.sha256(DERIVED_FOR + secret_key.encode()).digest())
