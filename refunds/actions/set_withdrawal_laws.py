"""What the laws of withdrawal say, by country: written down by a manager, with the source and its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.codes import checked_country
from customers.errors import BadInput, Conflict, NotFound
from customers.shop_days import shop_day
from refunds import permissions
from refunds.actions.words import is_writable
from refunds.models import WithdrawalLaw
from refunds.models.withdrawal_law import MOST_DAYS

NAME_LIMIT, SOURCE_LIMIT, WORDING_LIMIT, MOST_COUNTRIES = 80, 300, 1000, 80
OLDEST = timedelta(days=3660)

_ONE_AT_A_TIME = 7_300_117
"""An advisory lock: of two who give the same country to two entries at once, the second one sees the first."""


def save_withdrawal_law(
    *,
    actor: Actor,
    name: str,
    countries: Sequence[str],
    counted: str,
    may_wait: bool,
    wording: str,
    source: str,
    as_of: date,
    days: int | None = None,
    pay_back_days: int | None = None,
    law_id: int | None = None,
) -> WithdrawalLaw:
    """Write an entry, or change the one with this number. Declarations that are matched keep the day they were given.

    Raises BadInput for what cannot be meant, Conflict for a name or a country of another entry; then nothing is
    written.
    """
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.SET_TIMES)
        _lock_all()
        row = _found(law_id) if law_id else WithdrawalLaw()
        row.name = _line(name, "name", NAME_LIMIT)
        row.countries = _countries(countries)
        row.days, row.pay_back_days = _days(days, "days"), _days(pay_back_days, "pay_back_days")
        row.counted, row.may_wait, row.as_of = _counted(counted), may_wait, _day(as_of)
        row.source = _line(source, "source", SOURCE_LIMIT)
        row.wording = _words(wording)
        _require_alone(row)
        row.save()
    return row


def remove_withdrawal_law(*, actor: Actor, law_id: int) -> None:
    """Remove an entry; for its countries nothing is known then. Its history stays."""
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.SET_TIMES)
        _lock_all()
        _found(law_id).delete()


def _lock_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def _found(law_id: int) -> WithdrawalLaw:
    row = WithdrawalLaw.objects.select_for_update().filter(pk=law_id).first()
    if row is None:
        raise NotFound(_("There is no such law here."), "withdrawal_law_not_found")
    return row


def _require_alone(row: WithdrawalLaw) -> None:
    others = WithdrawalLaw.objects.exclude(pk=row.pk)
    if others.filter(name__iexact=row.name).exists():
        raise Conflict(_("There already is an entry with this name. Change that one."), "withdrawal_law_exists", "name")
    other = others.filter(countries__overlap=row.countries).first()
    if other is not None:
        both = ", ".join(sorted(set(other.countries) & set(row.countries)))
        raise Conflict(
            _("%(countries)s already stands in the entry “%(name)s”.") % {"countries": both, "name": other.name},
            "country_taken",
            "countries",
        )


def _countries(codes: Sequence[str]) -> list[str]:
    kept = sorted(set(codes))
    if not kept or len(kept) > MOST_COUNTRIES or "" in kept:
        raise BadInput(_("Name 1 to 80 countries."), "bad_countries", "countries")
    for code in kept:
        try:
            checked_country(code)
        except BadInput as refusal:
            raise BadInput(refusal.message, refusal.code, "countries") from None
    return kept


def _counted(counted: str) -> str:
    if counted not in WithdrawalLaw.Counted.values:
        raise BadInput(_("Choose how the days are counted."), "bad_counted", "counted")
    return counted


def _days(days: Any, field: str) -> int | None:
    if days is None:
        return None
    if type(days) is not int or not 1 <= days <= MOST_DAYS:
        raise BadInput(_("Give 1 to %d days, or none.") % MOST_DAYS, "bad_days", field)
    return days


def _day(as_of: date) -> date:
    today = shop_day(clock.now())
    if not today - OLDEST <= as_of <= today + timedelta(days=366):
        raise BadInput(_("Write the day on which this was read, within the last ten years."), "bad_day", "as_of")
    return as_of


def _line(text: str, field: str, limit: int) -> str:
    return _checked(" ".join(text.split()), field, limit)


def _words(text: str) -> str:
    return _checked(text.strip(), "wording", WORDING_LIMIT)


def _checked(words: str, field: str, limit: int) -> str:
    if not words:
        raise BadInput(_("Please fill this in."), "words_missing", field)
    if len(words) > limit or not is_writable(words):
        raise BadInput(_("Please shorten the text to %d characters.") % limit, "text_too_long", field)
    return words
