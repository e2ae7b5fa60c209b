"""Letting in customers whom the shop's own server hands over, and the secrets that it signs with."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from customers.known_secrets import keep_out_of_logs
from customers.models import Customer
from customers.portal.hand_over import HandOver, Unusable, new_secret, read_token
from refunds import permissions
from refunds.actions.gateway_accounts import note_act
from refunds.gateways.errors import BadConfiguration
from refunds.gateways.secrets import can_seal, seal, unseal
from refunds.models import HandOverSecret

LONGEST_OVERLAP_HOURS = 7 * 24
MOST_SECRETS = 3
"""So many count at once; a token is tried against each."""

ABOUT = "hand-over"


def make_hand_over_secret(*, actor: Actor, overlap_hours: int) -> tuple[HandOverSecret, str]:
    """Make the secret that the shop signs with from now on. For some hours the present one counts as well.

    Returns the new secret; it is shown once. 0 hours end every other one now.
    """
    person = permissions.require(actor, permissions.SET_DOOR)
    if not 0 <= overlap_hours <= LONGEST_OVERLAP_HOURS:
        raise BadInput(_("Choose 0 to %s hours.") % LONGEST_OVERLAP_HOURS, "bad_overlap", "overlap_hours")
    if not can_seal():
        raise Conflict(
            _("No secret can be kept here: SECRETS_KEYS is not set. Ask whoever runs the machine."), "no_keys"
        )
    secret = new_secret()
    try:
        with transaction.atomic(), acting(actor):
            _end_secrets(overlap_hours)
            made = HandOverSecret.objects.create(ciphertext=seal(secret, HandOverSecret.PLACE), made_by=person)
            note_act(actor, "hand_over.secret_made", ABOUT, overlap_hours=overlap_hours)
    except IntegrityError:
        raise Conflict(_("Somebody else has just made one. Look at the page again."), "secret_made") from None
    return made, secret


def end_hand_over(*, actor: Actor) -> int:
    """End every secret now: the shop's sign-in leads nobody in any more. Returns how many counted.

    Raises Conflict where none did.
    """
    permissions.require(actor, permissions.SET_DOOR)
    with transaction.atomic(), acting(actor):
        ended = standing_hand_over_secrets().update(ends_at=clock.now())
        if not ended:
            raise Conflict(_("No secret counts, so nobody is handed over already."), "no_secret")
        note_act(actor, "hand_over.ended", ABOUT)
    return ended


def standing_hand_over_secrets() -> QuerySet[HandOverSecret]:
    """Those that count now, the newest first."""
    return HandOverSecret.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now())).order_by("-id")


def look_at_hand_over(token: str) -> tuple[HandOver, Customer]:
    """Return what a token says and whom it means, using up nothing. Raises Unusable."""
    said = read_token(token, _opened_secrets(), timezone.now())
    customers = Customer.objects.annotate(address=Lower("email"))
    whom = Q(address=said.email.lower()) if said.email else Q(reference=said.customer)
    customer = customers.filter(whom).first()
    if customer is None:
        raise Unusable("There is no customer with this address or number.")
    return said, customer


def use_hand_over(token: str) -> tuple[HandOver, Customer]:
    """The same, and use the token up. Of two at once, one gets in. Raises Unusable."""
    said, customer = look_at_hand_over(token)
    told: dict[str, Any] = {
        "nonce_hash": hashlib.sha256(said.nonce.encode()).hexdigest(),
        "expires_at": said.expires_at,
        "forgotten_before": timezone.now() - timedelta(hours=1),
    }
    with connection.cursor() as cursor:
        cursor.execute(_USE_UP, told)
        if cursor.rowcount != 1:
            raise Unusable("It was used already.")
    return said, customer


def _opened_secrets() -> list[str]:
    try:
        opened = [unseal(row.ciphertext, HandOverSecret.PLACE) for row in standing_hand_over_secrets()]
    except BadConfiguration as trouble:
        raise Unusable(trouble.message) from None
    keep_out_of_logs(opened)
    return opened


_USE_UP = """
    WITH forgotten AS (
        DELETE FROM refunds_usednonce WHERE id IN (
            SELECT id FROM refunds_usednonce WHERE expires_at < %(forgotten_before)s LIMIT 100 FOR UPDATE SKIP LOCKED
        )
    )
    INSERT INTO refunds_usednonce (nonce_hash, expires_at) VALUES (%(nonce_hash)s, %(expires_at)s)
    ON CONFLICT (nonce_hash) DO NOTHING
"""
"""A nonce is forgotten long after its token has expired, so that nothing is ever used twice."""


def _end_secrets(overlap_hours: int) -> None:
    """Give the present secret its end. Those that were ending keep theirs, unless there are too many."""
    now = clock.now()
    HandOverSecret.objects.filter(ends_at__lte=now - timedelta(days=30)).delete()
    standing = standing_hand_over_secrets()
    if overlap_hours == 0:
        standing.update(ends_at=now)
        return
    standing.filter(ends_at=None).update(ends_at=now + timedelta(hours=overlap_hours))
    surplus = list(standing.values_list("pk", flat=True)[MOST_SECRETS - 1 :])
    HandOverSecret.objects.filter(pk__in=surplus).update(ends_at=now)
