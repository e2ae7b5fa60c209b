"""Carrying messages to the shop's systems: leased, sent side by side, each answer kept, tried again ever more slowly.

At least once: a worker that dies between their yes and our note of it leaves the delivery due again. Both copies carry
the same webhook-id, by which a receiver knows the second.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.correlation import HEADER, working_under
from customers.known_secrets import keep_out_of_logs
from customers.line import Said, post
from customers.signature import signed_headers
from refunds import permissions
from refunds.crash_points import crash_point
from refunds.gateways.secrets import unseal
from refunds.models import Announcement, Delivery, Subscription, SubscriptionSecret
from refunds.outgoing.body import write_body
from refunds.staff_notices import tell_about_subscription

WORKER = Actor.system("worker")
AT_ONCE, AT_ONCE_TO_ONE = 32, 4
LEASE_SECONDS = 60
"""Above what one message may take; those of a round are sent side by side."""

REST_SECONDS = 10
"""How long an address that has failed is left alone, whatever else waits for it."""

PAUSES_SECONDS = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Three days of tries and a little more; then the message is given up, for a person to send again."""

JITTER = 0.2
FAILING_DAYS = 5
"""After so long without one success the subscription is turned off."""

KEPT_DAYS = 30
FORGOTTEN_AT_ONCE = 5000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes over the line; a thread that carries it knows no database."""

    address: str
    body: bytes
    headers: dict[str, str]

    def send(self) -> Said:
        try:
            return post(self.address, self.body, self.headers)
        except Exception as trouble:
            log.exception("announcement.broken")
            return Said(None, type(trouble).__name__)


def deliver_due() -> int:
    """Send messages that are due, a few to each subscription. Returns how many were tried."""
    leased = _lease()
    if not leased:
        return 0
    with ThreadPoolExecutor(len(leased)) as lines:
        sent = {lines.submit(letter.send): delivery for delivery in leased if (letter := _written(delivery))}
        for answered in as_completed(sent):
            crash_point("announcement_sent")
            _write_down(sent[answered], answered.result())
    return len(leased)


def forget_old_announcements() -> int:
    """Delete what was told so long ago that nobody asks for it again. Returns how many messages went."""
    old = clock.now() - timedelta(days=KEPT_DAYS)
    forgotten = 0
    while passed := list(Delivery.objects.filter(created_at__lt=old).values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        Delivery.objects.filter(pk__in=passed).delete()
    lonely = Announcement.objects.filter(happened_at__lt=old, deliveries=None)
    while passed := list(lonely.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        forgotten += Announcement.objects.filter(pk__in=passed).delete()[0]
    return forgotten


def _lease() -> list[Delivery]:
    """Take due deliveries of every subscription that is on and not resting."""
    leased: list[Delivery] = []
    with transaction.atomic():
        awake = Q(resting_until=None) | Q(resting_until__lt=Now())
        for subscription in Subscription.objects.filter(awake, state=Subscription.State.ON).order_by("?"):
            leased += _due(subscription)[: min(AT_ONCE_TO_ONE, AT_ONCE - len(leased))]
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in leased]).update(
            leased_until=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1
        )
    for delivery in leased:
        delivery.tries += 1
    return leased


def _due(subscription: Subscription) -> QuerySet[Delivery]:
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    due = Delivery.objects.filter(free, subscription=subscription, state=Delivery.State.WAITING, next_at__lte=Now())
    rows = due.select_related("announcement", "subscription").order_by("next_at", "id")
    return rows.select_for_update(skip_locked=True, of=("self",))


def _written(delivery: Delivery) -> Letter | None:
    """Write and sign the message; where that breaks, it counts as a try, and holds up no other."""
    announcement = delivery.announcement
    try:
        with working_under(announcement.correlation_id):
            body = _body_of(announcement)
            keys = [unseal(row.ciphertext, row.place) for row in standing_secrets(delivery.subscription_id)]
            keep_out_of_logs(keys)
            headers = signed_headers(announcement.message_id, body, datetime.now(UTC), keys)
    except Exception as trouble:
        log.exception("announcement.unwritten", delivery=delivery.pk)
        _write_down(delivery, Said(None, _("It could not be written: %s") % trouble))
        return None
    told = {"Content-Type": "application/json", "User-Agent": "Recourse", **headers}
    if announcement.correlation_id:
        told[HEADER] = announcement.correlation_id
    return Letter(delivery.subscription.address, body.encode(), told)


def standing_secrets(subscription_id: int) -> QuerySet[SubscriptionSecret]:
    """Those that sign now, the newest first."""
    counts = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    return SubscriptionSecret.objects.filter(counts, subscription=subscription_id).order_by("-id")


def _body_of(announcement: Announcement) -> str:
    """The words as they were written first, by this worker or another one."""
    if not announcement.body:
        unwritten = Announcement.objects.filter(pk=announcement.pk, body="")
        unwritten.update(body=write_body(announcement))
        announcement.refresh_from_db(fields=["body"])
    return announcement.body


def _write_down(delivery: Delivery, said: Said) -> None:
    """Keep the answer and what follows from it, if the lease is still ours."""
    with (
        transaction.atomic(),
        acting(WORKER),
        working_under(delivery.announcement.correlation_id),
    ):
        subscription = Subscription.objects.select_for_update(no_key=True).get(pk=delivery.subscription_id)
        mine = Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, state=Delivery.State.WAITING)
        answer = {"status": said.status, "answer": said.words[:300], "tried_at": clock.now(), "leased_until": None}
        if mine.update(**answer, **_after(delivery, said)):
            _keep_health(subscription, said)
    log.info(
        "announcement.tried", message=delivery.announcement.message_id, subscription=subscription.pk, status=said.status
    )


def _after(delivery: Delivery, said: Said) -> dict[str, object]:
    if said.is_yes:
        return {"state": Delivery.State.DELIVERED, "next_at": None}
    if said.is_gone or delivery.step >= len(PAUSES_SECONDS):
        return {"state": Delivery.State.FAILED, "next_at": None}
    pause = PAUSES_SECONDS[delivery.step] * (1 + JITTER * random.random())  # noqa: S311 - spreads the load, no secret
    return {"next_at": clock.now() + timedelta(seconds=max(pause, said.wait_seconds)), "step": delivery.step + 1}


def _keep_health(subscription: Subscription, said: Said) -> None:
    """Note how the locked subscription is doing; turn off one that is gone, or has failed for days."""
    now, rows = clock.now(), Subscription.objects.filter(pk=subscription.pk)
    if said.is_yes:
        rows.update(last_success_at=now, failing_since=None, resting_until=None)
        return
    rest = timedelta(seconds=max(REST_SECONDS, said.wait_seconds))
    since = subscription.failing_since or now
    rows.update(last_failure_at=now, failing_since=since, resting_until=now + rest)
    if not subscription.is_on:
        return
    if said.is_gone:
        _turn_off(subscription, _("It answered 410: this address is gone for good."))
    elif now - since >= timedelta(days=FAILING_DAYS):
        _turn_off(subscription, _("Nothing has arrived for %s days.") % FAILING_DAYS)


def _turn_off(subscription: Subscription, why: str) -> None:
    subscription.refresh_from_db()
    subscription.state, subscription.why_off = Subscription.State.TURNED_OFF, why
    subscription.save()
    told = permissions.people_who_may(permissions.SUBSCRIPTIONS)
    words = _("%(label)s is told nothing any more. %(why)s") % {"label": subscription.label, "why": why}
    tell_about_subscription(told, words)
    log.warning("subscription.turned_off", subscription=subscription.pk, why=why)
