"""The panel of filters: every filter of the work list as a plain form, filled with what is chosen now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from customers.models import User
from refunds import permissions
from refunds.views.access import StaffRequest
from refunds.worklist.fields import ALL_FILTERS, MINE, NOBODY, AnyOf, FilterForm, RefundFilterSet, choices_of
from refunds.worklist.listing import Listing

HIDDEN = ("payment", "created_from", "created_until")
"""Filters of addresses and programs; the panel keeps them and does not offer them."""
MANY_AT_ONCE = tuple(name for name, known in ALL_FILTERS.items() if isinstance(known, AnyOf))


def filter_panel(request: StaffRequest, listing: Listing) -> dict[str, Any]:
    """The fields in groups, as typed where the address could not be meant, else as chosen."""
    form = _form(request.GET, listing)
    form.fields["assignee"].widget = forms.Select(choices=_hands(form["assignee"].value()))
    for field in form.fields.values():
        _say_any(field)
    for name in HIDDEN:
        form.fields[name].widget = forms.HiddenInput()
    for name in MANY_AT_ONCE:
        form.fields[name].widget = forms.CheckboxSelectMultiple(choices=choices_of(ALL_FILTERS[name]))
    return {
        "many": [form[name] for name in MANY_AT_ONCE],
        "one": [form[name] for name in ALL_FILTERS if name not in (*MANY_AT_ONCE, *HIDDEN)],
        "hidden": [form[name] for name in HIDDEN if form[name].value()],
        "listing": listing,
    }


def _form(query: QueryDict, listing: Listing) -> FilterForm:
    typed = {
        name: query.getlist(name) if name in MANY_AT_ONCE else query[name] for name in ALL_FILTERS if name in query
    }
    form: FilterForm = RefundFilterSet(typed or listing.chosen.as_json(), whole=True).form
    form.is_valid()
    return form


def _say_any(field: forms.Field) -> None:
    """Let a list that chooses nothing say so in a word."""
    if isinstance(field.widget, forms.Select):
        field.widget.choices = [(value, label if value else _("Any")) for value, label in field.widget.choices]


def _hands(chosen: str | None) -> list[tuple[str, str]]:
    """Me, nobody, and whoever may have a case in their hands."""
    hands = User.objects.filter(is_active=True, groups__name__in=permissions.ROLES).distinct()
    people = [(str(person.pk), person.label) for person in hands.order_by("first_name", "last_name", "pk")[:200]]
    known = [("", _("Any")), (MINE, _("Mine")), (NOBODY, _("Nobody's")), *people]
    return known if chosen in (None, *dict(known)) else [*known, (str(chosen), str(chosen))]
