"""The door for mail: whole mails, signed and posted by whoever receives them for us. Kept, then answered, then read."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from customers import clock, doorbell
from customers.api.shape import body_of, error_body
from customers.errors import BadInput, RecourseError
from customers.mailbox.keep import keep_mail
from customers.strict_json import read_object
from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.signed_header import verify
from refunds.tasks import take_mail

SIGNATURE = "Recourse-Signature"
ROOM_FOR_THE_REST = 64 * 1024
SECONDS_TO_WAIT = "5"

log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def mail_in(request: HttpRequest) -> JsonResponse:
    """Take one mail. Where no secret is set there is no such address; the same mail again is taken and changes nothing.

    {"raw_base64": "…", "recipient": "reply+…@…"} or {"raw": "…"}, signed as `t=<seconds>,v1=<hex>`: HMAC-SHA256 with
    one of MAIL_IN_SECRETS over "<t>." and the body as it is sent.
    """
    if not (settings.MAIL_IN_SECRETS and settings.MAIL_REPLY_ADDRESS):
        raise Http404
    limit = settings.MAIL_MAX_BYTES * 4 // 3 + ROOM_FOR_THE_REST
    body = request.read(limit + 1)
    if len(body) > limit:
        return _too_large()
    try:
        verify(body, request.headers.get(SIGNATURE, ""), settings.MAIL_IN_SECRETS, int(clock.now().timestamp()))
        raw, recipient = _mail_in(read_object(body))
        if len(raw) > settings.MAIL_MAX_BYTES:
            return _too_large()
        kept = keep_mail(raw, recipient)
    except OperationalError:
        sentence = _("The database does not answer. Send it again.")
        return JsonResponse(error_body("unavailable", sentence), status=503, headers={"Retry-After": SECONDS_TO_WAIT})
    except RecourseError as refusal:
        detail = refusal.detail if isinstance(refusal, ForgedWebhook) else refusal.message
        log.warning("mail.refused", code=refusal.code, detail=detail[:300])
        return JsonResponse(body_of(refusal), status=refusal.status)
    if kept is not None:
        doorbell.ring(take_mail.name)
    return JsonResponse({"received": int(kept is not None)})


def _mail_in(sent: dict[str, Any]) -> tuple[bytes, str]:
    raw, encoded, recipient = sent.get("raw"), sent.get("raw_base64"), sent.get("recipient", "")
    if not isinstance(recipient, str) or (raw is None) == (encoded is None):
        raise BadInput(_("Send “raw” or “raw_base64”, and “recipient” as text."), "bad_mail")
    if isinstance(raw, str) and raw:
        return raw.encode(), recipient
    try:
        content = base64.b64decode(encoded, validate=True) if isinstance(encoded, str) else b""
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        raise BadInput(_("This is not a mail: text in “raw”, base64 in “raw_base64”."), "bad_mail")
    return content, recipient


def _too_large() -> JsonResponse:
    return JsonResponse(error_body("body_too_large", _("This mail is larger than we take.")), status=413)
