"""How these stories act: fees and costs of work stand in the table, disputes have ended, a rule is on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from customers.actors import Actor
from customers.models import User
from disputes.actions.set_automatic_rule import set_automatic_rule
from disputes.actions.set_fees import save_fee, save_staff_time
from disputes.models import Appraisal, AutomaticRule, DisputeFee
from disputes.weighing.tally import count_anew
from tests.disputes.desk import disputed

SINCE = date(2026, 1, 1)


def fee(marta: User, **facts: Any) -> DisputeFee:
    facts = {
        "kind": "answer", "gateway": "sandbox", "currency": "EUR", "amount_minor": 2_000, "valid_from": SINCE,
        "source": "Our contract, page 3", "comes_back": True, **facts,
    }  # fmt: skip
    return save_fee(actor=Actor.user(marta), **facts)


def priced(marta: User) -> None:
    """Twenty euros for a dispute and as much for an answer, which a win brings back; 45 minutes at 36.00 EUR."""
    fee(marta)
    fee(marta, kind="dispute", comes_back=False)
    save_staff_time(actor=Actor.user(marta), currency="EUR", minutes=45, hour_minor=3_600)


def ended(make_payment: Any, customer: Any, won: int = 0, lost: int = 0, **facts: Any) -> None:
    """So many disputes were answered and ended; the worker has counted them."""
    for outcome in ["won"] * won + ["lost"] * lost:
        payment = make_payment(customer)
        disputed(payment, "needs_response", **facts)
        disputed(payment, "under_review", **facts)
        disputed(payment, outcome, **facts)
    count_anew()


def rule(marta: User, **facts: Any) -> AutomaticRule:
    """Up to 100.00 EUR each, 250.00 a day and 1,000.00 a month, not received; what came in within the hour."""
    facts = {
        "currency": "EUR", "is_on": True, "accepts": True, "refunds": True, "categories": ["product_not_received"],
        "up_to_minor": 10_000, "per_day_minor": 25_000, "per_month_minor": 100_000, **facts,
    }  # fmt: skip
    found = set_automatic_rule(actor=Actor.user(marta), **facts)
    if found.is_on:
        found.on_since = timezone.now() - timedelta(hours=1)
        found.save()
    return found


def decided(dispute: Any) -> Appraisal:
    return Appraisal.objects.get(dispute=dispute)
