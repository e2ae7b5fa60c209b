"""How the shop leads its customers in: the secret of its sign-in, and the sites that may show the widget."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.errors import RecourseError
from customers.portal.hand_over import Unusable
from customers.step_up import acts_shown_again
from refunds import permissions
from refunds.actions.hand_over import (
    ABOUT,
    end_hand_over,
    look_at_hand_over,
    make_hand_over_secret,
    standing_hand_over_secrets,
)
from refunds.actions.widget_origins import add_widget_origin, remove_widget_origin
from refunds.models import OperationEvent, WidgetOrigin
from refunds.views.access import StaffRequest, staff_page
from refunds.views.door_forms import OriginForm, SecretForm, TokenForm

DOOR = staff_page(permissions.SET_DOOR)
ACTS_SHOWN = 20


@require_safe
@DOOR
def door(request: StaffRequest) -> HttpResponse:
    """Show what counts now, how to use it, and what was done here."""
    return _draw(request)


@require_POST
@DOOR
@acts_shown_again
def hand_over_secret(request: StaffRequest) -> HttpResponse:
    """Make a secret and show it, this once."""
    form, status = SecretForm(request.POST), 400
    if form.is_valid():
        try:
            _made, secret = make_hand_over_secret(actor=request.actor, **form.cleaned_data)
            return _draw(request, secret=secret)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, status, secret_form=form)


@require_POST
@DOOR
@acts_shown_again
def hand_over_end(request: StaffRequest) -> HttpResponse:
    """Hand over nobody any more."""
    try:
        end_hand_over(actor=request.actor)
    except RecourseError as refusal:
        return _draw(request, refusal.status, refusal=refusal.message)
    messages.success(request, _("Ended. The shop's sign-in leads nobody in until you make a new secret."))
    return redirect("refunds:door")


@require_POST
@DOOR
def hand_over_try(request: StaffRequest) -> HttpResponse:
    """Say what a token would do, or why it would not. Uses up nothing."""
    form, said, status = TokenForm(request.POST), "", 400
    if form.is_valid():
        try:
            _said, customer = look_at_hand_over(form.cleaned_data["token"].strip())
            said, status = _("It would sign in %s. Its nonce is checked when it is used.") % customer, 200
        except Unusable as trouble:
            form.add_error("token", str(trouble))
    return _draw(request, status, token_form=form, token_said=said)


@require_POST
@DOOR
@acts_shown_again
def origins(request: StaffRequest) -> HttpResponse:
    """Let the pages of a site show the widget."""
    form, status = OriginForm(request.POST), 400
    if form.is_valid():
        try:
            added = add_widget_origin(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("%s may show the widget from now on.") % added.origin)
            return redirect("refunds:door")
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, status, origin_form=form)


@require_POST
@DOOR
def origin_removal(request: StaffRequest, origin_id: int) -> HttpResponse:
    remove_widget_origin(actor=request.actor, origin_id=origin_id)
    messages.success(request, _("Removed. Browsers show the widget there no more."))
    return redirect("refunds:door")


def _draw(request: StaffRequest, status: int = 200, **parts: Any) -> HttpResponse:
    """Draw the page; `parts` replace a form by a tried one, or are the new secret. It stays in no cache."""
    acts = OperationEvent.objects.filter(kind__in=["hand_over.secret_made", "hand_over.ended"], about=ABOUT)
    context = {
        "secrets": standing_hand_over_secrets().select_related("made_by"),
        "origins": WidgetOrigin.objects.select_related("added_by"),
        "acts": acts.order_by("-happened_at", "-id")[:ACTS_SHOWN],
        "secret_form": SecretForm(),
        "token_form": TokenForm(),
        "origin_form": OriginForm(),
        "enter_url": f"{settings.PUBLIC_URL}{reverse('my:enter')}",
        "script_url": f"{settings.PUBLIC_URL}{reverse('widget:script')}",
        "demo_url": reverse("widget:demo") if settings.RECOURSE_ENV == "demo" else "",
        **parts,
    }
    response = render(request, "refunds/door.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
