"""What the lines to all gateways have in common: one try a call, no redirect, and what a silence proves."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError

from refunds.gateways.errors import BadConfiguration

CONNECT_SECONDS = 3
READ_SECONDS = 10
CALLS_AT_ONCE = 32


def open_session() -> requests.Session:
    """Share connections between threads, retry nothing, follow no redirect: a second request is ours to decide."""
    session = requests.Session()
    session.max_redirects = 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=CALLS_AT_ONCE, max_retries=0))
    return session


def checked_base(api_base: str, gateway: str) -> str:
    """Another address serves tests; outside this machine a key never travels in the clear."""
    address = urlsplit(api_base)
    local = address.hostname in ("localhost", "127.0.0.1", "::1")
    if not address.hostname or address.scheme not in ("https", "http") or (address.scheme == "http" and not local):
        raise BadConfiguration(_("The address of %s's API must begin with https://.") % gateway)
    return api_base.rstrip("/")


def silence(trouble: BaseException | None) -> tuple[str, bool]:
    """Name a call without an answer, and say whether it surely never left: only where no connection was made."""
    if isinstance(trouble, requests.ConnectTimeout):
        return "connect_timeout", True
    if _has_cause(trouble, NewConnectionError):
        return "connection_refused", True
    if isinstance(trouble, requests.Timeout):
        return "timeout", False
    return "connection_lost", False


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Search what an exception wraps: requests and urllib3 put theirs into `args` and `reason`."""
    if error is None or isinstance(error, kind):
        return error is not None
    wrapped = [getattr(error, "reason", None), *error.args]
    return any(_has_cause(inner, kind) for inner in wrapped if isinstance(inner, BaseException))
