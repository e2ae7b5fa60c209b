"""What gateways told us: every stored event, what it did, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.errors import NotFound, RecourseError
from refunds import permissions, truth
from refunds.actions.webhook_moves import match_webhook, replay_webhook, set_webhook_aside
from refunds.models import Refund, WebhookEvent
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.paging import key_page
from refunds.views.truth_forms import MatchForm, WebhookFilter, WordsForm
from refunds.webhooks.shown_body import shown_body
from refunds.worklist.counts import capped_counts

TWINS = 10


@require_safe
@staff_page(permissions.SEE_OPERATIONS)
def webhooks(request: StaffRequest) -> HttpResponse:
    """List the events, the newest first; those before a person have a tab of their own."""
    stuck = request.GET.get("tab") == "stuck"
    form = WebhookFilter(truth.account_names(), request.GET)
    rows = truth.stuck_webhooks() if stuck else truth.all_webhooks()
    if form.is_valid():
        names = {"account": "gateway_account", "topic": "topic", "state": "state"}
        rows = rows.filter(**{names[name]: value for name, value in form.cleaned_data.items() if value})
    page = key_page(request, rows, "received_at")
    cases = truth.cases_of(page.rows)
    context = {
        "page": page,
        "rows": [{"event": event, "refund": cases.get(event.pk)} for event in page.rows],
        "form": form,
        "stuck": stuck,
        "tabs": _tabs(stuck),
    }
    return render(request, "refunds/truth/webhooks.html", context, status=200 if form.is_valid() else 400)


@require_safe
@staff_page(permissions.SEE_OPERATIONS)
def webhook(request: StaffRequest, webhook_id: int) -> HttpResponse:
    """Show one event: what it said, what it did, and whose case it touched."""
    return _draw(request, _found(webhook_id))


@require_POST
@staff_page(permissions.RECONCILE)
def replay(request: StaffRequest, webhook_id: int) -> HttpResponse:
    """Have the stored bytes worked off once more."""
    return _act(request, webhook_id, _("A worker works it off again now."), replay_webhook)


@require_POST
@staff_page(permissions.RECONCILE)
def matching(request: StaffRequest, webhook_id: int) -> HttpResponse:
    """Put the refund that it tells of to a request or a payment."""
    form = MatchForm(request.POST)
    if not form.is_valid():
        return _draw(request, _found(webhook_id), match_form=form, status=400)
    try:
        refund = match_webhook(actor=request.actor, webhook_id=webhook_id, **form.cleaned_data)
    except RecourseError as refusal:
        note_refusal(request, refusal)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _draw(request, _found(webhook_id), match_form=form, status=refusal.status)
    return matched(request, refund)


@require_POST
@staff_page(permissions.RECONCILE)
def setting_aside(request: StaffRequest, webhook_id: int) -> HttpResponse:
    """Put it aside, with a word why."""
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _draw(request, _found(webhook_id), aside_form=form, status=400)
    words = form.cleaned_data["words"]
    return _act(request, webhook_id, _("It is set aside."), set_webhook_aside, words=words)


def matched(request: StaffRequest, refund: Refund) -> HttpResponse:
    """Lead to the case that a refund of the gateway has ended up in."""
    messages.success(request, _("Matched. The gateway's refund is %s now.") % refund.reference)
    return redirect("refunds:refund", refund.reference)


def _act(request: StaffRequest, webhook_id: int, done: str, action: Callable[..., Any], **what: Any) -> HttpResponse:
    try:
        action(actor=request.actor, webhook_id=webhook_id, **what)
    except NotFound:
        raise
    except RecourseError as refusal:
        note_refusal(request, refusal)
        return _draw(request, _found(webhook_id), refusal.message, refusal.status)
    messages.success(request, done)
    return redirect("refunds:webhook", webhook_id)


def _draw(
    request: StaffRequest,
    event: WebhookEvent,
    refusal: str = "",
    status: int = 200,
    match_form: MatchForm | None = None,
    aside_form: WordsForm | None = None,
) -> HttpResponse:
    payment = truth.payment_of(event.gateway, event.gateway_account, event.payment_references)
    may_match = event.state == WebhookEvent.State.PARKED and event.topic == "refund" and event.gateway_reference
    candidates = truth.candidates_for(payment, event.amount_minor) if may_match else []
    twins = WebhookEvent.objects.filter(
        gateway=event.gateway, gateway_account=event.gateway_account, event_id=event.event_id
    )
    first = candidates[0].reference if candidates else payment.reference if payment else ""
    context = {
        "event": event,
        "body": shown_body(bytes(event.body)),
        "refund": truth.cases_of([event]).get(event.pk),
        "payment": payment,
        "twins": twins.exclude(pk=event.pk).defer("body").order_by("id")[:TWINS],
        "is_stuck": event.state in WebhookEvent.STUCK,
        "may_act": permissions.RECONCILE in request.allowed,
        "may_replay": event.state != WebhookEvent.State.RECEIVED,
        "may_match": may_match,
        "candidates": candidates,
        "match_form": match_form or MatchForm(initial={"to": first}),
        "aside_form": aside_form or WordsForm(),
        "refusal": refusal,
    }
    return render(request, "refunds/truth/webhook.html", context, status=status)


def _tabs(stuck: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("All events"), "url": "?", "current": not stuck},
        {
            "label": _("Before a person"),
            "url": "?tab=stuck",
            "count": capped_counts([truth.stuck_webhooks().order_by("received_at", "id")])[0],
            "current": stuck,
        },
    ]


def _found(webhook_id: int) -> WebhookEvent:
    event = WebhookEvent.objects.filter(pk=webhook_id).first()
    if event is None:
        raise NotFound(_("There is no such webhook."), "webhook_not_found")
    return event
