"""What our own alerts and disputes have taught: how often an alert that is left alone becomes a dispute, how many of
these are won. Few cases say little; what is assumed until then is named with its source."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from customers import clock
from disputes.models import Alert, Dispute
from disputes.prevention.shares import Prior, Share, share_of

KNOWN_AFTER = timedelta(days=120)
"""So long a cardholder may usually dispute; only then is it known that one did not."""
MOST_CASES = 1_000
State = Dispute.State
_LEFT = (Alert.State.RECEIVED, Alert.State.DECLINED, Alert.State.EXPIRED, Alert.State.DISPUTED)
_CLOSED = (State.WON, State.LOST, State.ACCEPTED, State.EXPIRED)


def chance_of_dispute(alert: Alert) -> Share:
    """Of alerts of this kind that nobody paid back and whose time is over: how many became a dispute."""
    rows = Alert.objects.filter(provider=alert.provider, alerted_at__lt=clock.now() - KNOWN_AFTER)
    rows = rows.filter(Q(state__in=_LEFT), paid_outside=False).order_by("-alerted_at", "-id")
    disputed = list(rows.values_list("dispute_id", flat=True)[:MOST_CASES])
    return share_of(sum(key is not None for key in disputed), len(disputed), _prior_of(alert))


def chance_to_win(alert: Alert) -> Share:
    """Of our ended disputes for this kind of reason: how many were won, whether they were answered or not."""
    rows = Dispute.objects.filter(category=alert.category, state__in=_CLOSED).order_by("-opened_at", "-id")
    states = list(rows.values_list("state", flat=True)[:MOST_CASES])
    return share_of(sum(state == State.WON for state in states), len(states), _half())


def _prior_of(alert: Alert) -> Prior:
    if alert.is_warning:
        return Prior(4, 1, _("Stripe says of its own warnings that about 80 % become disputes if nobody pays back."))
    return Prior(9, 1, _("Nobody publishes it; 9 of 10 is assumed, as the cardholder has complained already."))


def _half() -> Prior:
    return Prior(2, 2, _("About half is what Stripe's own rule for such refunds comes down to."))
