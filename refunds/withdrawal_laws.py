"""The laws of withdrawal that a fresh shop starts with, and which of them holds for a payment. No legal advice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from customers.models import Payment, PaymentLine
from customers.shop_days import shop_day
from refunds.models import WithdrawalLaw
from refunds.withdrawal_time import end_of, last_day

USUAL_PAY_BACK_DAYS = 14
"""What a declaration is answered within while nobody knows which country's law holds for it."""

EU = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
]  # fmt: skip

DELIVERED: list[dict[str, Any]] = [
    {
        "name": "European Union",
        "countries": EU,
        "days": 14,
        "pay_back_days": 14,
        "may_wait": True,
        "wording": (
            "14 days to withdraw, from delivery; for services, from the contract. 12 months more if the customer was"
            " not informed. Everything goes back within 14 days of the notice, with the standard delivery, by the means"
            " of payment that was used. The shop may wait for the goods or a proof of their sending. Among the"
            " exceptions are custom-made goods, travel, tickets, and digital content that was started. The function"
            " to withdraw must be there for the whole period and ask only for name, contract and contact."
        ),
        "source": (
            "Directive 2011/83/EU, with Article 11a (from Directive (EU) 2023/2673) since 19 June 2026; read in"
            " summaries by law firms, not in the text itself, and each country's own act may differ"
        ),
    },
    {
        "name": "United Kingdom",
        "countries": ["GB"],
        "days": 14,
        "pay_back_days": 14,
        "may_wait": True,
        "wording": "14 days to withdraw. The refund is due within 14 days of the goods or a proof of their return.",
        "source": (
            "Consumer Contracts (Information, Cancellation and Additional Charges) Regulations 2013, SI 2013/3134,"
            " Part 3; the times read in summaries"
        ),
    },
    {
        "name": "United States",
        "countries": ["US"],
        "days": None,
        "pay_back_days": 7,
        "counted": "working",
        "wording": (
            "The rule on mail and internet orders names no right to withdraw from what was delivered. Where its right"
            " to a refund has arisen, above all because nothing was sent in time, it is due within 7 working days;"
            " within one billing cycle where the seller gave the credit. The laws of the states were not checked."
        ),
        "source": "16 CFR 435.1 and 435.2, the FTC's Mail, Internet, or Telephone Order Merchandise rule",
    },
    {
        "name": "Switzerland",
        "countries": ["CH"],
        "days": None,
        "pay_back_days": None,
        "wording": (
            "No general right to withdraw from an order over the internet; the Code of Obligations has one for sales"
            " at the door only (Art. 40a and following). The shop's own terms hold."
        ),
        "source": "The Confederation's guide e-commerce-guide.admin.ch, “Widerrufsrecht”",
    },
]
AS_OF = date(2026, 11, 27)
"""The day on which the sources were read."""


def write_delivered_laws() -> bool:
    """Write the laws that come with the software into a shop without any; what a manager has removed stays away."""
    if WithdrawalLaw.objects.exists():
        return False
    for law in DELIVERED:
        WithdrawalLaw.objects.create(as_of=AS_OF, **law)
    return True


def law_for(country: str) -> WithdrawalLaw | None:
    """The entry that holds in a country; None where nobody has written one down."""
    return WithdrawalLaw.objects.filter(countries__contains=[country]).first() if country else None


def withdraw_until(law: WithdrawalLaw | None, payment: Payment) -> date | None:
    """The last day of the period for a payment; None where it has not begun, or the law gives none.

    It begins with the delivery; with the contract where nothing is delivered.
    """
    if law is None or law.days is None:
        return None
    kinds = {line.product_kind for line in payment.lines.all()}
    is_delivered = not kinds or PaymentLine.ProductKind.PHYSICAL in kinds
    began = payment.delivered_at if is_delivered else payment.purchased_at
    return last_day(shop_day(began), law.days) if began else None


class OpenPeriod(NamedTuple):
    """That a customer can still withdraw by law; `until` is the last day, None while nothing was delivered."""

    until: date | None


def open_period(payment: Payment, today: date) -> OpenPeriod | None:
    """The period of a payment where the law of its country gives one and it is not over."""
    law = law_for(payment.country)
    if law is None or law.days is None:
        return None
    until = withdraw_until(law, payment)
    return OpenPeriod(until) if until is None or until >= today else None


def pay_back_by(law: WithdrawalLaw | None, country: str, received_at: datetime) -> datetime | None:
    """The last moment by which the money is to go back; the usual days where no law is known, None where it says so."""
    received_on = shop_day(received_at)
    if law is None:
        return end_of(last_day(received_on, USUAL_PAY_BACK_DAYS))
    if law.pay_back_days is None:
        return None
    return end_of(last_day(received_on, law.pay_back_days, working=law.counts_working_days, country=country))
