"""What pages and API are asked about tax, read strictly."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from customers import clock
from customers.errors import BadInput
from reporting.periods import shop_day
from reporting.tax.oss import quarter_of
from reporting.tax.parts import Rate

_QUARTER = re.compile(r"(19|20|21)([0-9]{2})-Q([1-4])")


def asked_quarter(text: str) -> date:
    """The first day of "2026-Q4", of the last whole quarter for ""; raises BadInput for anything else."""
    if not text:
        this = quarter_of(shop_day(clock.now())).first_on
        return date(this.year - (this.month == 1), (this.month + 8) % 12 + 1, 1)
    match = _QUARTER.fullmatch(text)
    if match is None:
        raise BadInput(_("Write a quarter as in 2026-Q4."), "bad_quarter", "quarter")
    return date(int(match[1] + match[2]), int(match[3]) * 3 - 2, 1)


def asked_rate(text: str) -> Rate:
    """A rate in percent; "" is the one that nobody knows."""
    if not text:
        return None
    try:
        rate = Decimal(text[:10])
    except InvalidOperation:
        raise BadInput(_("Write a rate in percent, as in 19 or 5.5."), "bad_rate", "rate") from None
    if not rate.is_finite() or not 0 <= rate < 1000:
        raise BadInput(_("Write a rate in percent, as in 19 or 5.5."), "bad_rate", "rate")
    return rate
