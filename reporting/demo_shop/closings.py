"""What finance has closed: the last month, with a proposal to open it again. These days are prepared, a check open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import User
from reporting.actions.close_period import (
    carry_over,
    close_period,
    finish_next_closing,
    prepare_closing,
    usual_period,
)
from reporting.actions.make_pack import make_next_pack
from reporting.actions.order_pack import order_pack
from reporting.actions.reopen_period import propose_reopening, release_reopening
from reporting.closing.checks import run_checks
from reporting.closing.guard import closed_until
from reporting.demo_shop.staff import DOMAIN
from reporting.models import PeriodClosing, Reopening
from reporting.periods import shop_day

LEFT_OPEN = "differences"
REASONS = {
    "answered": "The gateway was asked; an answer that is lost so long comes with its next list.",
    "differences": "Small ones; the gateway answers until Monday.",
    "reports": "The gateway writes its report of the first weeks by hand; it is announced.",
    "tax": "Sales of the old till have no lines. Our tax adviser knows.",
}


def close_last_month(now: datetime) -> bool:
    """Close the month before this one; tell whether that was possible. Its pack lies ready."""
    fatima = _person("fatima")
    with clock_at(now):
        first_on, last_on = usual_period()
        closing = prepare_closing(actor=fatima, first_on=first_on, last_on=last_on)
        _carry(closing, fatima)
        close_period(actor=fatima, reference=closing.reference)
        finish_next_closing()
        closing.refresh_from_db()
        if closing.state != PeriodClosing.State.CLOSED:
            return False
        order_pack(actor=fatima, first_on=first_on, last_on=last_on)
        make_next_pack()
        propose_reopening(
            actor=fatima, reference=closing.reference, reason="A refund that belongs to this month came back late."
        )
        _prepare_these_days(now, fatima)
    return True


def open_the_books(now: datetime) -> None:
    """Open what is closed, as two people do, so that more of the past can be told."""
    with clock_at(now):
        while (until := closed_until()) is not None:
            closing = PeriodClosing.objects.get(last_on=until, state=PeriodClosing.State.CLOSED)
            if not closing.reopenings.filter(state=Reopening.State.OPEN).exists():
                propose_reopening(actor=_person("fatima"), reference=closing.reference, reason="More is told of it.")
            release_reopening(actor=_person("marta"), reference=closing.reference)


def _prepare_these_days(now: datetime, fatima: Actor) -> None:
    """This month up to yesterday, with one check open that somebody must work off."""
    yesterday = shop_day(now) - timedelta(days=1)
    first_on = yesterday.replace(day=1)
    if first_on <= (closed_until() or yesterday):
        return
    closing = prepare_closing(actor=fatima, first_on=first_on, last_on=yesterday)
    _carry(closing, fatima, but=(LEFT_OPEN,))


def _carry(closing: PeriodClosing, person: Actor, but: Collection[str] = ()) -> None:
    for result in run_checks(closing):
        if result.blocks and not result.firm and result.code not in but:
            carry_over(
                actor=person,
                reference=closing.reference,
                check=result.code,
                fingerprint=result.fingerprint,
                reason=REASONS.get(result.code, "Known, and looked at next month."),
            )


def _person(name: str) -> Actor:
    return Actor.user(User.objects.get(email=f"{name}@{DOMAIN}"))
