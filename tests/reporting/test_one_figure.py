"""Any past in several currencies: dashboard, API, CSV, XLSX, PDF and ledger say one figure, to the minor unit.

Half of the past is closed in the middle of it; what comes back later, and disputes that end later, fall on both sides.
"""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from customers import clock
from customers.actors import Actor
from customers.models import Payment
from customers.money import exponent, to_decimal
from refunds.gateways.types import SettlementKind
from refunds.models import JournalLine, SettlementEntry, SettlementReport
from reporting.actions.close_period import close_period, prepare_closing
from reporting.actions.order_pack import order_pack
from reporting.facts.measures import MEASURES
from reporting.management.commands.prove_closings import faults_of
from reporting.models import MonthlyPack, PeriodClosing
from reporting.periods import Period, shop_day
from reporting.tasks import finish_closings, make_packs
from tests.reporting.exports.conftest import content, csv_rows, exported  # noqa: F401
from tests.reporting.facts.conftest import past  # noqa: F401
from tests.reporting.facts.history import BEGINS, ENDS
from tests.reporting.test_closing_history import carry_everything

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("FIGURE_PASTS", "1"))
STEPS = int(os.environ.get("FIGURE_STEPS", "16"))

MIDDLE = date(2026, 5, 31)
"""The last day that is closed."""

OF_LEDGER = (
    "gross", "refunded", "came_back", "net_refunded", "charged_back", "recovered", "dispute_fees", "written_off",
    "credit_granted", "credit_spent", "credit_expired", "fees", "net",
)  # fmt: skip
"""What the ledger, payments and settlement lines say by themselves."""

Sums = dict[str, dict[str, int]]
"""By measure and currency; what is nothing is left out."""


@pytest.mark.full
@given(seed=st.integers(0, 1_000_000))
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES == 1,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_every_reader_says_one_figure(past, exported, fatima, program_of, seed):  # noqa: F811
    with transaction.atomic():
        history = past(seed, 1)
        history.play(STEPS, BEGINS, datetime(2026, 5, 30, tzinfo=UTC))
        _settle_and_close(fatima)
        closed = PeriodClosing.objects.get()
        before = _ledger(closed.period)
        history.play(STEPS, datetime(2026, 6, 4, tzinfo=UTC), ENDS)
        for asked in (closed.period, Period(MIDDLE + timedelta(days=1), shop_day(clock.now()))):
            ledger = _ledger(asked)
            assert _dashboard(program_of(fatima), asked, ledger) == {
                n: ledger[n] for n in ("gross", "net_refunded", "net")
            }
            assert _api(program_of(fatima), asked) == ledger, history.acts
            assert _csv(exported, asked) == ledger, history.acts
            assert _xlsx(exported, asked) == ledger, history.acts
            printed = _pdf(fatima, asked)
            assert printed == {name: ledger[name] for name in printed}, history.acts
        assert _ledger(closed.period) == before, "what is closed stays"
        assert faults_of(PeriodClosing.objects.get()) == []
        transaction.set_rollback(True)


def _settle_and_close(person) -> None:
    """The gateway tells its fees, and the first half of the year is closed in June."""
    report = SettlementReport.objects.create(
        gateway="sandbox", gateway_account="sandbox", name="r", requested_by="x", requested_label="x"
    )
    for number, payment in enumerate(Payment.objects.order_by("id"), start=1):
        SettlementEntry.objects.create(
            report=report, number=number, gateway_account="sandbox", line_id=f"l{number}", currency=payment.currency,
            kind=SettlementKind.PAYMENT, amount_minor=payment.captured_minor, fee_minor=payment.captured_minor % 97,
            settled_at=payment.captured_at, payment_reference=payment.gateway_reference,
        )  # fmt: skip
    first_on = shop_day(min(Payment.objects.values_list("captured_at", flat=True))) - timedelta(days=1)
    with time_machine.travel(datetime(2026, 6, 1, 9, tzinfo=UTC), tick=False):
        closing = prepare_closing(actor=Actor.user(person), first_on=first_on, last_on=MIDDLE)
        carry_everything(closing, person)
        close_period(actor=Actor.user(person), reference=closing.reference)
        finish_closings()
    closing.refresh_from_db()
    assert closing.state == "closed", closing.trouble


def _ledger(period: Period) -> Sums:
    """With plain sums over lines of the journal, payments and settlement lines: nothing of this room's is asked."""
    lines = JournalLine.objects.filter(entry__posted_at__gte=period.start, entry__posted_at__lt=period.end)
    sums: dict[str, Counter[str]] = {name: Counter() for name in OF_LEDGER}
    for kind, account, currency, amount in lines.values_list("entry__kind", "account", "currency", "amount_minor"):
        for name, counted in _booked(kind, account, amount):
            sums[name][currency] += counted
    for payment in Payment.objects.filter(captured_at__gte=period.start, captured_at__lt=period.end):
        sums["gross"][payment.currency] += payment.captured_minor
    for line in SettlementEntry.objects.filter(settled_at__gte=period.start, settled_at__lt=period.end):
        sums["fees"][line.currency] += line.fee_minor
    for name, sign in (
        ("gross", 1), ("net_refunded", -1), ("charged_back", -1), ("recovered", 1), ("fees", -1), ("dispute_fees", -1),
    ):  # fmt: skip
        for currency, amount in sums[name].items():
            sums["net"][currency] += sign * amount
    return _that_moved(sums)


def _booked(kind: str, account: str, amount: int) -> Iterable[tuple[str, int]]:
    if account == "refunds_payable" and kind == "settle":
        yield from (("refunded", amount), ("net_refunded", amount))
    if account == "refunds_granted" and kind == "reverse":
        yield from (("came_back", -amount), ("net_refunded", amount))
    if account == "disputed":
        name = {"dispute_withdrawn": "charged_back", "dispute_reinstated": "recovered"}.get(kind, "written_off")
        yield name, amount if name == "charged_back" else -amount
    if account == "dispute_fees":
        yield "dispute_fees", amount
    if account == "store_credit":
        if kind in ("credit_spend", "credit_give_back"):
            yield "credit_spent", amount
        elif kind == "credit_expiry":
            yield "credit_expired", amount
        else:
            yield "credit_granted", -amount


def _dashboard(program, period: Period, ledger: Sums) -> Sums:
    """The figures at the top of the revenue dashboard, currency by currency; what has none of them is not asked."""
    sums: dict[str, dict[str, int]] = {"gross": {}, "net_refunded": {}, "net": {}}
    for currency in sorted({code for name in sums for code in ledger[name]}):
        days = {"since": period.first_on.isoformat(), "until": period.last_on.isoformat()}
        told = program.get("dashboards/revenue/", **days, currency=currency).json()
        assert told["currency"] == currency
        for figure in told["figures"]:
            if figure["name"] in sums:
                sums[figure["name"]][currency] = figure["value"]
    return _that_moved(sums)


def _api(program, period: Period) -> Sums:
    asked = {"since": period.first_on.isoformat(), "until": period.last_on.isoformat(), "measures": list(OF_LEDGER)}
    rows = program.get("figures/", **asked).json()["rows"]
    return _that_moved({name: {row["key"]["currency"]: row["values"][name] for row in rows} for name in OF_LEDGER})


def _csv(exported, period: Period) -> Sums:  # noqa: F811
    days = {"first_on": period.first_on, "last_on": period.last_on}
    rows = csv_rows(exported("figures", "csv", **days, where={"by": ["month", "account"]}))
    sums: dict[str, Counter[str]] = {name: Counter() for name in OF_LEDGER}
    for row in rows:
        for name in OF_LEDGER:
            sums[name][row["currency"]] += _minor(Decimal(row[name]), row["currency"])
    return _that_moved(sums)


def _xlsx(exported, period: Period) -> Sums:  # noqa: F811
    days = {"first_on": period.first_on, "last_on": period.last_on}
    book = openpyxl.load_workbook(io.BytesIO(content(exported("figures", "xlsx", **days))))
    head, *lines = book.active.iter_rows(values_only=True)
    sums: dict[str, Counter[str]] = {name: Counter() for name in OF_LEDGER}
    for line in lines:
        currency = line[head.index("Currency")]
        for name in OF_LEDGER:
            sums[name][currency] += _minor(Decimal(str(line[head.index(str(MEASURES[name].label))])), currency)
    return _that_moved(sums)


PRINTED = {
    "gross": "Gross", "refunded": "− Paid back", "came_back": "+ Came back", "charged_back": "− Charged back",
    "recovered": "+ Won back", "fees": "− Fees", "net": "= Net",
}  # fmt: skip


def _pdf(person, period: Period) -> Sums:
    """The first table of the monthly pack, as it stands on its paper."""
    pack = order_pack(actor=Actor.user(person), first_on=period.first_on, last_on=period.last_on)
    make_packs()
    made = MonthlyPack.objects.get(pk=pack.pk)
    assert made.state == "ready", made.trouble
    text = PdfReader(io.BytesIO(bytes(made.pdf))).pages[0].extract_text().replace("\u00a0", " ")
    impact = text.split("Revenue impact")[1].split("Month by month")[0]
    sums: dict[str, dict[str, int]] = {name: {} for name in PRINTED}
    for name, label in PRINTED.items():
        for sign, amount, currency in re.findall(
            rf"^{re.escape(label)}\s+([−-]?)([0-9,.]+)\s+([A-Z]{{3}})\s*$", impact, re.MULTILINE
        ):
            minor = _minor(Decimal(amount.replace(",", "")), currency)
            sums[name][currency] = -minor if sign else minor
    return _that_moved(sums)


def _minor(amount: Decimal, currency: str) -> int:
    minor = amount.scaleb(exponent(currency))
    assert to_decimal(int(minor), currency) == amount, "nothing is lost below the minor unit"
    return int(minor)


def _that_moved(sums: Mapping[str, Mapping[str, int]]) -> Sums:
    return {
        name: {currency: int(amount) for currency, amount in of_name.items() if amount}
        for name, of_name in sums.items()
    }
