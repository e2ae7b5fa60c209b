"""What a mail service says about a letter that it took: kept on the letter, and put before a person when it bounced."""

from __future__ import annotations

import hashlib
from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.mail_address import mark_address
from customers.models import Customer, MailNews, Message, Notification
from refunds.actions.lock_refund import lock_refunds
from refunds.events import record
from refunds.models import Refund

SERVICE = Actor.system("mail")
REASON_LIMIT = 300
ATTENTION_LIMIT = 300

_TROUBLE: dict[str, str] = {
    MailNews.Kind.BOUNCED: Customer.MailTrouble.BOUNCED,
    MailNews.Kind.COMPLAINED: Customer.MailTrouble.COMPLAINED,
}

log = structlog.get_logger(__name__)


def take_mail_news(
    *, service_reference: str, kind: str, reason: str = "", event_id: str = "", happened_at: datetime | None = None
) -> MailNews | None:
    """Keep one piece of news, once. Answers None for a letter that we do not know and for news that we have.

    A letter that bounced counts as not delivered, and its address as dead: nothing more is sent there until somebody
    says that it is good. After a complaint only what is needed is sent.
    """
    tried = Notification.objects.filter(service_reference=_sound(service_reference)).order_by("-id").first()
    if not service_reference or tried is None:
        log.info("mail_news.unknown_letter", service_reference=service_reference[:200], kind=kind)
        return None
    happened = happened_at.isoformat() if happened_at else ""
    said = event_id or f"{service_reference} {kind} {happened}"
    return keep_mail_news(tried, kind, reason, said, happened_at)


def keep_mail_news(
    tried: Notification, kind: str, reason: str, event: str, happened_at: datetime | None = None
) -> MailNews | None:
    """Keep what became of a letter after this try. `event` names the piece of news; the same again is None."""
    with transaction.atomic(), acting(SERVICE):
        about = Message.objects.filter(pk=tried.message_id).values_list("about", flat=True).get()
        refunds = lock_refunds(Refund.objects.filter(reference=about)) if about else []
        message = Message.objects.select_for_update().get(pk=tried.message_id)
        news, is_new = MailNews.objects.get_or_create(
            message=message,
            event_key=hashlib.sha256(event.encode("utf-8", "replace")).hexdigest(),
            defaults={
                "kind": kind,
                "reason": _sound(reason)[:REASON_LIMIT],
                "happened_at": happened_at or clock.now(),
            },
        )
        if is_new and kind in _TROUBLE:
            mark_address(message, _TROUBLE[kind], news.reason)
        if is_new and kind == MailNews.Kind.BOUNCED:
            _mark_bounced(message, tried, refunds, news)
    return news if is_new else None


def _mark_bounced(message: Message, tried: Notification, refunds: list[Refund], news: MailNews) -> None:
    """News of an earlier try say nothing of a letter that was sent again since."""
    if message.tries != tried.number or message.state != Message.State.SENT:
        return
    message.state = Message.State.FAILED
    message.save(update_fields=["state"])
    for refund in refunds:
        record(refund, "letter.bounced", SERVICE, subject=message.subject, reason=news.reason)
        if not refund.attention:
            why = _("A letter did not reach the customer: %s") % (news.reason or message.to_address)
            refund.attention = why[:ATTENTION_LIMIT]
            refund.save()


def _sound(text: str) -> str:
    return " ".join(text.replace("\x00", "").encode("utf-8", "replace").decode().split())
