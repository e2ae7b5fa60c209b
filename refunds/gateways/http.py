"""The line to a gateway: one try a call, no redirect, connections shared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from customers.correlation import HEADER, correlation_id

CONNECT_SECONDS = 3
READ_SECONDS = 10
CALLS_AT_ONCE = 32


def open_session(line: type[HTTPAdapter] = HTTPAdapter) -> requests.Session:
    """Share connections between threads, retry nothing, follow no redirect: a second request is ours to decide."""
    session = requests.Session()
    session.max_redirects = 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, line(pool_maxsize=CALLS_AT_ONCE, max_retries=0))
    return session


class CorrelatedLine(HTTPAdapter):
    """Sends along the id of what is going on, where the SDK has no way to say it with a call."""

    def add_headers(self, request: requests.PreparedRequest, **_: Any) -> None:
        if correlation_id():
            request.headers[HEADER] = correlation_id()


def object_in(content: bytes) -> Mapping[str, Any]:
    """Read the JSON object of an answer; an empty one where there is none."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
