"""What a customer is to the shop, and which other requests look like this one. Few queries, each over a bounded lot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from customers import clock
from customers.models import Payment, PaymentHold
from customers.money import format_money
from customers.prepared import Prepared
from refunds.models import Refund, RefundLine

MOST_PAYMENTS = 1000
MOST_REQUESTS = 200
MOST_FOREIGN = 50
MOST_ALIKE = 200
SHOWN = 6
SAME_CUSTOMER_DAYS = 30
SAME_CARD_DAYS = 60

State = Refund.State
TURNED_DOWN = (State.REJECTED, State.CANCELED)
OPEN = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO, State.APPROVED, State.PROCESSING, State.FAILED)


@dataclass(frozen=True, slots=True)
class Value:
    """What a customer paid and got back in one currency, in minor units; of their newest thousand payments."""

    currency: str
    payments: int
    paid_minor: int
    refunded_minor: int
    first_at: datetime
    last_at: datetime
    held: int
    disputed: int

    @property
    def share(self) -> int:
        """What went back, in percent of what was paid; the customer reads 100 only when all of it did."""
        return self.refunded_minor * 100 // self.paid_minor if self.paid_minor else 0


class Other(NamedTuple):
    """Another request."""

    reference: str
    state: str
    amount_minor: int
    currency: str
    reason: str
    created_at: datetime
    finished_at: datetime | None
    payment_id: int
    plan_id: int | None
    customer_id: int
    customer_name: str
    payment_reference: str
    order_reference: str
    card_brand: str
    card_last4: str
    lines: list[int]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A request that may be this one again, with a sentence for each reason."""

    other: Other
    same_customer: bool
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Story:
    """The customer's value per currency, how often they asked, what looks like this request, and what else is open.

    What is named as a suspect is not named again among the other cases.
    """

    values: list[Value]
    requests: int
    more_requests: bool
    turned_down: int
    open_cases: list[Other] = field(default_factory=list)
    on_this_payment: list[Other] = field(default_factory=list)
    suspects: list[Suspect] = field(default_factory=list)


def customer_story(refund: Refund) -> Story:
    """Look at the customer and at the neighbourhood of this request, in two queries."""
    others = _others(refund)
    own = [other for other in others if other.customer_id == refund.customer_id]
    suspects = _suspects(refund, others)
    named = {suspect.other.reference for suspect in suspects}
    unnamed = [other for other in own if other.reference not in named]
    return Story(
        values=values_of(refund.customer_id),
        requests=len(own) + 1,
        more_requests=len(own) >= MOST_REQUESTS,
        turned_down=sum(other.state == State.REJECTED for other in own),
        open_cases=[other for other in unnamed if other.state in OPEN and other.payment_id != refund.payment_id][
            :SHOWN
        ],
        on_this_payment=[other for other in unnamed if other.payment_id == refund.payment_id][:SHOWN],
        suspects=suspects,
    )


def values_of(customer_id: int) -> list[Value]:
    """What the customer paid, per currency, the largest first; one query over their newest payments."""
    rows = _VALUES(customer=customer_id)
    values = (Value(currency, payments, int(paid), int(back), *rest) for currency, payments, paid, back, *rest in rows)
    return sorted(values, key=lambda value: -value.payments)


def suspects_of(refund: Refund) -> list[Suspect]:
    """Requests that may be this one again, the likeliest first."""
    return _suspects(refund, _others(refund))


def _others(refund: Refund) -> list[Other]:
    """The customer's other requests, and other people's for the same order or on a card that ends the same."""
    payment = refund.payment
    likeness: dict[str, Any] = {}
    if payment.order_reference:
        likeness |= {"order": payment.order_reference}
    if payment.card_last4:
        likeness |= {"last4": payment.card_last4, "brand": payment.card_brand}
    if likeness:
        likeness |= {"since": clock.now() - timedelta(days=SAME_CARD_DAYS)}
    found = _neighbourhood(*likeness)(customer=refund.customer_id, refund=refund.pk, **likeness)
    others = (Other._make([*row[:-1], list(row[-1])]) for row in found)
    return sorted(others, key=lambda other: other.created_at, reverse=True)


@cache
def _neighbourhood(*likeness: str) -> Prepared:
    """The question for a payment that has an order, a card, both or neither to go by."""
    kinds: dict[str, type] = {"customer": int, "refund": int} | {
        name: datetime if name == "since" else str for name in likeness
    }
    return Prepared(_own_and_foreign if likeness else _own, **kinds)


def _own_and_foreign(customer: int, refund: int, since: datetime, **likeness: str) -> QuerySet[Refund, Any]:
    return _own(customer, refund).union(_foreign(customer, since, **likeness), all=True)


def _own(customer: int, refund: int) -> QuerySet[Refund, Any]:
    return _told(Refund.objects.filter(customer=customer).exclude(pk=refund).order_by("-id"))[:MOST_REQUESTS]


def _foreign(
    customer: int, since: datetime, order: str = "", last4: str = "", brand: str = ""
) -> QuerySet[Refund, Any]:
    """What others asked for lately on the newest payments of the same order or card."""
    newest = Payment.objects.order_by("-id").values("pk")
    same_order = [newest.filter(order_reference=order)[:MOST_ALIKE]] if order else []
    same_card = [newest.filter(card_last4=last4, card_brand=brand)[:MOST_ALIKE]] if last4 else []
    alike, *more = [*same_order, *same_card]
    rows = Refund.objects.filter(payment__in=alike.union(*more), created_at__gte=since).exclude(customer=customer)
    return _told(rows.order_by("-id"))[:MOST_FOREIGN]


def _told(rows: QuerySet[Refund]) -> QuerySet[Refund, Any]:
    lines = RefundLine.objects.filter(refund=OuterRef("pk")).order_by("payment_line_id").values("payment_line_id")
    return rows.annotate(line_ids=ArraySubquery(lines)).values_list(
        "reference",
        "state",
        "amount_minor",
        "currency",
        "reason",
        "created_at",
        "finished_at",
        "payment_id",
        "plan_id",
        "customer_id",
        "customer__name",
        "payment__reference",
        "payment__order_reference",
        "payment__card_brand",
        "payment__card_last4",
        "line_ids",
    )


def _per_currency(customer: int) -> QuerySet[Payment, Any]:
    newest = Payment.objects.filter(customer=customer).order_by("-captured_at").values("pk")[:MOST_PAYMENTS]
    hold = PaymentHold.objects.filter(payment=OuterRef("pk"))
    is_disputed = Exists(hold.filter(kind=PaymentHold.Kind.DISPUTE))
    rows = Payment.objects.filter(pk__in=newest).order_by()
    return (
        rows.annotate(is_held=Exists(hold.filter(released_at=None)), is_disputed=is_disputed)
        .values("currency")
        .annotate(
            payments=Count("pk"),
            paid_minor=Sum("captured_minor"),
            back_minor=Sum(F("refunded_minor") + F("refunded_before_minor")),
            first_at=Min("captured_at"),
            last_at=Max("captured_at"),
            held=Count("pk", filter=Q(is_held=True)),
            disputed=Count("pk", filter=Q(is_disputed=True)),
        )
        .values_list("currency", "payments", "paid_minor", "back_minor", "first_at", "last_at", "held", "disputed")
    )


_VALUES = Prepared(_per_currency, customer=int)


def _suspects(refund: Refund, others: list[Other]) -> list[Suspect]:
    lines = {line.payment_line_id for line in refund.lines.all()}
    found = [
        Suspect(other, other.customer_id == refund.customer_id, reasons)
        for other in others
        if other.state not in TURNED_DOWN
        and not _planned_together(refund, other)
        and (reasons := _reasons(refund, other, lines))
    ]
    return sorted(found, key=lambda suspect: -len(suspect.reasons))[:SHOWN]


def _planned_together(refund: Refund, other: Other) -> bool:
    """Parts of one plan share their order on purpose."""
    return refund.plan_id is not None and refund.plan_id == other.plan_id


def _reasons(refund: Refund, other: Other, lines: set[int]) -> list[str]:
    same_amount = (other.amount_minor, other.currency) == (refund.amount_minor, refund.currency)
    amount = format_money(refund.amount_minor, refund.currency)
    days = abs((refund.created_at - other.created_at).days)
    reasons = []
    if other.payment_id == refund.payment_id:
        if same_amount:
            reasons.append(_("It asks for the same %s of the same payment.") % amount)
        if lines & set(other.lines):
            reasons.append(_("It names the same lines of the payment."))
    elif other.order_reference and other.order_reference == refund.payment.order_reference:
        reasons.append(_("It is about the same order, %s, on another payment.") % other.order_reference)
    if other.customer_id != refund.customer_id:
        reasons += _of_another_customer(refund, other, same_amount)
    elif same_amount and other.payment_id != refund.payment_id and days <= SAME_CUSTOMER_DAYS:
        reasons.append(_("The same customer asked for the same %s within %d days.") % (amount, SAME_CUSTOMER_DAYS))
    return reasons


def _of_another_customer(refund: Refund, other: Other, same_amount: bool) -> list[str]:
    payment = refund.payment
    if not payment.card_last4 or (other.card_brand, other.card_last4) != (payment.card_brand, payment.card_last4):
        return []
    card = f"{payment.card_brand.title()} •••• {payment.card_last4}"
    said = _("Another customer, %(name)s, paid with a card that ends the same, %(card)s.")
    also = _("It is the same amount.") if same_amount else ""
    return [said % {"name": other.customer_name or "–", "card": card}, *([also] if also else [])]
