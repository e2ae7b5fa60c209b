"""What the coming weeks of the demo shop will ask for, and what finance knows of the money at its gateways."""

from __future__ import annotations

from reporting.actions.make_forecast import make_next_forecast
from reporting.actions.order_forecast import order_forecast
from reporting.actions.plan_payouts import record_balance, set_payout_plan
from reporting.demo_shop.payments import ACCOUNT
from reporting.demo_shop.staff import Staff
from reporting.foresight.outlook import newest_run

WEEKS_COVERED = 2
"""The balance that finance enters pays so many usual weeks: the page has something to warn of."""


def look_ahead(staff: Staff) -> None:
    """Let Fatima enter the plan and the balances, and let the worker foresee the coming weeks."""
    fatima = staff.fatima
    order_forecast(actor=fatima)
    make_next_forecast()
    run = newest_run()
    for row in run.cash.filter(account=ACCOUNT) if run else ():
        usual = row.weeks[0]["likely"] if row.weeks else 0
        set_payout_plan(
            actor=fatima, account=ACCOUNT, currency=row.currency, rhythm="weekly", weekday=1, keep_minor=usual // 2
        )
        record_balance(
            actor=fatima,
            account=ACCOUNT,
            currency=row.currency,
            balance_minor=row.waiting_minor + WEEKS_COVERED * usual,
        )
