"""The items of Adyen's standard webhooks: what Adyen signs of each, and the proof that it did.

We check it ourselves: the SDK's helper looks at the first item only, and breaks on one without a signature
(Adyen 16.0, read in November 2026).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.identifiers import identifier

MOST = 100
LARGEST_AMOUNT = 10**15

_REFERENCE = re.compile(r"[A-Za-z0-9._-]{0,100}")
_EVENT_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,63}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{43}=")


@dataclass(frozen=True, slots=True)
class Item:
    """One item, as far as it is signed; nothing else of it may be believed. "" and None stand for what is not there.

    Adyen joins the signed fields with ":" and escapes nothing. Only the merchant's own reference may hold one here,
    so no two items share a signature.
    """

    psp_reference: str
    original_reference: str
    merchant_account: str
    merchant_reference: str
    value: int | None
    currency: str
    event_code: str
    success: str
    signature: str
    raw: Mapping[str, Any]

    @property
    def signed(self) -> bytes:
        """The bytes under the signature."""
        amount = ["" if self.value is None else str(self.value), self.currency]
        names = [self.psp_reference, self.original_reference, self.merchant_account, self.merchant_reference]
        return ":".join([*names, *amount, self.event_code, self.success]).encode()

    @property
    def event_id(self) -> str:
        """What makes a delivery the same event again. Adyen signs no time: a replay is one that we have."""
        return f"{self.psp_reference}:{self.event_code}:{self.success}"


def read_items(raw: bytes) -> list[Item]:
    """Read the items of a body, proven or not; raise ForgedWebhook if it is none of Adyen's."""
    try:
        wrappers = json.loads(raw)["notificationItems"]
        if not isinstance(wrappers, list) or not 0 < len(wrappers) <= MOST:
            raise ValueError("There is no item, or there are absurdly many.")
        return [_item(wrapper["NotificationRequestItem"]) for wrapper in wrappers]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as trouble:
        raise ForgedWebhook(f"The body is no notification: {trouble!r}") from trouble


def prove(items: Iterable[Item], keys: Iterable[str], merchant_account: str) -> None:
    """Accept if each item is signed with one of the keys and is for this merchant account; else raise ForgedWebhook.

    Several keys are several keys being changed: Adyen signs what it has queued with the earlier one.
    """
    secrets = [bytes.fromhex(key) for key in keys if key]
    for item in items:
        fits = [hmac.compare_digest(sign(item.signed, key), item.signature.encode()) for key in secrets]
        if not any(fits):
            raise ForgedWebhook("An item's signature does not fit it.")
        if item.merchant_account != merchant_account:
            raise ForgedWebhook("An item is for another merchant account.")


def sign(signed: bytes, key: bytes) -> bytes:
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())


def _item(item: Mapping[str, Any]) -> Item:
    amount = item.get("amount") or {}
    return Item(
        psp_reference=_fitting(_REFERENCE, item["pspReference"]) or _missing("pspReference"),
        original_reference=_fitting(_REFERENCE, item.get("originalReference") or ""),
        merchant_account=_fitting(_REFERENCE, item["merchantAccountCode"]),
        merchant_reference=identifier(item.get("merchantReference") or ""),
        value=_value(amount["value"]) if amount else None,
        currency=_fitting(_CURRENCY, amount["currency"]) if amount else "",
        event_code=_fitting(_EVENT_CODE, item["eventCode"]),
        success=_fitting(re.compile("true|false"), item["success"]),
        signature=_fitting(_SIGNATURE, item["additionalData"]["hmacSignature"]),
        raw=item,
    )


def _fitting(pattern: re.Pattern[str], text: Any) -> str:
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise ValueError(f"{str(text)[:60]!r} cannot be meant.")
    return text


def _missing(name: str) -> str:
    raise ValueError(f"{name} is missing.")


def _value(value: Any) -> int:
    if type(value) is not int or abs(value) > LARGEST_AMOUNT:
        raise ValueError("The amount is no whole number.")
    return value
