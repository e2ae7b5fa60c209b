"""Delivering letters: leased, tried over their channel, each try kept, tried again ever more slowly.

At least once: a worker that dies between the mail server's yes and our note of it leaves the letter due again, and the
customer may get it twice. Both copies carry the same Message-ID, so that a mail program can drop the second.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from customers import clock
from customers.correlation import working_under
from customers.mail_address import mark_address
from customers.models import Customer, Message, Notification
from customers.notifications import channels
from customers.notifications.channels import Answer

log = structlog.get_logger(__name__)

LEASE_SECONDS = 60
"""Half of it is above the time-out of one delivery; after the other half it is renewed before each letter."""

RETRY_AFTER_SECONDS = (30, 120, 600, 1800, 7200, 21600, 43200, 86400)
"""About two days of tries; then the message is marked as not delivered, for a person to see."""


def deliver_due(limit: int = 50, seconds: float = math.inf) -> int:
    """Try messages that are due, beginning none after `seconds` but the first. Returns how many were tried."""
    stop_at = time.monotonic() + seconds
    messages, tried = _lease(limit), 0
    fresh_until = time.monotonic() + LEASE_SECONDS / 2
    for message in messages:
        if tried and time.monotonic() >= stop_at:
            break
        with working_under(message.correlation_id):
            _try(message, surely_ours=time.monotonic() < fresh_until)
        tried += 1
    _give_back(messages[tried:])
    return tried


def _lease(limit: int) -> list[Message]:
    """Take due letters; `tries` goes up by one and is from then on the proof that the lease is still ours."""
    takable = Q(due_at__lte=Now()) & (Q(leased_until=None) | Q(leased_until__lt=Now()))
    with transaction.atomic():
        messages = list(
            Message.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("customer")
            .filter(takable, state=Message.State.QUEUED)
            .order_by("due_at", "id")[:limit]
        )
        Message.objects.filter(pk__in=[m.pk for m in messages]).update(
            leased_until=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1
        )
    for message in messages:
        message.tries += 1
    return messages


def _still_ours(message: Message) -> bool:
    """Renew the lease; False if another worker took the letter because this one was too slow."""
    mine = Message.objects.filter(pk=message.pk, tries=message.tries, state=Message.State.QUEUED)
    return bool(mine.update(leased_until=Now() + timedelta(seconds=LEASE_SECONDS)))


def _give_back(messages: Sequence[Message]) -> None:
    """Return all that are still ours, with one commit: they lay in a long line, and will lie in it again."""
    if not messages:
        return
    ours = [message.pk for message in messages], [message.tries for message in messages]
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN_BACK, [*ours, Message.State.QUEUED])


_GIVEN_BACK = """
    UPDATE customers_message AS message SET leased_until = NULL, tries = message.tries - 1
    FROM unnest(%s::bigint[], %s::int[]) AS ours (id, tries)
    WHERE message.id = ours.id AND message.tries = ours.tries AND message.state = %s
"""


def _try(message: Message, *, surely_ours: bool = False) -> None:
    if not (surely_ours or _still_ours(message)):
        return
    result, answer = _deliver(message)
    _write_down(message, result, answer)
    log.info("message.tried", message=message.pk, kind=message.kind, about=message.about, result=str(result))


def _write_down(message: Message, result: str, answer: Answer) -> None:
    """Keep the try and what follows from it, together."""
    told: dict[str, Any] = {
        "message": message.pk,
        "number": message.tries,
        "result": result,
        "answer": answer.words[:300],
        "service_reference": answer.reference,
        "now": clock.now(),
        **_after(message, result),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TRIED, told)


_TRIED = """
    WITH tried AS (
        INSERT INTO customers_notification (message_id, number, result, answer, service_reference, tried_at)
        VALUES (%(message)s, %(number)s, %(result)s, %(answer)s, %(service_reference)s, %(now)s)
    )
    UPDATE customers_message
    SET leased_until = NULL, state = %(state)s, due_at = %(due_at)s, sent_at = coalesce(%(sent_at)s, sent_at)
    WHERE id = %(message)s AND tries = %(number)s
"""
"""Every letter passes here, so it is one step with one commit."""


def _deliver(message: Message) -> tuple[str, Answer]:
    """Hand the letter to its channel. Whatever goes wrong with one letter must not stop the next."""
    try:
        return Notification.Result.ACCEPTED, channels.found()[message.channel](message)
    except channels.AddressRefused as refusal:
        with transaction.atomic():
            mark_address(message, Customer.MailTrouble.BOUNCED, str(refusal))
        return Notification.Result.REFUSED, Answer(str(refusal))
    except channels.Refused as refusal:
        return Notification.Result.REFUSED, Answer(str(refusal))
    except channels.Unreachable as trouble:
        return Notification.Result.UNREACHABLE, Answer(str(trouble))
    except Exception as trouble:
        log.exception("message.broken", message=message.pk, channel=message.channel)
        return Notification.Result.UNREACHABLE, Answer(f"{type(trouble).__name__}: {trouble}")


def _after(message: Message, result: str) -> dict[str, object]:
    if result == Notification.Result.ACCEPTED:
        return {"state": Message.State.SENT, "sent_at": clock.now(), "due_at": None}
    if result == Notification.Result.REFUSED or message.tries > len(RETRY_AFTER_SECONDS):
        return {"state": Message.State.FAILED, "sent_at": None, "due_at": None}
    again_at = clock.now() + timedelta(seconds=RETRY_AFTER_SECONDS[message.tries - 1])
    return {"state": Message.State.QUEUED, "sent_at": None, "due_at": again_at}
