"""What the input of the closings' forms looks like."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.views.forms import DateInput

WORDS_LIMIT = 500


class PrepareForm(forms.Form):
    first_on = forms.DateField(label=_("From"), widget=DateInput())
    last_on = forms.DateField(label=_("To and including"), widget=DateInput())


class CarryForm(forms.Form):
    """`fingerprint` is of what the person saw open."""

    check = forms.CharField(max_length=40, widget=forms.HiddenInput())
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput())
    reason = forms.CharField(label=_("Why may it wait?"), max_length=WORDS_LIMIT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"carry-{(self.initial or {}).get('check', 'check')}-%s"


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why must it be opened again?"), max_length=WORDS_LIMIT)


class DecisionForm(forms.Form):
    words = forms.CharField(label=_("Your words"), max_length=WORDS_LIMIT, required=False)
