"""A return is in euros: at the ECB's rate of the quarter's last day, or of the next one on which it tells any."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from reporting.models import ExchangeRate
from reporting.tax.euro import ReturnRate, published_on, return_rates
from reporting.tax.oss import oss_summary

THIRD, LAST_OF_THIRD = date(2026, 7, 1), date(2026, 9, 30)
IN_JULY, IN_SEPTEMBER = datetime(2026, 7, 10, tzinfo=UTC), datetime(2026, 9, 10, tzinfo=UTC)


def rate(day: date, currency: str, per_euro: str, kind: str = "ecb") -> None:
    ExchangeRate.objects.create(day=day, currency=currency, per_euro=Decimal(per_euro), kind=kind, actor="x")


@pytest.mark.parametrize(
    ("last_on", "told_on"),
    [
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2028, 12, 31), date(2029, 1, 2)),  # a Sunday, then New Year's Day
        (date(2024, 3, 31), date(2024, 4, 2)),  # Easter Sunday, then Easter Monday
    ],
)
def test_where_the_bank_tells_nothing_on_the_last_day_the_next_day_counts(last_on, told_on):
    assert published_on(last_on) == told_on


@pytest.mark.django_db
def test_the_day_before_is_never_taken(db):
    rate(date(2024, 3, 28), "USD", "1.0811")
    assert return_rates(date(2024, 3, 31), ["USD", "EUR"])["USD"].per_euro is None
    rate(date(2024, 4, 2), "USD", "1.0749")
    found = return_rates(date(2024, 3, 31), ["USD", "EUR"])
    assert (found["USD"].day, found["USD"].plain) == (date(2024, 4, 2), "1.0749")
    assert found["EUR"].to_euro(1234) == 1234


@pytest.mark.parametrize(
    ("currency", "per_euro", "amount", "cents"),
    [("JPY", "160", 16_000, 10_000), ("KWD", "0.35", 350, 100), ("USD", "1.1", 101, 92), ("SEK", "8", 100, 12)],
)
def test_minor_units_become_cents_and_are_rounded_once(currency, per_euro, amount, cents):
    told = ReturnRate(currency, LAST_OF_THIRD, Decimal(per_euro), "ecb")
    assert told.to_euro(amount) == cents and told.to_euro(-amount) == -cents


@pytest.mark.django_db
class TestTheReturn:
    @pytest.fixture(autouse=True)
    def sold(self, settings, make_payment, mila, transferred):
        """In July 119.00 EUR and 238.00 USD to France; of an April sale in USD 11.90 went back in September."""
        settings.SHOP_COUNTRY = "DE"
        for currency, total in (("EUR", 11_900), ("USD", 23_800)):
            make_payment(mila, total_minor=total, currency=currency, captured_at=IN_JULY, country="FR")
        april = make_payment(
            mila, total_minor=11_900, currency="EUR", captured_at=datetime(2026, 4, 9, tzinfo=UTC), country="FR"
        )
        transferred(april, IN_SEPTEMBER, amount_minor=1190)

    def test_what_has_no_rate_is_said_and_nothing_is_summed_up(self, fatima, sign_in, program_of):
        summary = oss_summary(THIRD)
        assert [(row.currency, row.tax_euro_minor) for row in summary.rows] == [("EUR", 1900), ("USD", None)]
        assert summary.tax_euro_minor is None and [one.currency for one in summary.missing] == ["USD"]
        page = sign_in(fatima).get("/staff/finance/tax/one-stop-shop/", {"quarter": "2026-Q3"}).content.decode()
        assert "A rate is missing" in page and "USD on 30 Sep 2026" in page
        told = program_of(fatima).get("tax/one-stop-shop/", quarter="2026-Q3").json()
        assert told["tax_euro_minor"] is None and told["rates"][0]["per_euro"] is None

    def test_all_is_in_euros_beside_what_was_sold(self, fatima, sign_in, program_of):
        rate(LAST_OF_THIRD, "USD", "1.25")
        summary = oss_summary(THIRD)
        dollars = summary.rows[1]
        assert (dollars.amounts.tax_minor, dollars.net_euro_minor, dollars.tax_euro_minor) == (3800, 16_000, 3040)
        assert (summary.net_euro_minor, summary.tax_euro_minor, summary.correction_euro_minor) == (26_000, 4940, -190)
        page = sign_in(fatima).get("/staff/finance/tax/one-stop-shop/", {"quarter": "2026-Q3"}).content.decode()
        assert "49.40" in page and "38.00" in page and "European Central Bank" in page
        address = "/staff/finance/tax/one-stop-shop/table.csv"
        table = b"".join(sign_in(fatima).get(address, {"quarter": "2026-Q3"})).decode()
        assert "30.40" in table and "-1.90" in table
        told = program_of(fatima).get("tax/one-stop-shop/", quarter="2026-Q3").json()
        assert (told["tax_euro_minor"], told["rates"][0]["day"]) == (4940, "2026-09-30")


@pytest.mark.django_db
def test_a_correction_takes_the_rate_of_the_quarter_that_it_corrects(settings, make_payment, mila, transferred):
    """The earlier return was converted by it, and the correction is the difference to that."""
    from refunds.models import ApprovalLimit, SecondApproval

    settings.SHOP_COUNTRY = "DE"
    ApprovalLimit.objects.create(role="approver", currency="USD", up_to_minor=10**7)
    SecondApproval.objects.get_or_create(currency="USD", defaults={"above_minor": 10**7})
    rate(date(2026, 6, 30), "USD", "1.00")
    rate(LAST_OF_THIRD, "USD", "2.00")
    april = make_payment(
        mila, total_minor=11_900, currency="USD", captured_at=datetime(2026, 4, 9, tzinfo=UTC), country="FR"
    )
    transferred(april, IN_SEPTEMBER, amount_minor=1190)
    (correction,) = oss_summary(THIRD).corrections
    assert (correction.name, correction.tax_minor, correction.tax_euro_minor) == ("2026-Q2", -190, -190)
