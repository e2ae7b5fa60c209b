"""Asking for a paper. A worker prints it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput
from customers.models import Customer
from customers.references import next_reference
from refunds import permissions
from reporting.models import Statement
from reporting.periods import shop_day

MAKE_STATEMENTS = "reporting.tasks.make_statements"


def order_statement(*, actor: Actor, first_on: date, last_on: date, customer: str = "") -> Statement:
    """Order the statement of a period, or of one customer (reference or e-mail address) within it.

    Raises BadInput for days in the wrong order or ahead of us and for an unknown customer; nothing is written then.
    """
    permissions.require(actor, permissions.REPORT)
    check_days(first_on, last_on)
    party = find_customer(customer) if customer else None
    with transaction.atomic(), acting(actor):
        statement = Statement.objects.create(
            reference=next_reference("ST", "statement_reference"),
            kind=Statement.Kind.CUSTOMER if party else Statement.Kind.PERIOD,
            customer=party,
            first_on=first_on,
            last_on=last_on,
            requested_by=actor.key,
            requested_label=actor.label,
        )
        doorbell.ring_after_commit(MAKE_STATEMENTS)
    return statement


def find_customer(named: str) -> Customer:
    named = named.strip()
    by = {"email__iexact": named} if "@" in named else {"reference__iexact": named}
    found = Customer.objects.filter(**by).first() if "\x00" not in named else None
    if found is None:
        raise BadInput(
            _("We know no customer by this. Give the number (CU-…) or the e-mail address."),
            "unknown_customer",
            "customer",
        )
    return found


def check_days(first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise BadInput(_("The last day lies before the first one."), "days_out_of_order", "last_on")
    if first_on > shop_day(clock.now()):
        raise BadInput(_("This period has not begun yet."), "period_ahead", "first_on")
    if first_on.year < 1970 or last_on.year > 9000:
        raise BadInput(_("Choose days between 1970 and today."), "absurd_day", "first_on")
