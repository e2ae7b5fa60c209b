"""The automatic rules: what each may give away, what it has given away, and which disputes it dealt with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.errors import RecourseError
from disputes.actions.set_automatic_rule import set_automatic_rule
from disputes.models import Appraisal, AutomaticRule, Dispute
from disputes.views.weigh_forms import RuleForm
from disputes.views.weighing import tabs_of
from disputes.weighing.ceiling import room_of
from refunds import permissions
from refunds.views.access import StaffRequest, note_refusal, staff_page

ACTS_SHOWN = 50


@staff_page(permissions.SEE_DISPUTES)
def rules(request: StaffRequest) -> HttpResponse:
    """Show the rules; `?rule=EUR` puts that currency's into the form."""
    row = AutomaticRule.objects.filter(currency=request.GET.get("rule", "")[:3].replace("\x00", "")).first()
    return _draw(request, RuleForm(row=row))


@require_POST
@staff_page(permissions.SET_DISPUTE_RULES)
def rule_setting(request: StaffRequest) -> HttpResponse:
    """Set the rule of a currency."""
    form, status = RuleForm(request.POST), 400
    if form.is_valid():
        try:
            rule = set_automatic_rule(actor=request.actor, **form.cleaned_data)
        except RecourseError as refusal:
            form.take(refusal)
            note_refusal(request, refusal)
            status = refusal.status
        else:
            on, off = _("The rule is on. It looks at disputes that come in from now on."), _("The rule is off.")
            messages.success(request, on if rule.is_on else off)
            return redirect("disputes:rules")
    return _draw(request, form, status)


def _draw(request: StaffRequest, form: RuleForm, status: int = 200) -> HttpResponse:
    names = dict(Dispute.Category.choices)
    found = list(AutomaticRule.objects.all())
    context: dict[str, Any] = {
        "tabs": tabs_of("rules"),
        "rules": [
            {"rule": rule, "room": room_of(rule), "reasons": [names[name] for name in rule.categories if name in names]}
            for rule in found
        ],
        "acts": list(
            Appraisal.objects.filter(rule__isnull=False).select_related("dispute", "rule").order_by("-id")[:ACTS_SHOWN]
        ),
        "form": form if permissions.SET_DISPUTE_RULES in request.allowed else None,
    }
    return render(request, "disputes/weigh_rules.html", context, status=status)
