"""The forms of bulk work: which move, with which words, and the one confirmation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds import permissions
from refunds.actions.words import PERSONAL_NOTE_LIMIT
from refunds.bulk_moves import BULK_MOVES
from refunds.models import BulkRun


class BulkForm(forms.Form):
    """Offers the moves that the person's roles include. The words are needed by some moves only."""

    move = forms.ChoiceField(label=gettext_lazy("What shall happen to each?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Needed for a rejection or a question, where every customer reads exactly this, "
            "and to hand over, where your colleague reads it."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("A personal note"),
        max_length=PERSONAL_NOTE_LIMIT,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Goes into the letters of an approval, a rejection or a question, with your name."),
    )
    to = forms.ChoiceField(
        label=gettext_lazy("Colleague"), required=False, help_text=gettext_lazy("Needed to hand over.")
    )

    def __init__(self, allowed: set[str], data: Any = None) -> None:
        super().__init__(data)
        offered = [(m, label) for m, label in BulkRun.Move.choices if BULK_MOVES[m].permission in allowed]
        self.fields["move"].choices = offered  # type: ignore[attr-defined]
        colleagues = [(person.email, person.label) for person in permissions.people_who_may(permissions.TAKE)]
        self.fields["to"].choices = [("", _("nobody")), *colleagues]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        move = BULK_MOVES.get(cleaned.get("move", ""))
        if move and move.words and not cleaned.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", _("Write what they shall read."))
        if move and move.to_colleague and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _("Choose a colleague who works on cases."))
        return cleaned


class ConfirmationForm(forms.Form):
    """The reason, and the number of refunds typed by hand: it cannot be called back."""

    reason = forms.CharField(
        label=gettext_lazy("Why in bulk?"),
        max_length=300,
        help_text=gettext_lazy("Your colleagues read it beside the result."),
    )
    typed = forms.CharField(max_length=6)

    def __init__(self, ready: int, data: Any = None) -> None:
        super().__init__(data)
        self.ready = ready
        self.fields["typed"].label = _("Type %d, the number of refunds, to confirm") % ready
        self.fields["typed"].widget.attrs = {"autocomplete": "off", "inputmode": "numeric"}

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"].strip()
        if typed != str(self.ready):
            raise forms.ValidationError(_("This is not the number of refunds. Nothing has begun."))
        return typed
