"""The single things that one figure is made of; their values add up to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from customers.errors import BadInput
from customers.shop_days import Period
from reporting.exports.columns import code, count, moment, money, text
from reporting.exports.subject import Subject
from reporting.exports.worked_out import TABLE, lay_down
from reporting.facts.measures import measure
from reporting.facts.movements import movements
from reporting.facts.slices import FILTERS, Slice

_NAMES = (
    "at", "kind", "reference", "payment", "order", "customer", "customer_name", "account", "gateway", "method",
    "country", "channel", "product", "reason", "person", "currency",
)  # fmt: skip
_NUMBERS = ("amount_minor", "tax_minor", "value")


def check(where: Mapping[str, Sequence[str]]) -> None:
    if len(where.get("measure", ())) != 1:
        raise BadInput(_t("Say of which one figure."), "measure_needed", "where")
    measure(where["measure"][0])


def fill(cursor: Any, period: Period, where: Mapping[str, Sequence[str]]) -> None:
    chosen = {name: tuple(values) for name, values in where.items() if name != "measure"}
    found = movements(Slice(period, chosen), where["measure"][0])
    columns = [
        *((name, "timestamptz" if name == "at" else "text") for name in _NAMES),
        *((name, "bigint") for name in _NUMBERS),
    ]
    lay_down(cursor, columns, ([getattr(row, name) for name in (*_NAMES, *_NUMBERS)] for row in found))


SUBJECT = Subject(
    name="movements",
    label=_("What a figure is made of"),
    about=_("Each payment, refund or dispute behind one figure; together they are the figure."),
    since_label=_("counted"),
    tables=TABLE,
    order="number",
    filters=dict.fromkeys(("measure", *FILTERS), ""),
    needs=("measure",),
    check=check,
    fill=fill,
    columns=[
        moment("at", _("When"), "at"),
        code("kind", _("Kind"), "kind"),
        code("reference", _("Number"), "reference"),
        code("payment", _("Payment"), "payment"),
        text("order", _("Order"), '"order"'),
        code("currency", _("Currency"), "currency"),
        money("amount", _("Amount"), "amount_minor", "currency"),
        money("tax", _("Tax in it"), "tax_minor", "currency"),
        count("value", _("Counts, in minor units where it is money"), "value"),
        code("gateway", _("Gateway"), "gateway"),
        code("account", _("Account"), "account"),
        code("method", _("Method"), "method"),
        code("country", _("Country"), "country"),
        text("channel", _("Channel"), "channel"),
        text("product", _("Product"), "product"),
        text("reason", _("Reason"), "reason"),
        text("person", _("Person"), "person"),
        code("customer", _("Customer"), "customer"),
        text("customer_name", _("Name"), "customer_name", personal=True),
    ],
)
