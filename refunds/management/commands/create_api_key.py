"""Make an API key for somebody; it is shown once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers.actors import Actor
from customers.errors import RecourseError
from customers.models.apikey import SCOPES
from refunds.actions.api_keys import create_api_key


class Command(BaseCommand):
    help = "Make an API key that acts in somebody's name, within its scopes and never beyond that person's roles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("owner", help="E-mail address of the person.")
        parser.add_argument("--name", default="program", help="What uses it; shown in timelines.")
        parser.add_argument("--scope", action="append", choices=tuple(SCOPES), required=True, dest="scopes")
        parser.add_argument("--days", type=int, default=365, help="How long it is valid.")

    def handle(self, *args: Any, owner: str, name: str, scopes: list[str], days: int, **options: Any) -> None:
        actor = Actor.system("create_api_key")
        try:
            _key, secret = create_api_key(actor=actor, owner_email=owner, name=name, scopes=scopes, days=days)
        except RecourseError as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(secret)
