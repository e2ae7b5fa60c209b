"""The list that somebody came from, carried along from case to case, and the way to the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from refunds.models import Refund
from refunds.references import is_refund_reference
from refunds.views.access import StaffRequest
from refunds.worklist.neighbours import LONGEST_QUERY, Neighbours, neighbours_of


def carried(request: StaffRequest) -> str:
    """The address of the list, from this page's own address or from the page that asks for a part of itself."""
    query: str = request.GET.get("list", "")
    if not query and request.htmx and "?" in (path := request.htmx.current_url_abs_path or ""):
        query = QueryDict(path.partition("?")[2]).get("list", "")
    return query if len(query) <= LONGEST_QUERY else ""


def with_list(address: str, query: str, **more: str) -> str:
    """An address of a case that keeps the list in mind; unchanged where there is none."""
    return f"{address}?{urlencode({'list': query, **more})}" if query else address


def move_url(name: str, refund: Refund, query: str) -> str:
    """Where a move on a case is sent, the list kept in mind."""
    return with_list(reverse(f"refunds:{name}", args=[refund.reference]), query)


def form_url(name: str, refund: Refund, query: str) -> str:
    """Where the form of a move is that does not come with the page: to draw all of them takes longer than the rest."""
    return with_list(reverse("refunds:move_form", args=[refund.reference, name]), query)


def strip_of(request: StaffRequest, refund: Refund) -> dict[str, Any]:
    """For the template: the neighbours with their addresses, or nothing where no list is carried."""
    beside = neighbours_of(refund, carried(request), request.user)
    if beside is None:
        return {"strip": None}
    came_from = request.GET.get("from", "")
    return {
        "strip": beside,
        "strip_list_url": f"{reverse('refunds:queue')}?{beside.query}#row-{refund.reference}",
        "strip_previous_url": _case(beside.previous, beside),
        "strip_next_url": _case(beside.next, beside),
        "strip_back": came_from if is_refund_reference(came_from) and came_from != refund.reference else "",
        "strip_back_url": _case(came_from, beside) if is_refund_reference(came_from) else "",
    }


def back_at(request: StaffRequest, refund: Refund, said: str) -> HttpResponse:
    """Say what was done and stay with the case, the list still in mind: it was no decision about it."""
    messages.success(request, said)
    return redirect(with_list(reverse("refunds:refund", args=[refund.reference]), carried(request)))


def after_move(request: StaffRequest, refund: Refund, said: str) -> HttpResponse:
    """Say what was done and go on: to the next case of the list, to the list behind its last, or back to the case."""
    beside = neighbours_of(refund, carried(request), request.user)
    if beside is None:
        messages.success(request, said)
        return redirect("refunds:refund", refund.reference)
    link = format_html('<a href="{}">{}</a>', _case(refund.reference, beside), refund.reference)
    messages.success(request, format_html("{}: {}", link, said))
    if beside.next:
        return redirect(
            with_list(reverse("refunds:refund", args=[beside.next]), beside.query, **{"from": refund.reference})
        )
    messages.info(request, _("That was the last of this list."))
    return redirect(f"{reverse('refunds:queue')}?{beside.query}")


def _case(reference: str, beside: Neighbours) -> str:
    return with_list(reverse("refunds:refund", args=[reference]), beside.query) if reference else ""
