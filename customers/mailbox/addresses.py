"""Reply addresses: each case has its own, which only we can make. Off where MAIL_REPLY_ADDRESS is not set.

MAIL_REPLY_ADDRESS=reply@inbox.shop.example gives reply+rf-2026-000123.<24 signs>@inbox.shop.example: the case, and a
signature over it with the house's key. Mail servers may turn capitals into small letters, so there are none.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from hmac import compare_digest

from django.conf import settings
from django.utils.crypto import salted_hmac

from customers.models import Message

SALT = "customers.mailbox.addresses"
SIGNED_BYTES = 15
LONGEST_LOOKED_AT = 10_000


_answerable: set[str] = set()


def take_answers_about(prefix: str) -> None:
    """The socket: a room says that it takes answers about its cases, whose numbers begin so."""
    _answerable.add(prefix)


def reply_address(message: Message) -> str:
    """Where an answer to this letter goes; nowhere for a letter about no case, or to an address no longer theirs."""
    customer = message.customer
    if customer is None or not message.about or message.to_address.lower() != customer.email.lower():
        return ""
    return address_for(message.about)


def address_for(about: str) -> str:
    """The reply address of a case, or an empty text where there are none or nobody would take an answer."""
    name, _at, domain = settings.MAIL_REPLY_ADDRESS.partition("@")
    if not domain or about.partition("-")[0] not in _answerable:
        return ""
    return f"{name}+{about.lower()}.{_signature(about, settings.SECRET_KEY)}@{domain}"


def case_in(texts: Iterable[str]) -> str:
    """The case of the first reply address in these texts that we made ourselves, or an empty text."""
    name, _at, domain = settings.MAIL_REPLY_ADDRESS.partition("@")
    if not domain:
        return ""
    ours = re.compile(
        rf"{re.escape(name)}\+([a-z]{{2,4}}-[0-9]{{4}}-[0-9]{{6,12}})\.([a-z2-7]{{24}})@{re.escape(domain)}(?![a-z0-9-]|\.[a-z0-9])",
        re.IGNORECASE,
    )
    for text in texts:
        for about, signature in ours.findall(text[:LONGEST_LOOKED_AT]):
            if _is_ours(about, signature):
                return str(about).upper()
    return ""


def _is_ours(about: str, signature: str) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(compare_digest(_signature(about, key), signature.lower()) for key in keys)


def _signature(about: str, key: str) -> str:
    digest = salted_hmac(SALT, about.upper(), secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest[:SIGNED_BYTES]).decode().lower()
