"""What an admin does about somebody's account: roles, disabling, second factors, sessions. Never about their own.

Each act takes effect at the person's next request: roles are read afresh, and what must end is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict, NotAllowed, NotFound
from customers.models import User
from customers.notifications.colleagues import tell_colleague
from customers.people_events import record_about
from customers.staff_sessions import end_sessions
from refunds import permissions
from refunds.actions.assign_refund import free_cases_of
from refunds.roles import TITLES, checked_roles


def change_roles(*, actor: Actor, person_id: int, roles: list[str]) -> User:
    """Give somebody exactly these roles. The last admin stays one."""
    roles = checked_roles(roles)
    with _changing(actor, person_id) as person:
        before = [role for role in permissions.ROLES if role in permissions.roles_of(person)]
        if permissions.ADMIN not in roles:
            _require_another_admin(person)
        person.is_staff = person.is_superuser = permissions.ADMIN in roles
        person.save(update_fields=["is_staff", "is_superuser"])
        person.groups.set(Group.objects.filter(name__in=roles))
        record_about(person, "person.roles_changed", actor, before=before, after=roles)
        said = ", ".join(str(TITLES[role]) for role in roles)
        _tell(person, actor, _("Your roles are now: %s.") % said)
    return person


def disable_person(*, actor: Actor, person_id: int) -> User:
    """Shut somebody out: their sessions end, their API keys open nothing, their open cases become nobody's."""
    with _changing(actor, person_id) as person:
        if not person.is_active:
            raise Conflict(_("This account is disabled already."), "person_disabled")
        _require_another_admin(person)
        person.is_active = False
        person.save(update_fields=["is_active"])
        ended = end_sessions(person)
        freed = free_cases_of(actor=actor, person=person)
        record_about(person, "person.disabled", actor, sessions=ended, cases=freed)
    return person


def enable_person(*, actor: Actor, person_id: int) -> User:
    """Let somebody in again, with the roles and keys that they had."""
    with _changing(actor, person_id) as person:
        if person.is_active:
            raise Conflict(_("This account is not disabled."), "person_enabled")
        person.is_active = True
        person.save(update_fields=["is_active"])
        record_about(person, "person.enabled", actor)
        _tell(person, actor, _("Your account is open again."))
    return person


def reset_second_factor(*, actor: Actor, person_id: int) -> User:
    """Remove every second factor of somebody who lost theirs; they set one up at their next sign-in."""
    with _changing(actor, person_id) as person:
        removed, _rows = Authenticator.objects.filter(user=person).delete()
        ended = end_sessions(person)
        record_about(person, "person.second_factor_reset", actor, removed=removed, sessions=ended)
        _tell(person, actor, _("Your second factors were removed. You set up a new one when you sign in next."))
    return person


def end_persons_sessions(*, actor: Actor, person_id: int) -> User:
    """Sign somebody out everywhere."""
    with _changing(actor, person_id) as person:
        record_about(person, "person.sessions_ended", actor, sessions=end_sessions(person))
    return person


def require_new_password(*, actor: Actor, person_id: int) -> User:
    """Spoil somebody's password: they choose a new one by the link that the sign-in page sends."""
    with _changing(actor, person_id) as person:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        ended = end_sessions(person)
        record_about(person, "person.password_spoiled", actor, sessions=ended)
        _tell(person, actor, _("Your password no longer opens. Choose “I forgot my password” at the sign-in page."))
    return person


@contextmanager
def _changing(actor: Actor, person_id: int) -> Iterator[User]:
    """Lock somebody else's account for an act of an admin."""
    admin = permissions.require(actor, permissions.PEOPLE)
    with transaction.atomic(), acting(actor):
        person = User.objects.select_for_update().filter(pk=person_id).first()
        if person is None:
            raise NotFound(_("There is no such person."), "person_not_found")
        if person.pk == admin.pk:
            raise NotAllowed(_("Nobody changes their own account here. Ask another admin."), "own_account")
        yield person


def _require_another_admin(person: User) -> None:
    """Lock all admins in one order, so that two who demote each other at once cannot both succeed."""
    is_admin = Q(groups__name=permissions.ADMIN) | Q(is_superuser=True)
    numbers = User.objects.filter(is_admin, is_active=True).values("pk")
    admins = list(User.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    if [admin.pk for admin in admins] == [person.pk]:
        raise Conflict(_("This is the last admin. Make somebody else an admin first."), "last_admin")


def _tell(person: User, actor: Actor, sentence: str) -> None:
    context = {"person": person, "by": actor.label, "sentence": sentence, "link": f"{settings.PUBLIC_URL}/staff/"}
    tell_colleague(person.email, "staff_account", context)
