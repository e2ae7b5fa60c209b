"""Hostile words through finance's doors: who sells, the books, rates, limits, places, exports and credit notes."""

from __future__ import annotations

from datetime import timedelta

from customers import clock
from customers.shop_days import shop_day
from refunds.models import CreditNote
from refunds.tasks import print_credit_notes
from reporting.models import Export
from reporting.tasks import make_exports
from tests.hostile.doors import House, Words, fill

TOLD = ("refunds", "refund_lines", "payments")
"""Subjects of exports that say what a customer or a shop has typed."""


def name_the_seller(house: House, words: Words) -> None:
    """Make the shop sell under the words."""
    seller = {
        "code": "usual",
        "name": _line(words, 200),
        "street": _line(words, 200),
        "postal_code": "10115",
        "city": _line(words, 120),
        "country": "DE",
        "vat_id": _line(words, 32),
        "tax_number": _line(words, 32),
        "registration": _line(words, 120),
        "is_usual": "on",
        "number_format": "CN-{number:05}",
    }
    house.send("seller", house.fatima, "/staff/finance/entities/", seller)


def keep_the_books(house: House, words: Words, number: int) -> None:
    """Map an account, write down a rate and a limit, name a place and keep an export under the words."""
    line = {
        "ledger_account": "gateway",
        "gateway_account": _line(words, 64),
        "theirs": _line(words, 100),
        "tax_code": _line(words, 60),
    }
    house.send("account of the books", house.fatima, "/staff/finance/accounts/?layout=quickbooks", line)
    day = str(shop_day(clock.now()) - timedelta(days=number))
    rate = {"rate-day": day, "rate-currency": "USD", "rate-per_euro": "1.1", "rate-source": fill(words, 200)}
    house.send("rate", house.fatima, "/staff/finance/rates/by-hand/", rate)
    limit = {
        "programme": "vamp",
        "share": "1.5",
        "least_cases": "100",
        "valid_from": str(shop_day(clock.now())),
        "source": fill(words, 200),
    }
    house.send("limit", house.marta, "/staff/finance/network-limits/", limit)
    place = {"label": fill(words, 80), "folder": f"books-{number}"}
    house.send("place", house.fatima, "/staff/finance/exports/places/?kind=folder", place)
    kept = {**_last_days(), "format": "csv", "columns": ["payment"], "keep": "yes", "span": "last_month"}
    address = "/staff/finance/exports/new/?subject=payments"
    house.send("export kept", house.fatima, address, {**kept, "label": fill(words, 80)})


def take_home(house: House, format: str) -> list[bytes]:
    """Export what people have typed. Returns the files."""
    for subject in TOLD:
        page = house.fatima.get(f"/staff/finance/exports/new/?subject={subject}")
        columns = [value for value, _label in page.context["form"].fields["columns"].choices]
        wish = {**_last_days(), "format": format, "columns": columns}
        house.send("export", house.fatima, f"/staff/finance/exports/new/?subject={subject}", wish)
    while make_exports():
        pass
    orders = Export.objects.filter(format=format).values_list("reference", flat=True)
    files = (house.fatima.get(f"/staff/finance/exports/{order}/file/") for order in orders)
    return [b"".join(file.streaming_content) for file in files]  # type: ignore[attr-defined]


def credit_without_a_refund(house: House, words: Words, payment: str) -> None:
    note = {"payment": payment, "amount": "1.00", "reason": _line(words, 140)}
    house.send("credit note", house.fatima, "/staff/finance/credit-notes/", note)


def printed_notes(house: House) -> list[tuple[bytes, bytes]]:
    """Print every credit note. Returns each as PDF and as UBL."""
    while print_credit_notes():
        pass
    numbers = CreditNote.objects.order_by("id").values_list("number", flat=True)
    at = "/staff/finance/credit-notes/"
    return [
        (house.fatima.get(f"{at}{number}/pdf/").content, house.fatima.get(f"{at}{number}/ubl/").content)
        for number in numbers
    ]


def _line(words: Words, limit: int) -> str:
    """The words on one line without signs that are none: papers of the tax office take no others."""
    return "".join(filter(str.isprintable, fill(words, limit))).strip() or "x"


def _last_days() -> dict[str, str]:
    today = shop_day(clock.now())
    return {"first_on": str(today - timedelta(days=2)), "last_on": str(today)}
