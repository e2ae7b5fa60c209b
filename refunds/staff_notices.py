"""What members of staff hear of: a line in the inbox of each, and a letter as they chose, in the step's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from customers.actors import SYSTEM, Actor
from customers.models import User
from customers.notifications.write_staff import write_staff_letter
from customers.together import add
from refunds import permissions
from refunds.models import Refund, StaffNotice

Mail = User.NoticeMail
WORDS_SHOWN = 500


def leads() -> list[User]:
    """Everybody who hands out the work."""
    return list(permissions.people_who_may(permissions.ASSIGN))


def tell_staff(people: Iterable[User], kind: str, refund: Refund, actor: Actor, words: str = "") -> None:
    """Put a notice before each of these people, but for the actor and for those whose account is closed."""
    for person in people:
        if person.is_active and person != actor.person:
            _tell(person, kind, refund, "" if actor.kind == SYSTEM else actor.label, words[:WORDS_SHOWN])


def tell_about_case(
    people: Iterable[User], kind: str, *, about: str, link: str, facts: str, actor: Actor, words: str = ""
) -> None:
    """The same about a case of another room: its number, the page where it is dealt with, and a line about it."""
    for person in people:
        if person.is_active and person != actor.person:
            sender = actor.label if actor.person else ""
            _tell(person, kind, None, sender, words[:WORDS_SHOWN], about_case=about, link=link, facts=facts)


def tell_about_policy(person: User, words: str) -> None:
    """Put a notice about the refund policy before whoever answers for it."""
    if person.is_active:
        _tell(person, StaffNotice.Kind.POLICY, None, "", words[:WORDS_SHOWN])


def tell_about_subscription(people: Iterable[User], words: str) -> None:
    """Put a notice about a subscription before each of these people."""
    for person in people:
        _tell(person, StaffNotice.Kind.SUBSCRIPTION, None, "", words[:WORDS_SHOWN])


def tell_about_gateway(people: Iterable[User], words: str) -> None:
    """Put a notice about a gateway account before each of these people."""
    for person in people:
        if person.is_active:
            _tell(person, StaffNotice.Kind.GATEWAY, None, "", words[:WORDS_SHOWN])


def tell_requester(refund: Refund, actor: Actor, words: str = "") -> None:
    """Tell the colleague who asked for a refund that another one has decided it."""
    if refund.requester is not None:
        tell_staff([refund.requester], StaffNotice.Kind.DECIDED, refund, actor, words)


def _tell(person: User, kind: str, refund: Refund | None, sender: str, words: str, **case: str) -> None:
    notice = add(
        StaffNotice(
            person=person,
            kind=kind,
            refund=refund,
            sender=sender,
            words=words,
            to_mail=person.notice_mail == Mail.DAILY,
            **case,
        )
    )
    if person.notice_mail == Mail.AT_ONCE:
        url = f"{settings.PUBLIC_URL}{notice.path}"
        write_staff_letter(person, "staff_notice", {"notice": notice, "refund": refund, "url": url})
