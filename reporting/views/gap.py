"""Why our figure of an account differs from its gateway's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from reporting.gap.explain import accounts_and_currencies, explain
from reporting.views.period_form import PeriodForm, asked_period


class GapForm(PeriodForm):
    account = forms.ChoiceField(label=gettext_lazy("Account"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = accounts_and_currencies()
        field: Any = self.fields["account"]
        field.choices = [(f"{account}/{currency}", f"{account} · {currency}") for account, currency in self.pairs]
        self.order_fields(["account", "since", "until"])

    @property
    def pair(self) -> tuple[str, str] | None:
        """The account and the currency that are asked for, or the first ones."""
        asked = str(self.data.get("account", ""))
        return next((pair for pair in self.pairs if "/".join(pair) == asked), None)


@require_safe
@staff_page(permissions.REPORT)
def differences_explained(request: StaffRequest) -> HttpResponse:
    """From our figure to the gateway's, reason by reason."""
    first = next(iter(accounts_and_currencies()), None)
    form = asked_period(request, GapForm, **({"account": "/".join(first)} if first else {}))
    pair = form.pair if isinstance(form, GapForm) else None
    explained = explain(*pair, form.period) if pair and form.is_valid() else None
    context = {"form": form, "explained": explained, "has_accounts": first is not None}
    return render(request, "reporting/differences_explained.html", context, status=_status(form, first))


def _status(form: PeriodForm, first: Any) -> int:
    return 200 if first is None or form.is_valid() else 400
