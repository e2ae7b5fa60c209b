"""The page of the money at the gateways: each account with its balance to come, its outflow and its warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from customers import clock, dates
from customers.money import exponent, format_money
from reporting.boards.words import worded
from reporting.chart_specs import both, money_axis
from reporting.charts import Spec, draw
from reporting.foresight import accounts, drawings, words
from reporting.foresight.cash_days import Day, Projection
from reporting.foresight.outlook import Outlook
from reporting.foresight.what_if import HOLD, WhatIf
from reporting.models import PayoutPlan

CLOSE_DAYS = 12
"""Two labels of the axis nearer than this would touch."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account as the page shows it. `alert` is a tone, a title and a sentence, where there is something to say."""

    outlook: Outlook
    name: str
    alert: tuple[str, str, str] | None
    stats: list[dict[str, str]]
    chart: dict[str, Any] | None
    outflow: dict[str, Any] | None


def show(outlook: Outlook, what_if: WhatIf | None = None) -> Account:
    row, projection = outlook.row, outlook.projection
    specs = _specs(outlook, what_if)
    drawn = draw(f"cash:{outlook.key}", specs) if specs else {}
    return Account(
        outlook=outlook,
        name=f"{row.account} · {row.currency}",
        alert=_alert(outlook),
        stats=_stats(outlook),
        chart=_chart(outlook, drawn, what_if) if projection and projection.days else None,
        outflow=_outflow(outlook),
    )


def say(plan: PayoutPlan | None) -> str:
    """When money is paid out, in words."""
    if plan is None:
        return _("not known")
    match plan.rhythm:
        case PayoutPlan.Rhythm.WEEKLY:
            return _("every week on %s") % plan.get_weekday_display()
        case PayoutPlan.Rhythm.MONTHLY:
            return _("every month on day %d") % plan.day
        case _:
            return str(plan.get_rhythm_display())


def what_if_words(found: WhatIf, currency: str) -> str:
    """What the move would do, in one sentence or two."""
    facts = {
        "count": found.refunds,
        "amount": format_money(found.amount_minor, currency),
        "day": dates.day(found.on, dates.LONG),
    }
    said = (
        _("%(count)d approved refunds of %(amount)s together would wait until %(day)s.")
        if found.move == HOLD
        else _("%(count)d undecided refunds of %(amount)s together would go out on %(day)s.")
    ) % facts
    return f"{said} {_consequence(found.projection, found.now)} {_('Nothing has been changed.')}"


def _consequence(then: Projection, now: Projection) -> str:
    if then.dry_on == now.dry_on:
        if then.dry_on is None:
            return _("The money would still reach.")
        return _("The account may run dry on the same day, %s.") % dates.day(then.dry_on, dates.LONG)
    if then.dry_on is None:
        return _("The account would no longer run dry.")
    return _("The account may run dry on %(then)s instead of %(now)s.") % {
        "then": dates.day(then.dry_on, dates.LONG),
        "now": dates.day(now.dry_on, dates.LONG) if now.dry_on else _("never"),
    }


def _alert(outlook: Outlook) -> tuple[str, str, str] | None:
    row, projection, balance = outlook.row, outlook.projection, outlook.balance
    if row.why_unknown:
        return "warn", _("This cannot be known"), words.why_unknown(row.why_unknown)
    if balance is None:
        return (
            "live",
            _("What is there is not known"),
            _("The gateway does not tell it. Enter the balance, and it is shown how long it will reach."),
        )
    if projection and projection.dry_on:
        return (
            "bad",
            _("It may run dry on %s") % dates.day(projection.dry_on, dates.LONG),
            _(
                "In one of ten ways that the coming weeks may go, up to %s would be missing. Put money in, pay out"
                " less, or hold refunds."
            )
            % format_money(projection.missing_minor, row.currency),
        )
    if accounts.is_stale(balance, clock.now()):
        return "warn", _("The balance is old"), _("It was told more than three days ago. Enter what is there now.")
    return None


def _stats(outlook: Outlook) -> list[dict[str, str]]:
    row, balance, projection = outlook.row, outlook.balance, outlook.projection

    def money(amount: int) -> str:
        return format_money(amount, row.currency)

    told = [
        {
            "label": _("There now"),
            "value": money(balance.balance_minor) if balance else "–",
            "note": f"{balance.get_source_display()}, {dates.day(balance.told_at)}" if balance else "",
        },
        {"label": _("Approved, goes out first"), "value": money(outlook.waiting_minor), "note": ""},
    ]
    if row.weeks:
        week = row.weeks[0]
        likely = {"low": money(week["low80"]), "high": money(week["high80"])}
        note = _("80 %% range: %(low)s to %(high)s") % likely
        told.append({"label": _("Outflow this week"), "value": money(week["likely"]), "note": note})
    if row.reserve_minor is not None:
        note = _("Pays any of the next four weeks in 19 of 20 cases.")
        told.append({"label": _("Reserve proposed"), "value": money(row.reserve_minor), "note": note})
    if projection and outlook.plan:
        note = _("Paid out %s") % say(outlook.plan)
        told.append({"label": _("Payouts in these weeks"), "value": money(projection.paid_out_minor), "note": note})
    return told


def _specs(outlook: Outlook, what_if: WhatIf | None) -> dict[str, Spec]:
    if not outlook.projection or not outlook.projection.days:
        return {}
    other = {day.on: day.likely for day in what_if.projection.days} if what_if else {}
    values = [
        {"at": day.on.isoformat(), "low": day.low, "likely": day.likely, "high": day.high, "other": other.get(day.on)}
        for day in outlook.projection.days
    ]
    names = (_("Balance, likely"), _("With the batch moved") if what_if else "")
    labels = _labels(outlook.projection.days)
    unit = money_axis(exponent(outlook.row.currency))
    name = f"balance-{outlook.row.pk}"
    return both(name, drawings.balance(values, labels, unit, names))


def _chart(outlook: Outlook, drawn: dict[str, Any], what_if: WhatIf | None) -> dict[str, Any]:
    days = outlook.projection.days if outlook.projection else []
    other = {day.on: day.likely for day in what_if.projection.days} if what_if else {}
    sundays = [day for day in days if day.on.weekday() == 6 or day is days[-1]]

    def money(amount: int) -> str:
        return format_money(amount, outlook.row.currency)

    more = [_("With the batch moved")] if what_if else []
    return {
        "title": _("The balance to come"),
        "text": _chart_text(outlook),
        "svg": format_html_join("", "{}", ([svg] for svg in drawn.values())),
        "headers": [_("At the end of"), _("Likely"), _("Low"), _("High"), *more],
        "rows": [
            [dates.day(day.on), money(day.likely), money(day.low), money(day.high)]
            + ([money(other[day.on])] if day.on in other else [])
            for day in sundays
        ],
    }


def _chart_text(outlook: Outlook) -> str:
    row = outlook.row
    said = (
        _("Shaded: eight of ten ways. Sales come in, refunds and disputes go out, payouts take what is over.")
        if outlook.plan
        else _("Shaded: eight of ten ways. No payout plan is entered, so no payout is counted.")
    )
    if not row.fees_minor or not row.sold_minor:
        return f"{said} {_('What the gateway keeps of sales is not known, so they come in whole.')}"
    share = f"{100 * row.fees_minor / row.sold_minor:.1f}"
    return f"{said} {_('Sales come in less %s %% that the gateway lately kept as fees.') % share}"


def _outflow(outlook: Outlook) -> dict[str, Any] | None:
    row = outlook.row
    if not row.weeks:
        return None

    return {
        "title": _("Outflow by week"),
        "headers": [_("Week"), _("Likely"), _("80 % from"), _("80 % to"), _("19 of 20 up to")],
        "rows": [
            [
                worded(date.fromisoformat(week["week"]), "week", ""),
                *(format_money(week[name], row.currency) for name in ("likely", "low80", "high80", "high95")),
            ]
            for week in row.weeks
        ],
    }


def _labels(days: Sequence[Day]) -> dict[str, str | list[str]]:
    """Name each month at its first day, and the day on which it begins."""
    labels: dict[str, str | list[str]] = {}
    for number, day in enumerate(days):
        if number == 0 or (day.on.day == 1 and number > CLOSE_DAYS):
            labels[day.on.isoformat()] = date_format(day.on, "j M")
    return labels
