"""Clients that ask for refunds over HTTP at a steady pace, and repeat themselves until they hear a yes."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

HOST = "127.0.0.1"
CLIENTS = 24
PATIENCE_SECONDS = 5
REST_SECONDS = 0.3
ANSWERS_THAT_MEAN_LATER = {409, 429, 500, 502, 503, 504}


@dataclass
class Arrivals:
    """What was asked for and what became of it. `accepted` is our reference by the client's own key."""

    port: int
    api_key: str
    accepted: dict[str, str] = field(default_factory=dict)
    seconds_to_yes: list[float] = field(default_factory=list)
    repeats: int = 0
    troubles: list[str] = field(default_factory=list)
    took_seconds: float = 0.0

    def send(self, wishes: Sequence[dict[str, Any]], per_second: float) -> None:
        """Send each wish at its moment; return when all have their yes. Raises for an answer that is neither."""
        waiting: SimpleQueue[tuple[float, str, bytes]] = SimpleQueue()
        began = time.monotonic()
        for number, wish in enumerate(wishes):
            waiting.put((began + number / per_second, f"client-{wish['payment']}", json.dumps(wish).encode()))
        crowd = [Thread(target=self._go_on, args=(waiting,)) for _ in range(CLIENTS)]
        for client in crowd:
            client.start()
        for client in crowd:
            client.join()
        self.took_seconds = time.monotonic() - began
        if self.troubles:
            raise AssertionError(self.troubles[0])

    def _go_on(self, waiting: SimpleQueue[tuple[float, str, bytes]]) -> None:
        line = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        while not self.troubles:
            try:
                at, key, body = waiting.get_nowait()
            except Empty:
                return
            time.sleep(max(0.0, at - time.monotonic()))
            self._until_yes(line, key, body)
            self.seconds_to_yes.append(time.monotonic() - at)

    def _until_yes(self, line: http.client.HTTPConnection, key: str, body: bytes) -> None:
        while not self.troubles:
            try:
                status, said = self._ask(line, key, body)
            except (OSError, http.client.HTTPException):
                line.close()
                status, said = 503, b""
            if status == 201:
                self.accepted[key] = json.loads(said)["reference"]
                return
            if status not in ANSWERS_THAT_MEAN_LATER:
                self.troubles.append(f"{key} was answered {status}: {said[:300]!r}")
            self.repeats += 1
            time.sleep(REST_SECONDS)

    def _ask(self, line: http.client.HTTPConnection, key: str, body: bytes) -> tuple[int, bytes]:
        headers = {
            "Authorization": f"Api-Key {self.api_key}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        line.request("POST", "/api/v1/refunds/", body, headers)
        answer = line.getresponse()
        return answer.status, answer.read()
