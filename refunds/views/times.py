"""How long answers may take and who gets which case. Everybody reads it; the manager and the lead set it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers import clock
from customers.errors import NotFound, RecourseError
from customers.shop_days import shop_zone
from customers.templatetags.recourse import when
from refunds import permissions
from refunds.actions.promise_answer import answer_time_for, promise_within
from refunds.actions.set_times import check_answer_time, remove_answer_time, save_answer_time
from refunds.models import AnswerTime, AssignmentRule, Refund
from refunds.rule_preview import LATEST, would_have_gone_to
from refunds.views.access import StaffRequest, staff_page
from refunds.views.time_forms import DAYS, AnswerTimeForm, ExampleForm, RuleForm, country_name


@staff_page()
def times(request: StaffRequest) -> HttpResponse:
    """Show times and rules; with an example, by when it would be answered."""
    return draw(request)


@require_POST
@staff_page(permissions.SET_TIMES)
def answer_times(request: StaffRequest) -> HttpResponse:
    """Add an exception, or try it."""
    return _save(request, None)


@staff_page(permissions.SET_TIMES)
def answer_time(request: StaffRequest, row_id: int) -> HttpResponse:
    """Show the form of an answer time, change it, or try the change."""
    row = AnswerTime.objects.filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("There is no such answer time."), "answer_time_not_found")
    if request.method == "POST":
        return _save(request, row)
    return draw(request, time_form=AnswerTimeForm(row=row), edited_time=row)


@require_POST
@staff_page(permissions.SET_TIMES)
def answer_time_removal(request: StaffRequest, row_id: int) -> HttpResponse:
    remove_answer_time(actor=request.actor, answer_time_id=row_id)
    messages.success(request, _("Removed. Requests that are open keep what they were promised."))
    return redirect("refunds:times")


def draw(request: StaffRequest, status: int = 200, **parts: Any) -> HttpResponse:
    """Draw the page; `parts` replace a form by a tried one, or name the row that is edited."""
    may_time, may_assign = permissions.SET_TIMES in request.allowed, permissions.ASSIGN in request.allowed
    rules = list(AssignmentRule.objects.select_related("person"))
    example = ExampleForm(request.GET if "asked_at" in request.GET else None)
    context = {
        "rows": [_told(row) for row in AnswerTime.objects.all()],
        "rules": rules,
        "may_time": may_time,
        "may_assign": may_assign,
        "time_form": AnswerTimeForm() if may_time else None,
        "rule_form": RuleForm() if may_assign else None,
        "example": example,
        "example_said": _example_said(example),
        "latest": LATEST,
        "gone_to": would_have_gone_to(rules),
        "zone": shop_zone(),
        **parts,
    }
    return render(request, "refunds/times.html", context, status=status)


def _save(request: StaffRequest, row: AnswerTime | None) -> HttpResponse:
    form, status = AnswerTimeForm(request.POST, row), 400
    if form.is_valid():
        wish = {"reason": "", "country": "", **form.cleaned_data}
        try:
            if "try" in request.POST:
                return draw(request, time_form=form, edited_time=row, time_tried=_tried(wish))
            save_answer_time(actor=request.actor, answer_time_id=row.pk if row else None, **wish)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Kept. It holds for requests from now on."))
            return redirect("refunds:times")
    return draw(request, status, time_form=form, edited_time=row)


def _tried(wish: dict[str, Any]) -> str:
    """What these times would promise a request of this moment, if they were saved."""
    row = AnswerTime(**wish)
    check_answer_time(row)
    return _said(row, wish["reason"], wish["country"], clock.now())


def _example_said(example: ExampleForm) -> str:
    if example.is_bound and not example.is_valid():
        return ""
    values = example.cleaned_data if example.is_bound else {**example.initial, "asked_at": clock.now()}
    row = answer_time_for(values["reason"], values["country"])
    return _said(row, values["reason"], values["country"], values["asked_at"])


def _said(row: AnswerTime, reason: str, country: str, asked_at: Any) -> str:
    promise = promise_within(row, row.span, asked_at)
    particulars = {
        "asked": when(asked_at.astimezone(shop_zone()), "text"),
        "reason": Refund.Reason(reason).label if reason else _("any reason"),
        "country": country_name(country) if country else _("any country"),
        "due": when(promise.decide_by, "text"),
        "reminded": when(promise.remind_at, "text"),
    }
    return (
        _(
            "A request of %(asked)s, “%(reason)s”, %(country)s, would be due on %(due)s. Whoever has it would be"
            " reminded on %(reminded)s."
        )
        % particulars
    )


def _told(row: AnswerTime) -> dict[str, Any]:
    return {
        "row": row,
        "reason": row.get_reason_display() if row.reason else "",
        "country": country_name(row.country) if row.country else "",
        "days": _days(row.days),
        "holidays": country_name(row.holidays_in) if row.holidays_in else "",
        "is_usual": not (row.reason or row.country),
    }


def _days(days: list[int]) -> str:
    """The first and the last where they follow each other, else each of them."""
    names = [str(dict(DAYS)[day]) for day in days]
    follow = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    return f"{names[0]}–{names[-1]}" if follow else ", ".join(names)
