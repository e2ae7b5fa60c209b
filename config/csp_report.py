"""Where browsers say that a page tried what its content policy forbids. Kept in the log, never in the database."""

from __future__ import annotations

import json
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from customers.addresses import address_of
from customers.tries import count_up

logger = structlog.get_logger(__name__)

LARGEST_BYTES = 16 * 1024
REPORTS_PER_MINUTE = 30
TOLD = ("document-uri", "violated-directive", "effective-directive", "blocked-uri", "source-file", "line-number")


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Log one report: small, well-formed, and not more than some each minute from one address."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BYTES:
        return HttpResponse(status=413)
    if count_up(f"csp report {address_of(request)}", 60) > REPORTS_PER_MINUTE:
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    told = _read(request.body)
    if told is None:
        return HttpResponse(status=400)
    logger.warning("content policy broken", **told)
    return HttpResponse(status=204)


def _read(raw: bytes) -> dict[str, str] | None:
    try:
        report: Any = json.loads(raw)["csp-report"]
        return {name.replace("-", "_"): str(report[name])[:500] for name in TOLD if name in report}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
