"""python manage.py seal_secrets: seal the secrets of gateway accounts under the newest key, after one was added."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from customers.errors import RecourseError
from refunds.actions.gateway_secrets import seal_all_again


class Command(BaseCommand):
    help = "Seal all secrets of gateway accounts under the newest key of SECRETS_KEYS; then older keys can be removed."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sealed = seal_all_again()
        except RecourseError as refusal:
            raise CommandError(f"{refusal.message} Those before it are sealed; nothing is lost.") from refusal
        self.stdout.write(f"{sealed} secrets are sealed under the newest key.")
