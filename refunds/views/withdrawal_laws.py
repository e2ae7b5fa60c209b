"""What the laws of withdrawal say, by country: everybody reads it, the manager writes it. Help, and no legal advice."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers.errors import NotFound, RecourseError
from refunds import permissions
from refunds.actions.set_withdrawal_laws import (
    NAME_LIMIT,
    SOURCE_LIMIT,
    WORDING_LIMIT,
    remove_withdrawal_law,
    save_withdrawal_law,
)
from refunds.models import WithdrawalLaw
from refunds.models.withdrawal_law import MOST_DAYS
from refunds.policy.names import country_name
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.time_forms import HouseForm


class LawForm(HouseForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LIMIT)
    countries = forms.CharField(
        label=gettext_lazy("Countries"),
        max_length=400,
        help_text=gettext_lazy("Two letters each, with spaces between them: DE AT."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days to withdraw"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text=gettext_lazy("None where the law gives no such right."),
    )
    pay_back_days = forms.IntegerField(
        label=gettext_lazy("Days to pay back"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text=gettext_lazy("From the day on which the withdrawal came."),
    )
    counted = forms.ChoiceField(label=gettext_lazy("Days to pay back are"), choices=WithdrawalLaw.Counted.choices)
    may_wait = forms.BooleanField(
        label=gettext_lazy("The shop may wait for the goods or a proof of their sending"), required=False
    )
    wording = forms.CharField(
        label=gettext_lazy("What it says"), max_length=WORDING_LIMIT, widget=forms.Textarea({"rows": 4})
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=SOURCE_LIMIT)
    as_of = forms.DateField(label=gettext_lazy("As of"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, row: WithdrawalLaw | None = None) -> None:
        shown = {name: getattr(row, name) for name in self.base_fields} if row else {}
        if row:
            shown["countries"] = " ".join(row.countries)
        super().__init__(data, auto_id="law-%s", initial=shown)

    def clean_countries(self) -> list[str]:
        return [code for code in re.split(r"[\s,;]+", str(self.cleaned_data["countries"]).upper()) if code]


@staff_page()
def laws(request: StaffRequest) -> HttpResponse:
    """Show every entry; POST adds one."""
    if request.method == "POST":
        return _save(request, None)
    return _draw(request)


@staff_page(permissions.SET_TIMES)
def law(request: StaffRequest, row_id: int) -> HttpResponse:
    """Show the form of an entry, or change it."""
    row = WithdrawalLaw.objects.filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("There is no such law here."), "withdrawal_law_not_found")
    return _save(request, row) if request.method == "POST" else _draw(request, form=LawForm(row=row), edited=row)


@require_POST
@staff_page(permissions.SET_TIMES)
def removal(request: StaffRequest, row_id: int) -> HttpResponse:
    remove_withdrawal_law(actor=request.actor, law_id=row_id)
    messages.success(request, _("Removed. Declarations that came before keep the day they were given."))
    return redirect("refunds:withdrawal_laws")


def _save(request: StaffRequest, row: WithdrawalLaw | None) -> HttpResponse:
    permissions.require(request.actor, permissions.SET_TIMES)
    form, status = LawForm(request.POST, row), 400
    if form.is_valid():
        try:
            save_withdrawal_law(actor=request.actor, law_id=row.pk if row else None, **form.cleaned_data)
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Kept. It holds for declarations that are matched from now on."))
            return redirect("refunds:withdrawal_laws")
    return _draw(request, status, form=form, edited=row)


def _draw(
    request: StaffRequest, status: int = 200, form: LawForm | None = None, edited: WithdrawalLaw | None = None
) -> HttpResponse:
    may_set = permissions.SET_TIMES in request.allowed
    context = {
        "rows": [(row, ", ".join(sorted(map(country_name, row.countries)))) for row in WithdrawalLaw.objects.all()],
        "may_set": may_set,
        "form": form or (LawForm() if may_set else None),
        "edited": edited,
    }
    return render(request, "refunds/withdrawal_laws.html", context, status=status)
