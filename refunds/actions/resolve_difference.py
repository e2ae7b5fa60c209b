"""What a person does about a difference: take it on, match the refund it is about, and end it with a word why."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.models import User
from refunds import permissions
from refunds.actions.find_difference import close
from refunds.actions.match_refund import match_refund
from refunds.models import Difference, Refund

RESOLUTION_LIMIT = 500
NOBODY = ""


def own_difference(*, actor: Actor, difference_id: int, to: str | None = None) -> Difference:
    """Give an open difference an owner by mail address; nobody for "", oneself without one."""
    person = permissions.require(actor, permissions.RECONCILE)
    owner = person if to is None else _colleague(to)
    with transaction.atomic(), acting(actor):
        row = _locked_open(difference_id)
        row.owner = owner
        row.save()
    return row


def resolve_difference(*, actor: Actor, difference_id: int, words: str) -> Difference:
    """End an open difference. It stays to be read, and is not found again while the facts are the same."""
    person = permissions.require(actor, permissions.RECONCILE)
    words = words.strip()
    if not words or len(words) > RESOLUTION_LIMIT or "\x00" in words:
        raise BadInput(_("Say in a sentence or two how it was resolved."), "words_missing", "words")
    with transaction.atomic(), acting(actor):
        row = _locked_open(difference_id)
        row.owner = row.owner or person
        close(row, actor, words)
    return row


def match_difference(*, actor: Actor, difference_id: int, to: str, words: str) -> Refund:
    """Say which request, or which payment, a refund belongs to that the gateway lists and nobody here knows."""
    permissions.require(actor, permissions.RECONCILE)
    row = find_row(difference_id)
    if not row.is_unmatched_refund:
        raise Conflict(_("This difference is about no refund that waits to be matched."), "nothing_to_match")
    return match_refund(
        actor=actor,
        gateway=row.gateway,
        account=row.gateway_account,
        gateway_reference=row.gateway_reference,
        payment_references={row.payment_reference},
        to=to,
        words=words,
    )


def find_row(difference_id: int) -> Difference:
    """Find a difference with all that its page shows; raise NotFound."""
    found = Difference.objects.select_related("payment", "refund", "attempt", "run", "report", "owner")
    row = found.filter(pk=difference_id).first()
    if row is None:
        raise NotFound(_("There is no such difference."), "difference_not_found")
    return row


def _locked_open(difference_id: int) -> Difference:
    row = Difference.objects.select_for_update(of=("self",)).filter(pk=difference_id).first()
    if row is None:
        raise NotFound(_("There is no such difference."), "difference_not_found")
    if not row.is_open:
        raise Conflict(_("This difference was resolved already."), "already_resolved")
    return row


def _colleague(email: str) -> User | None:
    if email == NOBODY:
        return None
    colleague = permissions.people_who_may(permissions.RECONCILE).filter(email=email.strip().lower()).first()
    if colleague is None:
        raise BadInput(_("Choose a colleague who works on differences."), "no_such_colleague", "to")
    return colleague
