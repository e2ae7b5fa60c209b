"""What the input of the export pages looks like."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.errors import RecourseError
from reporting.books.layout import all_layouts
from reporting.exports.subject import subject_named
from reporting.exports.wishes import JOURNAL
from reporting.exports.writer import all_writers
from reporting.models import SavedExport
from reporting.views.forms import DateInput

MANY = 400
USUAL_FORMAT = "csv"


class RefusedForm(forms.Form):
    def take(self, refusal: RecourseError) -> None:
        """Show a refusal where its cause was typed, or above the form."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, forms.ValidationError(refusal.message, code=refusal.code))


class WishForm(RefusedForm):
    """What is to be exported of one subject. Filters are words with commas between them."""

    first_on = forms.DateField(label=_("From"), widget=DateInput())
    last_on = forms.DateField(label=_("To and including"), widget=DateInput())
    format = forms.ChoiceField(label=_("Format"), widget=forms.RadioSelect)

    def __init__(self, subject: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        if subject == JOURNAL:
            self._ask_for_a_journal()
        else:
            self._ask_for_rows()

    def wish(self) -> dict[str, Any]:
        """The words of order_export."""
        given = self.cleaned_data
        where = {
            name.removeprefix("only_"): [word.strip() for word in given[name].split(",") if word.strip()]
            for name in self.fields
            if name.startswith("only_") and given.get(name)
        }
        return {"subject": self.subject, "format": given["format"], "columns": self._columns(), "where": where}

    def days(self) -> dict[str, Any]:
        return {"first_on": self.cleaned_data["first_on"], "last_on": self.cleaned_data["last_on"]}

    def _columns(self) -> list[str]:
        """None where all are ticked: a column that comes later then comes along."""
        chosen = self.cleaned_data.get("columns", [])
        return [] if self.subject == JOURNAL or len(chosen) == len(self.fields["columns"].choices) else chosen  # type: ignore[attr-defined]

    def _ask_for_a_journal(self) -> None:
        self.fields["format"].choices = [  # type: ignore[attr-defined]
            (layout.name, f"{layout.label}: {layout.about}") for layout in all_layouts().values()
        ]
        self.fields["format"].initial = next(iter(all_layouts()))
        self.fields["only_currency"] = forms.CharField(
            label=_("Currency"), max_length=3, initial="EUR", help_text=_("That of the books.")
        )

    def _ask_for_rows(self) -> None:
        subject = subject_named(self.subject)
        self.fields["format"].choices = [  # type: ignore[attr-defined]
            (writer.name, f"{writer.label}: {writer.about}") for writer in all_writers().values()
        ]
        self.fields["format"].initial = USUAL_FORMAT
        for name in subject.filters:
            self.fields[f"only_{name}"] = forms.CharField(
                label=name.replace("_", " ").capitalize(),
                max_length=MANY,
                required=name in subject.needs[:1] and name == "measure",
            )
        names = [(column.name, f"{column.label}") for column in subject.columns]
        self.fields["columns"] = forms.MultipleChoiceField(
            label=_("Columns"),
            choices=names,
            initial=[name for name, _label in names],
            widget=forms.CheckboxSelectMultiple,
            required=True,
        )

    @property
    def narrowing(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("only_")]


class SaveForm(RefusedForm):
    """Under what name it is kept, and which days it means each time."""

    use_required_attribute = False
    """It shares its form with the order of one file, which needs no name: a browser would not send that without one."""

    label = forms.CharField(label=_("Name"), max_length=80)
    span = forms.ChoiceField(label=_("Days each time"), choices=SavedExport.Span.choices, initial="last_month")
    is_shared = forms.BooleanField(label=_("For everybody who may export"), required=False)
