"""Views of the desk's lists that people keep. Their owner makes, changes and deletes them; sharing needs a role."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.models import User
from refunds import permissions
from refunds.models import SavedView
from refunds.worklist.kept import REFUNDS, kept_list

NAME_LIMIT = 60
MOST_OWN = 20
MOST_SHARED = 30


def save_view(
    *, actor: Actor, name: str, filter: dict[str, Any], order: str = "", is_shared: bool = False, of: str = REFUNDS
) -> SavedView:
    """Keep a filter under a name. Raises BadInput, Conflict when there are too many, NotAllowed to share."""
    person = permissions.require(actor, permissions.SHARE_VIEWS if is_shared else permissions.VIEW)
    chosen, walked = kept_list(of).check(filter, order)
    with transaction.atomic(), acting(actor):
        User.objects.select_for_update().get(pk=person.pk)
        view = SavedView(owner=person, is_shared=is_shared, of=of)
        view.name = _checked_name(view, name)
        view.filter, view.order = chosen, walked
        _require_room(view)
        view.save()
    return view


def change_view(
    *,
    actor: Actor,
    view_id: int,
    name: str | None = None,
    filter: dict[str, Any] | None = None,
    order: str | None = None,
    is_shared: bool | None = None,
) -> SavedView:
    """Rename a view, let it show something else, share it or take it back. What is None stays as it is."""
    with transaction.atomic(), acting(actor):
        view = _to_change(actor, view_id)
        if is_shared is not None and is_shared != view.is_shared:
            permissions.require(actor, permissions.SHARE_VIEWS if is_shared else permissions.VIEW)
            view.is_shared = is_shared
            _require_room(view)
        if name is not None:
            view.name = _checked_name(view, name)
        if filter is not None or order is not None:
            wanted, walk = view.filter if filter is None else filter, view.order if order is None else order
            view.filter, view.order = kept_list(view.of).check(wanted, walk)
        view.save()
    return view


def delete_view(*, actor: Actor, view_id: int) -> None:
    """Forget a view; its history stays."""
    with transaction.atomic(), acting(actor):
        _to_change(actor, view_id).delete()


def _to_change(actor: Actor, view_id: int) -> SavedView:
    """Lock a view that the actor may change: their own, or a shared one where their role shares views."""
    person = permissions.require(actor, permissions.VIEW)
    view = SavedView.objects.select_for_update().filter(pk=view_id).first()
    if view is None or (view.owner_id != person.pk and not view.is_shared):
        raise NotFound(_("There is no such view."), "view_not_found")
    if view.owner_id != person.pk:
        permissions.require(actor, permissions.SHARE_VIEWS)
    return view


def _checked_name(view: SavedView, name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_LIMIT or not name.isprintable():
        raise BadInput(_("Give the view a name of up to %d characters.") % NAME_LIMIT, "bad_name", "name")
    same = SavedView.objects.filter(owner=view.owner, of=view.of, name__iexact=name).exclude(pk=view.pk)
    if same.exists():
        raise Conflict(_("There is already a view with this name. Choose another."), "name_taken", "name")
    return name


def _require_room(view: SavedView) -> None:
    mine = SavedView.objects.filter(owner=view.owner, of=view.of)
    if view._state.adding and mine.count() >= MOST_OWN:
        raise Conflict(_("You have %d views. Delete one first.") % MOST_OWN, "too_many_views")
    if (
        view.is_shared
        and SavedView.objects.filter(is_shared=True, of=view.of).exclude(pk=view.pk).count() >= MOST_SHARED
    ):
        raise Conflict(_("%d views are shared. Take one back first.") % MOST_SHARED, "too_many_views")
