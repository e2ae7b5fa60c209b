"""The line to Mollie: one attempt a call, short time-outs, the exact bytes that were stored.

The SDK (mollie-api-python 4.0, read in November 2026) makes the request and hands out the answer as it came. Its own
reading of answers is not used: it loses the status and the headers of whatever is not in Mollie's own shape.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import requests
from django.utils.translation import gettext as _
from mollie.api.client import Client
from mollie.api.error import RequestError, RequestSetupError

from customers.correlation import working_under
from refunds.gateways.api_base import checked_base
from refunds.gateways.errors import BadConfiguration
from refunds.gateways.http import CONNECT_SECONDS, READ_SECONDS, CorrelatedLine, object_in, open_session

PAGE = 250
ACCESS_TOKEN = "access_"  # noqa: S105
"""How a key begins that is the organisation's and not one profile's: only with it Mollie shows balances."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Mollie said. `body` is {} where it said nothing that is a JSON object."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


class NotAnswered(Exception):
    """Mollie answered a question with anything but what was asked for."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Wire:
    """One account's connection. A call raises what `requests` raises when no answer came."""

    def __init__(
        self, key: str, *, test_mode: bool = False, api_base: str = "", read_seconds: float = READ_SECONDS
    ) -> None:
        base = checked_base(api_base, "Mollie") if api_base else ""
        self._sdk = Client(base, timeout=(CONNECT_SECONDS, read_seconds), retry=0)  # type: ignore[arg-type]
        self._sdk.UNAME = "recourse"  # the SDK would tell this machine's name and kernel
        self._sdk._client = open_session(CorrelatedLine)
        self._sdk.set_testmode(test_mode)
        try:
            self._sdk.set_access_token(key) if key.startswith(ACCESS_TOKEN) else self._sdk.set_api_key(key)
        except RequestSetupError:  # whose message repeats the key
            raise BadConfiguration(_("A key of Mollie begins with live_, test_ or access_.")) from None

    def refund(self, payment: str, body: bytes, key: str, correlation: str = "") -> Answer:
        """Send a stored body under its key. The SDK takes fields, and writes them back into exactly these bytes."""
        with working_under(correlation):
            return self._call("POST", f"payments/{_part(payment)}/refunds", json.loads(body), key=key)

    def read_refund(self, payment: str, refund: str) -> Answer:
        return self._call("GET", f"payments/{_part(payment)}/refunds/{_part(refund)}")

    def cancel_refund(self, payment: str, refund: str) -> Answer:
        return self._call("DELETE", f"payments/{_part(payment)}/refunds/{_part(refund)}")

    def payment(self, payment: str) -> Answer:
        """Read a payment with its refunds and chargebacks in it."""
        return self._call("GET", f"payments/{_part(payment)}", embed="refunds,chargebacks")

    def chargeback(self, payment: str, chargeback: str) -> Answer:
        return self._call("GET", f"payments/{_part(payment)}/chargebacks/{_part(chargeback)}")

    def refunds_of(self, payment: str) -> Iterator[Mapping[str, Any]]:
        return self.pages(f"payments/{_part(payment)}/refunds", "refunds")

    def pages(self, path: str, name: str, **params: Any) -> Iterator[Mapping[str, Any]]:
        """Yield every object of a list, newest first, page by page. Raises NotAnswered."""
        begin: dict[str, Any] = {}
        while True:
            page = self.told(self._call("GET", path, limit=PAGE, **params, **begin))
            yield from page["_embedded"][name]
            following = (page.get("_links") or {}).get("next")
            if not following:
                return
            begin = {"from": parse_qs(urlsplit(following["href"]).query)["from"][0]}

    def told(self, answer: Answer) -> Mapping[str, Any]:
        """Return what a question was answered with. Raises NotAnswered for anything else."""
        if answer.status != 200 or not answer.body:
            raise NotAnswered(answer)
        return answer.body

    def first(self, path: str, **params: Any) -> Answer:
        """Ask for the first of a list: changes nothing, and proves the key."""
        return self._call("GET", path, limit=1, **params)

    def _call(self, method: str, path: str, data: Any = None, *, key: str = "", **params: Any) -> Answer:
        """Make one call. The SDK breaks over no parameters in test mode, and hides what `requests` raised."""
        try:
            response = self._sdk.perform_http_call(method, path, data, params, key)
        except RequestError as trouble:
            if isinstance(trouble.__context__, requests.RequestException):
                raise trouble.__context__ from None
            raise
        return Answer(response.status_code, response.headers, object_in(response.content))


def _part(reference: str) -> str:
    return quote(reference, safe="")
