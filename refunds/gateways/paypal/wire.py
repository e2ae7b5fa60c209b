"""The line to PayPal: one attempt a call, short time-outs, the exact bytes that were stored.

The SDK (paypal-server-sdk 2.4.0, read in November 2026) makes the request and signs in. Its body serialiser hands
a text through as it is, so what was stored is what leaves. What came back is read here, from the answer itself: the
SDK turns answers into objects without what we keep, and loses the status of an answer that is not JSON.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from apimatic_core.authentication.multiple.single_auth import Single
from apimatic_core.request_builder import RequestBuilder
from apimatic_core.response_handler import ResponseHandler
from apimatic_core.types.parameter import Parameter
from paypalserversdk.configuration import Configuration, Environment, Server
from paypalserversdk.controllers.base_controller import BaseController
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.http.http_method_enum import HttpMethodEnum
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient

from customers.correlation import working_under
from refunds.gateways.api_base import checked_base
from refunds.gateways.http import CONNECT_SECONDS, READ_SECONDS, CorrelatedLine, object_in, open_session
from refunds.gateways.paypal.dispute_calls import DisputeCalls

TOKEN_PATH = "/v1/oauth2/token"  # noqa: S105
VERIFY_PATH = "/v1/notifications/verify-webhook-signature"
TOKEN_SPARE_SECONDS = 60
"""A token is not used in its last minute, so that it does not run out under way."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What PayPal said. `body` is {} where it said nothing that is a JSON object."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


class NotSignedIn(Exception):
    """No token could be had, so the call itself was never made. `answer` is what PayPal said to that, if anything."""

    def __init__(self, answer: Answer | None) -> None:
        super().__init__(answer.status if answer else "no answer")  # its body may hold a token
        self.answer = answer


class Wire:
    """One account's connection. A call raises NotSignedIn, or what `requests` raises when no answer came."""

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        sandbox: bool = False,
        api_base: str = "",
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._heard = threading.local()
        self._signing_in = threading.Lock()
        self._session = _session(self._hear)
        self._settings: dict[str, Any] = {
            "environment": Environment.SANDBOX if sandbox else Environment.PRODUCTION,
            "timeout": (CONNECT_SECONDS, read_seconds),
            "client_credentials_auth_credentials": ClientCredentialsAuthCredentials(
                o_auth_client_id=client_id,
                o_auth_client_secret=client_secret,
                o_auth_clock_skew=TOKEN_SPARE_SECONDS,
            ),
        }
        self._base = checked_base(api_base, "PayPal") if api_base else ""
        self._sdk = self._signed_out()

    def refund(self, capture: str, body: bytes, key: str, correlation: str = "") -> Answer:
        """Ask for a refund with a stored body under its key."""
        asked = {
            "capture_id": capture,
            "paypal_request_id": key,
            "prefer": "return=representation",
            "body": body.decode(),
        }
        with working_under(correlation):
            return self._ask(lambda: self._sdk.payments.refund_captured_payment(asked))

    def read_refund(self, refund: str) -> Answer:
        return self._ask(lambda: self._sdk.payments.get_refund({"refund_id": refund}))

    def capture(self, capture: str) -> Answer:
        return self._ask(lambda: self._sdk.payments.get_captured_payment({"capture_id": capture}))

    def order(self, order: str) -> Answer:
        return self._ask(lambda: self._sdk.orders.get_order({"id": order}))

    def transactions(self, **query: Any) -> Answer:
        return self._ask(lambda: self._sdk.transaction_search.search_transactions(query))

    def balances(self, currency: str) -> Answer:
        return self._ask(lambda: self._sdk.transaction_search.search_balances({"currency_code": currency}))

    def dispute(self, dispute: str) -> Answer:
        return self._ask(lambda: DisputeCalls(self._sdk.global_configuration).read(dispute))

    def disputes(self, **query: Any) -> Answer:
        return self._ask(lambda: DisputeCalls(self._sdk.global_configuration).search(**query))

    def act_on_dispute(self, dispute: str, act: str, body: bytes, content_type: str, key: str) -> Answer:
        """Do one of the acts that a dispute's links allow, with exactly this body."""
        return self._ask(
            lambda: DisputeCalls(self._sdk.global_configuration).act(dispute, act, body, content_type, key)
        )

    def verify_webhook(self, body: bytes) -> Answer:
        """Ask whether PayPal sent a webhook. The SDK has no call for it; this is one in its own words."""
        return self._ask(lambda: _Notifications(self._sdk.global_configuration).verify(body.decode()))

    def sign_in(self) -> None:
        """Have a token, an earlier one while it lives. Raises NotSignedIn, or what `requests` raises."""
        with self._signing_in:
            self._heard.token = None
            try:
                signed_in = self._sdk.oauth_2.is_valid()
            except requests.RequestException:
                raise
            except Exception as trouble:  # the SDK broke over the answer
                raise NotSignedIn(self._heard.token) from trouble
            fetched: Answer | None = self._heard.token
            if not signed_in or (fetched and not fetched.body.get("access_token")):
                self._sdk = self._signed_out()  # it would go on with a token that is none
                raise NotSignedIn(fetched)

    def sign_in_anew(self) -> None:
        self._sdk = self._signed_out()
        self.sign_in()

    def _signed_out(self) -> PaypalServersdkClient:
        config = _Configuration(self._base, http_client_instance=self._session, **self._settings)
        return PaypalServersdkClient(config=config)

    def _ask(self, call: Callable[[], Any]) -> Answer:
        """Make one call. The SDK raises for every refusal and breaks over odd answers; what was heard counts."""
        try:
            self.sign_in()
        except requests.RequestException as silence:
            raise NotSignedIn(None) from silence
        self._heard.answer = None
        try:
            call()
        except Exception:
            if self._heard.answer is None:
                raise
        answer: Answer = self._heard.answer
        if answer.status == 401:
            self._sdk = self._signed_out()
        return answer

    def _hear(self, response: requests.Response, **_: Any) -> None:
        answer = Answer(response.status_code, response.headers, object_in(response.content))
        if urlsplit(response.url).path.endswith(TOKEN_PATH):
            self._heard.token = answer
        else:
            self._heard.answer = answer


class _Configuration(Configuration):
    """The SDK's own, except that it can be sent to another address."""

    def __init__(self, base: str, **settings: Any) -> None:
        super().__init__(max_retries=0, **settings)
        self._base = base

    def get_base_uri(self, server: Server = Server.DEFAULT) -> str:
        return self._base or str(super().get_base_uri(server))


class _Notifications(BaseController):
    def verify(self, body: str) -> Any:
        request = RequestBuilder().server(Server.DEFAULT).path(VERIFY_PATH).http_method(HttpMethodEnum.POST)
        request.header_param(Parameter().key("Content-Type").value("application/json"))
        request.body_param(Parameter().value(body)).auth(Single("Oauth2"))
        return self.new_api_call_builder.request(request).response(ResponseHandler()).execute()


def _session(hear: Callable[..., None]) -> requests.Session:
    session = open_session(CorrelatedLine)
    session.hooks["response"].append(hear)
    return session
