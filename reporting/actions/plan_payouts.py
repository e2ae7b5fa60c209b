"""What finance knows of the accounts: when money is paid out, and what is there where the gateway does not tell."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput
from customers.money import MAX_AMOUNT_MINOR, exponent
from refunds import permissions
from reporting.foresight.accounts import is_account
from reporting.foresight.outlook import keep_outlooks
from reporting.models import AccountBalance, PayoutPlan


def set_payout_plan(
    *, actor: Actor, account: str, currency: str, rhythm: str, weekday: int = 0, day: int = 1, keep_minor: int = 0
) -> PayoutPlan:
    """Say when an account's money is paid out and what stays there; the plan before it is kept in its history.

    Raises BadInput for an unknown account, currency or day; nothing is written then.
    """
    permissions.require(actor, permissions.RECONCILE)
    _check(account, currency)
    if rhythm not in PayoutPlan.Rhythm.values:
        raise BadInput(_("There is no such rhythm of payouts."), "unknown_rhythm", "rhythm")
    if not 0 <= weekday <= 6:
        raise BadInput(_("Choose a weekday."), "bad_weekday", "weekday")
    if not 1 <= day <= 31:
        raise BadInput(_("Choose a day of the month from 1 to 31."), "bad_day", "day")
    if not 0 <= keep_minor <= MAX_AMOUNT_MINOR:
        raise BadInput(_("What stays cannot be less than nothing."), "bad_amount", "keep")
    with transaction.atomic(), acting(actor):
        plan = PayoutPlan.objects.select_for_update().filter(account=account, currency=currency).first()
        plan = plan or PayoutPlan(account=account, currency=currency)
        plan.rhythm, plan.weekday, plan.day, plan.keep_minor = rhythm, weekday, day, keep_minor
        plan.changed_at, plan.changed_by = clock.now(), actor.label
        plan.save()
        keep_outlooks(clock.now(), (account, currency))
    return plan


def record_balance(*, actor: Actor, account: str, currency: str, balance_minor: int) -> AccountBalance:
    """Write down what is there now, as the gateway's own page says; below zero where it waits for money.

    Raises BadInput for an unknown account or currency or an absurd amount; nothing is written then.
    """
    permissions.require(actor, permissions.RECONCILE)
    _check(account, currency)
    if abs(balance_minor) > MAX_AMOUNT_MINOR:
        raise BadInput(_("The amount is too large."), "amount_too_large", "balance")
    with transaction.atomic(), acting(actor):
        told = AccountBalance.objects.create(
            account=account,
            currency=currency,
            balance_minor=balance_minor,
            source=AccountBalance.Source.HAND,
            told_by=actor.label,
        )
        keep_outlooks(clock.now(), (account, currency))
    return told


def _check(account: str, currency: str) -> None:
    if not is_account(account):
        raise BadInput(_("No account named %s is set up.") % account[:64], "unknown_account", "account")
    exponent(currency)
