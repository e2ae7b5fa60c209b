"""Views of the desk's lists that people keep: saving one from the list, and the page where they are put in order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers.errors import BadInput, NotAllowed, RecourseError
from refunds import permissions
from refunds.actions.saved_views import NAME_LIMIT, change_view, delete_view, save_view
from refunds.models import SavedView
from refunds.views.access import StaffRequest, staff_page
from refunds.worklist.kept import REFUNDS, kept_list
from refunds.worklist.listing import visible_view, visible_views

LONGEST_QUERY = 4000


class ViewForm(forms.Form):
    """`list` is the address of the list `of` that name, which is kept; a checkbox that is not there is not changed."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LIMIT, required=False)
    is_shared = forms.BooleanField(label=gettext_lazy("Everybody sees it"), required=False)
    of = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    list = forms.CharField(max_length=LONGEST_QUERY, required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def views(request: StaffRequest) -> HttpResponse:
    """Show the views that the person has, and keep a new one."""
    if request.method != "POST":
        return _draw(request)
    form = ViewForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput(_("Give the view a name of up to %d characters.") % NAME_LIMIT, "bad_name", "name")
        kept = form.cleaned_data
        of = kept_list(kept["of"] or REFUNDS)
        filter, order = of.read(QueryDict(kept["list"]), request.user)
        view = save_view(
            actor=request.actor,
            name=kept["name"],
            filter=filter,
            order=order,
            is_shared=kept["is_shared"],
            of=of.code,
        )
    except RecourseError as refusal:
        return _draw(request, form, refusal)
    messages.success(request, _("“%s” is kept. It stands above the list from now on.") % view.name)
    return redirect(address_of(view))


@require_POST
@staff_page()
def change(request: StaffRequest, view_id: int) -> HttpResponse:
    """Rename a view, share it or take it back, or let it show the list in `list`."""
    form = ViewForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput(_("Give the view a name of up to %d characters.") % NAME_LIMIT, "bad_name", "name")
        wanted = _wanted(request, visible_view(request.user, str(view_id)), form.cleaned_data)
        view = change_view(actor=request.actor, view_id=view_id, **wanted)
    except RecourseError as refusal:
        return _draw(request, None, refusal)
    messages.success(request, _("“%s” is changed.") % view.name)
    if form.cleaned_data["list"]:
        return redirect(address_of(view))
    return redirect("refunds:views")


@require_POST
@staff_page()
def deletion(request: StaffRequest, view_id: int) -> HttpResponse:
    name = visible_view(request.user, str(view_id)).name
    delete_view(actor=request.actor, view_id=view_id)
    messages.success(request, _("“%s” is gone. What stood in it is not touched.") % name)
    return redirect("refunds:views")


def address_of(view: SavedView) -> str:
    return f"{reverse(kept_list(view.of).url)}?view={view.pk}"


def _wanted(request: StaffRequest, view: SavedView, kept: dict[str, Any]) -> dict[str, Any]:
    if kept["list"]:
        filter, order = kept_list(view.of).read(QueryDict(kept["list"]), request.user)
        return {"filter": filter, "order": order}
    shared = {"is_shared": kept["is_shared"]} if "sharing" in request.POST else {}
    return {"name": kept["name"], **shared}


def _draw(request: StaffRequest, tried: ViewForm | None = None, refusal: RecourseError | None = None) -> HttpResponse:
    if isinstance(refusal, NotAllowed):
        raise refusal
    may_share = permissions.SHARE_VIEWS in request.allowed
    shown = [_shown(view, request, may_share) for view in visible_views(request.user)]
    context = {
        "own": [row for row in shown if row["is_own"]],
        "shared": [row for row in shown if not row["is_own"]],
        "may_share": may_share,
        "tried": tried,
        "refusal": refusal.message if refusal else "",
        "name_limit": NAME_LIMIT,
    }
    return render(request, "refunds/views.html", context, status=refusal.status if refusal else 200)


def _shown(view: SavedView, request: StaffRequest, may_share: bool) -> dict[str, Any]:
    is_own = view.owner_id == request.user.pk
    try:
        said = kept_list(view.of).say(view.filter)
    except BadInput as refusal:
        said = _("This filter no longer works. %s") % refusal.message
    of = kept_list(view.of)
    return {
        "view": view,
        "url": address_of(view),
        "of": of.label if of.code != REFUNDS else "",
        "words": said,
        "is_own": is_own,
        "may_change": is_own or may_share,
    }
