"""manage.py set_up_shop --admin-email ida@shop.example: everything a fresh shop needs, as often as you like."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from customers.actors import Actor
from customers.models import User
from refunds.actions.set_up_shop import set_up_shop


class Command(BaseCommand):
    help = "Put the refund policy, the approval limits and the first admin in place. Changes nothing that is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--admin-email", default="", help="create this admin and print a link to set the password")

    def handle(self, *args: Any, admin_email: str, **options: Any) -> None:
        if admin_email:
            _check(admin_email)
        result = set_up_shop(actor=Actor.system("setup"), admin_email=admin_email)
        for sentence in result.done or ["Everything is in place already."]:
            self.stdout.write(sentence)
        if result.admin is not None:
            self.stdout.write(f"Set the password here, once: {set_password_link(result.admin)}")


def set_password_link(user: User) -> str:
    """The link that a "forgot my password" letter would carry."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=key)


def _check(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as fault:
        raise CommandError(f"{email} is not an e-mail address.") from fault
