"""The fees that a fresh shop knows: only those that are written somewhere, with where. A manager checks them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from disputes.models import DisputeFee

SINCE = date(2025, 6, 17)
_READ = "support.stripe.com, fees of disputes since 17 June 2025"
_SECOND_HAND = f"{_READ}; the amount read second-hand on 22 November 2026: check it in your own contract"
_FIRST_HAND = f"{_READ}; read on 22 November 2026"
_COMPLIANCE = "docs.stripe.com/disputes/categories, read on 1 May 2026: 500 USD of Visa, given back on a win"
Kind = DisputeFee.Kind
DISPUTE, ANSWER = Kind.DISPUTE, Kind.ANSWER

KNOWN = (
    (DISPUTE, "US", "USD", 1_500, False, _SECOND_HAND),
    (ANSWER, "US", "USD", 1_500, True, _SECOND_HAND),
    (DISPUTE, "", "EUR", 2_000, False, f"{_SECOND_HAND}; it holds in much of Europe"),
    (ANSWER, "", "EUR", 2_000, True, f"{_SECOND_HAND}; it holds in much of Europe"),
    (ANSWER, "AU", "AUD", 2_500, True, _SECOND_HAND),
    (ANSWER, "MX", "MXN", 0, False, _FIRST_HAND),
    (ANSWER, "JP", "JPY", 0, False, _FIRST_HAND),
    (Kind.COMPLIANCE, "", "USD", 50_000, True, _COMPLIANCE),
)
"""Stripe's: kind, country of the shop, currency, minor units, whether a win brings it back, source.

What the networks charge for their own court stands nowhere that we have read, so it has no row.
"""


def set_up_fees() -> list[str]:
    """Only into a table that never held any: what a manager has removed does not come back."""
    if DisputeFee.objects.exists() or DisputeFee.history.exists():
        return []
    for kind, country, currency, amount_minor, comes_back, source in KNOWN:
        DisputeFee.objects.create(
            kind=kind, gateway="stripe", country=country, currency=currency, amount_minor=amount_minor,
            comes_back=comes_back, valid_from=SINCE, source=source,
        )  # fmt: skip
    return [_("The dispute fees that are known are in the table.")]
