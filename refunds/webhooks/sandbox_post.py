"""The sandbox's postman: carries its webhooks to our own door over HTTP, as a real gateway would."""

from __future__ import annotations

import time
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, Request

import structlog
from django.conf import settings

from refunds.gateways.accounts import gateway_accounts
from refunds.gateways.sandbox.adapter import Sandbox
from refunds.gateways.sandbox.outgoing import Delivery

ANSWER_SECONDS = 5
ROUND_SECONDS = 15
AT_ONCE = 50

log = structlog.get_logger(__name__)


def deliver_due() -> int:
    """Post what is due at each sandbox account and return how many were taken; the others are offered again."""
    return sum(_deliver(gateway) for gateway in gateway_accounts() if isinstance(gateway, Sandbox))


def _deliver(sandbox: Sandbox) -> int:
    taken, stop_at = 0, time.monotonic() + ROUND_SECONDS
    for delivery in sandbox.console.due_webhooks(AT_ONCE):
        if time.monotonic() > stop_at:
            break
        if _is_taken(sandbox.account, delivery):
            sandbox.console.mark_delivered(delivery)
            taken += 1
    return taken


def _is_taken(account: str, delivery: Delivery) -> bool:
    address = f"{settings.INTERNAL_URL}/webhooks/{quote(account, safe='')}/"
    request = Request(address, delivery.body, dict(delivery.headers), method="POST")  # noqa: S310
    try:
        with _opener().open(request, timeout=ANSWER_SECONDS) as response:
            return 200 <= response.status < 300
    except (HTTPError, URLError, OSError) as trouble:
        log.warning("sandbox.webhook_not_taken", account=account, webhook=delivery.event_id, error=str(trouble))
        return False


def _opener() -> OpenerDirector:
    """HTTP and nothing else: no proxy of the environment, no redirect, no file."""
    opener = OpenerDirector()
    for handler in (HTTPHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    return opener
