"""The forms of the page about the door: what is typed and how long it may be, never whether it is allowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.portal.hand_over import LONGEST_TOKEN
from refunds.actions.hand_over import LONGEST_OVERLAP_HOURS
from refunds.actions.widget_origins import LONGEST
from refunds.views.people_forms import RefusableForm

USUAL_OVERLAP_HOURS = 24


class SecretForm(RefusableForm):
    overlap_hours = forms.IntegerField(
        label=_("For how many hours the present one counts too"),
        min_value=0,
        max_value=LONGEST_OVERLAP_HOURS,
        initial=USUAL_OVERLAP_HOURS,
        help_text=_("0 ends it at once: do that when somebody else may know it."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="secret-%s")


class TokenForm(RefusableForm):
    token = forms.CharField(
        label=_("A token of your shop"),
        max_length=LONGEST_TOKEN,
        help_text=_("What stands behind token= in the address. It is not used up."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="try-%s")


class OriginForm(RefusableForm):
    origin = forms.CharField(
        label=_("Address of the site"),
        max_length=LONGEST,
        help_text=_("Such as https://shop.example, without a path."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="origin-%s")
