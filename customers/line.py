"""The line to a system of the shop: one call to a number that was checked, within seconds, following nobody."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPConnection, HTTPException
from threading import Event, Timer

from django.utils.translation import gettext as _

from customers.card_numbers import mask_card_numbers
from customers.open_addresses import Closed, Place, open_numbers, read_address

CONNECT_SECONDS = 3
READ_SECONDS = 6
WHOLE_SECONDS = 12
"""However slowly an answer drips, the line is cut then."""

READ_BYTES = 2048
WORDS_KEPT = 300
LONGEST_WAIT_SECONDS = 86_400
NUMBERS_TRIED = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What came back. No status is silence, and `words` say what it was like. `wait_seconds` was asked for."""

    status: int | None
    words: str
    wait_seconds: int = 0

    @property
    def is_yes(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        return self.status == 410


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Said:
    return call("POST", address, body, headers)


def call(method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Said:
    """Send it once. Never raises: whatever goes wrong is an answer without a status."""
    try:
        place = read_address(address)
        return _ask(method, place, _connect(place, open_numbers(place)), body, headers)
    except Closed as refusal:
        return Said(None, str(refusal))
    except ssl.SSLCertVerificationError as trouble:
        return Said(None, _clean(_("Its certificate is not good: %s") % trouble.verify_message))
    except TimeoutError:
        return Said(None, _("No answer in time; it has %s seconds.") % READ_SECONDS)
    except (socket.gaierror, UnicodeError):
        return Said(None, _("Nobody knows this name."))
    except (OSError, HTTPException) as trouble:
        return Said(None, _clean(f"{type(trouble).__name__}: {trouble}"))


def _connect(place: Place, numbers: list[str]) -> socket.socket:
    """Open the line to the first number that takes it. The name is not looked up again."""
    for number in numbers[: NUMBERS_TRIED - 1]:
        with suppress(OSError):
            return socket.create_connection((number, place.port), CONNECT_SECONDS)
    return socket.create_connection((numbers[:NUMBERS_TRIED][-1], place.port), CONNECT_SECONDS)


def _ask(method: str, place: Place, wire: socket.socket, body: bytes, headers: Mapping[str, str]) -> Said:
    wire.settimeout(READ_SECONDS)
    if place.is_tls:
        wire = _tls().wrap_socket(wire, server_hostname=place.host, do_handshake_on_connect=False)
    is_cut = Event()
    scissors = Timer(WHOLE_SECONDS, _cut, [wire, is_cut])
    scissors.daemon = True
    scissors.start()
    try:
        return _exchange(method, place, wire, body, headers)
    finally:
        scissors.cancel()
        wire.close()
        if is_cut.is_set():
            raise TimeoutError  # what was read until then is no answer, even where it looks like one


def _exchange(method: str, place: Place, wire: socket.socket, body: bytes, headers: Mapping[str, str]) -> Said:
    if isinstance(wire, ssl.SSLSocket):
        wire.do_handshake()
    line = HTTPConnection(place.host, place.port)
    line.sock = wire
    line.request(method, place.target, body, {"Host": place.said_host, "Connection": "close", **headers})
    answer = line.getresponse()
    words = _clean(answer.read(READ_BYTES).decode("utf-8", "replace"))
    if 300 <= answer.status < 400:
        words = _("It points elsewhere, and messages do not follow.")
    return Said(answer.status, words, _wait(answer.headers.get("Retry-After", "")))


def _cut(wire: socket.socket, is_cut: Event) -> None:
    is_cut.set()
    with suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)


@cache
def _tls() -> ssl.SSLContext:
    """Trust whom this machine trusts; SSL_CERT_FILE names others."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _wait(text: str) -> int:
    """Read Retry-After, seconds or a date; 0 where it says nothing."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_WAIT_SECONDS)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(int((until - datetime.now(UTC)).total_seconds()), 0), LONGEST_WAIT_SECONDS)


def _clean(text: str) -> str:
    """What of it may be kept and shown: one line of printable words, no card number."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return mask_card_numbers(words)[:WORDS_KEPT]
