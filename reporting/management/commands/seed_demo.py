"""manage.py seed_demo: fill an empty house with a shop that looks real. Never in production."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reporting.demo_shop.open_shop import is_open, open_shop

PAYMENTS = 5000
FEWEST = 100


class Command(BaseCommand):
    help = "Fill an empty house with a demo shop: staff, customers, payments and two years of refunds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--payments", type=int, default=PAYMENTS)
        parser.add_argument("--seed", type=int, default=2026, help="the same seed at the same moment, the same shop")

    def handle(self, *args: Any, payments: int, seed: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo shop does not belong into production; nothing was written.")
        if payments < FEWEST:
            raise CommandError(f"A shop with fewer than {FEWEST} payments cannot show everything.")
        if is_open():
            self.stdout.write("There is a shop here already; nothing was added.")
            return
        began = time.monotonic()
        opened = open_shop(timezone.now(), payments, seed, self.stdout.write)
        self.stdout.write(f"{opened.payments} payments, {opened.refunds} refunds, {opened.letters} letters")
        self.stdout.write(f"Ready after {round(time.monotonic() - began)} seconds.")
        self.stdout.write(f"API key of the marketplace connector, shown once: {opened.api_key}")
