"""Asking for a paper. A worker prints it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput
from customers.known_accounts import known_accounts
from customers.models import Customer, Payment
from customers.references import next_reference
from refunds import permissions
from reporting.models import Statement, StatementBatch
from reporting.periods import shop_day

MAKE_STATEMENTS, MAKE_BATCHES = "reporting.tasks.make_statements", "reporting.tasks.make_statement_batches"


def order_statement(
    *, actor: Actor, first_on: date, last_on: date, customer: str = "", account: str = ""
) -> Statement:  # fmt: skip
    """Order the statement of a period, of one customer (reference or e-mail address) or of one gateway account in it.

    Raises BadInput for days in the wrong order or ahead of us, for an unknown customer or account, and for both at
    once; nothing is written then.
    """
    permissions.require(actor, permissions.REPORT)
    check_days(first_on, last_on)
    if customer and account:
        raise BadInput(_("Choose a customer or a gateway account, not both."), "customer_and_account", "account")
    party = find_customer(customer) if customer else None
    with transaction.atomic(), acting(actor):
        statement = Statement.objects.create(
            reference=next_reference("ST", "statement_reference"),
            kind=_kind(party, account),
            customer=party,
            gateway=_gateway_of(account) if account else "",
            account=account,
            first_on=first_on,
            last_on=last_on,
            requested_by=actor.key,
            requested_label=actor.label,
        )
        doorbell.ring_after_commit(MAKE_STATEMENTS)
    return statement


def order_statements(*, actor: Actor, first_on: date, last_on: date) -> StatementBatch:
    """Order the statements of all customers of a period in one file. Raises BadInput as order_statement does."""
    permissions.require(actor, permissions.REPORT)
    check_days(first_on, last_on)
    with transaction.atomic(), acting(actor):
        batch = StatementBatch.objects.create(
            reference=next_reference("SB", "statement_batch_reference"),
            first_on=first_on,
            last_on=last_on,
            requested_by=actor.key,
            requested_label=actor.label,
        )
        doorbell.ring_after_commit(MAKE_BATCHES)
    return batch


def account_names() -> list[str]:
    """The gateway accounts that are set up here."""
    return sorted(known_accounts())


def _kind(party: Customer | None, account: str) -> str:
    if account:
        return Statement.Kind.ACCOUNT
    return Statement.Kind.CUSTOMER if party else Statement.Kind.PERIOD


def _gateway_of(account: str) -> str:
    known = known_accounts().get(account)
    gateway = known or Payment.objects.filter(gateway_account=account).values_list("gateway", flat=True).first()
    if not gateway:
        raise BadInput(_("No gateway account of this name is set up."), "unknown_gateway_account", "account")
    return str(gateway)


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
