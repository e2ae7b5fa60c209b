"""Store credit as a whole: what the shop owes, what waits for a second person, and how long credit is good."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers.errors import RecourseError
from customers.models import CreditAccount
from refunds import permissions
from refunds.actions.credit_terms import remove_terms, set_terms
from refunds.models import CreditCorrection, CreditTerms
from refunds.models.credit import MOST_DAYS, MOST_NOTICE_DAYS
from refunds.views.access import StaffRequest, staff_page
from refunds.views.people_forms import RefusableForm
from refunds.views.time_forms import CODE, country_name

WAITING_SHOWN = 50


class TermsForm(RefusableForm):
    country = forms.CharField(
        label=gettext_lazy("Country of the customer"),
        max_length=2,
        required=False,
        widget=forms.TextInput(CODE),
        help_text=gettext_lazy("Left out, it holds for everybody else."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Good for days"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text=gettext_lazy("Left out, the credit never expires."),
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Tell the customer, days before"),
        min_value=0,
        max_value=MOST_NOTICE_DAYS,
        help_text=gettext_lazy("0 writes no letter."),
    )
    grace_days = forms.IntegerField(
        label=gettext_lazy("Good for days at least, when a return gives it back"),
        min_value=0,
        max_value=MOST_NOTICE_DAYS,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="terms-%s", initial={"notice_days": 30, "grace_days": 30})

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).strip().upper()


@staff_page()
def credit_desk(request: StaffRequest) -> HttpResponse:
    return _draw(request, TermsForm())


@require_POST
@staff_page(permissions.SET_TIMES)
def terms(request: StaffRequest) -> HttpResponse:
    """Say how long credit is good, for a country or for everybody else."""
    form, status = TermsForm(request.POST), 400
    if form.is_valid():
        try:
            set_terms(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("Kept. It holds for credit that is granted from now on."))
            return redirect("refunds:credit_desk")
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, form, status)


@require_POST
@staff_page(permissions.SET_TIMES)
def terms_removal(request: StaffRequest) -> HttpResponse:
    remove_terms(actor=request.actor, country=request.POST.get("country", "")[:2])
    messages.success(request, _("Removed. Credit that was granted before keeps its last day."))
    return redirect("refunds:credit_desk")


def _draw(request: StaffRequest, form: TermsForm, status: int = 200) -> HttpResponse:
    rows = list(CreditTerms.objects.all())
    waiting = CreditCorrection.objects.filter(state=CreditCorrection.State.WAITING)
    owed = CreditAccount.objects.filter(balance_minor__gt=0).values("currency").order_by("currency")
    never = [code for code in settings.STORE_CREDIT_NEVER_EXPIRES_IN if code not in {row.country for row in rows}]
    context = {
        "owed": owed.annotate(total_minor=Sum("balance_minor"), customers=Count("*")),
        "waiting": waiting.select_related("account__customer", "proposer").order_by("created_at", "id")[:WAITING_SHOWN],
        "rows": [(row, country_name(row.country) if row.country else "") for row in rows],
        "has_usual": any(not row.country for row in rows),
        "usual_days": settings.STORE_CREDIT_DAYS,
        "never": ", ".join(country_name(code) for code in never),
        "form": form if permissions.SET_TIMES in request.allowed else None,
    }
    return render(request, "refunds/credit_desk.html", context, status=status)
