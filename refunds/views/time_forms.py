"""The forms of the page of times and hands: what is typed, how long it may be; never whether it is allowed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.errors import BadInput, RecourseError
from customers.models import PaymentLine
from customers.money import parse_amount, to_decimal
from customers.shop_days import shop_zone
from refunds import permissions
from refunds.gateways.accounts import account_codes
from refunds.models import AnswerTime, AssignmentRule, Refund
from refunds.models.times import MOST_APPEAL_DAYS, MOST_DAYS, MOST_HOURS, USUAL_REPLY_HOURS
from refunds.working_time import countries_with_holidays

ANY = ("", _("Any"))
DAYS = [(1, _("Mon")), (2, _("Tue")), (3, _("Wed")), (4, _("Thu")), (5, _("Fri")), (6, _("Sat")), (7, _("Sun"))]
CLOCK = {"type": "time"}
CODE = {"autocomplete": "off", "autocapitalize": "characters", "placeholder": _("Any"), "size": "4"}


class HouseForm(forms.Form):
    """A form that shows a refusal of its action where its cause was typed."""

    def take(self, refusal: RecourseError) -> None:
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, forms.ValidationError(refusal.message, code=refusal.code))


class AnswerTimeForm(HouseForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=[ANY, *Refund.Reason.choices], required=False)
    country = forms.CharField(
        label=_("Country of the payment"), max_length=2, required=False, widget=forms.TextInput(CODE)
    )
    hours = forms.IntegerField(label=_("Working hours to answer"), min_value=1, max_value=MOST_HOURS)
    remind_hours = forms.IntegerField(label=_("Remind so many working hours before"), min_value=0, max_value=MOST_HOURS)
    first_reply_hours = forms.IntegerField(
        label=_("Working hours to our first words in a conversation"),
        min_value=1,
        max_value=MOST_HOURS,
        required=False,
    )
    next_reply_hours = forms.IntegerField(
        label=_("Working hours to every answer after that"), min_value=1, max_value=MOST_HOURS, required=False
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Working days"), choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    opens_at = forms.TimeField(label=_("Work begins"), widget=forms.TimeInput(CLOCK, format="%H:%M"))
    closes_at = forms.TimeField(
        label=_("Work ends"),
        widget=forms.TimeInput(CLOCK, format="%H:%M"),
        help_text=_("00:00 is the end of the day."),
    )
    holidays_in = forms.ChoiceField(label=_("Public holidays of"), required=False)
    ask_again_days = forms.IntegerField(
        label=_("Ask a silent customer again after working days"), min_value=1, max_value=MOST_DAYS
    )
    back_after_days = forms.IntegerField(
        label=_("Take the case back after that many more"), min_value=1, max_value=MOST_DAYS
    )
    appeal_days = forms.IntegerField(
        label=_("Days to ask for a second look after a no"),
        min_value=1,
        max_value=MOST_APPEAL_DAYS,
        help_text=_("Calendar days. Who was told a day already keeps it."),
    )
    appeal_hours = forms.IntegerField(
        label=_("Working hours to answer a second look"), min_value=1, max_value=MOST_HOURS
    )

    def __init__(self, data: Any = None, row: AnswerTime | None = None) -> None:
        shown = row or AnswerTime(hours=16, holidays_in=settings.SHOP_HOLIDAYS)
        super().__init__(data, auto_id="time-%s", initial={name: getattr(shown, name) for name in self.base_fields})
        choice: Any = self.fields["holidays_in"]
        choice.choices = [("", _("None")), *countries_by_name()]
        if row and not (row.reason or row.country):  # the row for everything else has no conditions to type
            del self.fields["reason"], self.fields["country"]

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).strip().upper()

    def clean_first_reply_hours(self) -> int:
        return self.cleaned_data["first_reply_hours"] or USUAL_REPLY_HOURS

    def clean_next_reply_hours(self) -> int:
        return self.cleaned_data["next_reply_hours"] or USUAL_REPLY_HOURS


class RuleForm(HouseForm):
    """Conditions that are left out fit everything. Either a colleague or a role gets the case."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[ANY, *Refund.Reason.choices], required=False)
    country = forms.CharField(
        label=_("Country of the payment"), max_length=2, required=False, widget=forms.TextInput(CODE)
    )
    gateway_account = forms.ChoiceField(label=_("Gateway account"), required=False)
    product_kind = forms.ChoiceField(
        label=_("Product kind"), choices=[ANY, *PaymentLine.ProductKind.choices], required=False
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, widget=forms.TextInput(CODE))
    from_amount = forms.CharField(
        label=_("From this amount on"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    to = forms.ChoiceField(label=_("Goes to"), required=False)
    role = forms.ChoiceField(label=_("or in turn among"), required=False)

    def __init__(self, data: Any = None, rule: AssignmentRule | None = None) -> None:
        super().__init__(data, auto_id="rule-%s", initial=_typed(rule) if rule else {})
        fields: dict[str, Any] = self.fields
        people = [(person.email, person.label) for person in permissions.people_who_may(permissions.TAKE)]
        fields["to"].choices = [("", _("No one person")), *people]
        fields["role"].choices = [("", _("No role")), *roles_that_take()]
        fields["gateway_account"].choices = [ANY, *((code, code) for code in account_codes())]

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).strip().upper()

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """Read the amount in its currency, into minor units."""
        cleaned = super().clean() or {}
        typed, cleaned["from_minor"] = cleaned.pop("from_amount", ""), None
        if not typed or "currency" in self.errors:
            return cleaned
        if not cleaned.get("currency"):
            self.add_error("currency", _("Say in which currency the amount is."))
            return cleaned
        try:
            cleaned["from_minor"] = parse_amount(typed, cleaned["currency"])
        except BadInput as refusal:
            self.add_error("currency" if refusal.field == "currency" else "from_amount", refusal.message)
        return cleaned


class ExampleForm(HouseForm):
    """A request to try the times on; its moment is in the shop's zone."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Refund.Reason.choices)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, widget=forms.TextInput({**CODE, "placeholder": "DE"})
    )
    asked_at = forms.DateTimeField(
        label=_("Asked at"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, data: Any = None) -> None:
        now = clock.now().astimezone(shop_zone()).replace(second=0, microsecond=0, tzinfo=None)
        usual = {"reason": Refund.Reason.DAMAGED, "country": settings.SHOP_HOLIDAYS, "asked_at": now}
        super().__init__(data, auto_id="example-%s", initial=usual)

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).strip().upper()

    def clean_asked_at(self) -> datetime:
        """The wall clock of the shop, whatever zone the reader is in."""
        typed: datetime = self.cleaned_data["asked_at"].replace(tzinfo=shop_zone())
        if abs((typed - clock.now()).days) > 3660:
            raise forms.ValidationError(_("Choose a moment within ten years of now."))
        return typed


def roles_that_take() -> list[tuple[str, str]]:
    """The roles whose people take cases."""
    return [(role, role.capitalize()) for role in permissions.ROLES if permissions.role_may(role, permissions.TAKE)]


def countries_by_name() -> list[tuple[str, str]]:
    """Every country whose holidays are known, by its name in the reader's language."""
    names = Locale.parse(get_language() or "en", sep="-").territories
    return sorted(((code, names.get(code, code)) for code in countries_with_holidays()), key=lambda entry: entry[1])


def country_name(code: str) -> str:
    return str(Locale.parse(get_language() or "en", sep="-").territories.get(code, code))


def _typed(rule: AssignmentRule) -> dict[str, Any]:
    amount = "" if rule.from_minor is None else f"{to_decimal(rule.from_minor, rule.currency):f}"
    names = ("reason", "country", "gateway_account", "product_kind", "currency", "role")
    return {
        **{name: getattr(rule, name) for name in names},
        "from_amount": amount,
        "to": rule.person.email if rule.person else "",
    }
