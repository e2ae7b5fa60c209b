"""Which alerts a person looks at: the lists, and the filters that each have an index to walk on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from customers.looks import look_of
from customers.models import User
from disputes.models import Alert
from refunds.worklist.due import Due
from refunds.worklist.fields import end_of_day

FILTERS = ("provider", "state", "owner")
ME, NOBODY = "me", "nobody"
FIRST = "waiting"
LONGEST_NUMBER = 191

Rows = Callable[[QuerySet[Alert], User], QuerySet[Alert]]


class Tab(NamedTuple):
    """The list `waiting` stands in the order of our own deadline, the others newest first."""

    label: Promise
    rows: Rows
    empty_title: Promise
    empty_text: Promise
    is_due: bool = False
    counted: bool = True


TABS: dict[str, Tab] = {
    "waiting": Tab(
        gettext_lazy("Waiting"),
        lambda rows, person: rows.filter(Q(state__in=Alert.WAITING) | ~Q(attention="")),
        gettext_lazy("No alert waits for a decision."),
        gettext_lazy("Gateways tell of fraud warnings by themselves; platforms send alerts over the API."),
        is_due=True,
    ),
    "mine": Tab(
        gettext_lazy("Mine"),
        lambda rows, person: rows.filter(state__in=Alert.WAITING, owner=person),
        gettext_lazy("No alert is in your hands."),
        gettext_lazy("What is given to you in turn, or what you take, stands here until it is decided."),
        is_due=True,
    ),
    "all": Tab(
        gettext_lazy("All"),
        lambda rows, person: rows,
        gettext_lazy("There has been no alert."),
        gettext_lazy("Gateways tell of fraud warnings by themselves; platforms send alerts over the API."),
        counted=False,
    ),
}


class AlertFilter(forms.Form):
    """`cleaned_data` holds what was chosen and nothing else."""

    provider = forms.ChoiceField(label=gettext_lazy("Told by"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)

    def __init__(self, given: Any = None) -> None:
        super().__init__(given, auto_id="filter-%s")
        offered: dict[str, list[Any]] = {
            "provider": list(Alert.Provider.choices),
            "state": list(Alert.State.choices),
            "owner": [(ME, _("Mine")), (NOBODY, _("Nobody's"))],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value}


def read_filter(given: Mapping[str, str]) -> dict[str, Any]:
    """What an address chooses. Raises BadInput that names the field."""
    form = AlertFilter({name: given[name] for name in FILTERS if name in given})
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else _("Filter")
        raise BadInput(f"{label}: {errors[0]}", "bad_filter", name)
    return form.cleaned_data


def that_fit(rows: QuerySet[Alert], chosen: Mapping[str, Any], person: User) -> QuerySet[Alert]:
    wanted = {name: chosen[name] for name in ("provider", "state") if name in chosen}
    if owner := chosen.get("owner"):
        wanted["owner"] = person if owner == ME else None
    return rows.filter(**wanted)


def with_number(words: str) -> Alert | None:
    """The alert of this number, ours or its provider's; None where there is none, or several."""
    if not words or len(words) > LONGEST_NUMBER:
        return None
    ours = Alert.objects.filter(reference=words.upper()).first()
    theirs = list(Alert.objects.filter(provider_reference=words)[:2]) if ours is None else []
    return ours or (theirs[0] if len(theirs) == 1 else None)


def rows_with_facts() -> QuerySet[Alert]:
    """Alerts with whose payment it is, who has them, and what came of them."""
    return Alert.objects.select_related("payment__customer", "owner", "refund", "dispute", "warning").defer(
        "warning__raw"
    )


def told(alerts: list[Alert], now: datetime) -> list[dict[str, Any]]:
    return [{"alert": alert, "due": due_of(alert, now)} for alert in alerts]


def due_of(alert: Alert, now: datetime) -> Due | None:
    """When it is due here; None where nothing is to be decided."""
    if alert.state != Alert.State.RECEIVED:
        return None
    if alert.answer_by <= now:
        return Due(look_of("due", "overdue"), _("%s over") % timesince(alert.answer_by, now, depth=1), True)
    word = "today" if alert.answer_by < end_of_day(now) else "later"
    return Due(look_of("due", word), _("%s left") % timeuntil(alert.answer_by, now, depth=1), False)
