"""The pages for what cannot be shown. The sentences stand in templates/errors/."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from customers.correlation import correlation_id


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say what is too large where that is the trouble: a body that was refused before it was read."""
    if isinstance(exception, (RequestDataTooBig, TooManyFilesSent)):
        limits = {"megabytes": settings.UPLOAD_MAX_BYTES // 1024**2, "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
        return render(request, "errors/413.html", limits, status=413)
    return render(request, "errors/400.html", status=400)


def not_allowed(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: whatever broke may break the context processors as well."""
    return HttpResponse(render_to_string("errors/500.html", {"correlation_id": correlation_id()}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/403_csrf.html", status=403)
