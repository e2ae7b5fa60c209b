"""Where a message may go: out over TLS, never into networks that only this machine reaches, unless they are named.

A name says nothing; what counts is the number that it leads to at the moment of the call, and that number is called.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from customers.errors import BadInput

LONGEST = 500

Number = IPv4Address | IPv6Address

_ADDRESS = re.compile(r"https?://[!-~]+")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?|[0-9a-f:.]+")
_IPV4_IN_IPV6 = (ip_network("64:ff9b::/96"), ip_network("::/96"))


class Closed(Exception):
    """The address leads where no message goes. The message is for people."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart. `target` is what stands behind the host."""

    host: str
    port: int
    is_tls: bool
    target: str

    @property
    def said_host(self) -> str:
        """The header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_tls else 80) else f"{host}:{self.port}"


def checked_address(text: str) -> str:
    """Return the address if it can be one to tell things to; raise BadInput otherwise. No name is looked up."""
    address = text.strip()
    try:
        place = read_address(address)
        written = _written_number(place.host)
        if written is not None:
            _require_open(written, place)
    except Closed as refusal:
        raise BadInput(str(refusal), "bad_address", "address") from None
    if not place.is_tls and not _may_be_this_machine(place.host, written):
        raise BadInput(_("The address must begin with https://."), "bad_address", "address")
    return address


def read_address(address: str) -> Place:
    """Take an address apart; raise Closed where it is none of ours to call."""
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise Closed(_("Give an address that begins with https://, without spaces, of up to %s characters.") % LONGEST)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Closed(_("This is not an address.")) from None
    if not _HOST.fullmatch(host) or port == 0:
        raise Closed(_("This is not an address."))
    if "@" in parts.netloc or "#" in address:
        raise Closed(_("Leave out the user name, the password and what stands behind #."))
    is_tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(host, port or (443 if is_tls else 80), is_tls, target)


def open_numbers(place: Place) -> list[str]:
    """Look the host up, once, and return the numbers to call; raise Closed if any is not open, OSError if unknown."""
    found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for number in numbers:
        _require_open(ip_address(number), place)
    return numbers


def _require_open(number: Number, place: Place) -> None:
    if not all(_is_open(each) for each in _meant(number)):
        raise Closed(_("This address leads into a network of its own, which is not open to messages."))
    if not place.is_tls and not all(each.is_loopback for each in _meant(number)):
        raise Closed(_("The address must begin with https://."))


def _is_open(number: Number) -> bool:
    if any(number in ip_network(network) for network in settings.SUBSCRIPTION_NETWORKS):
        return True
    return number.is_global and not (number.is_multicast or number.is_reserved or number.is_unspecified)


def _meant(number: Number) -> Iterator[Number]:
    """The number, or the older one that is wrapped up in it; both where either may be called."""
    if isinstance(number, IPv4Address):
        yield number
        return
    inner = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
    if inner is None and any(number in network for network in _IPV4_IN_IPV6) and int(number) > 1:
        inner = IPv4Address(int(number) & 0xFFFFFFFF)
    if inner is not None:
        yield inner
    if number.ipv4_mapped is None:
        yield number


def _written_number(host: str) -> Number | None:
    """The number that is written there, in any of the ways that a resolver understands: 127.1 is one."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _may_be_this_machine(host: str, written: Number | None) -> bool:
    """Tell whether to speak without TLS; a name is judged by where it leads when it is called."""
    return bool(settings.SUBSCRIPTION_NETWORKS) and (
        host == "localhost" or (written is not None and written.is_loopback)
    )
