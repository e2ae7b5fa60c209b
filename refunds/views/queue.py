"""The work list: what waits for a person, oldest first, and every refund behind it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from refunds.models import Refund
from refunds.presence import watchers_of
from refunds.screens import OLDEST_FIRST, VIEWS, last_decision, refund_rows, search_refunds
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import capped_count, key_page

COUNTED = ("decide", "attention", "customer")


@staff_page()
def queue(request: StaffRequest, view: str = "decide") -> HttpResponse:
    """List one tab; a fragment of it for the page that refreshes itself."""
    view = request.GET.get("tab", view)
    view = view if view in VIEWS else "decide"
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if words and (hit := Refund.objects.filter(reference=words.upper()).first()):
        return redirect("refunds:refund", hit.reference)
    rows = refund_rows("all" if words else view)
    rows = search_refunds(rows, words) if words else rows
    page = key_page(request, rows, "created_at", newest_first=bool(words) or view not in OLDEST_FIRST)
    watched = watchers_of([refund.pk for refund in page.rows], request.user)
    context = {
        "view": "all" if words else view,
        "words": words,
        "page": page,
        "rows": [
            {"refund": refund, "why": why_it_waits(refund), "watchers": watched.get(refund.pk, [])}
            for refund in page.rows
        ],
        "tabs": _tabs("" if words else view),
        "empty": _EMPTY.get("words" if words else view, _EMPTY["all"]),
        "poll_url": request.get_full_path(),
    }
    return render(request, "refunds/_queue.html" if request.htmx else "refunds/queue.html", context)


def why_it_waits(refund: Refund) -> dict[str, Any]:
    """The sentence that keeps a refund from going out by itself, and how many more there are."""
    if refund.attention:
        return {"text": refund.attention, "tone": "warn"}
    if refund.state == Refund.State.NEEDS_INFO:
        return {"text": _("The customer was asked and has not answered yet.")}
    if refund.state not in (Refund.State.REQUESTED, Refund.State.UNDER_REVIEW):
        return {}
    if refund.approvals.all():
        return {"text": _("One approval is given, a second person must approve.")}
    decision = last_decision(refund)
    said = decision.rule_verdicts if decision else []
    sentences = [rule["sentence"] for rule in said if rule["verdict"] == "deny"]
    sentences += [rule["sentence"] for rule in said if rule["verdict"] == "review"]
    return {"text": sentences[0] if sentences else _("It waits for the policy."), "more": max(len(sentences) - 1, 0)}


def _tabs(current: str) -> list[dict[str, Any]]:
    words = {
        "decide": _("To decide"),
        "attention": _("Needs a look"),
        "customer": _("With the customer"),
        "failed": _("Failed"),
        "moving": _("On the way"),
        "done": _("Done"),
        "all": _("All"),
    }
    return [
        {
            "label": label,
            "url": f"{reverse('refunds:queue')}?tab={view}",
            "count": capped_count(Refund.objects.filter(VIEWS[view])) if view in COUNTED else "",
            "current": view == current,
        }
        for view, label in words.items()
    ]


_EMPTY = {
    "decide": (
        "disc-check",
        _lazy("Nothing waits for a decision."),
        _lazy("New requests that need a person appear here by themselves."),
    ),
    "attention": (
        "disc-check",
        _lazy("Nothing needs a look."),
        _lazy("Refunds that the machine cannot finish alone appear here."),
    ),
    "customer": (
        "disc-check",
        _lazy("No customer owes an answer."),
        _lazy("Refunds with an open question stand here."),
    ),
    "failed": (
        "disc-check",
        _lazy("No refund has failed."),
        _lazy("A failed refund stands here until somebody sends it another way."),
    ),
    "moving": (
        "box",
        _lazy("Nothing is on the way."),
        _lazy("Approved refunds stand here until the money has left."),
    ),
    "words": (
        "search",
        _lazy("Nothing found."),
        _lazy("Search by the beginning of a refund, payment or order number, or by a whole e-mail address."),
    ),
    "all": ("box", _lazy("Nothing here yet."), _lazy("Open a payment to ask for a refund.")),
}
