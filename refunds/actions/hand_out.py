"""Giving a case to somebody by rule, when it goes before a person."""

from __future__ import annotations

from django.db.models import QuerySet

from customers.actors import Actor
from customers.models import User
from refunds import permissions
from refunds.events import record
from refunds.models import AssignmentRule, Refund, Turn
from refunds.whose_case import case_of, fitting

RULES = Actor.system("assignment")


def hand_out(refund: Refund) -> None:
    """Set the assignee of a locked case that is nobody's; the caller saves it. Who cannot decide it is passed over."""
    if refund.assignee_id is not None:
        return
    rules = list(AssignmentRule.objects.all())
    for rule in fitting(rules, case_of(refund)) if rules else ():
        person = _in_turn(rule, refund) if rule.role else _if_at_work(rule, refund)
        if person is not None:
            refund.assignee = person
            record(refund, "refund.assigned", RULES, to=person.label, rule=rules.index(rule) + 1)
            return


def _if_at_work(rule: AssignmentRule, refund: Refund) -> User | None:
    if rule.person_id is None:
        return None
    return _who_could(refund).filter(pk=rule.person_id).first()


def _in_turn(rule: AssignmentRule, refund: Refund) -> User | None:
    """The next of the role after the last one. The lock on the turn lets two requests at once reach two people."""
    turn, _created = Turn.objects.select_for_update().get_or_create(rule=rule)
    return turn.pass_on(list(_who_could(refund).filter(groups__name=rule.role).order_by("pk")))


def _who_could(refund: Refund) -> QuerySet[User]:
    """Everybody at work who takes cases, did not ask for this one, and had no say in it before an appeal."""
    others = [refund.requester_id, *permissions.barred_from(refund)]
    people = permissions.people_who_may(permissions.TAKE)
    return people.exclude(pk__in=[pk for pk in others if pk is not None])
