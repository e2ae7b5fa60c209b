"""What a person gives beyond what was bought: within their limit for one refund, and within that for one day."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from customers import clock
from customers.errors import NotAllowed
from customers.models import User
from customers.money import format_money
from customers.shop_days import shop_day
from refunds import permissions
from refunds.models import GoodwillDay


def give_goodwill(person: User, currency: str, whole_minor: int, more_minor: int | None = None) -> None:
    """Count goodwill that this person asks for or approves. Call it inside the deciding transaction, as its last lock.

    `whole_minor` is held against the limit for one refund; `more_minor`, where it is less, is what the day has not
    counted yet. Raises NotAllowed above either limit; nothing is written then.
    """
    more = whole_minor if more_minor is None else more_minor
    if more <= 0:
        return
    permissions.require_goodwill(person, currency, whole_minor)
    _count(person, currency, more, permissions.goodwill_limit_of(person, currency).per_day_minor)


def _count(person: User, currency: str, amount_minor: int, per_day_minor: int) -> None:
    """Add to the day's row, which stays locked until the decision commits; two at once wait for each other here."""
    today = shop_day(clock.now())
    row = {"person": person, "currency": currency, "day": today}
    GoodwillDay.objects.bulk_create([GoodwillDay(**row)], ignore_conflicts=True)
    fitting = GoodwillDay.objects.filter(**row, given_minor__lte=per_day_minor - amount_minor)
    if not fitting.update(given_minor=F("given_minor") + amount_minor):
        raise NotAllowed(
            _("With this you would give more than %s of goodwill today. Ask a colleague, or wait until tomorrow.")
            % format_money(per_day_minor, currency),
            "above_goodwill_of_the_day",
            "goodwill",
        )
