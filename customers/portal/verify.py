"""The page behind the address on a paper: whether it was issued here, and nothing about anybody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from customers.addresses import address_of
from customers.errors import RecourseError
from customers.portal.pages import refused
from customers.rate_limits import require_allowance
from customers.verification import papers_of

WINDOW_SECONDS = 60
LONGEST_CODE = 100


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a paper, and lead to its page."""
    code = request.GET.get("code", "").strip()[:LONGEST_CODE]
    if code:
        return redirect("verify_paper", "".join(sign for sign in code if sign.isalnum()) or "0")
    return render(request, "portal/verify.html", {"asked": False})


@require_safe
def verify_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Say which papers have this checksum: kind, number and day. 404 where none has."""
    try:
        require_allowance(address_of(request), "verify", settings.VERIFICATIONS_PER_MINUTE, WINDOW_SECONDS)
    except RecourseError as refusal:
        return refused(request, refusal)
    papers = papers_of(code[:LONGEST_CODE])
    context = {"asked": True, "papers": papers, "code": code[:LONGEST_CODE]}
    response = render(request, "portal/verify.html", context, status=200 if papers else 404)
    add_never_cache_headers(response)
    return response
