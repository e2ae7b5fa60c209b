"""The limits of the card networks with where they are written; a manager writes down a new one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from customers import clock
from customers.errors import RecourseError
from disputes.actions.set_network_limit import LONGEST_SOURCE, set_network_limit
from disputes.models import NetworkLimit
from disputes.weighing.programmes import programme_codes, programmes_on
from refunds import permissions
from refunds.views.access import StaffRequest, note_refusal, staff_page
from reporting.dashboards.networks import limit_words
from reporting.periods import shop_day
from reporting.views.forms import DateInput


class LimitForm(forms.Form):
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), choices=lambda: programme_codes().items())
    share = forms.DecimalField(
        label=gettext_lazy("Share of sales in percent"), min_value=Decimal("0.01"), max_value=100, decimal_places=2
    )
    least_cases = forms.IntegerField(
        label=gettext_lazy("And at least so many cases"), min_value=0, max_value=1_000_000, initial=0
    )
    valid_from = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    source = forms.CharField(label=gettext_lazy("Where it is written"), max_length=LONGEST_SOURCE)

    def wish(self) -> dict[str, Any]:
        """The share in ten thousandths."""
        return {**self.cleaned_data, "share": int(self.cleaned_data["share"] * 100)}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.REPORT)
def network_limits(request: StaffRequest) -> HttpResponse:
    """Show what holds today and what was written down; a POST writes down another."""
    form, status = LimitForm(request.POST or None), 200
    if request.method == "POST":
        permissions.require(request.actor, permissions.SET_DISPUTE_RULES)
        status = 400
        if form.is_valid():
            try:
                set_network_limit(actor=request.actor, **form.wish())
            except RecourseError as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
                note_refusal(request, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Kept. It holds from that day on."))
                return redirect("reporting:network_limits")
    may_set = permissions.SET_DISPUTE_RULES in request.allowed
    context = {
        "programmes": [{"at": one, "words": limit_words(one)} for one in programmes_on(shop_day(clock.now()))],
        "rows": NetworkLimit.objects.select_related("set_by").order_by("-id")[:50],
        "names": programme_codes(),
        "form": form if may_set else None,
    }
    return render(request, "reporting/network_limits.html", context, status=status)
