"""PayPal's calls about disputes, for which its SDK (2.4.0) has none: in the SDK's own words, over its line.

Paths from PayPal's Customer Disputes specification (1.10). The links of a dispute say which acts it allows; the call
itself goes to the address of our settings, never to that of a link.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from apimatic_core.authentication.multiple.single_auth import Single
from apimatic_core.request_builder import RequestBuilder
from apimatic_core.response_handler import ResponseHandler
from apimatic_core.types.parameter import Parameter
from paypalserversdk.configuration import Server
from paypalserversdk.controllers.base_controller import BaseController
from paypalserversdk.http.http_method_enum import HttpMethodEnum

PATH = "/v1/customer/disputes"
SEARCHED_BY = ("update_time_after", "update_time_before", "page_size", "next_page_token", "dispute_state")


class DisputeCalls(BaseController):
    """One call each. What came back is heard by the wire."""

    def read(self, dispute: str) -> Any:
        return self._ask(_to("{id}", HttpMethodEnum.GET, dispute))

    def search(self, **query: Any) -> Any:
        request = RequestBuilder().server(Server.DEFAULT).path(PATH).http_method(HttpMethodEnum.GET)
        for name, value in query.items():
            request.query_param(Parameter().key(name).value(value))
        return self._ask(request)

    def act(self, dispute: str, act: str, body: bytes, content_type: str, key: str) -> Any:
        """Do one of the acts that a dispute's links name. The key is kept by PayPal where it minds keys at all."""
        request = _to(f"{{id}}/{act}", HttpMethodEnum.POST, dispute)
        request.header_param(Parameter().key("Content-Type").value(content_type))
        request.header_param(Parameter().key("PayPal-Request-Id").value(key))
        return self._ask(request.body_param(Parameter().value(body)))

    def _ask(self, request: Any) -> Any:
        return self.new_api_call_builder.request(request.auth(Single("Oauth2"))).response(ResponseHandler()).execute()


def acts_of(dispute: Any) -> set[str]:
    """The acts that a dispute's own links allow now; no link, no act."""
    begin = f"{PATH}/{dispute.get('dispute_id')}/"
    paths = [urlsplit(str(link.get("href"))).path for link in dispute.get("links") or ()]
    return {path.removeprefix(begin) for path in paths if path.startswith(begin)}


def next_page(found: Any) -> dict[str, str]:
    """What to search for to have the page after this one; {} where there is none."""
    for link in found.get("links") or ():
        if link.get("rel") == "next":
            query = dict(parse_qsl(urlsplit(str(link.get("href"))).query))
            return {name: query[name] for name in SEARCHED_BY if name in query}
    return {}


def _to(path: str, method: Any, dispute: str) -> Any:
    request = RequestBuilder().server(Server.DEFAULT).path(f"{PATH}/{path}").http_method(method)
    return request.template_param(Parameter().key("id").value(dispute).should_encode(True))
