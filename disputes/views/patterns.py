"""What repeats in disputes: the list, each with its evidence, and what somebody does about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from customers.errors import NotFound, RecourseError
from disputes.actions.follow_pattern import PATTERN_WORDS_LIMIT, finish_pattern, follow_pattern, ignore_pattern
from disputes.models import DisputePattern
from disputes.results.telling import tell_numbers
from disputes.views.forms import DisputeForm
from refunds import permissions
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.paging import key_page

TABS = {
    "open": (gettext_lazy("To follow up"), DisputePattern.OPEN),
    "done": (gettext_lazy("Done"), ("done",)),
    "ignored": (gettext_lazy("Ignored"), ("ignored",)),
}
CASES_SHOWN = 50


class WordsForm(DisputeForm):
    words = forms.CharField(
        label=gettext_lazy("In words"), max_length=PATTERN_WORDS_LIMIT, widget=forms.Textarea({"rows": 3})
    )


class FollowForm(WordsForm):
    to = forms.ChoiceField(label=gettext_lazy("By"), required=False)

    def __init__(self, name: str, data: Any = None) -> None:
        super().__init__(name, data)
        people = permissions.people_who_may(permissions.NOTE)
        choices = [("", _("Me")), *((person.email, person.label) for person in people)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


@require_GET
@staff_page(permissions.SEE_DISPUTES)
def patterns(request: StaffRequest) -> HttpResponse:
    """Show what repeats, that which was seen last on top."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "open"
    rows = DisputePattern.objects.filter(state__in=TABS[tab][1]).select_related("owner")
    page = key_page(request, rows, "last_seen_at")
    context = {
        "page": page,
        "rows": [(pattern, tell_numbers(pattern)) for pattern in page.rows],
        "tabs": [
            {"label": words, "url": f"{reverse('disputes:patterns')}?tab={name}", "current": name == tab}
            for name, (words, _states) in TABS.items()
        ],
        "tab": tab,
    }
    return render(request, "disputes/patterns.html", context)


@require_GET
@staff_page(permissions.SEE_DISPUTES)
def pattern(request: StaffRequest, pattern_id: int) -> HttpResponse:
    return _draw(request, pattern_id)


@require_POST
@staff_page(permissions.NOTE)
def following(request: StaffRequest, pattern_id: int) -> HttpResponse:
    """Take it up, or give it to a colleague."""
    form = FollowForm("following", request.POST)
    return _act(request, pattern_id, form, follow_pattern, _("It is being followed up."))


@require_POST
@staff_page(permissions.NOTE)
def end(request: StaffRequest, pattern_id: int) -> HttpResponse:
    """It has been dealt with."""
    return _act(
        request, pattern_id, WordsForm("end", request.POST), finish_pattern, _("Done, and kept with your words.")
    )


@require_POST
@staff_page(permissions.NOTE)
def ignoring(request: StaffRequest, pattern_id: int) -> HttpResponse:
    """It is none."""
    form = WordsForm("ignoring", request.POST)
    return _act(request, pattern_id, form, ignore_pattern, _("Ignored. It is not told again."))


def _act(
    request: StaffRequest, pattern_id: int, form: DisputeForm, act: Callable[..., DisputePattern], said: str
) -> HttpResponse:
    status = 400
    if form.is_valid():
        try:
            act(actor=request.actor, pattern_id=pattern_id, **form.cleaned_data)
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, said)
            return redirect("disputes:pattern", pattern_id)
    return _draw(request, pattern_id, form, status)


def _draw(request: StaffRequest, pattern_id: int, tried: DisputeForm | None = None, status: int = 200) -> HttpResponse:
    found = DisputePattern.objects.select_related("owner").filter(pk=pattern_id).first()
    if found is None:
        raise NotFound(_("There is no such pattern."), "pattern_not_found")
    may_act = permissions.NOTE in request.allowed
    rows = found.cases.select_related("payment__customer").order_by("-opened_at", "-id")
    context = {
        "pattern": found,
        "told": tell_numbers(found),
        "cases": list(rows[:CASES_SHOWN]),
        "more": max(rows.count() - CASES_SHOWN, 0),
        "moves": _moves(found, tried) if may_act else [],
        "refusal": [str(error) for errors in tried.errors.values() for error in errors] if tried else [],
        "story": list(
            found.history.order_by("history_date", "history_id").select_related("owner", "history_user")[:100]
        ),
    }
    return render(request, "disputes/pattern.html", context, status=status)


def _moves(found: DisputePattern, tried: DisputeForm | None) -> list[dict[str, Any]]:
    """The forms of what may be done now; a refused one stands open with what was typed."""
    offered: list[tuple[str, type[WordsForm], str, str, str]] = []
    if found.state != DisputePattern.State.DONE:
        follow = (
            _("Follow it up")
            if found.state != DisputePattern.State.FOLLOWED
            else _("Write what is done, or hand it on")
        )
        offered.append(("following", FollowForm, follow, "hand", _("Say what is done next. A colleague hears of it.")))
    if found.is_open:
        offered.append(("end", WordsForm, _("Done"), "ring-check", _("Say what was done. New cases begin a new one.")))
        offered.append(("ignoring", WordsForm, _("Ignore"), "x", _("Say why. It is not told again.")))
    return [
        {
            "name": name,
            "title": title,
            "icon": icon,
            "text": text,
            "url": reverse(f"disputes:pattern_{name}", args=[found.pk]),
            "form": tried if tried is not None and tried.auto_id == f"{name}-%s" else form(name),
        }
        for name, form, title, icon, text in offered
    ]
