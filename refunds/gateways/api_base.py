"""Where a gateway's API is, when an account names another address than the gateway's own."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from refunds.gateways.errors import BadConfiguration

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def checked_base(address: str, gateway: str) -> str:
    """Another address serves tests; outside this machine a key never travels in the clear."""
    parts = urlsplit(address)
    in_the_clear = parts.scheme == "http" and parts.hostname not in THIS_MACHINE
    if not parts.hostname or parts.scheme not in ("https", "http") or in_the_clear:
        raise BadConfiguration(_("The address of the API of %s must begin with https://.") % gateway)
    return address.rstrip("/")
