"""Who works in the demo shop, and the key that the marketplace's software uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import ApiKey, User
from refunds.actions.api_keys import create_api_key, revoke_api_key
from refunds.actions.invite_person import invite_person
from refunds.actions.people import reset_second_factor
from refunds.permissions import ADMIN, AGENT, APPROVER, AUDITOR, FINANCE, LEAD, MANAGER

DOMAIN = "recourse.example"
KEY_NAME = "Marketplace connector"
KEY_SCOPES = ["refunds:read", "refunds:write", "payments:write", "disputes:read", "reports:read"]

_PEOPLE = (
    ("Ana", "Lima", AGENT),
    ("Boris", "Meyer", APPROVER),
    ("Chidi", "Okafor", APPROVER),
    ("Fatima", "Haddad", FINANCE),
    ("Lena", "Virtanen", LEAD),
    ("Marta", "Silva", MANAGER),
    ("Ayaka", "Mori", AUDITOR),
    ("Ida", "Berg", ADMIN),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who acts in the past of the shop."""

    ana: Actor
    boris: Actor
    chidi: Actor
    fatima: Actor
    lena: Actor
    marta: Actor
    connector: Actor
    api_key: str
    """The key itself: shown once, only its hash is kept."""


def hire_staff(since: datetime) -> Staff:
    """Create one person for each role and two approvers, all with the demo's password."""
    password = make_password(settings.DEMO_PASSWORD)
    users = [_hire(first, last, role, since, password) for first, last, role in _PEOPLE]
    ana, boris, chidi, fatima, lena, marta = (Actor.user(user) for user in users[:6])
    key, secret = ApiKey.objects.create_key(name=KEY_NAME, owner=users[0], scopes=KEY_SCOPES)
    return Staff(ana, boris, chidi, fatima, lena, marta, Actor.api_key(key), secret)  # type: ignore[arg-type]


def look_after_people(now: datetime) -> None:
    """Let Ida do, yesterday, what admins do: a key that is no longer needed, a lost phone, somebody new."""
    ida = Actor.user(User.objects.get(email=f"ida@{DOMAIN}"))
    chidi = User.objects.get(email=f"chidi@{DOMAIN}")
    with clock_at(now - timedelta(days=1)):
        old, _secret = create_api_key(
            actor=ida, owner_email=chidi.email, name="Old warehouse", scopes=["payments:read"], days=30
        )
        revoke_api_key(actor=ida, prefix=old.prefix)
        reset_second_factor(actor=ida, person_id=chidi.pk)
        invite_person(actor=ida, email=f"noor@{DOMAIN}", first_name="Noor", last_name="Khan", roles=[AGENT])


def _hire(first: str, last: str, role: str, since: datetime, password: str) -> User:
    boss = {"is_staff": True, "is_superuser": True} if role == ADMIN else {}
    user = User(
        email=f"{first.lower()}@{DOMAIN}",
        password=password,
        first_name=first,
        last_name=last,
        date_joined=since,
        time_zone=settings.SHOP_TIME_ZONE,
        **boss,
    )
    user.save()
    user.groups.add(Group.objects.get(name=role))
    return user
