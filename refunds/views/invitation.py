"""The link of an invitation: choose a password, and the account is there."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.errors import NotFound, RecourseError
from refunds.actions.invite_person import accept_invitation, find_invitation
from refunds.views.people_forms import PasswordForm


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form while the link opens; afterwards say plainly that it does not."""
    found = find_invitation(token)
    if found is None:
        return render(request, "people/invitation_over.html", status=404)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(token=token, password=form.cleaned_data["password"])
        except NotFound:
            return render(request, "people/invitation_over.html", status=404)
        except RecourseError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Your account is open. Sign in with your new password."))
            return redirect(settings.LOGIN_URL)
    status = 400 if request.method == "POST" else 200
    return render(request, "people/invitation.html", {"invitation": found, "form": form}, status=status)
