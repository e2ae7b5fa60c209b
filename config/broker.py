"""The line to Redis or Valkey, as kombu has it, but for one word that it has wrong.

A task that ends after its worker's line broke is acknowledged over a channel whose connection is gone, and what a
worker holds is put back over it. kombu 5.7.0 then breaks over `None`, which no caller expects, and the worker ends.
Told that there is no connection, as over any other broken line, it goes on: what was not acknowledged comes again.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import redis as usual
from redis.exceptions import ConnectionError


class Channel(usual.Channel):
    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if getattr(self.connection, "client", None) is None:
            raise ConnectionError("The line to the broker is closed.")
        found: dict[str, Any] = super()._connparams(asynchronous)  # type: ignore[misc]
        return found


class Transport(usual.Transport):
    Channel = Channel
