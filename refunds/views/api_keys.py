"""API keys: which there are, making one (its secret is shown once), revoking one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers import clock
from customers.errors import RecourseError
from customers.models import ApiKey
from customers.models.apikey import SCOPES
from customers.step_up import acts_shown_again
from refunds import permissions
from refunds.actions.api_keys import create_api_key, revoke_api_key
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import PAGE_ROWS
from refunds.views.people_forms import KeyForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.KEYS)
@acts_shown_again
def api_keys(request: StaffRequest) -> HttpResponse:
    """List the keys; a POST makes one and shows its secret, this once."""
    form = KeyForm(request.POST or None)
    if request.method != "POST":
        return _draw(request, form)
    status = 400
    if form.is_valid():
        wish = form.cleaned_data
        try:
            key, secret = create_api_key(
                actor=request.actor,
                owner_email=wish["owner"],
                name=wish["name"],
                scopes=wish["scopes"],
                days=wish["days"],
            )
            return _draw(request, KeyForm(), made=key, secret=secret)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, form, status)


@require_POST
@staff_page(permissions.KEYS)
@acts_shown_again
def revocation(request: StaffRequest, prefix: str) -> HttpResponse:
    """Shut a key for good."""
    key = revoke_api_key(actor=request.actor, prefix=prefix)
    messages.success(request, _("%s is revoked. Its next call is refused.") % key.name)
    return redirect("api_keys")


def _draw(
    request: StaffRequest, form: KeyForm, status: int = 200, made: ApiKey | None = None, secret: str = ""
) -> HttpResponse:
    """A page by the key's prefix, which is random: the newest are few enough to be found by eye on the first pages."""
    after = request.GET.get("after", "")[:8].replace("\x00", "")
    rows = ApiKey.objects.select_related("owner").order_by("prefix")
    keys = list(rows.filter(prefix__gt=after)[: PAGE_ROWS + 1])
    for key in keys:
        key.words = [SCOPES.get(scope, scope) for scope in key.scopes]  # type: ignore[attr-defined]
    context = {
        "keys": keys[:PAGE_ROWS],
        "next_url": f"?after={keys[PAGE_ROWS - 1].prefix}" if len(keys) > PAGE_ROWS else "",
        "form": form,
        "tried": status != 200,
        "made": made,
        "secret": secret,
        "now": clock.now(),
    }
    response = render(request, "people/api_keys.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
