"""Make an API key for somebody; it is shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers import clock
from customers.actors import Actor, acting
from customers.models import ApiKey, User

SCOPES = (
    "customers:read",
    "customers:write",
    "payments:read",
    "payments:write",
    "refunds:read",
    "refunds:write",
    "refunds:decide",
    "reports:read",
    "settings:read",
    "settings:write",
    "people:read",
    "people:write",
    "operations:read",
    "operations:write",
)


class Command(BaseCommand):
    help = "Make an API key that acts in somebody's name, within its scopes and never beyond that person's roles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("owner", help="E-mail address of the person.")
        parser.add_argument("--name", default="program", help="What uses it; shown in timelines.")
        parser.add_argument("--scope", action="append", choices=SCOPES, required=True, dest="scopes")
        parser.add_argument("--days", type=int, default=365, help="How long it is valid.")

    def handle(self, *args: Any, owner: str, name: str, scopes: list[str], days: int, **options: Any) -> None:
        person = User.objects.filter(email=owner.lower(), is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody with the address {owner} works here.")
        with acting(Actor.system("create_api_key")):
            _key, secret = ApiKey.objects.create_key(
                name=name, owner=person, scopes=sorted(set(scopes)), expiry_date=clock.now() + timedelta(days=days)
            )
        self.stdout.write(secret)
