"""Whose case it is, the form for a note and who else looks at the case: the parts of a refund's page for that."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers import clock
from customers.errors import NotFound
from refunds import permissions
from refunds.models import Refund
from refunds.moves import OPEN_TO_DECIDE, hands_for
from refunds.presence import others_at, say_gone, say_present
from refunds.views.access import StaffRequest, staff_page
from refunds.views.list_strip import carried, form_url, move_url
from refunds.views.move_forms import FORMS, ColleagueForm, MoveForm


def hands_of(request: StaffRequest, refund: Refund, name: str = "", tried: MoveForm | None = None) -> dict[str, Any]:
    """What the fragments _hands, _note_form and _presence show. The move that is asked for by `name` stands open, with
    what was typed if it was refused (`tried`)."""
    offered = hands_for(refund, request.user, request.allowed)
    may_note = permissions.NOTE in request.allowed
    list_query = carried(request)
    stamp = f"{refund.state}-{refund.assignee_id or 0}-{'up' if refund.escalated_at else 'desk'}"
    return {
        "hands": [
            {
                **_looks(refund)[move.name],
                "name": move.name,
                "title": move.title,
                "url": move_url(move.name, refund, list_query),
                **_unfolded(move.name, refund, list_query, move.name == name, tried),
            }
            for move in offered
        ],
        "note_url": move_url("notes", refund, list_query),
        "note_form": (tried if tried and name == "notes" else _form("notes", refund)) if may_note else None,
        "is_late": refund.state in OPEN_TO_DECIDE and refund.decide_by < clock.now(),
        "is_promised": refund.state in OPEN_TO_DECIDE,
        "hands_stamp": stamp,
        "hands_changed": request.GET.get("hands") != stamp,
    }


def colleagues(refund: Refund) -> list[tuple[str, str]]:
    """Who can be given a case, by mail address and name; costs nothing where the case brought them along."""
    brought = getattr(refund, "colleagues", None)
    if brought is not None:
        return [(person["email"], person["name"] or person["email"]) for person in brought]
    return [(person.email, person.label) for person in permissions.people_who_may(permissions.TAKE)]


@require_POST
@staff_page()
def presence(request: StaffRequest, reference: str) -> HttpResponse:
    """Take an open page's sign of life, and answer who else is there."""
    refund = Refund.objects.filter(reference=reference).only("pk", "reference", "state").first()
    if refund is None:
        raise NotFound(_("There is no such refund."), "refund_not_found")
    if request.POST.get("gone"):
        say_gone(refund, request.user)
        return HttpResponse(status=204)
    say_present(refund, request.user, is_deciding=request.POST.get("deciding") == "yes")
    context = {"refund": refund, "watchers": others_at(refund, request.user)}
    return render(request, "refunds/_watchers.html", context)


def _unfolded(name: str, refund: Refund, list_query: str, is_open: bool, tried: MoveForm | None) -> dict[str, Any]:
    """The form of a move that asks for words: drawn where it stands open, else fetched when somebody opens it."""
    if not FORMS[name].base_fields:
        return {"is_one_click": True}
    if not is_open:
        return {"later_url": form_url(name, refund, list_query)}
    return {"open": True, "form": tried or _form(name, refund)}


def _form(name: str, refund: Refund) -> MoveForm:
    form_class = FORMS[name]
    if issubclass(form_class, ColleagueForm):
        return form_class(name, refund, people=colleagues(refund))
    return form_class(name, refund)


def _looks(refund: Refund) -> dict[str, dict[str, str]]:
    """What each of these moves will do, said before it is made."""
    theirs = refund.assignee.label if refund.assignee else ""
    return {
        "taking": {
            "icon": "hand",
            "button": _("Take it"),
            "text": _("It goes from %s to you.") % theirs if theirs else _("It becomes your case, and others see it."),
        },
        "giving_back": {
            "icon": "return",
            "button": _("Give it back"),
            "text": _("It becomes nobody's case again, so that anybody can take it."),
        },
        "handing_over": {
            "icon": "user",
            "button": _("Hand it over"),
            "text": _("Your colleague gets the case and your words in their inbox."),
        },
        "escalation": {
            "icon": "alert",
            "button": _("Ask a lead"),
            "text": _("The leads get the case and your reason in their inbox. It stays whose it is."),
        },
        "escalation_end": {
            "icon": "return",
            "button": _("Give it back to the desk"),
            "text": _("The case no longer counts as escalated. Whoever has it reads your words."),
        },
    }
