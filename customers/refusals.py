"""Keeping what was refused. Written on its own, after the refused act has been rolled back."""

from __future__ import annotations

import structlog
from django.db import DatabaseError, transaction

from customers.actors import Actor
from customers.correlation import correlation_id
from customers.models import Refusal

log = structlog.get_logger(__name__)


def keep_refusal(actor: Actor, *, door: str, move: str, about: str, code: str, sentence: str) -> None:
    """Write down that this actor was refused. A database that cannot take it must not turn a 403 into a 500."""
    try:
        with transaction.atomic():
            Refusal.objects.create(
                actor=actor.key,
                actor_label=actor.label[:200],
                door=door,
                move=move[:60],
                about=about.replace("\x00", "")[:64],
                code=code[:60],
                sentence=sentence[:300],
                correlation_id=correlation_id()[:64],
            )
    except DatabaseError as trouble:
        log.error("refusal.not_kept", error=str(trouble), actor=actor.key, move=move)
