"""Clients that ask for refunds over HTTP at a steady pace, and repeat themselves until they hear a yes."""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

HOST = "127.0.0.1"
CLIENTS = 24
PATIENCE_SECONDS = 5
REST_SECONDS = 0.3
ANSWERS_THAT_MEAN_LATER = {0, 409, 429, 500, 502, 503, 504}


@dataclass
class Arrivals:
    """What was asked for and what became of it, by the client's own key: our reference, or the wish without a yes."""

    port: int
    api_key: str
    accepted: dict[str, str] = field(default_factory=dict)
    unheard: dict[str, bytes] = field(default_factory=dict)
    seconds_to_yes: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    """How often each status was heard; 0 for no answer."""
    troubles: list[str] = field(default_factory=list)
    took_seconds: float = 0.0
    _ends_at: float = 0.0
    _takes_more: bool = True

    def send(self, wishes: Sequence[dict[str, Any]], per_second: float, within_seconds: float = 600) -> None:
        """Send each wish at its moment; return when all have their yes, or when the time is over.

        Raises for an answer that is neither a yes nor a "later".
        """
        waiting: SimpleQueue[tuple[float, str, bytes]] = SimpleQueue()
        began = time.monotonic()
        for number, wish in enumerate(wishes):
            waiting.put((began + number / per_second, f"client-{wish['payment']}", json.dumps(wish).encode()))
        self._ends_at = began + within_seconds
        crowd = [Thread(target=self._go_on, args=(waiting,)) for _ in range(CLIENTS)]
        for client in crowd:
            client.start()
        for client in crowd:
            client.join()
        self.took_seconds = time.monotonic() - began
        if self.troubles:
            raise AssertionError(self.troubles[0])

    def hear_out(self, within_seconds: float = 120) -> None:
        """Repeat what was asked and never answered with a yes, as a client would: it may be stored or not.

        Raises AssertionError for what stays without a yes now.
        """
        self._ends_at = time.monotonic() + within_seconds
        line = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        for key, body in list(self.unheard.items()):
            assert self._until_yes(line, key, body), f"{key} was never answered with a yes: {self.troubles[:1]}"

    def stop(self) -> None:
        """Let what was begun come to its yes, and begin nothing more."""
        self._takes_more = False

    def _go_on(self, waiting: SimpleQueue[tuple[float, str, bytes]]) -> None:
        line = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        while self._has_time() and self._takes_more:
            try:
                at, key, body = waiting.get_nowait()
            except Empty:
                return
            time.sleep(max(0.0, at - time.monotonic()))
            if self._until_yes(line, key, body):
                self.seconds_to_yes.append(time.monotonic() - at)

    def _until_yes(self, line: http.client.HTTPConnection, key: str, body: bytes) -> bool:
        while self._has_time():
            self.unheard[key] = body
            try:
                status, said = self._ask(line, key, body)
            except (OSError, http.client.HTTPException):
                line.close()
                status, said = 0, b""
            self.answers[status] += 1
            if status == 201:
                self.accepted[key] = json.loads(said)["reference"]
                del self.unheard[key]
                return True
            if status not in ANSWERS_THAT_MEAN_LATER:
                self.troubles.append(f"{key} was answered {status}: {said[:300]!r}")
            time.sleep(REST_SECONDS)
        return False

    def _has_time(self) -> bool:
        return not self.troubles and time.monotonic() < self._ends_at

    def _ask(self, line: http.client.HTTPConnection, key: str, body: bytes) -> tuple[int, bytes]:
        headers = {
            "Authorization": f"Api-Key {self.api_key}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        line.request("POST", "/api/v1/refunds/", body, headers)
        answer = line.getresponse()
        return answer.status, answer.read()


@contextmanager
def arriving(clients: Arrivals, wishes: Sequence[dict[str, Any]], per_second: float) -> Iterator[None]:
    """Let wishes arrive beside the block, and end with it. Raises what went wrong with them."""
    troubles: list[Exception] = []

    def send() -> None:
        try:
            clients.send(wishes, per_second)
        except AssertionError as trouble:
            troubles.append(trouble)

    sender = Thread(target=send)
    sender.start()
    try:
        yield
    finally:
        clients.stop()
        sender.join()
    if troubles:
        raise troubles[0]
