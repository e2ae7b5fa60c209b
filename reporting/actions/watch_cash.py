"""Looking whether the accounts' money will reach: gateways are asked, and finance is warned once before it runs dry."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from customers import clock, dates
from customers.actors import Actor, acting
from customers.money import format_money
from customers.shop_days import shop_day
from refunds import permissions
from refunds.gateways.accounts import gateway_for_account
from refunds.staff_notices import tell_about_gateway
from reporting.foresight.outlook import Outlook, keep_outlooks, newest_run
from reporting.models import AccountBalance, CashOutlook, CashWarning

WATCHER = Actor.system("forecast")
WARNED_DAYS = 21
"""What may happen later than this is for the page, not for a notice."""

log = structlog.get_logger(__name__)


def watch_cash() -> int:
    """Ask for balances, then warn, or end a warning. Returns how many warnings are open."""
    run = newest_run()
    if run is None:
        return 0
    for row in run.cash.all():
        _ask(row)
    with acting(WATCHER):
        for outlook in keep_outlooks(clock.now()):
            _look(outlook)
    return CashWarning.objects.filter(ended_at=None).count()


def _ask(row: CashOutlook) -> None:
    """Write down what the gateway tells, where it tells and it is news."""
    try:
        gateway = gateway_for_account(row.account)
        told = gateway.balance(row.currency) if gateway.capabilities.balance else None
    except Exception as trouble:  # an SDK's own way of breaking says as little as silence
        log.warning("cash.balance_unknown", account=row.account, trouble=repr(trouble)[:200])
        return
    if told is not None:
        AccountBalance.objects.create(
            account=row.account, currency=row.currency, balance_minor=told, source=AccountBalance.Source.GATEWAY
        )


def _look(outlook: Outlook) -> None:
    row, projection = outlook.row, outlook.projection
    today = shop_day(clock.now())
    dry_on = projection.dry_on if projection else None
    with transaction.atomic():
        open_one = (
            CashWarning.objects.select_for_update()
            .filter(account=row.account, currency=row.currency, ended_at=None)
            .first()
        )
        if dry_on is None or projection is None or (dry_on - today).days > WARNED_DAYS:
            if open_one is not None and projection is not None:
                open_one.ended_at = clock.now()
                open_one.save(update_fields=["ended_at"])
            return
        if open_one is not None:
            open_one.dry_on, open_one.missing_minor = dry_on, projection.missing_minor
            open_one.save(update_fields=["dry_on", "missing_minor"])
            return
        warning = CashWarning.objects.create(
            account=row.account, currency=row.currency, dry_on=dry_on, missing_minor=projection.missing_minor
        )
        tell_about_gateway(permissions.people_who_may(permissions.PAY_BY_TRANSFER), _sentence(warning))
        log.warning("cash.may_run_dry", account=row.account, currency=row.currency, dry_on=dry_on.isoformat())


def _sentence(warning: CashWarning) -> str:
    return _(
        "%(account)s may run dry on %(day)s: up to %(missing)s may be missing for refunds and disputes."
        " Look at %(page)s."
    ) % {
        "account": warning.account,
        "day": dates.day(warning.dry_on, dates.LONG),
        "missing": format_money(warning.missing_minor, warning.currency),
        "page": reverse("reporting:cash"),
    }  # fmt: skip
