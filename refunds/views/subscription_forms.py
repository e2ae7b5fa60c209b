"""The forms of the pages about subscriptions: what is typed and how long it may be, never whether it is allowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.open_addresses import LONGEST
from refunds.actions.subscriptions import LABEL_LIMIT, LONGEST_OVERLAP_HOURS
from refunds.models import Subscription
from refunds.outgoing.topics import told_kinds
from refunds.views.people_forms import RefusableForm

USUAL_OVERLAP_HOURS = 24


class SubscriptionForm(RefusableForm):
    label = forms.CharField(
        label=_("What listens there"), max_length=LABEL_LIMIT, help_text=_("Such as Bookkeeping, or Warehouse.")
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        help_text=_("Begins with https:// and is open to this machine."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(label=_("What it is told"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, now: Subscription | None = None) -> None:
        initial = {"label": now.label, "address": now.address, "kinds": now.kinds} if now else None
        super().__init__(data, initial=initial, auto_id="subscription-%s")
        self.fields["kinds"].choices = list(told_kinds().items())  # type: ignore[attr-defined]


class RotationForm(RefusableForm):
    overlap_hours = forms.IntegerField(
        label=_("For how many hours the old one signs too"),
        min_value=0,
        max_value=LONGEST_OVERLAP_HOURS,
        initial=USUAL_OVERLAP_HOURS,
        help_text=_("0 ends it at once: do that when somebody else may know it."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="rotation-%s")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ReplayForm(RefusableForm):
    since = forms.DateTimeField(label=_("Everything since"), widget=MomentInput())
    also_delivered = forms.BooleanField(
        label=_("Also what has arrived"), required=False, help_text=_("Otherwise only what was given up.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="replay-%s")
