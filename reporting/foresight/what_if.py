"""What holding or releasing a batch of refunds would do to an account. Nothing is changed by asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers import clock
from customers.errors import BadInput
from customers.shop_days import shop_day
from refunds.models import Refund
from reporting.foresight import accounts
from reporting.foresight.cash_days import Projection
from reporting.foresight.outlook import Outlook

HOLD, RELEASE = "hold", "release"
MOVES = (HOLD, RELEASE)
ALL = "all"
"""Everything that a move can be about, not one batch of it."""

LONGEST = timedelta(days=91)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`now` is how it goes, `projection` how it would; `refunds` and `amount_minor` are the batch's of this account."""

    move: str
    batch: str
    on: date
    refunds: int
    amount_minor: int
    now: Projection
    projection: Projection


def ask_what_if(outlook: Outlook, move: str, batch: str, on: date) -> WhatIf:
    """HOLD: what is approved of the batch waits until `on`. RELEASE: what is undecided of it goes out on `on`.

    `batch` is ALL or the number of a bulk run (BK-...). Raises BadInput.
    """
    today = shop_day(clock.now())
    if move not in MOVES:
        raise BadInput(_("A batch is held or released."), "unknown_move", "move")
    if not today <= on <= today + LONGEST:
        raise BadInput(_("Choose a day from today to 13 weeks from now."), "day_out_of_reach", "on")
    refunds = _batch(outlook, move, batch)
    amount, count = accounts.sum_of(refunds), refunds.count()
    waiting = accounts.sum_of(accounts.approved(outlook.row.account, outlook.row.currency))
    left = waiting - amount if move == HOLD else waiting
    goes, would_go = outlook.with_moves([], waiting), outlook.with_moves([(on, -amount)], left)
    if goes is None or would_go is None:
        raise BadInput(_("Nothing can be foreseen for this account yet."), "nothing_foreseen", "account")
    return WhatIf(move, batch, on, count, amount, goes, would_go)


def _batch(outlook: Outlook, move: str, batch: str) -> QuerySet[Refund]:
    of_account = accounts.approved if move == HOLD else accounts.undecided
    refunds = of_account(outlook.row.account, outlook.row.currency)
    if batch == ALL:
        return refunds
    if not batch.startswith("BK-") or len(batch) > 32:
        raise BadInput(_("There is no such batch."), "unknown_batch", "batch")
    return refunds.filter(bulk_rows__run__reference=batch).distinct()
