"""The operations page: what waits, what is stuck and why, who is alive, and how the gateways answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers import clock
from customers.errors import RecourseError
from customers.models import SignOfLife
from customers.signs_of_life import JOB, WORKER
from refunds import permissions
from refunds.actions.look_up_now import look_up_now
from refunds.actions.operate import WORDS_LIMIT, close_order, give_up_order, retry_order
from refunds.gateway_health import gateway_health
from refunds.models import Refund, WorkOrder
from refunds.truth import settlement_fetches
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page
from refunds.worklist.counts import capped_counts
from reporting import operations as state
from reporting.facts.health import health

TABS = ("orders", "unanswered", "letters", "running", "alive", "acts")
QUIET_AFTER = timedelta(seconds=60)


class ClosingForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Why is it put aside?"),
        max_length=WORDS_LIMIT,
        help_text=gettext_lazy("One sentence; it stays on the case."),
    )


class GivingUpForm(ClosingForm):
    words = forms.CharField(
        label=gettext_lazy("Why is it given up?"),
        max_length=WORDS_LIMIT,
        help_text=gettext_lazy("One sentence; it stays on the case."),
    )


@staff_page(permissions.SEE_OPERATIONS)
def operations(request: StaffRequest) -> HttpResponse:
    """Show the house and one list; a fragment of it for the page that refreshes itself."""
    return _draw(request)


@require_POST
@staff_page(permissions.OPERATE)
def order_retry(request: StaffRequest, order_id: int) -> HttpResponse:
    """Let a parked order run again."""
    return _act(request, "orders", _("It is due again; a worker takes it now."), retry_order, order_id=order_id)


@require_POST
@staff_page(permissions.OPERATE)
def order_closing(request: StaffRequest, order_id: int) -> HttpResponse:
    """Put a parked order aside, with a word why."""
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _draw(request, "orders", status=400, form=form, form_of=order_id)
    words = form.cleaned_data["words"]
    return _act(request, "orders", _("It is put aside."), close_order, order_id=order_id, words=words)


@require_POST
@staff_page(permissions.OPERATE)
def order_giving_up(request: StaffRequest, order_id: int) -> HttpResponse:
    """End the tries of a parked order; its case then offers another way."""
    form = GivingUpForm(request.POST)
    if not form.is_valid():
        return _draw(request, "orders", status=400, giving_up=form, form_of=order_id)
    done = _("Nothing is sent. Its case now offers another way for the money.")
    return _act(request, "orders", done, give_up_order, order_id=order_id, words=form.cleaned_data["words"])


@require_POST
@staff_page(permissions.RECONCILE)
def attempt_look_up(request: StaffRequest, attempt_id: int) -> HttpResponse:
    """Have the gateway asked at once about a try whose answer never came."""
    return _act(request, "unanswered", _("The gateway is asked within seconds."), look_up_now, attempt_id=attempt_id)


def _act(request: StaffRequest, tab: str, done: str, action: Callable[..., Any], **what: Any) -> HttpResponse:
    try:
        action(actor=request.actor, **what)
    except RecourseError as refusal:
        return _draw(request, tab, refusal.message, refusal.status)
    messages.success(request, done)
    return redirect(f"{reverse('operations')}?tab={tab}")


def _draw(
    request: StaffRequest,
    tab: str = "",
    refusal: str = "",
    status: int = 200,
    form: ClosingForm | None = None,
    form_of: int | None = None,
    giving_up: GivingUpForm | None = None,
) -> HttpResponse:
    tab = tab or request.GET.get("tab", "")
    tab = tab if tab in TABS else "orders"
    now = clock.now()
    signs, queues = state.signs_of_life(now), state.queue_lengths()
    workers = _told(signs[WORKER], now)
    context = {
        "tab": tab,
        "tabs": _tabs(tab),
        "refusal": refusal,
        "form_of": form_of,
        "form": form or ClosingForm(),
        "giving_up": giving_up or GivingUpForm(),
        "may_operate": permissions.OPERATE in request.allowed,
        "may_reconcile": permissions.RECONCILE in request.allowed,
        "figures": health(),
        "unfetched": [fetch for fetch in settlement_fetches() if fetch.why_not],
        "queues": queues,
        "queue_total": sum((queues or {}).values()),
        "waiting": state.waiting_work(),
        "gateways": gateway_health(now),
        "workers": workers,
        "quiet_workers": sum(worker["is_quiet"] for worker in workers),
        "jobs": _told(signs[JOB], now),
        "house": state.house(),
        "poll_url": f"{reverse('operations')}?{request.GET.urlencode()}",
        **_LISTS[tab](request),
    }
    return render(request, "operations/_state.html" if request.htmx else "operations/page.html", context, status=status)


def _told(signs: list[SignOfLife], now: Any) -> list[dict[str, Any]]:
    """Each sign with its plain name, and whether it has become quiet."""
    return [
        {
            "name": sign.name.partition(" ")[2],
            "seen_at": sign.seen_at,
            "details": sign.details,
            "is_quiet": now - sign.seen_at > max(QUIET_AFTER, 3 * _expected_every(sign)),
        }
        for sign in signs
    ]


def _expected_every(sign: SignOfLife) -> timedelta:
    """How often the beat table runs a job; the shortest for one that no table names."""
    from celery import current_app

    task = sign.name.partition(" ")[2]
    seconds = [entry["schedule"] for entry in current_app.conf.beat_schedule.values() if entry["task"] == task]
    return timedelta(seconds=min(seconds)) if seconds else timedelta()


def _tabs(current: str) -> list[dict[str, Any]]:
    words = {
        "orders": (_("Parked work"), state.parked_orders()),
        "unanswered": (_("Answers that never came"), state.unanswered_attempts()),
        "letters": (_("Letters not delivered"), state.failed_letters()),
        "running": (_("Being worked on"), state.running_orders()),
        "alive": (_("Workers and jobs"), None),
        "acts": (_("What operators did"), None),
    }
    return [
        {
            "label": label,
            "url": f"{reverse('operations')}?tab={tab}",
            "count": capped_counts([rows])[0],
            "current": tab == current,
        }
        for tab, (label, rows) in words.items()
    ]


def _orders(request: StaffRequest) -> dict[str, Any]:
    page = key_page(request, state.parked_orders(), "created_at", newest_first=False)
    return {"page": page, "rows": _with_cases(page.rows)}


def _unanswered(request: StaffRequest) -> dict[str, Any]:
    page = key_page(request, state.unanswered_attempts(), "sent_at", newest_first=False)
    return {"page": page, "rows": page.rows}


def _running(request: StaffRequest) -> dict[str, Any]:
    page = key_page(request, state.running_orders(), "leased_until", newest_first=False)
    return {"page": page, "rows": _with_cases(page.rows)}


def _letters(request: StaffRequest) -> dict[str, Any]:
    page = key_page(request, state.failed_letters(), "created_at", newest_first=False)
    return {"page": page, "rows": page.rows}


def _alive(request: StaffRequest) -> dict[str, Any]:
    """They are few, and read for the head of the page already."""
    return {}


def _acts(request: StaffRequest) -> dict[str, Any]:
    page = key_page(request, state.acts(), "happened_at")
    return {"page": page, "rows": page.rows}


def _with_cases(orders: list[WorkOrder]) -> list[dict[str, Any]]:
    """Each order with its refund, read in one query."""
    numbers = [order.payload.get("refund") for order in orders]
    cases = Refund.objects.in_bulk([number for number in numbers if isinstance(number, int)])
    return [{"order": order, "refund": cases.get(number)} for order, number in zip(orders, numbers, strict=True)]


_LISTS: dict[str, Callable[[StaffRequest], dict[str, Any]]] = {
    "orders": _orders,
    "unanswered": _unanswered,
    "letters": _letters,
    "running": _running,
    "alive": _alive,
    "acts": _acts,
}
