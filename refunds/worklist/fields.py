"""Every filter of the work list, declared once: its word in an address, its values, and the rows that it keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import clock
from customers.errors import BadInput
from customers.looks import LOOKS
from customers.models import Customer, PaymentLine, User
from customers.money import parse_amount, to_decimal
from refunds.gateways.accounts import account_codes
from refunds.models import Refund
from refunds.policy.hints import HINTS

MINE, NOBODY = "me", "nobody"
YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
DUE = (("overdue", gettext_lazy("Overdue")), ("today", gettext_lazy("Due today")))
AGES = {
    "younger_1": (timedelta(days=1), gettext_lazy("Asked within the last day")),
    "younger_7": (timedelta(days=7), gettext_lazy("Asked within the last 7 days")),
    "younger_30": (timedelta(days=30), gettext_lazy("Asked within the last 30 days")),
    "older_1": (timedelta(days=1), gettext_lazy("Asked more than a day ago")),
    "older_3": (timedelta(days=3), gettext_lazy("Asked more than 3 days ago")),
    "older_7": (timedelta(days=7), gettext_lazy("Asked more than 7 days ago")),
    "older_30": (timedelta(days=30), gettext_lazy("Asked more than 30 days ago")),
}

Choices = Iterable[tuple[str, Any]]


def _hint_choices() -> Choices:
    return [(code, LOOKS["hint"][code].label) for code in HINTS]


def _account_choices() -> Choices:
    return [(name, name) for name in account_codes()]


class FilterForm(forms.Form):
    """What one filter cannot say alone: amounts need a currency, from comes before to, a person exists."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _("Choose from the list.")

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"].strip().upper()
        if currency:
            _meant(lambda: parse_amount("1", currency))
        return currency

    def clean_assignee(self) -> str:
        said: str = self.cleaned_data["assignee"].strip()
        return said if said in ("", MINE, NOBODY) else str(_person(said).pk)

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or self.cleaned_data
        for name in {"amount_from", "amount_to"} & self.fields.keys():
            self._clean_amount(kept, name)
        least, most = kept.get("amount_from"), kept.get("amount_to")
        if least is not None and most is not None and least > most:
            self.add_error("amount_to", _("This is less than the amount above which you look."))
        for name in ("created_from", "created_until"):
            if kept.get(name) and not 1990 <= kept[name].year <= 2200:
                self.add_error(name, _("Name a moment between the years 1990 and 2200."))
        since, until = kept.get("created_from"), kept.get("created_until")
        if since and until and since > until:
            self.add_error("created_until", _("This is before the moment from which you look."))
        return kept

    def _clean_amount(self, kept: dict[str, Any], name: str) -> None:
        said, kept[name] = (kept.get(name) or "").strip(), None
        if not said or "currency" in self.errors:
            return
        if not kept.get("currency"):
            self.add_error(name, _("Say in which currency the amount is."))
            return
        try:
            kept[name] = parse_amount(said, kept["currency"])
        except BadInput as refusal:
            self.add_error(name, refusal.message)


class AnyOf(django_filters.MultipleChoiceFilter):
    """Keeps the rows that have one of the chosen values; `overlap` where a row has several itself."""

    def __init__(self, lookup: str = "in", **options: Any) -> None:
        super().__init__(lookup_expr=lookup, **options)

    def filter(self, qs: QuerySet[Refund], value: list[str]) -> QuerySet[Refund]:
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": list(value)}) if value else qs


class RefundFilterSet(django_filters.FilterSet):
    """Built by WorkFilter, which everybody else talks to. `request` is the reader, for what is theirs."""

    state = AnyOf(label=gettext_lazy("State"), field_name="state", choices=Refund.State.choices)
    reason = AnyOf(label=gettext_lazy("Reason"), field_name="reason", choices=Refund.Reason.choices)
    rail = AnyOf(label=gettext_lazy("Paid back by"), field_name="rail", choices=Refund.Rail.choices)
    origin = AnyOf(label=gettext_lazy("Came from"), field_name="origin", choices=Refund.Origin.choices)
    account = AnyOf(
        label=gettext_lazy("Gateway account"), field_name="payment__gateway_account", choices=_account_choices
    )
    product_kind = AnyOf(
        "overlap",
        label=gettext_lazy("Kind of product"),
        field_name="product_kinds",
        choices=PaymentLine.ProductKind.choices,
    )
    hint = AnyOf("overlap", label=gettext_lazy("Worth a second look"), field_name="risk_hints", choices=_hint_choices)
    sku = django_filters.CharFilter(label=gettext_lazy("Article number"), method="of_article", max_length=64)
    customer = django_filters.CharFilter(label=gettext_lazy("Customer"), method="of_customer", max_length=254)
    payment = django_filters.CharFilter(label=gettext_lazy("Payment"), field_name="payment__reference", max_length=32)
    currency = django_filters.CharFilter(label=gettext_lazy("Currency"), max_length=3)
    amount_from = django_filters.CharFilter(
        label=gettext_lazy("Amount from"), field_name="amount_minor", lookup_expr="gte", max_length=30
    )
    amount_to = django_filters.CharFilter(
        label=gettext_lazy("Amount to"), field_name="amount_minor", lookup_expr="lte", max_length=30
    )
    age = django_filters.ChoiceFilter(
        label=gettext_lazy("Age"), method="of_age", choices=[(code, words) for code, (_t, words) in AGES.items()]
    )
    created_from = django_filters.IsoDateTimeFilter(
        label=gettext_lazy("Asked from"), field_name="created_at", lookup_expr="gte"
    )
    created_until = django_filters.IsoDateTimeFilter(
        label=gettext_lazy("Asked until"), field_name="created_at", lookup_expr="lt"
    )
    due = django_filters.ChoiceFilter(label=gettext_lazy("Due"), method="that_is_due", choices=DUE)
    assignee = django_filters.CharFilter(label=gettext_lazy("In whose hands"), method="in_hands", max_length=254)
    attention = django_filters.ChoiceFilter(label=gettext_lazy("Needs a look"), method="in_need", choices=YES_NO)
    escalated = django_filters.ChoiceFilter(label=gettext_lazy("Escalated"), method="put_up", choices=YES_NO)

    appealed = django_filters.ChoiceFilter(
        label=gettext_lazy("Asked for a second look"), method="asked_again", choices=YES_NO
    )

    class Meta:
        model = Refund
        fields: list[str] = []
        form = FilterForm

    def __init__(self, data: Mapping[str, Any], *args: Any, whole: bool = False, **options: Any) -> None:
        """Take up the filters that have a value; `whole` for a form that offers all. Each is a copy, and a page has
        a dozen lists to count."""
        if not whole:
            self.base_filters = {name: known for name, known in ALL_FILTERS.items() if name in data}
        super().__init__(data, *args, **options)

    def of_article(self, rows: QuerySet[Refund], _name: str, sku: str) -> QuerySet[Refund]:
        return rows.filter(skus__contains=[sku])

    def of_customer(self, rows: QuerySet[Refund], _name: str, said: str) -> QuerySet[Refund]:
        return rows.filter(customer__in=_customers(said))

    def of_age(self, rows: QuerySet[Refund], _name: str, age: str) -> QuerySet[Refund]:
        moment = clock.now() - AGES[age][0]
        return rows.filter(created_at__gte=moment) if age.startswith("younger") else rows.filter(created_at__lt=moment)

    def that_is_due(self, rows: QuerySet[Refund], _name: str, due: str) -> QuerySet[Refund]:
        now, rows = clock.now(), rows.filter(state__in=Refund.WAITING)
        if due == "overdue":
            return rows.filter(decide_by__lt=now)
        return rows.filter(decide_by__gte=now, decide_by__lt=end_of_day(now))

    def in_hands(self, rows: QuerySet[Refund], _name: str, whose: str) -> QuerySet[Refund]:
        if whose == NOBODY:
            return rows.filter(assignee=None)
        if whose == MINE:
            return rows.filter(assignee=self.request) if self.request else rows.none()
        return rows.filter(assignee=int(whose))

    def in_need(self, rows: QuerySet[Refund], _name: str, yes: str) -> QuerySet[Refund]:
        return rows.filter(~Q(attention="") if yes == "yes" else Q(attention=""))

    def put_up(self, rows: QuerySet[Refund], _name: str, yes: str) -> QuerySet[Refund]:
        return rows.filter(escalated_at__isnull=yes == "no")

    def asked_again(self, rows: QuerySet[Refund], _name: str, yes: str) -> QuerySet[Refund]:
        return rows.filter(appealed_at__isnull=yes == "no")


ALL_FILTERS = RefundFilterSet.get_filters()
"""Every filter by its word, in the order in which they are drawn."""


def choices_of(known: django_filters.Filter) -> list[tuple[str, Any]]:
    """What a filter may be set to, where that is a list."""
    choices = known.extra.get("choices", ())
    return list(choices() if callable(choices) else choices)


def end_of_day(moment: datetime) -> datetime:
    """The midnight that ends the reader's day."""
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def plain(name: str, value: Any, cleaned: dict[str, Any]) -> str | list[str]:
    """Write a cleaned value as an address and a stored filter keep it."""
    if name.startswith("amount_"):
        return str(to_decimal(value, cleaned["currency"]))
    if isinstance(value, datetime):
        return value.isoformat()
    return list(dict.fromkeys(value)) if isinstance(value, list) else str(value)


def _customers(said: str) -> list[int]:
    by_email = Customer.objects.alias(address=Lower("email")).filter(address=said.lower())
    found = by_email if "@" in said else Customer.objects.filter(reference=said.upper())
    return list(found.values_list("pk", flat=True)[:1])


def _person(said: str) -> User:
    """Find who is meant by a number or a mail address."""
    by_number = said.isascii() and said.isdigit() and len(said) < 18
    people = User.objects.filter(pk=int(said)) if by_number else User.objects.filter(email=said.lower())
    person = people.first()
    if person is None:
        raise ValidationError(_("Nobody here has this number or e-mail address."), code="unknown_person")
    return person


def _meant(check: Callable[[], object]) -> None:
    try:
        check()
    except BadInput as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from None
