"""Nothing due is ever nobody's: a dispute that is ours gets an owner, everybody who may answer in turn."""

from __future__ import annotations

from customers.actors import Actor
from customers.models import User
from disputes.events import record
from disputes.models import Dispute, DisputeTurn
from refunds import permissions

TURNS = Actor.system("assignment")


def give_owner(dispute: Dispute) -> bool:
    """Set the owner of a locked dispute that nobody at work has; the caller saves it. False where nobody may."""
    if dispute.owner is not None and may_answer(dispute.owner):
        return True
    person = next_in_turn()
    if person is None:
        return False
    dispute.owner = person
    record(dispute, "dispute.assigned", TURNS, to=person.label)
    return True


def may_answer(person: User) -> bool:
    return permissions.ANSWER_DISPUTES in permissions.allowed_moves(person)


def next_in_turn() -> User | None:
    """The next one after the last; the lock on the turn makes two at once wait."""
    turn, _created = DisputeTurn.objects.select_for_update(of=("self",)).get_or_create(pk=1)
    return turn.pass_on(list(permissions.people_who_may(permissions.ANSWER_DISPUTES).order_by("pk")))
