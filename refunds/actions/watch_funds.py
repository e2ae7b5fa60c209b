"""Whether the gateways can pay what is due: what is not covered waits, and finance hears of it once.

It hears once more when it is over.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import structlog
from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.models import User
from refunds import permissions
from refunds.gateways.accounts import gateway_for_account
from refunds.gateways.base import Gateway
from refunds.gateways.errors import GatewayError
from refunds.models import FundsShortage, Refund, RefundAttempt, WorkOrder
from refunds.outbox.enqueue import WORK_DUE_ORDERS
from refunds.outbox.lease import wait_for_funds
from refunds.policy.wording import money
from refunds.staff_notices import tell_about_gateway

WATCHER = Actor.system("funds")
RECHECK_SECONDS = 300
BALANCE_SECONDS = 2
BALANCE_AT_ONCE_SECONDS = 0.5
"""How long a balance is waited for, and while refunds of other accounts lie there too."""
TOLD_SECONDS = 5
"""How long what a gateway told is believed within a round: it is not asked again before every few refunds."""
SILENT_SECONDS = 30
"""How long a balance is not asked for after it did not come."""

_askers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="gateway-balance")
_silent_until: dict[str, float] = {}

log = structlog.get_logger(__name__)


class Purses:
    """What the gateways told of their money in this round, less what has gone out since; soon they are asked anew."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], tuple[float, int | None]] = {}

    def look_into(self, gateway: Gateway, currency: str, wanted: int) -> None:
        """Ask for what is there, where it was asked for long ago or would not do for all that is wanted now."""
        told_at, left = self._told.get((gateway.account, currency), (-math.inf, None))
        too_little = left is not None and left < wanted
        if too_little or time.monotonic() - told_at > TOLD_SECONDS:
            balance = _balance(gateway, currency, BALANCE_AT_ONCE_SECONDS)
            self._told[gateway.account, currency] = time.monotonic(), balance

    def left(self, gateway: Gateway, currency: str) -> int | None:
        """What is there by now; None where the gateway does not tell."""
        return self._told[gateway.account, currency][1]

    def pay(self, gateway: Gateway, currency: str, minor: int) -> bool:
        """Take an amount out, where it is there or the gateway does not tell."""
        told_at, left = self._told[gateway.account, currency]
        if left is None:
            return True
        if minor > left:
            return False
        self._told[gateway.account, currency] = told_at, left - minor
        return True


def hold_what_is_not_covered(account: str, orders: Sequence[WorkOrder], purses: Purses) -> list[WorkOrder]:
    """Return the leased orders that the account can pay now, oldest first; the others are given back and wait.

    Where the gateway does not tell its balance everything goes out. What other workers send at this moment is not
    counted: the gateway itself then says that it waits for funds.
    """
    gateway = _that_tells(account)
    if gateway is None:
        return list(orders)
    refunds = Refund.objects.only("currency", "amount_minor").in_bulk([order.payload["refund"] for order in orders])
    wanted = Counter[str]()
    for one in refunds.values():
        wanted[one.currency] += one.amount_minor
    for currency, minor in wanted.items():
        purses.look_into(gateway, currency, minor)
    covered: list[WorkOrder] = []
    short: dict[str, list[WorkOrder]] = {}
    for order in orders:
        refund = refunds.get(order.payload["refund"])
        if refund is None or purses.pay(gateway, refund.currency, refund.amount_minor):
            covered.append(order)
        else:
            short.setdefault(refund.currency, []).append(order)
    for currency, waiting in short.items():
        _hold(account, currency, waiting, purses.left(gateway, currency))
    return covered


def watch_funds() -> int:
    """Look at every shortage again, and for refunds that a gateway itself keeps waiting. Returns how many are open."""
    kept_waiting = RefundAttempt.objects.filter(state=RefundAttempt.State.WAITING_FUNDS)
    pairs = set(kept_waiting.values_list("gateway_account", "refund__currency").distinct())
    open_ones = FundsShortage.objects.filter(ended_at=None)
    pairs |= set(open_ones.values_list("account", "currency"))
    for account, currency in sorted(pairs):
        gateway = _that_tells(account)
        _look(account, currency, _balance(gateway, currency) if gateway else None)
    return open_ones.count()


def _look(account: str, currency: str, balance: int | None) -> None:
    with transaction.atomic(), acting(WATCHER):
        needed = _needed(account, currency)
        if needed > (balance or 0):
            _keep(account, currency, needed, balance)
        else:
            _end(account, currency, needed, balance)


def _hold(account: str, currency: str, orders: Sequence[WorkOrder], balance: int | None) -> None:
    why = _("The gateway account has not enough money for it now. It goes out by itself once it has.")
    with transaction.atomic(), acting(WATCHER):
        for order in orders:
            wait_for_funds(order, RECHECK_SECONDS, why)
        _keep(account, currency, _needed(account, currency), balance)


def _keep(account: str, currency: str, needed: int, balance: int | None) -> None:
    """Open a shortage and tell finance, or write down how it stands now."""
    now = clock.now()
    shortage, is_new = FundsShortage.objects.get_or_create(
        account=account,
        currency=currency,
        ended_at=None,
        defaults={"needed_minor": needed, "balance_minor": balance, "began_at": now, "checked_at": now},
    )
    if is_new:
        log.warning("funds.short", account=account, currency=currency, missing_minor=shortage.missing_minor)
        tell_about_gateway(_finance(), _alert(shortage))
        return
    if (balance or 0) > (shortage.balance_minor or 0):
        _try_again(account)
    shortage.needed_minor, shortage.balance_minor, shortage.checked_at = needed, balance, now
    shortage.save()


def _end(account: str, currency: str, needed: int, balance: int | None) -> None:
    for shortage in FundsShortage.objects.select_for_update().filter(account=account, currency=currency, ended_at=None):
        shortage.needed_minor, shortage.balance_minor = needed, balance
        shortage.ended_at = shortage.checked_at = clock.now()
        shortage.save()
        words = {"account": account, "currency": currency}
        said = _("%(account)s has enough money again: no refund in %(currency)s waits for it any more.") % words
        tell_about_gateway(_finance(), said)
        _try_again(account)
        log.info("funds.enough_again", account=account, currency=currency)


def _try_again(account: str) -> None:
    """Let what waits be due now; what still does not fit waits on, and nobody is told again."""
    WorkOrder.objects.filter(account=account, waits_for_funds=True, state=WorkOrder.State.DUE).update(due_at=Now())
    doorbell.ring_after_commit(WORK_DUE_ORDERS)


def _needed(account: str, currency: str) -> int:
    """What is due of this account, and what its gateway keeps waiting, in minor units."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"account": account, "currency": currency})
        due = int(cursor.fetchone()[0])
    waiting = RefundAttempt.objects.filter(
        gateway_account=account, state=RefundAttempt.State.WAITING_FUNDS, refund__currency=currency
    )
    return due + (waiting.aggregate(minor=Sum("refund__amount_minor"))["minor"] or 0)


def _alert(shortage: FundsShortage) -> str:
    facts = {
        "account": shortage.account,
        "missing": money(shortage.missing_minor, shortage.currency),
        "needed": money(shortage.needed_minor, shortage.currency),
    }
    if shortage.balance_minor is None:
        return (
            _("%(account)s keeps refunds waiting because it lacks money: %(needed)s are needed.") % facts
            + " "
            + _("Put money into the account; they go out by themselves.")
        )
    return (
        _("%(account)s lacks %(missing)s: refunds of %(needed)s are due.") % facts
        + " "
        + _("What is not covered waits. Put money into the account; it goes out by itself.")
    )


def _finance() -> list[User]:
    """Whoever moves money by hand; where nobody does, whoever runs the house."""
    people = list(permissions.people_who_may(permissions.PAY_BY_TRANSFER))
    return people or list(permissions.people_who_may(permissions.OPERATE))


def _that_tells(account: str) -> Gateway | None:
    try:
        gateway = gateway_for_account(account)
    except GatewayError:
        return None
    return gateway if gateway.capabilities.balance else None


def _balance(gateway: Gateway, currency: str, seconds: float = BALANCE_SECONDS) -> int | None:
    """What it could pay out of, in minor units; None where it does not say at once, which keeps nothing back.

    It is asked in a thread of its own: a gateway that does not answer must not hold up the refunds of others.
    """
    if time.monotonic() < _silent_until.get(gateway.account, 0):
        return None
    asking = _askers.submit(copy_context().run, gateway.balance, currency)
    try:
        return asking.result(seconds)
    except Exception as trouble:  # an SDK's own way of breaking says as little as silence
        log.warning("funds.balance_unknown", account=gateway.account, trouble=repr(trouble)[:200])
        _silent_until[gateway.account] = time.monotonic() + SILENT_SECONDS
        return None


def forget_silence() -> None:
    """Ask every gateway again, also those that said nothing just now."""
    _silent_until.clear()


_DUE = """
    SELECT coalesce(sum(r.amount_minor), 0) FROM refunds_workorder w
    JOIN refunds_refund r ON r.id = (w.payload->>'refund')::bigint
    WHERE w.topic = 'refund.submit' AND w.account = %(account)s AND w.state = 'due'
        AND r.state = 'approved' AND r.currency = %(currency)s
"""
