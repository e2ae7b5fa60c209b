"""What the gateways say now of the refunds that some events are about, asked side by side before any is worked off.

One after the other a slow gateway would hold up the events of all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from types import TracebackType
from typing import Self

from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.errors import GatewayError
from refunds.gateways.types import Outcome, Topic
from refunds.models import WebhookEvent

Asked = tuple[str, str]
"""The account, and the gateway's own reference of a refund."""

Answers = Mapping[Asked, Future[Outcome]]
NO_ANSWERS: Answers = {}

LINES_TO_ONE = 32

_told: ContextVar[Answers] = ContextVar("recourse_told_records")


class Questions:
    """Questions to gateways that are on their way. Each account has lines of its own: a slow one takes no other's."""

    def __init__(self) -> None:
        self._lines: dict[str, ThreadPoolExecutor] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, at: TracebackType | None
    ) -> None:
        for lines in self._lines.values():
            lines.shutdown(wait=kind is None, cancel_futures=True)

    def ask(self, events: Sequence[WebhookEvent]) -> Answers:
        """Ask about the refunds of these events; what comes back is still to come."""
        about_refunds = [event for event in events if event.topic == Topic.REFUND and event.gateway_reference]
        wanted = {_asked(event): gateway for event in about_refunds if (gateway := _reader(event)) is not None}
        return {
            asked: self._lines_to(asked[0]).submit(copy_context().run, gateway.read_refund, asked[1])
            for asked, gateway in wanted.items()
        }

    def _lines_to(self, account: str) -> ThreadPoolExecutor:
        if account not in self._lines:
            self._lines[account] = ThreadPoolExecutor(LINES_TO_ONE)
        return self._lines[account]


@contextmanager
def told(answers: Answers) -> Iterator[None]:
    """Until the block ends, these answers hold for `record_now`."""
    before = _told.set(answers)
    try:
        yield
    finally:
        _told.reset(before)


def record_now(gateway: Gateway, reference: str) -> Outcome:
    """The gateway's present record of a refund: as it was just told, or else asked for here."""
    answer = _told.get({}).get((gateway.account, reference))
    return answer.result() if answer is not None else gateway.read_refund(reference)


def _asked(event: WebhookEvent) -> Asked:
    return event.gateway_account, event.gateway_reference


def _reader(event: WebhookEvent) -> Gateway | None:
    """The adapter that can be asked, if there is one; what is wrong with it is said where the event is worked off."""
    try:
        gateway = gateway_for(event.gateway, event.gateway_account)
    except GatewayError:
        return None
    return gateway if gateway.capabilities.reads_refunds else None
