"""The form of a letter's words: what is typed and how long it may be; whether it makes a letter the action says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.errors import RecourseError
from customers.notifications.check import BODY_LIMIT, LINE_LIMIT
from refunds.actions.edit_letter_text import WHY_LIMIT

BIGGEST_NUMBER = 2**31 - 2


class WordsForm(forms.Form):
    """`number` is the newest version that stood on the screen."""

    subject = forms.CharField(label=_("Subject"), max_length=LINE_LIMIT)
    heading = forms.CharField(label=_("Heading"), max_length=LINE_LIMIT, help_text=_("The large line above the text."))
    body = forms.CharField(
        label=_("Text"),
        max_length=BODY_LIMIT,
        widget=forms.Textarea({"rows": 12}),
        help_text=_(
            "An empty line begins a new paragraph, lines that begin with “- ” are a list. The greeting, the amount, "
            "the facts and the button stand in every letter by themselves."
        ),
    )
    case = forms.CharField(
        label=_("Show it on"),
        max_length=32,
        required=False,
        help_text=_("The number of a refund; left empty, the newest one that fits."),
    )
    why = forms.CharField(label=_("Why"), max_length=WHY_LIMIT, help_text=_("For whoever reads the history."))
    number = forms.IntegerField(min_value=0, max_value=BIGGEST_NUMBER, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, looking: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        if looking:
            self.fields["why"].required = self.fields["number"].required = False

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("subject", "heading", "body")}

    def take(self, refusal: RecourseError) -> None:
        """Show a refusal where its cause was typed, or above the form."""
        field = "case" if refusal.code == "refund_not_found" else refusal.field
        self.add_error(field if field in self.fields else None, refusal.message)


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=WHY_LIMIT)
    number = forms.IntegerField(min_value=0, max_value=BIGGEST_NUMBER, widget=forms.HiddenInput)
