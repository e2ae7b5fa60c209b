"""Bringing files that are ready to where they belong: once, and again ever more slowly while it fails."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.models import Message, User
from customers.notifications.attachments import Attachment
from customers.notifications.write_staff import write_staff_letter
from reporting.actions.export_places import words_of
from reporting.exports import places
from reporting.exports.wishes import file_name, shape_label, shape_of, subject_label
from reporting.models import Export, ExportDelivery, ExportPlace

LETTER = "export_ready"
LEASE_SECONDS = 600
PAUSES_SECONDS = (60, 300, 1800, 7200, 21_600, 43_200)
"""About a day; then it is given up, and stands in the list as such."""

JITTER = 0.2
ATTACHED_BYTES = 10_000_000
State = ExportDelivery.State

log = structlog.get_logger(__name__)


def deliver_due_exports() -> int:
    """Bring every file that is ready and due. Returns how many were tried."""
    tried = 0
    _give_up_what_has_no_file()
    while delivery := _lease():
        with acting(Actor.system("worker")):
            _deliver(delivery)
        tried += 1
    return tried


def attached_file(message: Message) -> Sequence[Attachment]:
    """The file that travels with the letter, where that was chosen and it is not too large for mail."""
    delivery = (
        ExportDelivery.objects.filter(export__reference=message.about, attaches=True, export__state=Export.State.READY)
        .select_related("export")
        .first()
    )
    if delivery is None or delivery.export.size_bytes > ATTACHED_BYTES:
        return []
    with default_storage.open(delivery.export.path) as file:
        kind = shape_of(delivery.export).media_type.partition(";")[0]
        return [Attachment(file_name(delivery.export), file.read(), kind)]


def _lease() -> ExportDelivery | None:
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        due = ExportDelivery.objects.filter(free, state=State.WAITING, next_at__lte=clock.now())
        delivery = (
            due.filter(export__state=Export.State.READY)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("next_at", "id")
            .first()
        )
        if delivery is None:
            return None
        ExportDelivery.objects.filter(pk=delivery.pk).update(
            leased_until=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1
        )
    return ExportDelivery.objects.select_related("export", "place").get(pk=delivery.pk)


def _deliver(delivery: ExportDelivery) -> None:
    try:
        if delivery.place.removed_at:
            _end(delivery, State.GIVEN_UP, _("The place was removed."))
        elif delivery.place.kind == ExportPlace.Kind.MAIL:
            _write_letters(delivery)
        else:
            with default_storage.open(delivery.export.path) as file:
                there = places.bring(delivery.place, file_name(delivery.export), file)
            _end(delivery, State.DELIVERED, there)
    except Exception as trouble:
        log.warning("export.not_delivered", delivery=delivery.pk, tries=delivery.tries, kind=type(trouble).__name__)
        _try_later(delivery, words_of(trouble))


def _write_letters(delivery: ExportDelivery) -> None:
    """To colleagues who are still here; in the transaction that ends the delivery, so that nobody hears twice."""
    export = delivery.export
    people = User.objects.filter(email__in=delivery.place.settings["people"], is_active=True)
    url = f"{settings.PUBLIC_URL}{reverse('reporting:export', args=[export.reference])}"
    context = {"export": export, "what": subject_label(export), "shape": shape_label(export), "url": url}
    with transaction.atomic():
        for person in people:
            letter = write_staff_letter(person, LETTER, context)
            Message.objects.filter(pk=letter.pk).update(about=export.reference)
        _end(delivery, State.DELIVERED, ", ".join(person.email for person in people)[:300])


def _try_later(delivery: ExportDelivery, why: str) -> None:
    if delivery.tries > len(PAUSES_SECONDS):
        _end(delivery, State.GIVEN_UP, why)
        return
    pause = PAUSES_SECONDS[delivery.tries - 1] * (1 + random.uniform(-JITTER, JITTER))  # noqa: S311 - spreads the load
    ExportDelivery.objects.filter(pk=delivery.pk).update(
        leased_until=None, next_at=clock.now() + timedelta(seconds=pause), answer=why
    )


def _end(delivery: ExportDelivery, state: str, answer: str) -> None:
    ExportDelivery.objects.filter(pk=delivery.pk).update(
        state=state,
        answer=answer[:300],
        leased_until=None,
        delivered_at=clock.now() if state == State.DELIVERED else None,
    )


def _give_up_what_has_no_file() -> None:
    gone = ("failed", "canceled", "forgotten")
    ExportDelivery.objects.filter(state=State.WAITING, export__state__in=gone).update(
        state=State.GIVEN_UP, answer=_("The file was not made, or is deleted.")
    )
