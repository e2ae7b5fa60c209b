"""How long store credit is good: set by a manager for a country, or for everybody else."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.codes import checked_country
from customers.errors import BadInput, NotFound
from customers.models import Customer
from customers.shop_days import end_of_day_in
from refunds import permissions
from refunds.models import CreditTerms
from refunds.models.credit import MOST_DAYS, MOST_NOTICE_DAYS


def terms_for(customer: Customer) -> CreditTerms:
    """The terms of the customer's country, else those of everybody else, else what the settings say."""
    rows = {row.country: row for row in CreditTerms.objects.filter(country__in=("", customer.country))}
    return rows.get(customer.country) or usual_terms(customer.country, rows.get(""))


def usual_terms(country: str, everybody: CreditTerms | None) -> CreditTerms:
    """What holds for a country that has no terms of its own."""
    if country and country in settings.STORE_CREDIT_NEVER_EXPIRES_IN:
        return CreditTerms(country=country, days=None)
    return everybody or CreditTerms(days=settings.STORE_CREDIT_DAYS)


def longest_notice() -> int:
    """So many days ahead somebody may have to be told of credit that will expire."""
    rows = CreditTerms.objects.aggregate(longest=Max("notice_days"))
    return max(rows["longest"] or 0, CreditTerms().notice_days)


def expiry_of(terms: CreditTerms, now: datetime) -> datetime | None:
    """When credit ends that is granted now: with the shop's day, after so many whole days."""
    return None if terms.days is None else _end_of_day_in(terms.days, now)


def grace_until(terms: CreditTerms, now: datetime) -> datetime:
    """How long credit is good at least that a return gives back now."""
    return _end_of_day_in(terms.grace_days, now)


def set_terms(
    *, actor: Actor, days: int | None, notice_days: int, grace_days: int, country: str = ""
) -> CreditTerms:  # fmt: skip
    """Write the terms of a country, or of everybody else. What was granted before keeps its day."""
    permissions.require(actor, permissions.SET_TIMES)
    checked_country(country)
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise BadInput(_("Give 1 to 36500 days, or none for credit that never expires."), "bad_days", "days")
    for name, value in (("notice_days", notice_days), ("grace_days", grace_days)):
        if not 0 <= value <= MOST_NOTICE_DAYS:
            raise BadInput(_("Give 0 to 365 days."), "bad_days", name)
    with transaction.atomic(), acting(actor):
        terms, _created = CreditTerms.objects.select_for_update().update_or_create(
            country=country, defaults={"days": days, "notice_days": notice_days, "grace_days": grace_days}
        )
    return terms


def remove_terms(*, actor: Actor, country: str = "") -> None:
    """Let what usually holds hold again."""
    permissions.require(actor, permissions.SET_TIMES)
    with transaction.atomic(), acting(actor):
        terms = CreditTerms.objects.select_for_update().filter(country=country).first()
        if terms is None:
            raise NotFound(_("There are no such terms."), "credit_terms_not_found")
        terms.delete()


def _end_of_day_in(days: int, now: datetime) -> datetime:
    try:
        return end_of_day_in(days, now)
    except OverflowError:
        raise BadInput(_("Give 1 to 36500 days, or none for credit that never expires."), "bad_days", "days") from None


def now_granted(customer: Customer) -> datetime | None:
    """Until when credit is good that this customer gets at this moment."""
    return expiry_of(terms_for(customer), clock.now())
