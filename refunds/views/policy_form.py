"""The form of a draft, drawn from the kinds of the rules' parameters: a new rule or parameter needs no line here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput, RecourseError
from refunds.actions.edit_policy_draft import NAME_LIMIT, NOTE_LIMIT
from refunds.limits import TITLE, limit_faults, limits_from, places
from refunds.models import PolicyDraft
from refunds.policy.discovery import policy_rules
from refunds.policy.fees import FEE_COLUMNS, Fees, rows_of
from refunds.policy.parameter_types import AmountsByCurrency, Countries, Kind, SomeOf, Table, WholeNumber, YesOrNo
from refunds.views.policy_grid import AMOUNT_COLUMNS, Grid

LONGEST_LIST = 1200
MORE_PLACES = 3


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


@dataclass
class Block:
    """One parameter on the page: a plain field, or a grid of rows."""

    name: str
    label: str
    field: forms.BoundField | None = None
    grid: Grid | None = None
    rows: Sequence[Sequence[tuple[str, forms.BoundField]]] = ()


@dataclass
class Section:
    """One rule, or the limits of roles."""

    code: str
    title: str
    text: str
    blocks: list[Block] = field(default_factory=list)


class PolicyForm(forms.Form):
    """A draft with every parameter of every rule. `document` and `limits` are there once it is valid."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name = forms.CharField(label=gettext_lazy("Name of the draft"), max_length=NAME_LIMIT)
    note = forms.CharField(
        label=gettext_lazy("Why the policy is to change"),
        max_length=NOTE_LIMIT,
        required=False,
        help_text=gettext_lazy("Needed to propose it. It stands with the version for good."),
        widget=forms.Textarea({"rows": 3}),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("Planned start"),
        required=False,
        help_text=gettext_lazy("At midnight of this day. Without one it starts when it is activated."),
        widget=DateInput(),
    )

    def __init__(self, draft: PolicyDraft, data: QueryDict | None = None, kept: QueryDict | None = None) -> None:
        """`data` is what was sent to be saved; `kept` what was typed so far, to be shown again with other rows."""
        self.draft = draft
        self.grids: dict[str, Grid] = {}
        self.document: dict[str, Any] = {}
        self.limits: dict[str, Any] = {}
        start: dict[str, Any] = {
            "version": draft.version,
            "name": draft.name,
            "note": draft.note,
            "starts_on": draft.starts_on,
        }
        super().__init__(data, initial=start)
        typed = data if data is not None else kept
        for code, name, label, kind in _parameters():
            self._add(f"{code}.{name}", label, kind, draft.document.get(code, {}).get(name), typed)
        for place in places():
            self._add(f"limits.{place.name}", place.label, place.amounts, place.within(draft.limits), typed)
        if kept is not None:
            self.initial = {**self.initial, **_typed_values(self, kept)}

    def sections(self) -> Iterator[Section]:
        """Every rule with something to choose, then the limits of roles."""
        for code, rule in policy_rules().items():
            blocks = [self._block(f"{code}.{declared.name}") for declared in fields(rule.parameters)]
            if blocks:
                yield Section(code, str(rule.title), rule.text(), blocks)
        text = _("They hold for decisions from the start of the version on, whenever something was bought.")
        yield Section("limits", str(TITLE), text, [self._block(f"limits.{place.name}") for place in places()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for code, name, _label, kind in _parameters():
            self.document.setdefault(code, {})[name] = self._read(f"{code}.{name}", kind, cleaned)
        self.limits = limits_from({p: self._read(f"limits.{p.name}", p.amounts, cleaned) for p in places()})
        for place, fault in {} if self.errors else limit_faults(self.limits).items():
            cell = f"limits.{place}-0-currency"
            self.add_error(cell if cell in self.fields else None, fault)
        return cleaned

    def wish(self) -> dict[str, Any]:
        """What the action change_draft takes."""
        plain = {name: self.cleaned_data[name] for name in ("version", "name", "note", "starts_on")}
        return {**plain, "document": self.document, "limits": self.limits}

    def take(self, refusal: RecourseError) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)

    def _add(self, name: str, label: str, kind: Kind, value: Any, typed: QueryDict | None) -> None:
        if isinstance(kind, Table):
            self._add_grid(Grid(name, label, kind.columns, kind), value or [], typed)
        elif isinstance(kind, Fees):
            self._add_grid(Grid(name, label, FEE_COLUMNS, kind), rows_of(value or []), typed)
        elif isinstance(kind, AmountsByCurrency):
            rows = [{"currency": code, "amount_minor": minor} for code, minor in (value or {}).items()]
            self._add_grid(Grid(name, label, AMOUNT_COLUMNS, kind), rows, typed)
        else:
            self.fields[name] = _plain_field(kind, label)
            self.initial[name] = ", ".join(value or ()) if isinstance(kind, Countries) else value

    def _add_grid(self, grid: Grid, rows: list[dict[str, Any]], typed: QueryDict | None) -> None:
        self.grids[grid.name] = grid
        grid.row_count = grid.typed_rows(typed) if typed is not None else len(rows)
        self.fields.update(grid.form_fields())
        self.initial.update(grid.initial(rows))

    def _block(self, name: str) -> Block:
        grid = self.grids.get(name)
        if grid is None:
            return Block(name, str(self[name].label), field=self[name])
        rows = [
            [(str(column.label), self[grid.cell(number, column.name)]) for column in grid.columns]
            for number in range(grid.row_count)
        ]
        return Block(name, str(grid.label), grid=grid, rows=rows)

    def _read(self, name: str, kind: Kind, cleaned: dict[str, Any]) -> Any:
        """Return the JSON value of a parameter; what cannot stand is said at its field."""
        grid = self.grids.get(name)
        if grid is not None:
            value, faults = grid.read(cleaned)
            for cell, fault in faults.items():
                if not self.has_error(cell):
                    self.add_error(cell, fault)
            return value
        if name not in cleaned:
            return None
        value = _codes(cleaned[name]) if isinstance(kind, Countries) else cleaned[name]
        try:
            kind.read(value)
        except BadInput as refusal:
            self.add_error(name, refusal.message)
        return value


def with_other_rows(form: PolicyForm, data: QueryDict) -> QueryDict:
    """What was typed, with a row more or less, as the pressed button says."""
    changed = data.copy()
    grid_name, _colon, number = data.get("remove", data.get("add", "")).partition(":")
    grid = form.grids.get(grid_name)
    if grid is not None and "remove" in data and number.isdecimal() and len(number) < MORE_PLACES:
        grid.drop_row(changed, int(number))
    elif grid is not None and "add" in data:
        grid.add_row(changed)
    return changed


def _parameters() -> Iterator[tuple[str, str, str, Kind]]:
    for code, rule in policy_rules().items():
        for declared in fields(rule.parameters):
            yield code, declared.name, declared.metadata["label"], declared.metadata["kind"]


def _plain_field(kind: Kind, label: str) -> forms.Field:
    if isinstance(kind, WholeNumber):
        return forms.IntegerField(
            label=label,
            min_value=kind.at_least,
            max_value=kind.at_most,
            required=not kind.none_means,
            help_text=gettext_lazy("Leave it empty for any number.") if kind.none_means else "",
        )
    if isinstance(kind, YesOrNo):
        return forms.BooleanField(label=label, required=False)
    if isinstance(kind, SomeOf):
        choices = [(word, kind.names[word]) for word in kind.known]
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget)
    if isinstance(kind, Countries):
        help_text = gettext_lazy("Two letters each, with commas between them: DE, AT, CH.")
        return forms.CharField(label=label, required=False, max_length=LONGEST_LIST, help_text=help_text)
    raise TypeError(f"No field is known for {kind}")


def _codes(text: str) -> list[str]:
    return [code.strip().upper() for code in text.split(",") if code.strip()]


def _typed_values(form: PolicyForm, kept: QueryDict) -> dict[str, Any]:
    """What was typed, field by field, to stand in a form that was not sent to be saved."""
    return {
        name: kept.getlist(name) if isinstance(shown, forms.MultipleChoiceField) else kept.get(name, "")
        for name, shown in form.fields.items()
    }
