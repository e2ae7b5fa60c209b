"""As much of HTTP/1.1 as a client's library needs, and all the ways in which an answer can fail to arrive."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_encode = json.JSONEncoder(separators=(",", ":")).encode
SLOW_PIECES = 20
"""A slow answer comes in about so many pieces, its last byte alone at the end."""


@dataclass(slots=True)
class Request:
    """One request as it came in. Header names are in lower case; the path is without its query."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def parts(self) -> list[str]:
        return [unquote(part) for part in self.path.split("/")[1:]]

    @property
    def asked(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, before it is known whether it will arrive."""

    status: int
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


def say(status: int, thing: Any, **headers: str) -> Said:
    """Answer with JSON."""
    return Said(status, in_json(thing), headers)


def in_json(thing: Any) -> bytes:
    return _encode(thing).encode()


class Line(asyncio.Protocol):
    """One connection. Requests are handed on one at a time; each is to be answered, or ended otherwise, once."""

    def __init__(self, arrive: Callable[[Request, Line], None]) -> None:
        self._arrive = arrive
        self._heard = b""
        self._is_busy = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if not self._is_busy:
            self._next()

    def answer(self, said: Said) -> None:
        self._write(_written(said))
        self._done()

    def answer_slowly(self, said: Said, seconds: float) -> None:
        """Let the answer trickle: whoever waits for single bytes hears all the time, and long has nothing."""
        whole = _written(said)
        size = max(1, (len(whole) - 1) // SLOW_PIECES)
        pieces = [whole[start : start + size] for start in range(0, len(whole) - 1, size)]
        pieces[-1] = pieces[-1][: len(pieces[-1]) - (sum(map(len, pieces)) - (len(whole) - 1))]
        self._trickle([*pieces, whole[-1:]], seconds / (len(pieces) + 1))

    def reset(self) -> None:
        """Break the connection, so that the other side is told of it."""
        if self._transport is not None:
            peer = self._transport.get_extra_info("socket")
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self._transport.abort()

    def stay_silent(self, seconds: float) -> None:
        """Say nothing, and hang up in the end."""
        asyncio.get_running_loop().call_later(seconds, self._hang_up)

    def _next(self) -> None:
        head, found, rest = self._heard.partition(b"\r\n\r\n")
        if not found:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", 0))
        if len(rest) < length:
            return
        method, target, _version = first.split(" ")
        path, _, query = target.partition("?")
        self._heard, self._is_busy = rest[length:], True
        self._arrive(Request(method, path, query, headers, rest[:length]), self)

    def _trickle(self, pieces: list[bytes], pause: float) -> None:
        self._write(pieces[0])
        if len(pieces) == 1 or self._transport is None:
            self._done()
        else:
            asyncio.get_running_loop().call_later(pause, self._trickle, pieces[1:], pause)

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def _done(self) -> None:
        self._is_busy = False
        if self._heard:
            asyncio.get_running_loop().call_soon(self._next)

    def _hang_up(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _written(said: Said) -> bytes:
    fields = {"Content-Type": said.content_type, "Content-Length": str(len(said.body)), **said.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {said.status} .\r\n{lines}\r\n".encode() + said.body
