"""Which network address somebody calls from: ours to say, not theirs."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104 - an address that nobody calls from, not one to listen on


def address_of(request: HttpRequest) -> str:
    """Return the caller's address: as many steps back as there are proxies of ours, everything before is hearsay."""
    peer = request.META.get("REMOTE_ADDR", "")
    steps = settings.TRUSTED_PROXY_COUNT
    named = request.headers.get("X-Forwarded-For", "").split(",")
    claimed = named[-steps].strip() if 0 < steps <= len(named) else peer
    return _sound(claimed) or _sound(peer) or NOWHERE


def _sound(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
