"""What came after disputes: older ones that were fought and ended, a customer who disputes again, notes about it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from itertools import count

from django.db.models import Count

from customers.clock import clock_at
from customers.models import Payment
from disputes.actions.find_patterns import find_patterns
from disputes.actions.follow_pattern import follow_pattern
from disputes.actions.write_note import write_dispute_note
from disputes.models import Dispute, DisputePattern
from disputes.results.count import count_results
from reporting.demo_shop.disputes import DAY, Case, Told, paid_before, tell_case
from reporting.demo_shop.people import MILA, TOM
from reporting.demo_shop.staff import Staff

ENDED = (
    ("fraudulent", "won", 190), ("fraudulent", "lost", 180), ("product_not_received", "won", 172),
    ("product_unacceptable", "lost", 165), ("fraudulent", "won", 150), ("subscription_canceled", "won", 141),
    ("product_not_received", "won", 133), ("credit_not_processed", "lost", 120), ("fraudulent", "lost", 112),
    ("duplicate", "won", 104), ("product_unacceptable", "won", 98), ("unrecognized", "won", 91),
    ("product_not_received", "lost", 86),
)  # fmt: skip
"""Reason, end, and how many days ago it was opened."""
SECONDS = 60
NOTE = "The carrier sends the signed slip tomorrow. @boris.petrov, please hold the answer until then."
FOLLOWING = "Two orders, two disputes. I call them before we send the next parcel."


def tell_what_came_after(staff: Staff, now: datetime) -> None:
    numbers = count(1)
    for reason, end, days in ENDED:
        payment = paid_before(now - days * DAY)
        if payment is not None:
            tell_case(_fought(reason, end, days), payment, f"dp_old_{next(numbers):03d}", now)
    _dispute_again(now)
    with clock_at(now):
        _write_a_note(staff)
        count_results(time.monotonic() + SECONDS)
        find_patterns()
        _follow_one_up(staff)


def _fought(reason: str, end: str, days: int) -> Case:
    ended = Told(end, (days - 55) * DAY, gives_back=100 if end == "won" else 0)
    told = (Told("needs_response", days * DAY), Told("under_review", (days - 6) * DAY), ended)
    return Case(reason, timedelta(days=9 - days), told)


def _dispute_again(now: datetime) -> None:
    """Somebody who bought twice says twice that nothing came."""
    rows = Payment.objects.filter(refunds=None, disputes=None, method=Payment.Method.CARD)
    rows = rows.filter(captured_at__lt=now - 30 * DAY, captured_at__gt=now - 300 * DAY)
    rows = rows.exclude(customer__email__in=(MILA.email, TOM.email))
    buyers = rows.order_by().values("customer").annotate(n=Count("pk")).filter(n__gte=2).order_by("customer")
    buyer = buyers.first()
    if buyer is None:
        return
    for nth, payment in enumerate(rows.filter(customer=buyer["customer"]).order_by("captured_at")[:2]):
        begun = (20 - 12 * nth) * DAY
        case = Case("product_not_received", 6 * DAY + nth * DAY, (Told("needs_response", begun),))
        tell_case(case, payment, f"dp_again_{nth + 1}", now)


def _write_a_note(staff: Staff) -> None:
    boris, dispute = staff.boris.person, Dispute.objects.filter(state__in=Dispute.OURS).order_by("answer_by").first()
    if dispute is not None and boris is not None:
        text = NOTE.replace("boris.petrov", f"{boris.first_name}.{boris.last_name}".lower())
        write_dispute_note(actor=staff.ana, reference=dispute.reference, text=text)


def _follow_one_up(staff: Staff) -> None:
    pattern = DisputePattern.objects.filter(kind=DisputePattern.Kind.CUSTOMER).order_by("id").first()
    if pattern is not None:
        follow_pattern(actor=staff.ana, pattern_id=pattern.pk, words=FOLLOWING)
