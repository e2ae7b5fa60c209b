"""Anymail's signal for news about letters, in our words. The signal is only the way in; the action does the work."""

from __future__ import annotations

from typing import Any

from anymail.signals import EventType, tracking

from customers.models import MailNews
from refunds.actions.take_mail_news import take_mail_news

_KINDS = {
    EventType.DELIVERED: MailNews.Kind.DELIVERED,
    EventType.DEFERRED: MailNews.Kind.DELAYED,
    EventType.BOUNCED: MailNews.Kind.BOUNCED,
    EventType.REJECTED: MailNews.Kind.BOUNCED,
    EventType.FAILED: MailNews.Kind.BOUNCED,
    EventType.COMPLAINED: MailNews.Kind.COMPLAINED,
}
"""Openings and clicks are nobody's business and are not kept."""


def listen() -> None:
    tracking.connect(_take, dispatch_uid="refunds.mail_news")


def _take(sender: Any, event: Any, esp_name: str, **_: Any) -> None:
    kind = _KINDS.get(event.event_type)
    if kind is not None:
        take_mail_news(
            service_reference=str(event.message_id or ""),
            kind=kind,
            reason=str(event.mta_response or event.description or event.reject_reason or ""),
            event_id=str(event.event_id or ""),
            happened_at=event.timestamp,
        )
