"""Any past: what is exported is what `read` says, measure by measure, whichever shape it is taken in."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pyarrow.parquet as pq
import pytest

from customers import clock
from customers.models import Payment
from customers.money import to_decimal
from reporting.facts.measures import MEASURES
from reporting.facts.read import totals
from reporting.facts.slices import Slice
from reporting.models import Export
from reporting.periods import shop_day
from tests.reporting.exports.conftest import content, csv_rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [3])
def test_a_drawn_past_is_the_same_in_every_file(exported, past, seed):
    past(seed, 25)
    today = shop_day(clock.now())
    days = {"first_on": today - timedelta(days=700), "last_on": today}
    told = totals(Slice(Export(**days).period), list(MEASURES))
    assert told and any(values["refunded"] for values in told.values())
    rows = csv_rows(exported("figures", "csv", **days, where={"by": ["month", "account"]}))
    for name, measure in MEASURES.items():
        sums: dict[str, Decimal] = {}
        for row in rows:
            sums[row["currency"]] = sums.get(row["currency"], Decimal(0)) + Decimal(row[name])
        expected = {
            currency: to_decimal(values[name], currency) if measure.is_money else values[name]
            for currency, values in told.items()
        }
        assert sums == expected, name
    for name in ("refunded", "net", "requests", "tax_back"):
        values = {currency: found[name] for currency, found in told.items() if found[name]}
        lines = content(exported("movements", "jsonl", **days, where={"measure": [name]})).splitlines()
        assert _sums((line["currency"], line["value"]) for line in map(json.loads, lines)) == values
    first = json.loads(content(exported("movements", "jsonl", **days, where={"measure": ["gross"]})).splitlines()[0])
    captured = min(Payment.objects.values_list("captured_at", flat=True))
    assert datetime.fromisoformat(first["at"]) == captured
    table = pq.read_table(io.BytesIO(content(exported("movements", "parquet", **days, where={"measure": ["gross"]}))))
    gross = {currency: found["gross"] for currency, found in told.items() if found["gross"]}
    assert _sums((row["currency"], row["amount_minor"]) for row in table.to_pylist()) == gross
    sheet = openpyxl.load_workbook(io.BytesIO(content(exported("figures", "xlsx", **days)))).active
    head, *lines = sheet.iter_rows(values_only=True)
    assert isinstance(lines[0][head.index("Month")], date)
    place = head.index("Captured")
    cells = _sums((line[head.index("Currency")], Decimal(str(line[place]))) for line in lines)
    assert cells == {currency: to_decimal(values["gross"], currency) for currency, values in told.items()}


def _sums(pairs):
    sums = {}
    for currency, amount in pairs:
        sums[currency] = sums.get(currency, 0) + amount
    return {currency: amount for currency, amount in sums.items() if amount}
