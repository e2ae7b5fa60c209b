"""What the gateways say now of the things that some events are about, asked side by side before any is worked off.

One after the other a slow gateway would hold up the events of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from types import TracebackType
from typing import Any, Self

from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.errors import GatewayError
from refunds.models import WebhookEvent
from refunds.webhooks.sockets import Asking, asking_of

Asked = tuple[str, str, str]
"""The topic, the account, and the gateway's own reference."""

Answers = Mapping[Asked, Future[Any]]
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
        """Ask what the handlers of these events will want to know; what comes back is still to come."""
        wanted = {_asked(event): question for event in events if (question := _question_of(event)) is not None}
        return {
            asked: self._lines_to(asked[1]).submit(copy_context().run, question) for asked, question in wanted.items()
        }

    def _lines_to(self, account: str) -> ThreadPoolExecutor:
        if account not in self._lines:
            self._lines[account] = ThreadPoolExecutor(LINES_TO_ONE)
        return self._lines[account]


@contextmanager
def told(answers: Answers) -> Iterator[None]:
    """Until the block ends, these answers hold for `present_record`."""
    before = _told.set(answers)
    try:
        yield
    finally:
        _told.reset(before)


def present_record(event: WebhookEvent, gateway: Gateway, asking: Asking) -> Any:
    """The gateway's present record of what the event is about: as it was just told, or else asked for here."""
    answer = _told.get({}).get(_asked(event))
    return answer.result() if answer is not None else asking.ask(gateway, event.gateway_reference)


def _asked(event: WebhookEvent) -> Asked:
    return event.topic, event.gateway_account, event.gateway_reference


def _question_of(event: WebhookEvent) -> Callable[[], Any] | None:
    """None where nobody can be asked; what is wrong with the adapter is said where the event is worked off."""
    asking = asking_of(event.topic)
    if asking is None or not event.gateway_reference:
        return None
    try:
        gateway = gateway_for(event.gateway, event.gateway_account)
    except GatewayError:
        return None
    return partial(asking.ask, gateway, event.gateway_reference) if asking.can(gateway.capabilities) else None
