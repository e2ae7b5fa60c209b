"""Telling a colleague something. One door, so that how they hear of it can change in one place."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail

from customers.models import User


def tell_staff(person: User, subject: str, text: str, path: str) -> None:
    """Mail a colleague a few sentences and the address of a page. Raises what the mail server's refusal raises."""
    body = f"{text}\n\n{settings.PUBLIC_URL}{path}\n"
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])
