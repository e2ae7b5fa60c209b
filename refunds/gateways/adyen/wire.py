"""The line to Adyen: one attempt a call, short time-outs, the exact bytes that were stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from Adyen.client import AdyenClient
from Adyen.httpclient import HTTPClient
from Adyen.services.checkout import AdyenCheckoutApi
from Adyen.services.disputes import AdyenDisputesApi
from Adyen.settings import LIB_NAME, LIB_VERSION
from django.utils.translation import gettext as _

from customers.correlation import HEADER
from refunds.gateways.api_base import checked_base
from refunds.gateways.errors import BadConfiguration
from refunds.gateways.http import CONNECT_SECONDS, READ_SECONDS, open_session

API_VERSION = 71
DISPUTES_VERSION = 30
TEST, LIVE = "test", "live"


class Wire:
    """One account's connection. Hands out Adyen's JSON as it came; raises what the SDK and requests raise."""

    def __init__(
        self,
        api_key: str,
        environment: str = TEST,
        live_prefix: str = "",
        api_base: str = "",
        read_seconds: int = READ_SECONDS,
    ) -> None:
        if environment not in (TEST, LIVE) or (environment == LIVE and not live_prefix):
            raise BadConfiguration(_("Adyen's environment is test, or live with the prefix of its live addresses."))
        client = AdyenClient(
            xapikey=api_key,
            platform=environment,
            live_endpoint_prefix=live_prefix or None,
            api_checkout_version=API_VERSION,
        )
        client.http_client, client.http_init = Line(api_base, read_seconds), True
        self._checkout = AdyenCheckoutApi(client)
        self._disputes = AdyenDisputesApi(client).disputes_api

    def refund(self, payment_reference: str, body: bytes, idempotency_key: str, correlation_id: str = "") -> Any:
        """Send a stored body."""
        return self._checkout.modifications_api.refund_captured_payment(
            body,
            path_part(payment_reference),
            idempotency_key=idempotency_key,
            header_parameters={HEADER: correlation_id} if correlation_id else {},
        ).message

    def dispute(self, call: str, body: bytes, idempotency_key: str = "") -> Any:
        """Make one of the calls about disputes, by its name in Adyen's specification."""
        calls = {
            "retrieveApplicableDefenseReasons": self._disputes.retrieve_applicable_defense_reasons,
            "supplyDefenseDocument": self._disputes.supply_defense_document,
            "defendDispute": self._disputes.defend_dispute,
            "acceptDispute": self._disputes.accept_dispute,
        }
        return calls[call](body, idempotency_key=idempotency_key or None).message

    def payment_methods(self, merchant_account: str) -> Any:
        """Ask which methods the account offers: changes nothing, and proves key, role and account."""
        body = json.dumps({"merchantAccount": merchant_account}).encode()
        return self._checkout.payments_api.payment_methods(body).message


class Line(HTTPClient):
    """What the SDK calls through. It hands on the body that it was given, so bytes stay bytes.

    The SDK's own line (16.0) would write the JSON anew, follow a redirect with the API key in its hand, and open
    a connection for every call.
    """

    def __init__(self, api_base: str, read_seconds: int) -> None:
        timeout = (CONNECT_SECONDS, read_seconds)
        super().__init__(user_agent_suffix=f"recourse {LIB_NAME}/", lib_version=LIB_VERSION, timeout=timeout)
        self.request = self._send
        self._base = checked_base(api_base, "Adyen") if api_base else ""
        self._session = open_session()

    def _send(
        self, method: str, url: str, json: bytes, xapikey: str, headers: Mapping[str, str]
    ) -> tuple[str, None, int, Mapping[str, str]]:
        answer = self._session.request(
            method,
            self._base + urlsplit(url).path if self._base else url,
            data=json,
            headers={**headers, "x-api-key": xapikey, "Content-Type": "application/json"},
            timeout=self.timeout,
            allow_redirects=False,
        )
        return answer.content.decode(errors="replace"), None, answer.status_code, answer.headers


def path_part(reference: str) -> str:
    """Escape a reference for the SDK, which would also replace "-live" and "-test" in it when it picks the server."""
    return quote(reference, safe="").replace("-", "%2D")
