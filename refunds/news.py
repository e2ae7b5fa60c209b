"""Whether there is news on the page of a refund: a name for what it shows, asked in one question and planned once."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, Max, Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from customers.models import Message
from customers.prepared import Prepared
from refunds.models import BankDetails, CreditNote, RailProposal, Refund, RefundAttempt, RefundEvent
from refunds.talk import UNSEEN


def seen_of(customer_id: int, reference: str) -> str:
    """Name what the customer's page of this refund shows now; the name changes with anything that the page tells.

    An empty text where the customer has no such refund. Ask before the page is gathered: what changes in between is
    then drawn once more instead of being missed.
    """
    found = _SEEN(customer=customer_id, reference=reference)
    return "-".join(str(part or 0) for part in found[0]) if found else ""


def _marks(customer: int, reference: str) -> QuerySet[Refund, Any]:
    """Events and letters only grow; attempts, questions and accounts count their moves. Mail is shown or put aside."""
    written = Message.objects.filter(customer=customer, about=reference).order_by()
    shown = Count("pk", filter=~Q(state__in=UNSEEN) & ~Q(words=""))
    return Refund.objects.filter(customer=customer, reference=reference).values_list(
        "version",
        _of(RefundEvent, Max("pk")),
        _of(RefundAttempt, Coalesce(Max("pk"), 0) + Coalesce(Sum("version"), 0)),
        _of(RailProposal, Coalesce(Max("pk"), 0) + Coalesce(Sum("version"), 0)),
        _of(BankDetails, Coalesce(Max("pk"), 0) + Coalesce(Sum("version"), 0)),
        _of(CreditNote, Max("pk")),
        _one(written.values("about").annotate(mark=Max("pk")).values("mark")),
        _one(written.values("about").annotate(mark=shown).values("mark")),
    )


def _of(model: type[Model], mark: Any) -> Subquery:
    rows = model._default_manager.filter(refund=OuterRef("pk")).order_by()
    return _one(rows.values("refund").annotate(mark=mark).values("mark"))


def _one(rows: QuerySet[Any, Any]) -> Subquery:
    return Subquery(rows, output_field=IntegerField())


_SEEN = Prepared(_marks, customer=int, reference=str)
