"""A far side that answers whatever a test tells it to, and keeps what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class AnsweringServer:
    """Says `status` and `body` to everything; a `hangs` server says nothing, a `drops` one hangs up.

    What stands in `by_path`, with or without its query, is always answered, so that a caller can sign in before
    it is let down. With `answers` it thinks for itself.
    """

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    drops: bool = False
    by_path: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    answers: Callable[[Asked], tuple[int, bytes]] | None = None
    asked: list[Asked] = field(default_factory=list)
    address: str = ""
    released: Event = field(default_factory=Event)
    close: Callable[[], None] = field(default=lambda: None)

    def says(self, status: int, body: Any, **headers: str) -> None:
        self.status, self.headers = status, headers
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()


@contextmanager
def answering_server() -> Iterator[AnsweringServer]:
    state = AnsweringServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    server.daemon_threads = True
    state.address = f"http://127.0.0.1:{server.server_port}"
    state.close = lambda: _close(server)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield state
    finally:
        state.released.set()
        state.close()


def _close(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()


def _handler(state: AnsweringServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, self.path, dict(self.headers), body)
            state.asked.append(asked)
            self.close_connection = True
            fixed = state.by_path.get(self.path) or state.by_path.get(self.path.partition("?")[0])
            if state.answers:
                fixed = state.answers(asked)
            if state.hangs and not fixed:
                state.released.wait(30)
            if (state.hangs or state.drops) and not fixed:
                return
            status, body = fixed or (state.status, state.body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **({} if fixed else state.headers)}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *args: object) -> None:
            pass

    return Handler
