"""A filter as one sentence: what is meant, in the order in which a person would say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from customers.looks import look_of
from customers.models import PaymentLine, User
from customers.money import format_money, parse_amount
from refunds.models import Refund
from refunds.worklist.fields import AGES, MINE, NOBODY

State = Refund.State
Values = Mapping[str, Any]

_STATES = {
    frozenset({State.REQUESTED, State.UNDER_REVIEW}): gettext_lazy("Open requests"),
    frozenset(Refund.WAITING): gettext_lazy("Undecided requests"),
    frozenset({State.NEEDS_INFO}): gettext_lazy("Requests that wait for the customer"),
    frozenset({State.APPROVED, State.PROCESSING}): gettext_lazy("Refunds on the way"),
    frozenset({State.COMPLETED, State.REJECTED, State.CANCELED}): gettext_lazy("Refunds that have ended"),
}


def words_of(values: Values) -> str:
    """Say which refunds are meant: "Open requests, damaged, from 100.00 EUR, nobody's"."""
    said = [_subject(values)]
    for name, say in _SAYINGS.items():
        if name in values:
            said.append(say(values[name]))
    said += [*_amounts(values), *_hands(values)]
    return ", ".join(said)


def _subject(values: Values) -> str:
    states = values.get("state", [])
    if not states:
        return _("All refunds")
    known = _STATES.get(frozenset(states))
    return str(known) if known else _("Refunds that are: %s") % _any(look_of("refund", state).label for state in states)


def _any(labels: Any) -> str:
    return _(" or ").join(_inside(str(label)) for label in labels)


def _inside(label: str) -> str:
    """A label as it reads within a sentence; German nouns and a word of one letter, such as I, keep their capital."""
    is_kept = (get_language() or "").startswith("de") or not label[1:2].isalpha()
    return label if is_kept else label[:1].lower() + label[1:]


def _amounts(values: Values) -> list[str]:
    currency = values.get("currency", "")
    least, most = (_money(values.get(name), currency) for name in ("amount_from", "amount_to"))
    if least and most:
        return [_("from %(least)s to %(most)s") % {"least": least, "most": most}]
    if least or most:
        return [_("from %s") % least if least else _("up to %s") % most]
    return [_("in %s") % currency] if currency else []


def _money(amount: str | None, currency: str) -> str:
    return format_money(parse_amount(amount, currency), currency, get_language() or "en") if amount else ""


def _hands(values: Values) -> list[str]:
    whose = values.get("assignee")
    if whose is None:
        return []
    if whose in (MINE, NOBODY):
        return [_("mine") if whose == MINE else _("nobody's")]
    person = User.objects.filter(pk=whose).first()
    return [_("in the hands of %s") % (person.label if person else whose)]


def _moment(text: str) -> str:
    return date_format(localtime(datetime.fromisoformat(text)), "j M Y, H:i")


_SAYINGS: dict[str, Callable[[Any], str]] = {
    "reason": lambda chosen: _any(Refund.Reason(reason).label for reason in chosen),
    "rail": lambda chosen: _("paid back by %s") % _any(Refund.Rail(rail).label for rail in chosen),
    "origin": lambda chosen: _("through %s") % _any(Refund.Origin(origin).label for origin in chosen),
    "account": lambda chosen: _("at %s") % _(" or ").join(chosen),
    "product_kind": lambda chosen: _any(PaymentLine.ProductKind(kind).label for kind in chosen),
    "hint": lambda chosen: _any(look_of("hint", code).label for code in chosen),
    "sku": lambda sku: _("article %s") % sku,
    "customer": lambda customer: _("of customer %s") % customer,
    "payment": lambda payment: _("of payment %s") % payment,
    "age": lambda age: _inside(str(AGES[age][1])),
    "created_from": lambda text: _("asked from %s") % _moment(text),
    "created_until": lambda text: _("asked before %s") % _moment(text),
    "due": lambda due: _("overdue") if due == "overdue" else _("due today"),
    "attention": lambda yes: _("somebody must look") if yes == "yes" else _("nobody must look"),
    "escalated": lambda yes: _("escalated") if yes == "yes" else _("not escalated"),
    "appealed": lambda yes: _("asked for a second look") if yes == "yes" else _("not asked for a second look"),
}
