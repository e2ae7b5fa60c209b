"""The door for gateways. Verified and stored, then answered; what it means is worked out afterwards."""

from __future__ import annotations

import structlog
from django.db import DataError, OperationalError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from customers import doorbell
from customers.api.shape import body_of, error_body
from customers.errors import RecourseError
from refunds.gateways.accounts import gateway_for_account
from refunds.gateways.errors import BadConfiguration, ForgedWebhook
from refunds.tasks import process_webhooks
from refunds.webhooks.receive import receive_webhook

BODY_LIMIT = 256 * 1024
SECONDS_TO_WAIT = "5"

log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, account: str) -> JsonResponse:
    """Take one delivery for a gateway account. Whatever cannot be verified is a 4xx."""
    raw = request.read(BODY_LIMIT + 1)
    if len(raw) > BODY_LIMIT:
        return JsonResponse(error_body("body_too_large", _("The body is larger than 256 KB.")), status=413)
    try:
        received = receive_webhook(account, raw, request.headers)
        acknowledgement = gateway_for_account(account).acknowledgement
    except (DataError, ValueError) as trouble:
        return _refused(account, ForgedWebhook(f"The event holds what cannot be stored: {trouble}"))
    except BadConfiguration as trouble:
        return _refused(account, ForgedWebhook(f"The account is not complete: {trouble.message}"))
    except OperationalError:
        return _not_now(account)
    except RecourseError as refusal:
        return _refused(account, refusal)
    if received:
        doorbell.ring(process_webhooks.name)
    return JsonResponse({"received": received, **acknowledgement})


def _not_now(account: str) -> JsonResponse:
    """Nothing was kept, so nothing is promised: the gateway sends it again."""
    log.warning("webhook.put_off", account=account[:64])
    sentence = _("The database does not answer. Send it again.")
    return JsonResponse(error_body("unavailable", sentence), status=503, headers={"Retry-After": SECONDS_TO_WAIT})


def _refused(account: str, refusal: RecourseError) -> JsonResponse:
    """Say no to the sender, and why to our log only."""
    detail = refusal.detail if isinstance(refusal, ForgedWebhook) else refusal.message
    log.warning("webhook.refused", account=account[:64], code=refusal.code, detail=detail[:300])
    return JsonResponse(body_of(refusal), status=refusal.status)
