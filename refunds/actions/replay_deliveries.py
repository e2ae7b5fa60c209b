"""Telling a system of the shop again, by hand and under the same ids: one message, or all since a moment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from refunds import permissions
from refunds.actions.subscriptions import lock_subscription, require_on
from refunds.models import Delivery, Subscription
from refunds.outgoing.announce import DELIVER_ANNOUNCEMENTS

MOST_AT_ONCE = 10_000


def replay_delivery(*, actor: Actor, subscription_id: int, delivery_id: int) -> Delivery:
    """Send one message again, now, whether it arrived or not. Its pauses begin anew."""
    permissions.require(actor, permissions.SUBSCRIPTIONS)
    with transaction.atomic(), acting(actor):
        subscription = lock_subscription(subscription_id)
        require_on(subscription)
        found = subscription.deliveries.select_for_update(of=("self",)).filter(pk=delivery_id)
        delivery = found.first()
        if delivery is None:
            raise NotFound(_("There is no such message."), "delivery_not_found")
        if not _free(found).exists():
            raise Conflict(_("This message is on its way right now."), "delivery_on_its_way")
        _make_due(subscription, found)
    delivery.refresh_from_db()
    return delivery


def replay_since(*, actor: Actor, subscription_id: int, since: datetime, also_delivered: bool) -> int:
    """Send again what was written since then and given up, or all of it. Returns how many messages that are."""
    permissions.require(actor, permissions.SUBSCRIPTIONS)
    if since > clock.now():
        raise BadInput(_("Choose a moment in the past."), "bad_since", "since")
    with transaction.atomic(), acting(actor):
        subscription = lock_subscription(subscription_id)
        require_on(subscription)
        meant = subscription.deliveries.filter(created_at__gte=since)
        if not also_delivered:
            meant = meant.filter(state=Delivery.State.FAILED)
        free = _free(meant).select_for_update(skip_locked=True, of=("self",))
        ids = list(free.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            raise BadInput(
                _("These are more than %s messages. Choose a later moment.") % MOST_AT_ONCE, "too_many", "since"
            )
        return _make_due(subscription, Delivery.objects.filter(pk__in=ids))


def _free(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those that no worker holds."""
    return deliveries.exclude(state=Delivery.State.WAITING, leased_until__gt=Now())


def _make_due(subscription: Subscription, deliveries: QuerySet[Delivery]) -> int:
    Subscription.objects.filter(pk=subscription.pk).update(resting_until=None)
    doorbell.ring_after_commit(DELIVER_ANNOUNCEMENTS)
    return deliveries.update(state=Delivery.State.WAITING, next_at=clock.now(), step=0, leased_until=None)
