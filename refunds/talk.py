"""Reading a conversation: what shop and customer said to each other on a case, in order of time."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max, QuerySet

from customers.models import Message
from refunds.models import Refund

MOST_SAID = 200
"""So many of the newest; the whole of a longer one is read over the API."""

UNSEEN = (Message.State.DOUBTED, Message.State.DISMISSED)
"""Mail that nobody has taken for the customer's: the customer does not read it."""


def said_about(*references: str) -> QuerySet[Message]:
    """Everything that somebody said on a case or several, mail that waits for a person included."""
    return Message.objects.filter(about__in=references, customer__isnull=False).exclude(words="").defer("body_html")


def thread_of(reference: str) -> list[Message]:
    """The conversation with its papers, the oldest first; also what was said on requests that were merged into it."""
    newest = said_about(reference, *_merged_into(reference)).prefetch_related("documents").order_by("-id")[:MOST_SAID]
    return list(newest)[::-1]


def _merged_into(reference: str) -> list[str]:
    rows = Refund.objects.filter(merged_into__reference=reference)
    return list(rows.values_list("reference", flat=True))


def shown_to_customer(messages: Iterable[Message]) -> list[Message]:
    return [message for message in messages if message.state not in UNSEEN]


def newest_said(reference: str) -> int:
    """The number of the newest message, 0 where nobody has said anything. Mail that was put aside is none."""
    counted = said_about(reference).exclude(state=Message.State.DISMISSED)
    return counted.aggregate(newest=Max("pk"))["newest"] or 0
