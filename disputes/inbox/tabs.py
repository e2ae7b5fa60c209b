"""The lists that every house has: what is ours to answer first, then where the other cases are."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import User
from disputes.models import Dispute
from refunds import permissions

WAITING = (Dispute.State.INQUIRY_ANSWERED, Dispute.State.SUBMITTED, Dispute.State.UNDER_REVIEW)
FIRST = "ours"

Rows = Callable[[QuerySet[Dispute], User], QuerySet[Dispute]]


class Tab(NamedTuple):
    """`is_due` lists stand in the order of our own deadline, the others newest first. `counted` ones are few."""

    label: Promise
    rows: Rows
    empty_icon: str
    empty_title: Promise
    empty_text: Promise
    is_due: bool = False
    counted: bool = True


TABS: dict[str, Tab] = {
    "ours": Tab(
        _("To answer"),
        lambda rows, person: rows.filter(state__in=Dispute.OURS),
        "disc-check",
        _("No dispute waits for an answer."),
        _("New disputes appear here by themselves, the one that is due first on top."),
        is_due=True,
    ),
    "mine": Tab(
        _("Mine"),
        lambda rows, person: rows.filter(state__in=Dispute.OURS, owner=person),
        "disc-check",
        _("No dispute is in your hands."),
        _("What you take, or what is given to you in turn, stands here until it is answered."),
        is_due=True,
    ),
    "waiting": Tab(
        _("With the other side"),
        lambda rows, person: rows.filter(state__in=WAITING),
        "box",
        _("No answer is being looked at."),
        _("Answered disputes stand here until the gateway tells how they ended."),
    ),
    "attention": Tab(
        _("Needs a look"),
        lambda rows, person: rows.exclude(attention=""),
        "disc-check",
        _("Nothing needs a look."),
        _("Disputes whose gateway says something that does not fit what we know appear here."),
    ),
    "ended": Tab(
        _("Ended"),
        lambda rows, person: rows.filter(state__in=Dispute.ENDED),
        "box",
        _("No dispute has ended yet."),
        _("Won, lost and accepted disputes stand here."),
        counted=False,
    ),
    "all": Tab(
        _("All"),
        lambda rows, person: rows,
        "box",
        _("There has been no dispute."),
        _("The gateways tell of them by webhook, and the comparison with their books finds what was missed."),
        counted=False,
    ),
}


def waiting_for(person: User, allowed: set[str]) -> QuerySet[Dispute] | None:
    """For the number in the navigation: what this person has to answer; for leads everything that is due."""
    if permissions.ANSWER_DISPUTES not in allowed:
        return None
    tab = TABS["ours" if permissions.ASSIGN in allowed else "mine"]
    return tab.rows(Dispute.objects.order_by("answer_by", "id"), person)
