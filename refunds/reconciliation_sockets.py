"""The socket: what else a comparison brings to the gateway's truth. Rooms to the right fill it in AppConfig.ready()."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from refunds.gateways.base import Gateway
from refunds.models import ReconciliationRun


class Reader(Protocol):
    """Reads one kind of case. Both may be done twice and change nothing then; counts go into `tally` by their field."""

    def read_listed(
        self,
        gateway: Gateway,
        since: datetime,
        until: datetime,
        run: ReconciliationRun,
        tally: Counter[str],
        deadline: float,
    ) -> None:
        """Take in what the gateway lists for this time. Raises Unreachable or OutOfTime."""

    def ask_about_open(self, gateway: Gateway, run: ReconciliationRun, tally: Counter[str], stop_at: float) -> bool:
        """Ask about what is open here, until `stop_at` (monotonic); True when there is nothing left to ask about."""


_readers: list[Reader] = []


def read_also(reader: Reader) -> None:
    if reader not in _readers:
        _readers.append(reader)


def readers() -> Iterator[Reader]:
    return iter(_readers)
