"""The forms of payment files: what to collect, the second person's word, and what the bank said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.actions.answer_transfers import REASON_LIMIT, LineWord
from refunds.banking.answer import Said
from refunds.models import RefundAttempt, TransferFile, TransferLine

STAYS = "stays"
Try = RefundAttempt.State


class CollectForm(forms.Form):
    execution_on = forms.DateField(
        label=gettext_lazy("To be executed on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("A day on which banks are open."),
    )


class ReleaseForm(forms.Form):
    """The number of the file typed by hand, for exactly what was seen."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    typed = forms.CharField(max_length=32)

    def __init__(self, file: TransferFile, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["typed"].label = _("Type %s to confirm") % file.reference
        self.fields["typed"].widget.attrs = {"autocomplete": "off", "autocapitalize": "characters"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The bank's file"),
        max_length=255,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xml,.csv,.txt"}),
        help_text=gettext_lazy("camt.053 or camt.054 in XML, or a table in CSV; up to 5 MB."),
    )


class LineForm(forms.Form):
    """What the bank made of one line. Only what the line can still become is offered."""

    said = forms.ChoiceField(label=gettext_lazy("The bank says"))
    reason = forms.CharField(label=gettext_lazy("The bank's reason"), max_length=REASON_LIMIT, required=False)

    def __init__(self, line: TransferLine, data: Any = None) -> None:
        super().__init__(data, prefix=f"line-{line.number}")
        self.line = line
        choices = _choices(line)
        self.fields["said"].choices = choices  # type: ignore[attr-defined]
        self.fields["said"].initial = choices[0][0]
        self.fields["reason"].widget.attrs["placeholder"] = self.fields["reason"].label
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{self.fields[name].label}, {line.refund.reference}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("said") in (Said.REFUSED, Said.RETURNED) and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Write the bank's reason."))
        return cleaned


def line_forms(lines: Sequence[TransferLine], data: Any = None) -> list[LineForm]:
    """A form for each line that the bank can still say something about."""
    return [LineForm(line, data) for line in lines if _choices(line)]


def words_of(forms_of_lines: Sequence[LineForm]) -> list[LineWord]:
    """What was said in valid forms; lines that stay as they are are left out."""
    return [
        LineWord(form.line.reference, Said(form.cleaned_data["said"]), form.cleaned_data["reason"])
        for form in forms_of_lines
        if form.cleaned_data["said"] != STAYS
    ]


def _choices(line: TransferLine) -> list[tuple[str, str]]:
    executed, refused, returned = (
        (Said.EXECUTED.value, _("executed")),
        (Said.REFUSED.value, _("refused")),
        (Said.RETURNED.value, _("came back")),
    )
    if line.attempt is None:
        return []
    if line.attempt.is_open:
        return [executed, refused, (STAYS, _("not answered yet"))]
    return [(STAYS, _("stays as it is")), returned] if line.attempt.state == Try.SUCCEEDED else []
