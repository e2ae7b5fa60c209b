"""The inbox as a list that can be kept under a name: a tab, the filters, an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from customers.models import User
from disputes.inbox.filters import ME, NAMES, NOBODY, InboxFilter, hands, read_filter
from disputes.inbox.orders import order_of
from disputes.inbox.tabs import TABS
from refunds.models import SavedView
from refunds.worklist.kept import Kept, KeptList

CODE, TAB = "disputes", "tab"


def check(filter: object, order: str) -> Kept:
    """A filter as it was stored or sent, with the order that its tab can be walked in. Raises BadInput."""
    if not isinstance(filter, Mapping) or any(not isinstance(value, str) for value in filter.values()):
        raise BadInput(_("A filter is an object of words and values."), "bad_filter", "filter")
    for name in filter:
        if name not in (TAB, *NAMES):
            raise BadInput(_("There is no filter named %s.") % str(name)[:40], "unknown_filter", "filter")
    read_filter(filter)
    tab = filter.get(TAB, "all")
    if tab not in TABS:
        raise BadInput(_("There is no such list."), "unknown_list", "filter")
    kept = {TAB: tab, **{name: filter[name] for name in NAMES if filter.get(name)}}
    return kept, (order_of(order) if TABS[tab].is_due else SavedView.Order.NEWEST)


def read(query: QueryDict, person: User) -> Kept:
    """An address of the inbox."""
    asked = {name: query.get(name, "") for name in (TAB, *NAMES) if query.get(name)}
    return check(asked, query.get("order", ""))


def say(filter: Mapping[str, Any]) -> str:
    """The filter in words. Raises BadInput for one that no longer works."""
    check(filter, "")
    tab, chosen = str(TABS[filter.get(TAB, "all")].label), in_words(filter)
    return f"{tab}, {chosen}" if chosen else tab


def in_words(filter: Mapping[str, Any]) -> str:
    """What a filter that was read chooses, without its tab."""
    form = InboxFilter(filter)
    chosen = [f"{form.fields[name].label}: {_said(form, name, filter[name])}" for name in NAMES if filter.get(name)]
    return ", ".join(chosen)


def _said(form: InboxFilter, name: str, value: str) -> str:
    if name in ("owner", "answered_by"):
        return dict(hands()).get(value, value if value in (ME, NOBODY) else _("somebody who is not here any more"))
    return str(dict(getattr(form.fields[name], "choices", ())).get(value, value))


KEPT = KeptList(CODE, gettext_lazy("Disputes"), "disputes:inbox", check, read, say)
