"""What the gateways say now of the refunds that some events are about, asked side by side before any is worked off.

One after the other a slow gateway would hold up the events of all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context

from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.errors import GatewayError
from refunds.gateways.types import Outcome, Topic
from refunds.models import WebhookEvent
from refunds.webhooks.old_news import known_as_paid, says_paid

Asked = tuple[str, str]
"""The account, and the gateway's own reference of a refund."""

_told: ContextVar[dict[Asked, Outcome] | None] = ContextVar("recourse_told_records", default=None)


@contextmanager
def asked_together(events: Sequence[WebhookEvent]) -> Iterator[None]:
    """Ask about the refunds of these events; what was told holds until the block ends."""
    about_refunds = [event for event in events if event.topic == Topic.REFUND and event.gateway_reference]
    paid = known_as_paid(about_refunds) if about_refunds else set()
    wanted = {
        _asked(event): gateway
        for event in about_refunds
        if (gateway := _reader(event)) is not None and not (_asked(event) in paid and says_paid(event, gateway))
    }
    told = _told.set(_ask(wanted) if wanted else {})
    try:
        yield
    finally:
        _told.reset(told)


def record_now(gateway: Gateway, reference: str) -> Outcome:
    """The gateway's present record of a refund: as it was just told, or else asked for here."""
    told = (_told.get() or {}).get((gateway.account, reference))
    return told if told is not None else gateway.read_refund(reference)


def _ask(wanted: dict[Asked, Gateway]) -> dict[Asked, Outcome]:
    with ThreadPoolExecutor(len(wanted)) as lines:
        asking = {
            asked: lines.submit(copy_context().run, gateway.read_refund, asked[1]) for asked, gateway in wanted.items()
        }
    return {asked: call.result() for asked, call in asking.items() if call.exception() is None}


def _asked(event: WebhookEvent) -> Asked:
    return event.gateway_account, event.gateway_reference


def _reader(event: WebhookEvent) -> Gateway | None:
    """The adapter that can be asked, if there is one; what is wrong with it is said where the event is worked off."""
    try:
        gateway = gateway_for(event.gateway, event.gateway_account)
    except GatewayError:
        return None
    return gateway if gateway.capabilities.reads_refunds else None
