"""Whatever goes wrong under /api/ leaves in the one error shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from config.api.limits import count_wrong_key
from customers.api.shape import body_of, error_body
from customers.errors import RecourseError
from customers.rate_limits import TooManyCalls

API_NAMES = {"amount": "amount_minor"}
"""Where an action's word for an input is not the API's."""

MACHINE_ROADS = ("/api/", "/webhooks/")
SECONDS_TO_WAIT = "5"

CODES = {
    400: ("bad_request", gettext_lazy("The request cannot be read.")),
    403: ("not_allowed", gettext_lazy("This is not allowed.")),
    404: ("not_found", gettext_lazy("There is nothing at this address.")),
    405: ("method_not_allowed", gettext_lazy("This address does not take this method.")),
    413: ("body_too_large", gettext_lazy("The body is too large.")),
}
BROKEN = (
    "internal_error",
    gettext_lazy("Something broke on our side. Nothing was written; try again with the same key."),
)

log = structlog.get_logger(__name__)


def exception_handler(trouble: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into the one shape; None lets a mistake of ours become a 500."""
    if isinstance(trouble, exceptions.AuthenticationFailed):
        try:
            count_wrong_key(context["request"])
        except TooManyCalls as refusal:
            trouble = refusal
    answer = _answer(trouble)
    if answer is not None:
        set_rollback()
    return answer


def _answer(trouble: Exception) -> Response | None:
    match trouble:
        case TooManyCalls():
            return Response(body_of(trouble), trouble.status, headers=trouble.allowance.headers())
        case RecourseError():
            return Response(body_of(trouble, API_NAMES.get(trouble.field or "")), trouble.status)
        case exceptions.ValidationError():
            fields = dict(_flat(trouble.detail))
            return Response(error_body("bad_input", _first_sentence(fields), fields), 400)
        case exceptions.APIException():
            return _of_rest_framework(trouble)
        case RequestDataTooBig():
            return _plain(413)
        case SuspiciousOperation():
            return _plain(400)
        case Http404():
            return _plain(404)
        case PermissionDenied():
            return _plain(403)
        case OperationalError():
            log.error("api.database_away", error=str(trouble))
            sentence = _("The database does not answer. Nothing was written; try again with the same key.")
            return Response(error_body("unavailable", sentence), 503, headers={"Retry-After": SECONDS_TO_WAIT})
    return None


def _of_rest_framework(trouble: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(trouble, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    code = getattr(trouble.detail, "code", trouble.default_code)
    return Response(error_body(code, str(trouble.detail)), trouble.status_code, headers=headers)


def _plain(status: int) -> Response:
    code, message = CODES[status]
    return Response(error_body(code, str(message)), status)


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Walk nested errors into dotted names: {"lines": [{}, {"quantity": […]}]} becomes lines.1.quantity."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            deeper = path if name == "non_field_errors" else f"{path}.{name}".strip(".")
            yield from _flat(inner, deeper)
    elif isinstance(detail, list) and any(isinstance(inner, dict) for inner in detail):
        for number, inner in enumerate(detail):
            yield from _flat(inner, f"{path}.{number}".strip("."))
    elif detail:
        yield path or "body", [str(text) for text in (detail if isinstance(detail, list) else [detail])]


def _first_sentence(fields: dict[str, list[str]]) -> str:
    for name, texts in fields.items():
        return f"{name}: {texts[0]}"
    return _("The request cannot be meant.")


class MachineErrors:
    """Give errors that arise outside a view (no such address, a bad host, a crash) the same shape on machine roads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if response.status_code < 400 or not is_page or not request.path_info.startswith(MACHINE_ROADS):
            return response
        return _in_shape(response)


def _in_shape(response: HttpResponseBase) -> HttpResponse:
    code, message = CODES.get(response.status_code, BROKEN if response.status_code >= 500 else CODES[400])
    answer = JsonResponse(error_body(code, str(message)), status=response.status_code)
    if allowed := response.get("Allow"):
        answer["Allow"] = allowed
    return answer
