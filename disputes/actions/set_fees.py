"""The table of dispute fees, and what work costs: kept by a manager."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.codes import checked_country, checked_currency
from customers.errors import BadInput, Conflict, NotFound
from customers.money import MAX_AMOUNT_MINOR, checked_amount
from disputes.models import DisputeFee, StaffTime
from refunds import permissions
from refunds.actions.words import require_note
from refunds.gateways.accounts import account_codes
from refunds.gateways.discovery import gateway_classes

MOST_ROWS = 500
LONGEST_SOURCE = 300
MOST_MINUTES = 1_440
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def save_fee(
    *,
    actor: Actor,
    kind: str,
    gateway: str,
    currency: str,
    amount_minor: int,
    valid_from: date,
    source: str,
    account: str = "",
    country: str = "",
    comes_back: bool = False,
    fee_id: int | None = None,
) -> DisputeFee:
    """Write a fee, or change the one with this number. Decisions that were made keep what was reckoned then.

    Raises BadInput for a fee that cannot be meant, Conflict for a second row about the same; then nothing is written.
    """
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.SET_DISPUTE_RULES)
        row = _found(fee_id) if fee_id else DisputeFee()
        row.kind, row.gateway, row.account, row.country = kind, gateway, account, country
        row.currency, row.amount_minor, row.comes_back = currency, amount_minor, comes_back
        row.valid_from, row.source = valid_from, require_note(source, "source", LONGEST_SOURCE)
        _check(row)
        _save_once(row)
    return row


def remove_fee(*, actor: Actor, fee_id: int) -> None:
    """Take a fee out of the table; its history stays."""
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.SET_DISPUTE_RULES)
        _found(fee_id).delete()


def save_staff_time(*, actor: Actor, currency: str, minutes: int, hour_minor: int) -> StaffTime:
    """Set how long an answer takes and what an hour costs in a currency, instead of what was set before."""
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.SET_DISPUTE_RULES)
        checked_currency(currency)
        if not 1 <= minutes <= MOST_MINUTES:
            raise BadInput(_("Give 1 to %d minutes.") % MOST_MINUTES, "bad_minutes", "minutes")
        known = {"minutes": minutes, "hour_minor": checked_amount(hour_minor)}
        row, _created = StaffTime.objects.select_for_update().update_or_create(currency=currency, defaults=known)
    return row


def remove_staff_time(*, actor: Actor, currency: str) -> None:
    """Reckon no work in this currency any more."""
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.SET_DISPUTE_RULES)
        row = StaffTime.objects.select_for_update().filter(currency=checked_currency(currency)).first()
        if row is None:
            raise NotFound(_("No cost of work is set in this currency."), "staff_time_not_found")
        row.delete()


def _check(row: DisputeFee) -> None:
    if row.kind not in DisputeFee.Kind.values:
        raise BadInput(_("Choose what is charged for."), "unknown_kind", "kind")
    if row.gateway not in gateway_classes():
        raise BadInput(_("Choose a gateway from the list."), "unknown_gateway", "gateway")
    if row.account and account_codes().get(row.account) != row.gateway:
        raise BadInput(_("There is no such account at this gateway."), "unknown_account", "account")
    checked_country(row.country)
    checked_currency(row.currency)
    if not 0 <= row.amount_minor <= MAX_AMOUNT_MINOR:
        raise BadInput(_("Give an amount; 0 where nothing is charged."), "bad_amount", "amount_minor")
    if not EARLIEST <= row.valid_from <= LATEST:
        raise BadInput(_("Give a day between 2000 and 2100."), "bad_day", "valid_from")


def _found(fee_id: int) -> DisputeFee:
    row = DisputeFee.objects.select_for_update().filter(pk=fee_id).first()
    if row is None:
        raise NotFound(_("There is no such fee."), "fee_not_found")
    return row


def _save_once(row: DisputeFee) -> None:
    if row.pk is None and DisputeFee.objects.count() >= MOST_ROWS:
        raise Conflict(_("There are %d fees already. Remove one first.") % MOST_ROWS, "too_many_fees")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict(
            _("There already is this fee from this day on. Change that one."), "fee_exists", "valid_from"
        ) from None
