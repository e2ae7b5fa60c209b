"""The language of one's own staff pages, chosen in the account menu."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from customers.actions.choose_language import choose_language
from refunds.views.access import StaffRequest, staff_page


@require_POST
@staff_page()
def language(request: StaffRequest) -> HttpResponse:
    """Keep the language and come back to the page where it was chosen."""
    choose_language(actor=request.actor, who=request.user, language=request.POST.get("language", "")[:10])
    here = request.POST.get("next", "")
    inside = here.startswith("/") and url_has_allowed_host_and_scheme(here, allowed_hosts=None)
    return redirect(here if inside else "refunds:queue")
