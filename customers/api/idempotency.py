"""The same POST twice acts once: the first answer is kept with its key, in the transaction of the act itself.

An act that asks a gateway on its way can have no such transaction: there the key is claimed before and answered after.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from customers import clock
from customers.errors import BadInput, Conflict, RecourseError
from customers.models import IdempotentAnswer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

LONGEST_KEY = 255
CALL_SECONDS = 120
"""Longer than any call to a gateway: a key that was claimed so long ago was left behind by a process that died."""

_SOUND_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")


class KeyReused(RecourseError):
    """The key was sent before, with another body or to another address."""

    status = 422
    code = "idempotency_key_reused"


def once(post: Callable[..., Response]) -> Callable[..., Response]:
    """Decorate a view's POST: act under the request's key, or give the key's first answer again.

    A twin that comes while the first still runs waits for it. A refusal rolls everything back, the key too, so that
    a corrected request may use it again.
    """

    @wraps(post)
    def keyed(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key, digest = _key_of(request), _digest_of(request)
        with transaction.atomic():
            kept_id = _claim(request.auth.pk, key, digest)
            if kept_id is None:
                return _replay(request.auth.pk, key, digest)
            response = post(view, request, *args, **kwargs)
            _keep(kept_id, response)
        return response

    keyed.acts_once = True  # type: ignore[attr-defined]
    return keyed


def once_around_a_call(post: Callable[..., Response]) -> Callable[..., Response]:
    """The same for an act that asks a gateway and writes down by itself what it said: nothing is open meanwhile.

    What was written stays written when the act is refused afterwards. A twin that comes while the first still runs is
    told so. The act must bear being begun again: after a crash in the middle its key is free after CALL_SECONDS.
    """

    @wraps(post)
    def keyed(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key, digest = _key_of(request), _digest_of(request)
        kept_id = _claim(request.auth.pk, key, digest) or _claim_left_behind(request.auth.pk, key, digest)
        if kept_id is None:
            return _replay(request.auth.pk, key, digest)
        try:
            response = post(view, request, *args, **kwargs)
        except Exception:
            IdempotentAnswer.objects.filter(pk=kept_id).delete()
            raise
        _keep(kept_id, response)
        return response

    keyed.acts_once = True  # type: ignore[attr-defined]
    return keyed


def _key_of(request: Request) -> str:
    key = request.headers.get(HEADER, "")
    if not _SOUND_KEY.fullmatch(key):
        raise BadInput(
            _("Send the header Idempotency-Key with a new value of 1 to 255 visible ASCII characters."),
            "bad_idempotency_key" if key else "idempotency_key_missing",
            HEADER,
        )
    return key


def _digest_of(request: Request) -> str:
    said = [request.method, request.path, request.data]
    return hashlib.sha256(json.dumps(said, sort_keys=True, cls=JSONEncoder).encode()).hexdigest()


def _claim(api_key_id: str, key: str, digest: str) -> int | None:
    """Write the key, waiting for whoever is writing it now; None if it stands already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_idempotentanswer (api_key_id, key, request_hash, created_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (api_key_id, key) DO NOTHING RETURNING id",
            [api_key_id, key, digest, clock.now()],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _claim_left_behind(api_key_id: str, key: str, digest: str) -> int | None:
    """Take over a key whose act never came to an answer; None unless there is one."""
    begun_before = clock.now() - timedelta(seconds=CALL_SECONDS)
    left = IdempotentAnswer.objects.filter(
        api_key=api_key_id, key=key, request_hash=digest, status=None, created_at__lt=begun_before
    )
    with transaction.atomic():
        found = left.select_for_update(skip_locked=True).first()
        if found is None:
            return None
        found.created_at = clock.now()
        found.save(update_fields=["created_at"])
    return found.pk


def _keep(kept_id: int, response: Response) -> None:
    body = json.loads(json.dumps(response.data, cls=JSONEncoder))
    IdempotentAnswer.objects.filter(pk=kept_id).update(status=response.status_code, body=body)


def _replay(api_key_id: str, key: str, digest: str) -> Response:
    kept = IdempotentAnswer.objects.get(api_key=api_key_id, key=key)
    if kept.request_hash != digest:
        raise KeyReused(_("This Idempotency-Key was used for another request. Send a new one."), field=HEADER)
    if kept.status is None:
        raise Conflict(
            _("The first request with this Idempotency-Key is still at work. Ask again in a minute."), "in_progress"
        )
    return Response(kept.body, kept.status, headers={REPLAYED: "true"})
