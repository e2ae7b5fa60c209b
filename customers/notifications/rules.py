"""Whether a message leaves, and when: what the manager's table says, and what became of the customer's address.

What a person needs (a decision, money, a question of ours) always leaves at once, unless the address is dead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet

from customers import clock
from customers.models import Customer, Message, MessageRule
from customers.notifications.kinds import LetterKind, letter_kinds
from customers.prepared import PreparedRows
from customers.shop_days import day_start, shop_day, shop_zone

Because = Message.HeldBecause
ASKED_FOR_NOW = "portal_link"
"""Somebody waits for it at this moment, and typed the address: it is tried, whatever happened before."""


@dataclass(frozen=True, slots=True)
class Fate:
    """When it leaves; or why it does not."""

    due_at: datetime | None
    held_because: str = ""


def fate_of(kind: LetterKind, customer: Customer, by_mail: bool = True) -> Fate:
    """Decide on a message of this kind that is written now."""
    now = clock.now()
    if by_mail and customer.mail_trouble == Customer.MailTrouble.BOUNCED and kind.code != ASKED_FOR_NOW:
        return Fate(None, Because.BOUNCED)
    if kind.is_needed:
        return Fate(now)
    if by_mail and customer.mail_trouble == Customer.MailTrouble.COMPLAINED:
        return Fate(None, Because.COMPLAINED)
    rules = {rule.kind: rule for rule in _RULES(kind=kind.code)}
    own, common = rules.get(kind.code, MessageRule(kind=kind.code)), rules.get("", MessageRule())
    if not own.is_on:
        return Fate(None, Because.OFF)
    if common.per_day is not None and _written_today(customer, now) >= common.per_day:
        return Fate(None, Because.CAP)
    return Fate(after_quiet(now + timedelta(minutes=own.delay_minutes), common.quiet_from, common.quiet_until))


def after_quiet(moment: datetime, quiet_from: time | None, quiet_until: time | None) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into. They may go over midnight."""
    if quiet_from is None or quiet_until is None:
        return moment
    local = moment.astimezone(shop_zone())
    if quiet_from <= quiet_until:
        return _at(local, quiet_until) if quiet_from <= local.time() < quiet_until else moment
    if local.time() >= quiet_from:
        return _at(local + timedelta(days=1), quiet_until)
    return _at(local, quiet_until) if local.time() < quiet_until else moment


def optional_kinds() -> list[LetterKind]:
    """The kinds that a manager may turn off."""
    return [kind for kind in letter_kinds().values() if not kind.is_needed]


def _at(local: datetime, clock_time: time) -> datetime:
    return datetime.combine(local.date(), clock_time, shop_zone())


def _written_today(customer: Customer, now: datetime) -> int:
    today = Message.objects.filter(customer=customer, created_at__gte=day_start(shop_day(now)))
    optional = [kind.code for kind in optional_kinds()]
    return today.filter(kind__in=optional).exclude(state=Message.State.HELD).count()


def _rules(kind: str) -> QuerySet[MessageRule]:
    return MessageRule.objects.filter(Q(kind=kind) | Q(kind=""))


_RULES = PreparedRows(_rules, kind=str)
