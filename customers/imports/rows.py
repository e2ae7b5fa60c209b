"""A payment as it comes from outside, checked: the same fields for the API, for files and for gateways."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from customers import clock, codes
from customers.errors import BadInput
from customers.known_accounts import known_accounts
from customers.models import Payment, PaymentLine
from customers.money import MAX_AMOUNT_MINOR

MOST_LINES = 500
CLOCKS_DIFFER = timedelta(days=1)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_LAST4 = re.compile(r"([0-9]{4})?")
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TAX_RATE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class LineRow:
    """One thing bought; amounts in minor units for the whole line, discounts already taken off."""

    description: str
    quantity: int
    net_minor: int
    tax_minor: int
    tax_rate: Decimal
    discount_minor: int
    sku: str
    product_kind: str
    channel: str
    returnable: bool


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One captured charge; amounts in minor units of `currency`."""

    gateway: str
    gateway_account: str
    gateway_reference: str
    customer_email: str
    customer_name: str
    customer_external_reference: str
    order_reference: str
    currency: str
    captured_minor: int
    refunded_before_minor: int
    method: str
    card_brand: str
    card_last4: str
    method_label: str
    invoice_reference: str
    invoiced_on: date | None
    country: str
    language: str
    ordered_at: datetime | None
    delivered_at: datetime | None
    captured_at: datetime
    lines: tuple[LineRow, ...]


LINE_FIELDS = tuple(LineRow.__slots__)
PAYMENT_FIELDS = tuple(PaymentRow.__slots__)
NEEDED = ("gateway_account", "gateway_reference", "customer_email", "currency", "captured_minor", "captured_at")


def read_row(given: Mapping[str, Any]) -> PaymentRow:
    """Check one payment; raise BadInput that names the field. Texts may be missing, amounts and times may not."""
    _refuse_foreign(given, PAYMENT_FIELDS)
    read = _Reader(given)
    account = read.text("gateway_account", 64, needed=True)
    row = PaymentRow(
        gateway=_gateway_of(account, read.text("gateway", 32)),
        gateway_account=account,
        gateway_reference=read.text("gateway_reference", 191, needed=True),
        customer_email=read.email("customer_email"),
        customer_name=read.text("customer_name", 200),
        customer_external_reference=read.text("customer_external_reference", 120),
        order_reference=read.text("order_reference", 120),
        currency=read.code("currency", codes.checked_currency, needed=True),
        captured_minor=read.whole("captured_minor", least=1),
        refunded_before_minor=read.whole("refunded_before_minor", default=0),
        method=read.one_of("method", Payment.Method.values, Payment.Method.OTHER.value),
        card_brand=read.text("card_brand", 32),
        card_last4=read.text("card_last4", 4),
        method_label=read.text("method_label", 64),
        invoice_reference=read.text("invoice_reference", 120),
        invoiced_on=read.day("invoiced_on"),
        country=read.code("country", codes.checked_country),
        language=read.code("language", codes.checked_language),
        ordered_at=read.moment("ordered_at"),
        delivered_at=read.moment("delivered_at"),
        captured_at=read.needed_moment("captured_at"),
        lines=_read_lines(given.get("lines")),
    )
    _check_together(row)
    return row


def _read_lines(given: Any) -> tuple[LineRow, ...]:
    if given in (None, "", ()):
        return ()
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST_LINES:
        raise BadInput(_("Lines are a list of at most %d.") % MOST_LINES, "bad_lines", "lines")
    return tuple(_read_line(number, line) for number, line in enumerate(given))


def _read_line(number: int, given: Any) -> LineRow:
    if not isinstance(given, Mapping):
        raise BadInput(_("A line is a set of named fields."), "bad_lines", f"lines.{number}")
    _refuse_foreign(given, LINE_FIELDS, f"lines.{number}.")
    read = _Reader(given, f"lines.{number}.")
    kinds = PaymentLine.ProductKind
    return LineRow(
        description=read.text("description", 300, needed=True),
        quantity=read.whole("quantity", least=1, most=1_000_000, default=1),
        net_minor=read.whole("net_minor"),
        tax_minor=read.whole("tax_minor", default=0),
        tax_rate=read.rate("tax_rate"),
        discount_minor=read.whole("discount_minor", default=0),
        sku=read.text("sku", 64),
        product_kind=read.one_of("product_kind", kinds.values, kinds.PHYSICAL.value),
        channel=read.text("channel", 40),
        returnable=read.yes_no("returnable", default=True),
    )


def _refuse_foreign(given: Mapping[str, Any], known: Sequence[str], path: str = "") -> None:
    for name in given:
        if name not in known:
            raise BadInput(_("There is no such field."), "unknown_field", f"{path}{name}"[:200])


def _gateway_of(account: str, named: str) -> str:
    """The gateway behind an account that is set up here; for any other account the row itself must name it."""
    known = known_accounts().get(account)
    if known is None and not named:
        raise BadInput(_("No gateway account of this name is set up."), "unknown_gateway_account", "gateway_account")
    if known and named and known != named:
        raise BadInput(_("The account belongs to another gateway."), "other_gateway", "gateway")
    return known or named


def _check_together(row: PaymentRow) -> None:
    if row.refunded_before_minor > row.captured_minor:
        raise BadInput(_("More was refunded than captured."), "more_than_captured", "refunded_before_minor")
    if not _LAST4.fullmatch(row.card_last4):
        raise BadInput(_("Only the last four digits of a card, nothing more."), "bad_last4", "card_last4")
    if sum(line.net_minor + line.tax_minor for line in row.lines) > row.captured_minor:
        raise BadInput(_("The lines come to more than was captured."), "lines_exceed_captured", "lines")


class _Reader:
    """Takes fields out of what was given, each as what it must be."""

    def __init__(self, given: Mapping[str, Any], path: str = "") -> None:
        self.given = given
        self.path = path

    def text(self, name: str, longest: int, needed: bool = False) -> str:
        value = self.given.get(name) or ""
        if type(value) is not str:
            self._refuse(name, _("This must be a text."), "not_a_text")
        text: str = value.strip()
        if needed and not text:
            self._refuse(name, _("This is missing."), "missing")
        if len(text) > longest:
            self._refuse(name, _("This is longer than %d characters.") % longest, "too_long")
        if _UNSAYABLE.search(text):
            self._refuse(name, _("This holds characters that are not text."), "bad_characters")
        return text

    def email(self, name: str) -> str:
        address = self.text(name, 254, needed=True)
        try:
            validate_email(address)
        except ValidationError:
            self._refuse(name, _("This is not an e-mail address."), "bad_email")
        return address

    def code(self, name: str, check: Callable[[str], str], needed: bool = False) -> str:
        code = self.text(name, 12, needed=needed)
        try:
            return check(code)
        except BadInput as refusal:
            self._refuse(name, refusal.message, refusal.code)

    def whole(self, name: str, least: int = 0, most: int = MAX_AMOUNT_MINOR, default: int | None = None) -> int:
        value = self.given.get(name)
        if value is None and default is not None:
            return default
        if value is None:
            self._refuse(name, _("This is missing."), "missing")
        if type(value) is not int:
            self._refuse(name, _("This must be a whole number."), "not_whole")
        if not least <= value <= most:
            self._refuse(
                name,
                _("This must lie between %(least)d and %(most)d.") % {"least": least, "most": most},
                "out_of_range",
            )
        return value

    def rate(self, name: str) -> Decimal:
        value = self.given.get(name)
        text = str(value) if isinstance(value, str | Decimal) or type(value) is int else "0" if value is None else ""
        if not _TAX_RATE.fullmatch(text or "?"):
            self._refuse(name, _('Write the rate in percent as a text, for example "19.0".'), "bad_rate")
        try:
            return Decimal(text)
        except InvalidOperation:
            self._refuse(name, _('Write the rate in percent as a text, for example "19.0".'), "bad_rate")

    def one_of(self, name: str, choices: Sequence[str], default: str) -> str:
        value = self.text(name, 40) or default
        if value not in choices:
            self._refuse(name, _("Choose one of: %s.") % ", ".join(choices), "unknown_choice")
        return value

    def yes_no(self, name: str, default: bool) -> bool:
        value = self.given.get(name, default)
        if type(value) is not bool:
            self._refuse(name, _("This must be true or false."), "not_yes_no")
        return value

    def needed_moment(self, name: str) -> datetime:
        moment = self.moment(name)
        if moment is None:
            self._refuse(name, _("This is missing."), "missing")
        return moment

    def moment(self, name: str) -> datetime | None:
        value = self.given.get(name)
        if value in (None, ""):
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            moment = moment.replace(tzinfo=moment.tzinfo or UTC)
            in_reach = EARLIEST <= moment <= clock.now() + CLOCKS_DIFFER
        except (TypeError, ValueError, OverflowError):
            self._refuse(name, _("Write the time like 2026-11-22T09:30:00Z."), "bad_time")
        if not in_reach:
            self._refuse(name, _("This time lies before 1990 or in the future."), "bad_time")
        return moment

    def day(self, name: str) -> date | None:
        value = self.given.get(name)
        if value in (None, ""):
            return None
        try:
            on = value if isinstance(value, date) and not isinstance(value, datetime) else date.fromisoformat(value)
        except (TypeError, ValueError):
            self._refuse(name, _("Write the day like 2026-11-22."), "bad_day")
        if not EARLIEST.date() <= on <= (clock.now() + CLOCKS_DIFFER).date():
            self._refuse(name, _("This day lies before 1990 or in the future."), "bad_day")
        return on

    def _refuse(self, name: str, why: str, code: str) -> NoReturn:
        raise BadInput(why, code, f"{self.path}{name}")
