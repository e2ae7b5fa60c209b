"""Inviting somebody to work here: a link by mail, used once, that ends in an account with a password of their own."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.models import Invitation, User
from customers.notifications.colleagues import tell_colleague
from customers.people_events import record_about
from refunds import permissions
from refunds.roles import checked_roles

DAY_SECONDS = 24 * 3600


def invite_person(
    *, actor: Actor, email: str, first_name: str, roles: list[str], last_name: str = ""
) -> tuple[Invitation, str]:
    """Invite somebody and return the invitation with its link. Raises where they work here or are invited already."""
    person = permissions.require(actor, permissions.PEOPLE)
    address, roles = _checked_address(email), checked_roles(roles)
    if User.objects.filter(email__iexact=address).exists():
        raise Conflict(_("Somebody with this address works here already."), "person_exists", "email")
    with transaction.atomic(), acting(actor):
        invitation = Invitation(
            email=address, first_name=first_name, last_name=last_name, roles=roles, invited_by=person
        )
        try:
            link = _send(invitation, actor)
        except IntegrityError:
            raise Conflict(
                _("This address is invited already. Send that invitation again."), "invited_already", "email"
            ) from None
        record_about(None, "person.invited", actor, address, roles=roles)
    return invitation, link


def invite_again(*, actor: Actor, invitation_id: int) -> tuple[Invitation, str]:
    """Send a new link; the one before opens no more."""
    permissions.require(actor, permissions.PEOPLE)
    with transaction.atomic(), acting(actor):
        invitation = _locked(invitation_id)
        link = _send(invitation, actor)
        record_about(None, "person.invited_again", actor, invitation.email)
    return invitation, link


def withdraw_invitation(*, actor: Actor, invitation_id: int) -> Invitation:
    """Take an invitation back; its link opens no more."""
    permissions.require(actor, permissions.PEOPLE)
    with transaction.atomic(), acting(actor):
        invitation = _locked(invitation_id)
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        record_about(None, "person.invitation_withdrawn", actor, invitation.email)
    return invitation


def find_invitation(token: str) -> Invitation | None:
    """The invitation that this link opens now; None for a link that is unknown, used, withdrawn or too old."""
    found = Invitation.objects.filter(token_hash=_hash(token), used_at=None, withdrawn_at=None).first()
    return None if found is None or found.has_expired else found


def accept_invitation(*, token: str, password: str) -> User:
    """Open the account with the roles of the invitation. Of two at once, one wins; a used link is NotFound."""
    with transaction.atomic():
        found = find_invitation(token)
        invitation = found and Invitation.objects.select_for_update().get(pk=found.pk)
        if invitation is None or not invitation.is_open or invitation.token_hash != _hash(token):
            raise NotFound(_("This invitation was used, taken back, or is too old."), "invitation_not_found")
        person = User(email=invitation.email, first_name=invitation.first_name, last_name=invitation.last_name)
        _set_password(person, password)
        _open_account(person, invitation.roles)
        invitation.used_at = clock.now()
        invitation.save(update_fields=["used_at"])
        record_about(person, "person.joined", Actor.user(person), roles=invitation.roles)
    return person


def _send(invitation: Invitation, actor: Actor) -> str:
    """Give the invitation a fresh link and mail it."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash(token)
    invitation.expires_at = clock.now() + timedelta(seconds=settings.INVITATION_SECONDS)
    invitation.mailed_at = None
    with transaction.atomic():
        invitation.save()
    link = f"{settings.PUBLIC_URL}/accounts/invitation/{token}/"
    days = max(1, settings.INVITATION_SECONDS // DAY_SECONDS)
    mailed = Invitation.objects.filter(pk=invitation.pk, token_hash=invitation.token_hash)
    tell_colleague(
        invitation.email,
        "staff_invitation",
        {"invitation": invitation, "by": actor.label, "link": link, "days": days},
        sent=lambda: _note_mailed(mailed),
    )
    return link


def _note_mailed(mailed: object) -> None:
    mailed.update(mailed_at=clock.now())  # type: ignore[attr-defined]


def _locked(invitation_id: int) -> Invitation:
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound(_("There is no such invitation."), "invitation_not_found")
    if not invitation.is_open:
        raise Conflict(_("This invitation was used or taken back already; nothing was changed."), "invitation_closed")
    return invitation


def _set_password(person: User, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        raise BadInput(" ".join(refusal.messages), "weak_password", "password") from None
    person.set_password(password)


def _open_account(person: User, roles: list[str]) -> None:
    person.is_staff = person.is_superuser = permissions.ADMIN in roles
    with acting(Actor(kind="system", id="invitation", label="invitation")):
        person.save()
    person.groups.set(Group.objects.filter(name__in=roles))


def _checked_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadInput(_("This is not an e-mail address."), "bad_email", "email") from None
    if len(address) > 254:
        raise BadInput(_("This e-mail address is too long."), "bad_email", "email")
    return address


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
