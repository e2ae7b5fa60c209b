"""The pages about gateway accounts: which there are and how they stand; setting one up; its secrets; pause and test."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers import clock
from customers.errors import RecourseError
from customers.step_up import acts_shown_again, require_shown_lately, shown_lately
from refunds import permissions
from refunds.actions.gateway_accounts import (
    add_gateway_account,
    check_gateway,
    edit_gateway_account,
    pause_gateway,
    resume_gateway,
)
from refunds.actions.gateway_secrets import retire_gateway_secret, set_gateway_secret
from refunds.gateway_screen import account_look, account_looks, secrets_of
from refunds.views.access import StaffRequest, staff_page
from refunds.views.gateway_forms import NewAccountForm, PauseForm, SecretForm, SettingsForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.SEE_GATEWAYS)
@acts_shown_again
def gateways(request: StaffRequest) -> HttpResponse:
    """List the accounts; a POST sets up another one."""
    if request.method != "POST":
        return _draw_list(request, NewAccountForm())
    permissions.require(request.actor, permissions.GATEWAYS)
    form = NewAccountForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            account = add_gateway_account(actor=request.actor, **form.cleaned_data)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("The account is there. Now give it its settings and secrets."))
            return redirect("gateway", account.name)
    return _draw_list(request, form, status)


@staff_page(permissions.SEE_GATEWAYS)
def gateway(request: StaffRequest, name: str) -> HttpResponse:
    """Show one account."""
    return _draw(request, name)


@require_POST
@staff_page(permissions.GATEWAYS)
@acts_shown_again
def gateway_settings(request: StaffRequest, name: str) -> HttpResponse:
    """Change what is no secret."""
    form = SettingsForm(account_look(name, clock.now()), request.POST)
    if not form.is_valid():
        return _draw(request, name, 400, settings_form=form)
    typed = form.cleaned_data
    try:
        edit_gateway_account(
            actor=request.actor,
            name=name,
            version=typed["version"],
            label=typed["label"],
            values=form.values(),
            calls_per_second=typed["calls_per_second"],
            calls_at_once=typed["calls_at_once"],
        )
    except RecourseError as refusal:
        form.take(refusal)
        return _draw(request, name, refusal.status, settings_form=form)
    messages.success(request, _("Kept. It holds from the next call on."))
    return redirect("gateway", name)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.GATEWAYS)
def gateway_secrets(request: StaffRequest, name: str) -> HttpResponse:
    """Set a secret, or a newer one beside it.

    Who must show first that it is they is asked before anything is typed: what was sent would be kept until then.
    """
    look = account_look(name, clock.now())
    if request.method != "POST":
        require_shown_lately(request)
        return _draw_secret(request, name, SecretForm(look, setting=request.GET.get("setting", "")[:64]))
    if settings.STEP_UP and not shown_lately(request):
        messages.error(request, _("Nothing was kept: show first that it is you, then enter the secret again."))
        return redirect("gateway_secrets", name)
    form = SecretForm(look, request.POST)
    status = 400
    if form.is_valid():
        try:
            set_gateway_secret(actor=request.actor, name=name, **form.cleaned_data)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Kept. It is used from now on; retire the older one when nothing needs it."))
            return redirect("gateway", name)
    return _draw_secret(request, name, form, status)


@require_POST
@staff_page(permissions.GATEWAYS)
@acts_shown_again
def gateway_secret_retirement(request: StaffRequest, name: str, secret_id: int) -> HttpResponse:
    """Use a secret no more."""
    try:
        retire_gateway_secret(actor=request.actor, name=name, secret_id=secret_id)
    except RecourseError as refusal:
        return _draw(request, name, refusal.status, refusal=refusal.message)
    messages.success(request, _("Retired. Nothing is sent or believed with it any more."))
    return redirect("gateway", name)


@require_POST
@staff_page(permissions.PAUSE_GATEWAYS)
def gateway_pause(request: StaffRequest, name: str) -> HttpResponse:
    """Let nothing more leave through it."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _draw(request, name, 400, pause_form=form)
    try:
        pause_gateway(actor=request.actor, name=name, **form.cleaned_data)
    except RecourseError as refusal:
        form.take(refusal)
        return _draw(request, name, refusal.status, pause_form=form)
    messages.success(request, _("Paused. Refunds wait; what is on its way already is still asked about."))
    return redirect("gateway", name)


@require_POST
@staff_page(permissions.PAUSE_GATEWAYS)
def gateway_resumption(request: StaffRequest, name: str) -> HttpResponse:
    """Let money leave through it again."""
    try:
        resume_gateway(actor=request.actor, name=name)
    except RecourseError as refusal:
        return _draw(request, name, refusal.status, refusal=refusal.message)
    messages.success(request, _("Open again. What waited goes out now."))
    return redirect("gateway", name)


@require_POST
@staff_page(permissions.PAUSE_GATEWAYS)
def gateway_check(request: StaffRequest, name: str) -> HttpResponse:
    """Test the connection; the page says what came of it."""
    check = check_gateway(actor=request.actor, name=name)
    (messages.success if check.passed else messages.error)(request, check.words)
    return redirect("gateway", name)


def _draw_list(request: StaffRequest, form: NewAccountForm, status: int = 200) -> HttpResponse:
    context = {
        "looks": account_looks(clock.now()),
        "form": form,
        "may_set_up": permissions.GATEWAYS in request.allowed,
    }
    return render(request, "gateways/list.html", context, status=status)


def _draw(request: StaffRequest, name: str, status: int = 200, refusal: str = "", **forms: Any) -> HttpResponse:
    look = account_look(name, clock.now())
    may_set_up = permissions.GATEWAYS in request.allowed and look.is_stored
    secrets = secrets_of(name) if look.is_stored else []
    context = {
        "look": look,
        "crumbs": [(_("Gateways"), reverse("gateways")), (look.name, "")],
        "refusal": refusal,
        "may_set_up": may_set_up,
        "may_pause": permissions.PAUSE_GATEWAYS in request.allowed,
        "secrets": [secret for secret in secrets if secret.retired_at is None],
        "retired": [secret for secret in secrets if secret.retired_at is not None],
        "settings_form": SettingsForm(look) if may_set_up else None,
        "pause_form": PauseForm(),
        **forms,
    }
    return render(request, "gateways/page.html", context, status=status)


def _draw_secret(request: StaffRequest, name: str, form: SecretForm, status: int = 200) -> HttpResponse:
    crumbs = [(_("Gateways"), reverse("gateways")), (name, reverse("gateway", args=[name])), (_("Set a secret"), "")]
    response = render(request, "gateways/secret.html", {"name": name, "form": form, "crumbs": crumbs}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
