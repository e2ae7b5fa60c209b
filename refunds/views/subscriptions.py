"""Which systems of the shop are told what happens, how each is doing, and what became of every message."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.errors import NotFound, RecourseError
from customers.step_up import acts_shown_again
from refunds import permissions
from refunds.actions import subscriptions as acts
from refunds.actions.deliver_announcements import KEPT_DAYS, standing_secrets
from refunds.actions.replay_deliveries import replay_delivery, replay_since
from refunds.models import Delivery, Refund, Subscription
from refunds.outgoing.refund_kinds import REFUND
from refunds.outgoing.topics import told_kinds
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page
from refunds.views.people_forms import RefusableForm
from refunds.views.subscription_forms import ReplayForm, RotationForm, SubscriptionForm

DOOR = staff_page(permissions.SUBSCRIPTIONS)


@require_http_methods(["GET", "HEAD", "POST"])
@DOOR
@acts_shown_again
def subscriptions(request: StaffRequest) -> HttpResponse:
    """List the subscriptions; a POST adds one and shows its secret, this once."""
    if request.method != "POST":
        return _draw_all(request, SubscriptionForm())
    form, status = SubscriptionForm(request.POST), 400
    if form.is_valid():
        try:
            added, secret = acts.add_subscription(actor=request.actor, **form.cleaned_data)
            return _draw_all(request, SubscriptionForm(), made=added, secret=secret)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw_all(request, form, status)


@require_safe
@DOOR
def subscription(request: StaffRequest, subscription_id: int) -> HttpResponse:
    """Show one subscription with what it was told."""
    return _draw_one(request, _found(subscription_id))


@require_POST
@DOOR
@acts_shown_again
def change(request: StaffRequest, subscription_id: int) -> HttpResponse:
    """Change what it is called, where it is and what it is told."""
    form = SubscriptionForm(request.POST)

    def act() -> str:
        acts.change_subscription(actor=request.actor, subscription_id=subscription_id, **form.cleaned_data)
        return _("Changed. What waits goes to this address.")

    return _act(request, subscription_id, act, change_form=form)


@require_POST
@DOOR
@acts_shown_again
def rotation(request: StaffRequest, subscription_id: int) -> HttpResponse:
    """Sign with a new secret, and show it, this once."""
    found, form, status = _found(subscription_id), RotationForm(request.POST), 400
    if form.is_valid():
        try:
            rotated, secret = acts.rotate_secret(
                actor=request.actor, subscription_id=subscription_id, **form.cleaned_data
            )
            return _draw_one(request, rotated, secret=secret)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw_one(request, found, status, rotation_form=form)


@require_POST
@DOOR
def turning_on(request: StaffRequest, subscription_id: int) -> HttpResponse:
    """Tell it again."""

    def act() -> str:
        acts.turn_on_subscription(actor=request.actor, subscription_id=subscription_id)
        return _("It is on. What waited is sent now.")

    return _act(request, subscription_id, act)


@require_POST
@DOOR
def turning_off(request: StaffRequest, subscription_id: int) -> HttpResponse:
    """Tell it nothing any more."""

    def act() -> str:
        acts.turn_off_subscription(actor=request.actor, subscription_id=subscription_id)
        return _("It is off. What happens from now on is not kept for it.")

    return _act(request, subscription_id, act)


@require_POST
@DOOR
def test(request: StaffRequest, subscription_id: int) -> HttpResponse:
    """Send a message that tells nothing."""

    def act() -> str:
        acts.send_test(actor=request.actor, subscription_id=subscription_id)
        return _("A test is on its way. Look at this page again in a moment.")

    return _act(request, subscription_id, act)


@require_POST
@DOOR
def replay(request: StaffRequest, subscription_id: int) -> HttpResponse:
    """Send again what was written since a moment."""
    form = ReplayForm(request.POST)

    def act() -> str:
        count = replay_since(actor=request.actor, subscription_id=subscription_id, **form.cleaned_data)
        return ngettext("%s message is sent again.", "%s messages are sent again.", count) % count

    return _act(request, subscription_id, act, replay_form=form)


@require_safe
@DOOR
def delivery(request: StaffRequest, subscription_id: int, delivery_id: int) -> HttpResponse:
    """Show one message as it is sent, and how far it has come."""
    return _draw_delivery(request, subscription_id, delivery_id)


@require_POST
@DOOR
def delivery_replay(request: StaffRequest, subscription_id: int, delivery_id: int) -> HttpResponse:
    """Send one message again."""
    try:
        replay_delivery(actor=request.actor, subscription_id=subscription_id, delivery_id=delivery_id)
    except NotFound:
        raise
    except RecourseError as refusal:
        return _draw_delivery(request, subscription_id, delivery_id, refusal.message, refusal.status)
    messages.success(request, _("It is sent again now, under the same id."))
    return redirect("refunds:delivery", subscription_id, delivery_id)


def _act(request: StaffRequest, subscription_id: int, act: Callable[[], str], **forms: RefusableForm) -> HttpResponse:
    """Do it where the forms are sound, and show the page again: with what was done, or with why not."""
    found, refused, status = _found(subscription_id), "", 400
    if all(form.is_valid() for form in forms.values()):
        try:
            messages.success(request, act())
            return redirect("refunds:subscription", subscription_id)
        except RecourseError as refusal:
            status = refusal.status
            for form in forms.values():
                form.take(refusal)
            refused = "" if forms else refusal.message
    return _draw_one(request, found, status, refusal=refused, **forms)


def _draw_all(
    request: StaffRequest,
    form: SubscriptionForm,
    status: int = 200,
    made: Subscription | None = None,
    secret: str = "",
) -> HttpResponse:
    page = key_page(request, Subscription.objects.all(), "created_at")
    context = {"page": page, "form": form, "made": made, "secret": secret}
    return _kept_by_nobody(render(request, "refunds/subscriptions.html", context, status=status))


def _draw_one(request: StaffRequest, subscription: Subscription, status: int = 200, **parts: Any) -> HttpResponse:
    """Draw the page; `parts` replace a form by a tried one, or are the new secret."""
    failed = request.GET.get("tab") == "failed"
    rows = subscription.deliveries.select_related("announcement").defer("announcement__body")
    if failed:
        rows = rows.filter(state=Delivery.State.FAILED)
    known = told_kinds()
    context = {
        "subscription": subscription,
        "sentences": [(kind, known.get(kind, "")) for kind in subscription.kinds],
        "secrets": standing_secrets(subscription.pk),
        "page": key_page(request, rows, "created_at"),
        "failed": failed,
        "tabs": [
            {"label": _("All messages"), "url": "?", "current": not failed},
            {"label": _("Given up"), "url": "?tab=failed", "current": failed},
        ],
        "change_form": SubscriptionForm(now=subscription),
        "rotation_form": RotationForm(),
        "replay_form": ReplayForm(),
        "kept_days": KEPT_DAYS,
        **parts,
    }
    return _kept_by_nobody(render(request, "refunds/subscription.html", context, status=status))


def _draw_delivery(
    request: StaffRequest, subscription_id: int, delivery_id: int, refusal: str = "", status: int = 200
) -> HttpResponse:
    related = ("announcement", "subscription")
    found = Delivery.objects.select_related(*related).filter(pk=delivery_id, subscription=subscription_id).first()
    if found is None:
        raise NotFound(_("There is no such message."), "delivery_not_found")
    announcement = found.announcement
    body = json.dumps(json.loads(announcement.body), indent=2, ensure_ascii=False) if announcement.body else ""
    is_refund = announcement.topic == REFUND and Refund.objects.filter(reference=announcement.about).exists()
    context = {
        "delivery": found, "announcement": announcement, "body": body, "is_about_refund": is_refund, "refusal": refusal,
    }  # fmt: skip
    return render(request, "refunds/delivery.html", context, status=status)


def _found(subscription_id: int) -> Subscription:
    found = Subscription.objects.select_related("created_by").filter(pk=subscription_id).first()
    if found is None:
        raise NotFound(_("There is no such subscription."), "subscription_not_found")
    return found


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    """A page that may hold a secret stays in no cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
