"""Fourteen ways to forge a webhook, for every gateway that signs what it sends.

A gateway joins with a `Forger`: a few events of its own, and one function that signs a body as the gateway would.
Where its signature is no header, or what it signs is not the body, it says so by overriding that one way.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from refunds.gateways import signed_header
from refunds.gateways.paypal.webhooks import WINDOW_BACK
from tests import mollie_stand_in
from tests.adyen_stand_in import HMAC_KEY, MERCHANT, signed
from tests.paypal_stand_in import CLIENT, PayPalStandIn
from tests.refunds.gateways.answering_server import answering_server

VARIANTS = 25
WINDOW_SECONDS = signed_header.WINDOW_SECONDS
ELSEWHERE = ("https://api.paypal.com.example.org", "http://127.0.0.1", "https://[::1]", "file:///etc", "//example.org")


@dataclass(frozen=True)
class Letter:
    """A delivery at our door."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Forger(ABC):
    """Knows one gateway well enough to deceive it. The signature is a header, over the raw body and a time."""

    code: str
    config: Mapping[str, Any]
    secret: str
    header: str

    @abstractmethod
    def event(self, n: int) -> dict[str, Any]:
        """Return the n-th genuine event."""

    @abstractmethod
    def sign(self, body: bytes, secret: str, at: int) -> Letter:
        """Sign a body as the gateway would, with this secret and at this time."""

    def other_scheme(self, letter: Letter, n: int) -> Letter:
        """Sign by another scheme than the one that is agreed on."""
        return self.resigned(letter, self.signature(letter).replace("v1=", f"v{n + 2}="))

    @contextmanager
    def at_work(self) -> Iterator[Mapping[str, Any]]:
        """Set up what the gateway itself must answer meanwhile, and yield the account's settings."""
        yield self.config

    @cache  # noqa: B019
    def genuine(self, n: int) -> Letter:
        return self.sign(self.written(self.event(n)), self.secret, int(time.time()))

    def written(self, event: Mapping[str, Any]) -> bytes:
        return json.dumps(event).encode()

    def signature(self, letter: Letter) -> str:
        return letter.headers[self.header]

    def resigned(self, letter: Letter, signature: str | None) -> Letter:
        rest = {name: value for name, value in letter.headers.items() if name != self.header}
        return replace(letter, headers=rest if signature is None else {**rest, self.header: signature})

    def at_another_time(self, n: int, seconds: int) -> Letter:
        return self.sign(self.written(self.event(n)), self.secret, int(time.time()) + seconds)

    def changed(self, n: int) -> Letter:
        """Keep the signature and change one thing that is told."""
        event = self.event(n)
        _change_leaf(event, n)
        return replace(self.genuine(n), body=self.written(event))

    def rewritten(self, n: int) -> Letter:
        """Keep the signature and write the same things in other bytes."""
        return replace(self.genuine(n), body=json.dumps(self.event(n), indent=n + 1).encode())

    def with_a_second(self, n: int) -> Letter:
        """Hang something unsigned behind what is signed."""
        letter = self.genuine(n)
        second = self.written(self.event(n + 1))
        bodies = (letter.body + b"\n" + second, b"[" + letter.body + b"," + second + b"]", letter.body + second)
        return replace(letter, body=bodies[n % len(bodies)])

    def of_another_account(self, n: int) -> Letter:
        return self.sign(self.written(self.event(n)), another_key(n), int(time.time()))

    def with_its_key_elsewhere(self, n: int) -> Letter:
        """Sign with one's own key, and say where the proof of it can be fetched."""
        letter = self.of_another_account(n + VARIANTS)
        address = f"{ELSEWHERE[n % len(ELSEWHERE)]}/certificate-{n}.pem"
        return replace(letter, headers={**letter.headers, "Paypal-Cert-Url": address, "X-Key-Url": address})


class StripeForger(Forger):
    code, header, secret = "stripe", "Stripe-Signature", "whsec_of_the_shop"
    config = {"gateway": "stripe", "secret_key": "sk_test_1", "webhook_secrets": [secret]}

    def event(self, n: int) -> dict[str, Any]:
        refund = {"object": "refund", "id": f"re_{n}", "charge": "ch_1", "amount": 2000, "currency": "eur"}
        told = {"id": f"evt_{n}", "type": "refund.updated", "created": 1773478800}
        return {**told, "data": {"object": {**refund, "status": "succeeded"}}}

    def sign(self, body: bytes, secret: str, at: int) -> Letter:
        return Letter(body, {self.header: signed_header.sign(body, secret, at)})


class SandboxForger(Forger):
    code, header, secret = "sandbox", "Sandbox-Signature", "secret-of-the-sandbox"
    config = {"gateway": "sandbox", "webhook_secrets": [secret]}

    def event(self, n: int) -> dict[str, Any]:
        refund = {"id": f"sbr_{n}", "reference": "", "payment": "pay_1", "status": "succeeded", "amount": 2000}
        told = {"id": f"sbe_{n}", "type": "refund.succeeded", "created": "2026-01-01T00:00:00+00:00"}
        return {**told, "account": "sandbox", "data": {**refund, "currency": "EUR"}}

    def sign(self, body: bytes, secret: str, at: int) -> Letter:
        return Letter(body, {self.header: signed_header.sign(body, secret, at)})


class AdyenForger(Forger):
    """Each item carries its signature, over eight of its fields. No time is signed, but the keys change with time."""

    code, header, secret = "adyen", "", HMAC_KEY
    config = {"gateway": "adyen", "secret_key": "k", "merchant_account": MERCHANT, "webhook_secrets": [HMAC_KEY]}

    def event(self, n: int) -> dict[str, Any]:
        return {
            "pspReference": f"REF{n:013d}", "originalReference": "PAY1", "merchantAccountCode": MERCHANT,
            "merchantReference": "RF-2026-000123-1", "amount": {"value": 2000, "currency": "EUR"},
            "eventCode": "REFUND", "success": "true",
        }  # fmt: skip

    def written(self, event: Mapping[str, Any]) -> bytes:
        return json.dumps({"notificationItems": [{"NotificationRequestItem": event}]}).encode()

    def sign(self, body: bytes, secret: str, at: int) -> Letter:
        told = [wrapper["NotificationRequestItem"] for wrapper in json.loads(body)["notificationItems"]]
        return Letter(signed(*told, key=secret))

    def signature(self, letter: Letter) -> str:
        (wrapper,) = json.loads(letter.body)["notificationItems"]
        return wrapper["NotificationRequestItem"]["additionalData"]["hmacSignature"]

    def resigned(self, letter: Letter, signature: Any) -> Letter:
        (wrapper,) = json.loads(letter.body)["notificationItems"]
        data = {} if signature is None else {"hmacSignature": signature}
        return Letter(self.written({**wrapper["NotificationRequestItem"], "additionalData": data}))

    def other_scheme(self, letter: Letter, n: int) -> Letter:
        digest = ("md5", "sha1", "sha224", "sha384", "sha512")[n % 5]
        made = hmac.new(bytes.fromhex(self.secret), letter.body, digest).digest()
        told = (base64.b64encode(made).decode(), made.hex(), f"{digest}={made.hex()}")[n % 3]
        return self.resigned(letter, told)

    def at_another_time(self, n: int, seconds: int) -> Letter:
        """Sign with a key that was taken out of use, or is not in use yet."""
        return self.sign(self.written(self.event(n)), another_key(seconds), 0)

    def changed(self, n: int) -> Letter:
        event = self.event(n)
        _change_leaf(event, n)
        return self.resigned(Letter(self.written(event)), self.signature(self.genuine(n)))

    def rewritten(self, n: int) -> Letter:
        """Write fields that give the same text to sign, or nearly: by other types, or by a ":" in another field."""
        event = {**self.event(n), "merchantReference": f"{MERCHANT}:A"}
        psp, payment = event["pspReference"], event["originalReference"]
        near = [
            {"amount": {"value": "2000", "currency": "EUR"}},
            {"originalReference": f"{payment}:{MERCHANT}", "merchantReference": "A"},
            {"pspReference": f"{psp}:{payment}", "originalReference": MERCHANT, "merchantReference": "A"},
            {"merchantAccountCode": f"{MERCHANT}:{MERCHANT}", "merchantReference": "A"},
            {"merchantReference": MERCHANT, "amount": {"value": "A", "currency": "2000:EUR"}},
            {"amount": {"value": 2000, "currency": "EUR:REFUND"}, "eventCode": "true", "success": ""},
            {"amount": {"value": 2000.0, "currency": "EUR"}},
            {"amount": {"value": [2000], "currency": "EUR"}},
            {"amount": {"value": 2000, "currency": ["EUR"]}},
            {"success": True},
            {"success": "TRUE"},
            {"pspReference": f"{psp}\\"},
            {"merchantReference": f"{MERCHANT}\\:A"},
        ]
        return self.resigned(
            Letter(self.written({**event, **near[n % len(near)]})),
            self.signature(Letter(signed(event, key=self.secret))),
        )

    def with_a_second(self, n: int) -> Letter:
        """Put an item that is not signed, or signed for another, behind good ones."""
        good = json.loads(signed(*[self.event(n + step) for step in range(n % 5 + 1)], key=self.secret))
        last = copy.deepcopy(good["notificationItems"][-1])
        last["NotificationRequestItem"]["pspReference"] = f"FORGED{n}"
        if n % 2:
            del last["NotificationRequestItem"]["additionalData"]
        return Letter(json.dumps({**good, "notificationItems": [*good["notificationItems"], last]}).encode())

    def of_another_account(self, n: int) -> Letter:
        """Sign with another merchant's key, or with ours for another merchant."""
        other = {**self.event(n), "merchantAccountCode": f"Somebody{n}ECOM"}
        return Letter(signed(self.event(n), key=another_key(n)) if n % 2 else signed(other, key=self.secret))


class PayPalForger(Forger):
    """PayPal is asked whether it signed a delivery, so that it must be there to say no."""

    code, header, secret = "paypal", "PAYPAL-TRANSMISSION-SIG", CLIENT["webhook_id"]
    config = {"gateway": "paypal", **CLIENT}

    @contextmanager
    def at_work(self) -> Iterator[Mapping[str, Any]]:
        with answering_server() as server:
            server.answers = PayPalStandIn(server.address).answer
            yield {**self.config, "api_base": server.address}

    def event(self, n: int) -> dict[str, Any]:
        up = {"rel": "up", "href": "https://api.paypal.com/v2/payments/captures/CAPTURE1"}
        own = {"rel": "self", "href": f"https://api.paypal.com/v2/payments/refunds/REFUND{n}"}
        told = {"id": f"WH-{n}", "event_type": "PAYMENT.CAPTURE.REFUNDED", "create_time": "2026-03-14T09:00:00Z"}
        return {**told, "resource": {"id": f"REFUND{n}", "status": "COMPLETED", "links": [own, up]}}

    def sign(self, body: bytes, secret: str, at: int) -> Letter:
        headers = PayPalStandIn("").sign(body, datetime.fromtimestamp(at, UTC), webhook_id=secret)
        return Letter(body, headers)

    def other_scheme(self, letter: Letter, n: int) -> Letter:
        return replace(letter, headers={**letter.headers, "PAYPAL-AUTH-ALGO": f"SHA{n}withRSA"})

    def at_another_time(self, n: int, seconds: int) -> Letter:
        """Be older than PayPal tries, too."""
        late = WINDOW_BACK // timedelta(seconds=1) if seconds < 0 else 0
        return super().at_another_time(n, seconds - late)

    def with_its_key_elsewhere(self, n: int) -> Letter:
        """Sign it well, and say that the certificate is somewhere else: PayPal's word is not even asked for."""
        letter = self.genuine(n)
        address = f"{ELSEWHERE[n % len(ELSEWHERE)]}/certificate-{n}.pem"
        return replace(letter, headers={**letter.headers, "PAYPAL-CERT-URL": address})


class MollieForger(Forger):
    """The signed webhooks. No time is signed, but the secrets change with time."""

    code, header, secret = "mollie", "X-Mollie-Signature", mollie_stand_in.SECRET
    config = {"gateway": "mollie", **mollie_stand_in.ACCOUNT}

    def event(self, n: int) -> dict[str, Any]:
        refund = {"resource": "refund", "id": f"re_{n:05d}", "paymentId": "tr_10001", "status": "refunded"}
        told = {"resource": "event", "id": f"event_{n}", "type": "refund.refunded"}
        return {**told, "createdAt": "2026-03-14T09:00:00+00:00", "_embedded": {"entity": refund}}

    def sign(self, body: bytes, secret: str, at: int) -> Letter:
        return Letter(body, mollie_stand_in.sign(body, secret))

    def other_scheme(self, letter: Letter, n: int) -> Letter:
        return self.resigned(letter, self.signature(letter).replace("sha256=", f"sha{n}="))

    def at_another_time(self, n: int, seconds: int) -> Letter:
        """Sign with a secret that was taken out of use, or is not in use yet."""
        return self.sign(self.written(self.event(n)), another_key(seconds), 0)


FORGERS = (StripeForger(), AdyenForger(), PayPalForger(), MollieForger(), SandboxForger())

Way = Callable[[Forger, int], Letter]


def _replaced(text: str, place: int) -> str:
    return text[: -place - 1] + "é" + text[len(text) - place :]


WAYS: dict[str, Way] = {
    "no signature": lambda forger, n: forger.resigned(forger.genuine(n), None),
    "empty signature": lambda forger, n: forger.resigned(forger.genuine(n), " " * (n % 3)),
    "another scheme": lambda forger, n: forger.other_scheme(forger.genuine(n), n),
    "cut short": lambda forger, n: forger.resigned(forger.genuine(n), forger.signature(forger.genuine(n))[: -n - 1]),
    "not ASCII": lambda forger, n: forger.resigned(
        forger.genuine(n), _replaced(forger.signature(forger.genuine(n)), n)
    ),
    "old": lambda forger, n: forger.at_another_time(n, -(WINDOW_SECONDS + 1 + n * 3600)),
    "from the future": lambda forger, n: forger.at_another_time(n, WINDOW_SECONDS + 60 + n * 3600),
    "replay": lambda forger, n: forger.genuine(n),
    "changed body": lambda forger, n: forger.changed(n),
    "rewritten body": lambda forger, n: forger.rewritten(n),
    "second item": lambda forger, n: forger.with_a_second(n),
    "another account's key": lambda forger, n: forger.of_another_account(n),
    "repeated": lambda forger, n: forger.resigned(
        forger.genuine(n), ",".join([forger.signature(forger.genuine(n))] * (n + 2))
    ),
    "key from elsewhere": lambda forger, n: forger.with_its_key_elsewhere(n),
}
"""A replay is a genuine letter once more: it is answered, and dropped."""


def another_key(n: int) -> str:
    """A key that nobody agreed on, as good as a real one wherever it is written in hexadecimal digits."""
    return hashlib.sha256(f"not the shop's {n}".encode()).hexdigest()


def _change_leaf(event: dict[str, Any], n: int) -> None:
    """Change the n-th value in an event a little; the next time round a little more."""
    leaves = list(_leaves(event))
    holder, name = leaves[n % len(leaves)]
    more = n // len(leaves) + 1
    holder[name] = holder[name] + more if isinstance(holder[name], int) else holder[name] + "0" * more


def _leaves(thing: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Every text and number in it, by the mapping that holds it."""
    listed = [part for value in thing.values() for part in (value if isinstance(value, list) else [value])]
    inner = [leaf for part in listed if isinstance(part, dict) for leaf in _leaves(part)]
    return [(thing, name) for name, value in thing.items() if not isinstance(value, dict | list)] + inner
