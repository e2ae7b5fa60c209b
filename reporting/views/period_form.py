"""The days that a page of finance is about: asked for in its address, the last whole month unless it says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import clock
from reporting.periods import Period, shop_day
from reporting.views.forms import DateInput

LONGEST = timedelta(days=366)
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2200, 1, 1)


class PeriodForm(forms.Form):
    since = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    until = forms.DateField(label=gettext_lazy("To and including"), widget=DateInput())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until:
            if until < since:
                self.add_error("until", _("The last day lies before the first one."))
            elif until - since > LONGEST or since < FIRST_DAY or until > LAST_DAY:
                self.add_error("since", _("Choose a year at most."))
        return found

    @property
    def period(self) -> Period:
        """What was asked for, or the last month where that cannot be meant."""
        if self.is_valid():
            return Period(self.cleaned_data["since"], self.cleaned_data["until"])
        return last_month()


def last_month() -> Period:
    last_on = shop_day(clock.now()).replace(day=1) - timedelta(days=1)
    return Period(last_on.replace(day=1), last_on)


def asked_period(request: HttpRequest, kind: type[PeriodForm] = PeriodForm, **more: Any) -> PeriodForm:
    """The form as the address fills it, with the last month where it names no days."""
    usual = last_month()
    days = {"since": usual.first_on.isoformat(), "until": usual.last_on.isoformat()}
    return kind({**days, **more, **{name: value[:120] for name, value in request.GET.items()}})
