"""Whose turn it is among what waits to be made, and what becomes of what could not be.

A lease that ran out is anybody's again; nothing is locked while something is made. What was begun three times is given
up, with words for whoever asked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.actors import Actor, acting
from customers.documents.render import NotPrinted
from customers.errors import RecourseError
from reporting.models.made import TROUBLE_SIGNS

TRIES = 3
QUEUED = "queued"

log = structlog.get_logger(__name__)
Made = TypeVar("Made", bound=Any)

PRINTED_TOO_OFTEN = gettext_lazy("Printing failed three times. Order it again, or choose a shorter period.")


class Lost(Exception):
    """Somebody canceled it, or another worker has it."""


def make_next(
    waiting: QuerySet[Made], seconds: int, make: Callable[[Made], None], *, too_often: object = PRINTED_TOO_OFTEN,
    language: Callable[[Made], str] = lambda _row: settings.LANGUAGE_CODE, **begun: Any,
) -> bool:  # fmt: skip
    """Make the oldest that waits; False when none does. Running twice at once is harmless.

    `begun` is written down when it is begun anew; `too_often` is what is said of one that broke off time and again.
    """
    row = _next_turn(waiting, seconds, begun)
    if row is None:
        return False
    with acting(Actor.system("worker")), translation.override(language(row)):
        if row.tries > TRIES:
            give_up(row, str(too_often))
        else:
            _try(row, make, too_often)
    return True


def hold(row: Made, seconds: int, **told: Any) -> None:
    """Keep the lease for longer, and write down how far it is. Raises Lost."""
    if not _this_try(row).update(leased_until=_lease_end(seconds), **told):
        raise Lost


def own_turn(row: Made, *without: str) -> Made:
    """The row, locked until the transaction ends, if it is still this try's; blobs are left out. Raises Lost."""
    found = _this_try(row).select_for_update(of=("self",)).defer(*without).first()
    if found is None:
        raise Lost
    return found


def give_up(row: Made, why: str) -> None:
    with transaction.atomic(), suppress(Lost):
        found = own_turn(row)
        found.trouble = why[:TROUBLE_SIGNS]
        found.fail()
        found.save()


def _next_turn(waiting: QuerySet[Made], seconds: int, begun: dict[str, Any]) -> Made | None:
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        rows = waiting.model._default_manager.filter(free, state=QUEUED).select_for_update(skip_locked=True)
        number = rows.order_by("created_at", "id").values_list("pk", flat=True).first()
        if number is None:
            return None
        waiting.model._default_manager.filter(pk=number).update(
            leased_until=_lease_end(seconds), tries=F("tries") + 1, **begun
        )
    return waiting.get(pk=number)


def _try(row: Made, make: Callable[[Made], None], too_often: object) -> None:
    try:
        make(row)
    except Lost:
        log.info("paper.lost", paper=row.reference)
    except RecourseError as refusal:
        give_up(row, refusal.message)
    except Exception as trouble:
        log.exception("paper.broken_off", paper=row.reference, tries=row.tries)
        if row.tries < TRIES:
            _this_try(row).update(leased_until=None)
        else:
            give_up(row, _said(trouble, too_often))


def _said(trouble: Exception, too_often: object) -> str:
    if isinstance(trouble, NotPrinted):
        return str(too_often)
    return _("It broke off three times (%s).") % type(trouble).__name__


def _this_try(row: Model) -> QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk, tries=row.tries, state=QUEUED)  # type: ignore[attr-defined]


def _lease_end(seconds: int) -> Any:
    return Now() + timedelta(seconds=seconds)
