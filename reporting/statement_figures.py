"""The figures of a statement, as plain values: every row, the totals off the ledger, and the proof that they agree."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from customers.brand import brand
from customers.errors import Conflict
from customers.models import Payment
from refunds.ledger import accounts
from refunds.ledger.balances import lines_between, paid_back
from refunds.models import JournalEntry, JournalLine
from reporting.models import Statement
from reporting.periods import shop_day
from reporting.queries import (
    REVERSE,
    SETTLE,
    Captured,
    PaidBack,
    captured_between,
    captured_per_currency,
    paid_back_per_currency,
)
from reporting.statement_balances import lines_of, read_balances

Figures = dict[str, Any]

MAX_ROWS = 100_000
"""About 2,000 pages and a minute or two of printing; more is a matter for a file, not for paper."""

AT_ONCE = 2_000


class TooLong(Conflict):
    code = "statement_too_long"


class NotEqualToLedger(Conflict):
    code = "statement_not_equal_to_ledger"


def read_figures(statement: Statement) -> Figures:
    """Read everything that the paper says, at one moment of the database.

    Amounts are minor units; dates are the shop's. Raises NotEqualToLedger or TooLong: then there is no paper.
    """
    with _one_moment():
        return _read(statement)


def _read(statement: Statement) -> Figures:
    last_entry = JournalEntry.objects.aggregate(last=Max("id"))["last"] or 0
    lines, entries, payments = _scope(statement, last_entry)
    moved = lines_of(statement, last_entry).filter(entry__posted_at__gte=statement.period.start)
    is_customer, is_account = (statement.kind == kind for kind in (Statement.Kind.CUSTOMER, Statement.Kind.ACCOUNT))
    _require_length(moved if is_account else entries, payments if is_customer else None)
    figures = {
        "kind": statement.kind,
        "shop": brand().name,
        "zone": settings.SHOP_TIME_ZONE,
        "first_on": statement.first_on.isoformat(),
        "last_on": statement.last_on.isoformat(),
        "ledger_entry": last_entry,
        "customer": _party(statement),
        "account": statement.account,
        "gateway": statement.gateway,
        "balances": read_balances(statement, last_entry),
        "payments": [_payment_row(payment) for payment in _walked(payments)] if is_customer else [],
        "movements": [] if is_account else [_movement_row(entry) for entry in _walked(entries)],
        "lines": _line_rows(moved, statement),
        "totals": [] if is_account else _totals(captured_per_currency(payments), paid_back_per_currency(lines)),
    }
    if not is_account:
        _require_equal(figures, paid_back(lines))
    _require_closing(figures)
    return figures


def row_count(figures: Figures) -> int:
    return sum(len(figures[name]) for name in ("payments", "movements", "lines"))


def checksum(figures: Figures) -> str:
    """SHA-256 over the figures in one fixed spelling: the same data gives the same sum, whatever the layout."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def _one_moment() -> Iterator[None]:
    """See one state of the database throughout; inside another transaction that is for the outer one to say."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _scope(
    statement: Statement, last_entry: int
) -> tuple[QuerySet[JournalLine], QuerySet[JournalEntry], QuerySet[Payment]]:
    start, end = statement.period.start, statement.period.end
    lines = lines_between(start, end).filter(entry_id__lte=last_entry)
    entries = JournalEntry.objects.filter(
        kind__in=[SETTLE, REVERSE], posted_at__gte=start, posted_at__lt=end, id__lte=last_entry
    )
    payments = captured_between(start, end)
    if statement.customer:
        lines = lines.filter(entry__customer=statement.customer)
        entries = entries.filter(customer=statement.customer)
        payments = payments.filter(customer=statement.customer)
    entries = entries.select_related("refund__payment", "refund__customer").order_by("posted_at", "id")
    return lines, entries, payments.order_by("captured_at", "id")


def _require_length(entries: QuerySet[Any], payments: QuerySet[Payment] | None) -> None:
    rows = entries.count() + (payments.count() if payments is not None else 0)
    if rows > MAX_ROWS:
        raise TooLong(
            _("This would be %(rows)d rows, and a paper holds %(limit)d. Choose a shorter period.")
            % {"rows": rows, "limit": MAX_ROWS}
        )


def _party(statement: Statement) -> dict[str, str] | None:
    customer = statement.customer
    if customer is None:
        return None
    return {
        "reference": customer.reference,
        "name": customer.name,
        "email": customer.email,
        "country": customer.country,
        "shop_number": customer.external_reference,
    }


def _walked(rows: QuerySet[Any]) -> Iterator[Any]:
    """Row by row, so that no more of them are held than are looked at."""
    return rows.iterator(chunk_size=AT_ONCE)


def _line_rows(moved: QuerySet[JournalLine], statement: Statement) -> list[Figures]:
    """What moved the account, or of a customer the store credit; nothing for a whole period."""
    if statement.kind == Statement.Kind.PERIOD:
        return []
    if statement.kind == Statement.Kind.CUSTOMER:
        moved = moved.filter(account=accounts.STORE_CREDIT)
    ordered = moved.select_related("entry__refund__payment").order_by("entry__posted_at", "id")
    return [_line_row(line) for line in _walked(ordered)]


def _line_row(line: JournalLine) -> Figures:
    """As the ledger has it: debit positive. Where no refund caused it, `source` says what did."""
    refund = line.entry.refund
    return {
        "on": shop_day(line.entry.posted_at).isoformat(),
        "kind": line.entry.kind,
        "account": line.account,
        "source": refund.reference if refund else line.entry.source,
        "payment": refund.payment.reference if refund else "",
        "order": refund.payment.order_reference if refund else "",
        "currency": line.currency,
        "amount_minor": line.amount_minor,
    }


def _payment_row(payment: Payment) -> Figures:
    return {
        "on": shop_day(payment.captured_at).isoformat(),
        "payment": payment.reference,
        "order": payment.order_reference,
        "brand": payment.card_brand,
        "last4": payment.card_last4,
        "method": payment.method,
        "method_label": payment.method_label,
        "currency": payment.currency,
        "amount_minor": payment.captured_minor,
    }


def _movement_row(entry: JournalEntry) -> Figures:
    """Positive is money to the customer. The amount is the refund's own, so that the totals prove something."""
    refund: Any = entry.refund  # settlements and reversals always belong to a refund
    return {
        "on": shop_day(entry.posted_at).isoformat(),
        "kind": entry.kind,
        "refund": refund.reference,
        "payment": refund.payment.reference,
        "order": refund.payment.order_reference,
        "customer": refund.customer.reference,
        "customer_name": str(refund.customer),
        "rail": refund.rail,
        "currency": refund.currency,
        "goodwill_minor": refund.goodwill_minor,
        "fee_minor": refund.fee_minor,
        "amount_minor": refund.amount_minor if entry.kind == SETTLE else -refund.amount_minor,
    }


def _totals(captured: dict[str, Captured], moved: dict[str, PaidBack]) -> list[Figures]:
    totals = []
    for currency in sorted({*captured, *moved}):
        taken, back = captured.get(currency, Captured()), moved.get(currency, PaidBack())
        totals.append(
            {
                "currency": currency,
                "payment_count": taken.count,
                "gross_minor": taken.amount_minor,
                "refund_count": back.count,
                "refunded_minor": back.amount_minor,
                "returned_count": back.returned_count,
                "returned_minor": back.returned_minor,
                "net_refunded_minor": back.net_minor,
                "net_minor": taken.amount_minor - back.net_minor,
            }
        )
    return totals


def _require_equal(figures: Figures, ledger: dict[str, int]) -> None:
    """The listed rows, the printed totals and the ledger's own sum must be one number, per currency."""
    listed: Counter[str] = Counter()
    for row in figures["movements"]:
        listed[row["currency"]] += row["amount_minor"]
    for total in figures["totals"]:
        currency = total["currency"]
        if not listed[currency] == total["net_refunded_minor"] == ledger.get(currency, 0):
            raise NotEqualToLedger(
                _("The refunds listed in %s do not add up to the ledger. Nothing was printed; an admin must look.")
                % currency
            )


def _require_closing(figures: Figures) -> None:
    """Opening and every listed row must come to the closing balance, per account and currency that is listed."""
    listed: Counter[tuple[str, str]] = Counter()
    for row in figures["lines"]:
        listed[row["account"], row["currency"]] += row["amount_minor"]
    for balance in figures["balances"]:
        key = (balance["account"], balance["currency"])
        moved = listed[key] if key in listed else balance["debit_minor"] + balance["credit_minor"]
        if balance["opening_minor"] + moved != balance["closing_minor"]:
            raise NotEqualToLedger(
                _("The movements listed in %s do not add up to the balance. Nothing was printed; an admin must look.")
                % balance["currency"]
            )
