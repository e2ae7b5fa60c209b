"""A refund's page: everything that a decision needs on one screen, what happened below it, and the moves beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from refunds.models import Refund
from refunds.other_cases import other_cases
from refunds.screens import letters_about, refund_in_full, refund_stamp, stamp_of
from refunds.views.access import StaffRequest, staff_page
from refunds.views.case import (
    afterwards,
    changes,
    credit_notes,
    customer,
    documents,
    money,
    moves,
    payment,
    story,
    talk,
    verdict,
    withdrawal,
)
from refunds.views.hands import hands_of
from refunds.views.list_strip import carried, strip_of, with_list
from refunds.views.move_forms import MoveForm

NOTHING_NEW = 204
STORY, TALK, MONEY, LETTERS = "story", "talk", "money", "letters"
Talk = dict[str, Any]
"""What case.talk.panel is told of an answer that was not sent."""


@staff_page()
def refund_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Show a refund. The page asks with the stamp of what it shows; only a changed case is drawn again."""
    if not request.htmx:
        return draw(request, refund_in_full(reference, request.user))
    if request.GET.get("stamp") == refund_stamp(reference):
        return HttpResponse(status=NOTHING_NEW)
    return render(
        request, "refunds/_refund_changed.html", _whole_page(request, refund_in_full(reference, request.user))
    )


def draw(
    request: StaffRequest,
    refund: Refund,
    name: str = "",
    tried: MoveForm | None = None,
    status: int = 200,
    talk: Talk | None = None,
    **upload: str,
) -> HttpResponse:
    """Draw the whole page; a move that was refused stands open, with its sentence and what was typed."""
    page = _whole_page(request, refund, name, tried, talk, **upload)
    return render(request, "refunds/refund.html", page, status=status)


def _whole_page(
    request: StaffRequest,
    refund: Refund,
    name: str = "",
    tried: MoveForm | None = None,
    said: Talk | None = None,
    **upload: str,
) -> dict[str, Any]:
    """Every panel's values. A panel of its own is one more file under case/ and one more line here."""
    return {
        "refund": refund,
        "stamp": stamp_of(refund),
        "other_cases": other_cases(refund),
        **verdict.panel(refund),
        **withdrawal.panel(refund),
        **afterwards.panel(refund),
        **payment.panel(refund),
        **customer.panel(request, refund),
        **documents.panel(request, refund, **upload),
        **credit_notes.panel(request, refund),
        **moves.panel(request, refund, name, tried),
        **changes.panel(request, refund),
        **hands_of(request, refund, name, tried),
        **_below(request, refund, said),
        **({} if request.htmx else strip_of(request, refund)),
    }


def _below(request: StaffRequest, refund: Refund, said: Talk | None) -> dict[str, Any]:
    """The one part below the case that is asked for; the others cost nothing."""
    asked = TALK if said is not None else request.GET.get("part", STORY)
    names = {STORY: _("What happened"), TALK: _("Conversation"), MONEY: _("Tries and ledger"), LETTERS: _("Letters")}
    part = asked if asked in names else STORY
    here, list_query = reverse("refunds:refund", args=[refund.reference]), carried(request)
    tabs = [
        {"label": label, "url": _with_part(with_list(here, list_query), name), "current": name == part}
        for name, label in names.items()
    ]
    found: dict[str, Any] = {"part": part, "tabs": tabs}
    if part == TALK:
        return {**found, **talk.panel(request, refund, **(said or {}))}
    if part == MONEY:
        return {**found, **money.panel(refund)}
    if part == LETTERS:
        return {**found, "letters": list(letters_about(refund))}
    return {**found, **story.panel(refund)}


def _with_part(address: str, part: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}part={part}#below"
