"""Who is told: adding a subscription, changing it, turning it on and off, a new secret for it, a test."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.correlation import correlation_id
from customers.errors import BadInput, Conflict, NotFound
from customers.open_addresses import checked_address
from customers.signature import new_secret
from customers.together import add
from refunds import permissions
from refunds.gateways.secrets import can_seal, seal
from refunds.models import Delivery, OperationEvent, Subscription, SubscriptionSecret
from refunds.outgoing.announce import DELIVER_ANNOUNCEMENTS, announce_test
from refunds.outgoing.topics import told_kinds

LABEL_LIMIT = 80
MOST = 50
"""So many may be on: each event is written once for every one of them."""

LONGEST_OVERLAP_HOURS = 7 * 24
MOST_SECRETS = 3
"""So many sign at once; each is a signature in the header of every message."""


def add_subscription(*, actor: Actor, label: str, address: str, kinds: list[str]) -> tuple[Subscription, str]:
    """Have an address told from now on. Returns the secret that signs; it is shown once.

    Raises BadInput for an address that no message goes to, an unknown kind, or where there are enough.
    """
    person = permissions.require(actor, permissions.SUBSCRIPTIONS)
    wish = _checked(label, address, kinds)
    with transaction.atomic(), acting(actor):
        _require_room()
        subscription = Subscription.objects.create(**wish, created_by=person)
        secret = _give_secret(subscription)
        _write_down(actor, "subscription.added", subscription, address=subscription.address, kinds=subscription.kinds)
    return subscription, secret


def change_subscription(
    *, actor: Actor, subscription_id: int, label: str, address: str, kinds: list[str]
) -> Subscription:
    """Change what it is called, where it is and what it is told. What waits goes to the new address."""
    permissions.require(actor, permissions.SUBSCRIPTIONS)
    wish = _checked(label, address, kinds)
    with transaction.atomic(), acting(actor):
        subscription = lock_subscription(subscription_id)
        before = {name: getattr(subscription, name) for name in wish}
        for name, value in wish.items():
            setattr(subscription, name, value)
        subscription.save()
        _write_down(actor, "subscription.changed", subscription, before=before, after=wish)
    return subscription


def turn_on_subscription(*, actor: Actor, subscription_id: int) -> Subscription:
    """Tell it again. What waited when it went off is sent now; what happened meanwhile was not kept for it."""
    permissions.require(actor, permissions.SUBSCRIPTIONS)
    with transaction.atomic(), acting(actor):
        subscription = lock_subscription(subscription_id)
        if subscription.is_on:
            raise Conflict(_("This subscription is on already."), "subscription_on")
        _require_room()
        subscription.state, subscription.why_off = Subscription.State.ON, ""
        subscription.failing_since = subscription.resting_until = None
        subscription.save()
        _write_down(actor, "subscription.turned_on", subscription)
        doorbell.ring_after_commit(DELIVER_ANNOUNCEMENTS)
    return subscription


def turn_off_subscription(*, actor: Actor, subscription_id: int) -> Subscription:
    """Tell it nothing any more; what waits stays where it is."""
    permissions.require(actor, permissions.SUBSCRIPTIONS)
    with transaction.atomic(), acting(actor):
        subscription = lock_subscription(subscription_id)
        if not subscription.is_on:
            raise Conflict(_("This subscription is off already."), "subscription_off")
        subscription.state = Subscription.State.OFF
        subscription.save()
        _write_down(actor, "subscription.turned_off", subscription)
    return subscription


def rotate_secret(*, actor: Actor, subscription_id: int, overlap_hours: int) -> tuple[Subscription, str]:
    """Sign with a new secret, and for some hours with the old one as well; 0 ends every old one now.

    Returns the new secret; it is shown once.
    """
    permissions.require(actor, permissions.SUBSCRIPTIONS)
    if not 0 <= overlap_hours <= LONGEST_OVERLAP_HOURS:
        raise BadInput(_("Choose 0 to %s hours.") % LONGEST_OVERLAP_HOURS, "bad_overlap", "overlap_hours")
    with transaction.atomic(), acting(actor):
        subscription = lock_subscription(subscription_id)
        _end_secrets(subscription, overlap_hours)
        secret = _give_secret(subscription)
        _write_down(actor, "subscription.secret_rotated", subscription, overlap_hours=overlap_hours)
    return subscription, secret


def send_test(*, actor: Actor, subscription_id: int) -> Delivery:
    """Send a message that tells nothing, to see whether it arrives."""
    permissions.require(actor, permissions.SUBSCRIPTIONS)
    with transaction.atomic(), acting(actor):
        subscription = lock_subscription(subscription_id)
        require_on(subscription)
        Subscription.objects.filter(pk=subscription.pk).update(resting_until=None)
        return announce_test(subscription)


def lock_subscription(subscription_id: int) -> Subscription:
    """Lock a subscription; raise NotFound. Deliveries may still be written for it meanwhile."""
    found = Subscription.objects.select_for_update(no_key=True, of=("self",)).filter(pk=subscription_id).first()
    if found is None:
        raise NotFound(_("There is no such subscription."), "subscription_not_found")
    return found


def require_on(subscription: Subscription) -> None:
    if not subscription.is_on:
        raise Conflict(_("This subscription is off. Turn it on first."), "subscription_off")


def _checked(label: str, address: str, kinds: list[str]) -> dict[str, Any]:
    label = label.strip()
    if not label or len(label) > LABEL_LIMIT or "\x00" in label:
        raise BadInput(_("Give it a name of up to %s characters.") % LABEL_LIMIT, "bad_label", "label")
    known = told_kinds()
    if unknown := [kind for kind in kinds if kind not in known]:
        raise BadInput(_("There is no event %s.") % unknown[0][:60], "unknown_kind", "kinds")
    if not kinds:
        raise BadInput(_("Choose at least one event; without one it is told nothing."), "kind_needed", "kinds")
    return {"label": label, "address": checked_address(address), "kinds": [kind for kind in known if kind in kinds]}


def _require_room() -> None:
    if Subscription.objects.filter(state=Subscription.State.ON).count() >= MOST:
        raise Conflict(_("%s subscriptions are on, and that is the most. Turn one off first.") % MOST, "enough")


def _give_secret(subscription: Subscription) -> str:
    if not can_seal():
        raise Conflict(
            _("No secret can be kept here: SECRETS_KEYS is not set. Ask whoever runs the machine."), "no_keys"
        )
    secret, row = new_secret(), SubscriptionSecret(subscription=subscription)
    row.ciphertext = seal(secret, row.place)
    row.save()
    return secret


def _end_secrets(subscription: Subscription, overlap_hours: int) -> None:
    """Give the present secret its end. Those that were ending already keep theirs, unless there are too many."""
    now = clock.now()
    subscription.secrets.filter(ends_at__lte=now).delete()
    standing = subscription.secrets.filter(Q(ends_at=None) | Q(ends_at__gt=now)).order_by("-id")
    if overlap_hours == 0:
        standing.update(ends_at=now)
        return
    standing.filter(ends_at=None).update(ends_at=now + timedelta(hours=overlap_hours))
    surplus = list(standing.values_list("pk", flat=True)[MOST_SECRETS - 1 :])
    SubscriptionSecret.objects.filter(pk__in=surplus).update(ends_at=now)


def _write_down(actor: Actor, kind: str, subscription: Subscription, **data: Any) -> None:
    add(
        OperationEvent(
            kind=kind,
            about=f"{subscription.pk} {subscription.label}"[:200],
            actor=actor.key,
            actor_label=actor.label,
            data=data,
            correlation_id=correlation_id(),
        )
    )
