"""From figures to the sections of the paper, and to what its front page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from customers.dates import day
from customers.documents.glyphs import plain_line, plain_lines, width_of
from customers.documents.rows import ACROSS_PX, Column, widest
from customers.documents.sheets import Row, Section
from customers.money import format_money
from customers.templatetags.recourse import method_label
from customers.verification import verification
from refunds.ledger import accounts
from refunds.models import JournalEntry, Refund
from reporting.models import Statement
from reporting.statement_figures import Figures

_WAYS = {
    Refund.Rail.ORIGINAL: gettext_lazy("As paid"),
    Refund.Rail.STORE_CREDIT: gettext_lazy("Store credit"),
    Refund.Rail.BANK_TRANSFER: gettext_lazy("Bank transfer"),
}
_ACCOUNTS = {
    accounts.REFUNDS_GRANTED: gettext_lazy("Refunds granted"),
    accounts.REFUNDS_PAYABLE: gettext_lazy("Refunds owed"),
    accounts.STORE_CREDIT: gettext_lazy("Store credit"),
    accounts.CREDIT_BONUSES: gettext_lazy("Bonuses on store credit"),
    accounts.STORE_CREDIT_SALES: gettext_lazy("Store credit spent"),
    accounts.STORE_CREDIT_EXPIRED: gettext_lazy("Store credit expired"),
    accounts.STORE_CREDIT_CORRECTED: gettext_lazy("Store credit corrected"),
    accounts.BANK: gettext_lazy("Bank"),
    accounts.DISPUTED: gettext_lazy("Taken for disputes"),
    accounts.DISPUTES_LOST: gettext_lazy("Disputes lost"),
    accounts.DISPUTE_FEES: gettext_lazy("Fees of disputes"),
}
KIND = Statement.Kind
DAY, NUMBER, ORDER, AMOUNT = 76, 106, 74, 94
"""Widths of columns in pixels; what a column does not hold stands below its row."""


def front_of(figures: Figures, checksum: str) -> dict[str, Any]:
    """What the front page shows; amounts stay as they are in the figures."""
    return {
        **{name: figures[name] for name in ("kind", "shop", "zone", "ledger_entry", "totals")},
        "customer": plain_lines(figures["customer"]),
        "account": figures["account"],
        "first_on": date.fromisoformat(figures["first_on"]),
        "last_on": date.fromisoformat(figures["last_on"]),
        "balances": [_balance(row, figures["kind"]) for row in figures["balances"]],
        "proof": verification(checksum),
    }


def sections_of(figures: Figures) -> list[Section]:
    """The tables, each row made when it is set."""
    kind = figures["kind"]
    if kind == KIND.ACCOUNT:
        return [_account_lines(figures)]
    if kind == KIND.PERIOD:
        return [_refunds(figures, with_customer=True)]
    credit = [_credit_lines(figures)] if figures["lines"] else []
    return [_payments(figures), _refunds(figures, with_customer=False), *credit]


def _payments(figures: Figures) -> Section:
    columns = [
        Column(_("Date"), DAY), Column(_("Payment"), NUMBER), Column(_("Order"), ORDER + 60),
        Column(_("Paid by"), ACROSS_PX - DAY - NUMBER - ORDER - 60 - AMOUNT),
        Column(_("Amount"), AMOUNT, is_number=True),
    ]  # fmt: skip

    def rows() -> Iterator[Row]:
        for row in figures["payments"]:
            yield Row([_day(row["on"]), row["payment"], row["order"], _method(row), _money(row)])

    totals = [
        (_("Paid in %s") % total["currency"], _amount(total["gross_minor"], total["currency"]))
        for total in figures["totals"]
        if total["payment_count"]
    ]
    return Section(_("Payments"), columns, rows, _("No payment was captured in this period."), totals)


def _refunds(figures: Figures, *, with_customer: bool) -> Section:
    way = widest([*map(str, _WAYS.values()), _("Came back")])
    rest = ACROSS_PX - DAY - 2 * NUMBER - way - AMOUNT
    columns = [Column(_("Date"), DAY), Column(_("Refund"), NUMBER), Column(_("Payment"), NUMBER)]
    columns += [Column(_("Order"), ORDER if with_customer else rest)]
    columns += [Column(_("Customer"), rest - ORDER)] if with_customer else []
    columns += [Column(_("Way"), way), Column(_("Amount"), AMOUNT, is_number=True)]

    def rows() -> Iterator[Row]:
        return (_movement(row, with_customer) for row in figures["movements"])

    return Section(_("Refunds"), columns, rows, _("No refund was paid back in this period."), _net_totals(figures))


def _movement(row: Figures, with_customer: bool) -> Row:
    came_back = row["amount_minor"] < 0
    way = _("Came back") if came_back else str(_WAYS.get(row["rail"], row["rail"]))
    name, notes = _named(row["customer_name"], row["customer"]) if with_customer else ("", [])
    cells = [_day(row["on"]), row["refund"], row["payment"], row["order"], *([name] if with_customer else [])]
    if row["fee_minor"]:
        notes.append(f"{_('Fee kept:')} {_amount(row['fee_minor'], row['currency'])}")
    if row["goodwill_minor"]:
        notes.append(f"{_('Of it goodwill:')} {_amount(row['goodwill_minor'], row['currency'])}")
    return Row([*cells, way, _money(row)], notes, marked=came_back)


def _named(name: str, reference: str) -> tuple[str, list[str]]:
    """A name that the fonts cannot set in its column stands below, and the customer's number in its place."""
    return (name, []) if width_of(plain_line(name)) is not None else (reference, [name])


def _account_lines(figures: Figures) -> Section:
    rest = ACROSS_PX - DAY - 2 * NUMBER - ORDER - AMOUNT
    columns = [
        Column(_("Date"), DAY), Column(_("What"), rest), Column(_("Caused by"), NUMBER), Column(_("Payment"), NUMBER),
        Column(_("Order"), ORDER), Column(_("Amount"), AMOUNT, is_number=True),
    ]  # fmt: skip

    def rows() -> Iterator[Row]:
        for row in figures["lines"]:
            yield Row([_day(row["on"]), _kind(row["kind"]), row["source"], row["payment"], row["order"], _money(row)])

    totals = [
        (_("Closing balance in %s") % row["currency"], _amount(row["closing_minor"], row["currency"]))
        for row in figures["balances"]
    ]
    return Section(_("Movements"), columns, rows, _("Nothing moved this account in this period."), totals)


def _credit_lines(figures: Figures) -> Section:
    """What the customer has to spend: the ledger's other side."""
    rest = ACROSS_PX - DAY - NUMBER - AMOUNT
    columns = [
        Column(_("Date"), DAY), Column(_("What"), rest), Column(_("Caused by"), NUMBER),
        Column(_("Amount"), AMOUNT, is_number=True),
    ]  # fmt: skip

    def rows() -> Iterator[Row]:
        for row in figures["lines"]:
            theirs = _amount(-row["amount_minor"], row["currency"])
            yield Row([_day(row["on"]), _kind(row["kind"]), row["source"], theirs])

    totals = [
        (_("Store credit left in %s") % row["currency"], _amount(-row["closing_minor"], row["currency"]))
        for row in figures["balances"]
        if row["account"] == accounts.STORE_CREDIT
    ]
    return Section(_("Store credit"), columns, rows, "", totals)


def _net_totals(figures: Figures) -> list[tuple[str, str]]:
    counts = Counter(row["currency"] for row in figures["movements"])
    return [
        (
            ngettext("Net refunds in %(currency)s, %(n)d row", "Net refunds in %(currency)s, %(n)d rows", n)
            % {"currency": total["currency"], "n": n},
            _amount(total["net_refunded_minor"], total["currency"]),
        )
        for total in figures["totals"]
        if (n := counts[total["currency"]])
    ]


def _balance(row: Figures, kind: str) -> Figures:
    """For a customer turned round: what we owe them is theirs."""
    if kind != KIND.CUSTOMER:
        return {**row, "label": account_name(row["account"])}
    return {
        "label": account_name(row["account"]),
        "currency": row["currency"],
        "opening_minor": -row["opening_minor"],
        "debit_minor": -row["credit_minor"],
        "credit_minor": -row["debit_minor"],
        "closing_minor": -row["closing_minor"],
    }


def account_name(account: str) -> str:
    if account.startswith("gateway:"):
        return account.split(":", 2)[2]
    return str(_ACCOUNTS.get(account, account))


def _kind(kind: str) -> str:
    return str(JournalEntry.Kind(kind).label)


def _method(row: Figures) -> str:
    class Paid:
        card_brand, card_last4, method_label = row["brand"], row["last4"], row["method_label"]

        def get_method_display(self) -> str:
            return str(row["method"]).title()

    return str(method_label(Paid()))


def _day(on: str) -> str:
    return day(_read_day(on))


@lru_cache(maxsize=4_000)
def _read_day(on: str) -> date:
    return date.fromisoformat(on)


def _money(row: Figures) -> str:
    return _amount(row["amount_minor"], row["currency"])


def _amount(minor: int, currency: str) -> str:
    """With a true minus, as wide as a plus."""
    return format_money(minor, currency, get_language() or "en").replace("-", "\u2212")
