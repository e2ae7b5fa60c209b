"""The forms on an alert's page: what is typed and how long it may be."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from disputes.actions.decide_alert import WORDS_LIMIT
from disputes.views.forms import DisputeForm


class MatchingForm(DisputeForm):
    payment = forms.CharField(
        label=gettext_lazy("Our number of the payment"),
        max_length=32,
        help_text=gettext_lazy("As PM-2026-000123. It stands on the payment's page."),
    )


class AnsweringForm(DisputeForm):
    refund = forms.CharField(label=gettext_lazy("Refund"), max_length=32)


class LeavingForm(DisputeForm):
    words = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=WORDS_LIMIT,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Only colleagues read this."),
    )


class LookingForm(LeavingForm):
    """The same words, about what a person had to look at."""
