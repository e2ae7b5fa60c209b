"""Which message goes when: everybody reads it, the manager sets it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import RecourseError
from customers.languages import present_language
from customers.models.message_rule import MOST_MINUTES, MOST_PER_DAY
from customers.notifications.kinds import letter_kinds
from customers.shop_days import shop_zone
from refunds import permissions
from refunds.actions.set_message_rules import set_message_rules
from refunds.message_table import message_table
from refunds.notices import VARIANTS
from refunds.views.access import StaffRequest, staff_page
from refunds.views.people_forms import RefusableForm
from refunds.views.time_forms import CLOCK


class MessageRulesForm(RefusableForm):
    per_day = forms.IntegerField(
        label=gettext_lazy("At most for one customer on one day"),
        min_value=1,
        max_value=MOST_PER_DAY,
        required=False,
        help_text=gettext_lazy("Left out, there is no limit."),
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), required=False, widget=forms.TimeInput(CLOCK, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"), required=False, widget=forms.TimeInput(CLOCK, format="%H:%M")
    )

    def __init__(self, data: Any = None) -> None:
        table = message_table()
        super().__init__(data, initial=table)
        for rule in table["rules"]:
            self.fields[f"on-{rule['kind']}"] = forms.BooleanField(
                label=_("Send it"), required=False, initial=rule["is_on"]
            )
            self.fields[f"delay-{rule['kind']}"] = forms.IntegerField(
                label=_("Wait so many minutes"), min_value=0, max_value=MOST_MINUTES, initial=rule["delay_minutes"]
            )
        self.table = table

    def rows(self) -> list[Any]:
        """Each message with its fields."""
        return [(rule, self[f"on-{rule['kind']}"], self[f"delay-{rule['kind']}"]) for rule in self._rules]

    def common(self) -> list[Any]:
        return [self["per_day"], self["quiet_from"], self["quiet_until"]]

    @property
    def _rules(self) -> list[dict[str, Any]]:
        return list(self.table["rules"])

    def wish(self) -> dict[str, Any]:
        said = self.cleaned_data
        kinds = {rule["kind"]: (said[f"on-{rule['kind']}"], said[f"delay-{rule['kind']}"]) for rule in self._rules}
        return {"kinds": kinds, **{name: said[name] for name in ("per_day", "quiet_from", "quiet_until")}}


@staff_page()
def message_rules(request: StaffRequest) -> HttpResponse:
    """Show the rules; a POST sets them."""
    if request.method != "POST":
        return _draw(request, MessageRulesForm())
    permissions.require(request.actor, permissions.EDIT_TEXTS)
    form, status = MessageRulesForm(request.POST), 400
    if form.is_valid():
        try:
            set_message_rules(actor=request.actor, **form.wish())
            messages.success(request, _("Kept. It holds for messages that are written from now on."))
            return redirect("refunds:message_rules")
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, form, status)


def _draw(request: StaffRequest, form: MessageRulesForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "table": form.table,
        "always": [kind for kind in letter_kinds().values() if kind.is_needed and kind.code not in VARIANTS],
        "language": present_language(),
        "may_edit": permissions.EDIT_TEXTS in request.allowed,
        "zone": shop_zone(),
    }
    return render(request, "refunds/message_rules.html", context, status=status)
