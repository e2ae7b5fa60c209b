"""manage.py seed_demo: fill an empty house with a shop that looks real. Never in production."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from customers.models import Payment
from reporting.demo_shop.figures import count_for_finance
from reporting.demo_shop.multitude import learn_sizes, write_multitude
from reporting.demo_shop.open_shop import demo_console, is_demo_shop, is_open, open_shop
from reporting.demo_shop.patterns import TOLD, read_patterns

PAYMENTS = TOLD
"""Told one by one; whatever goes beyond is copied from them."""

FEWEST, MOST = 100, 30_000_000
REFUNDS_PER_THOUSAND = 76
"""What the told part has."""


class Command(BaseCommand):
    help = "Fill an empty house with a demo shop: staff, customers, payments and two years of refunds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--payments", type=int, default=PAYMENTS)
        parser.add_argument(
            "--refunds-per-thousand",
            type=int,
            default=REFUNDS_PER_THOUSAND,
            help=f"of a thousand payments beyond the first {PAYMENTS}",
        )
        parser.add_argument("--seed", type=int, default=2026, help="the same seed at the same moment, the same shop")

    def handle(self, *args: Any, payments: int, refunds_per_thousand: int, seed: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo shop does not belong into production; nothing was written.")
        if payments < FEWEST:
            raise CommandError(f"A shop with fewer than {FEWEST} payments cannot show everything.")
        if payments > MOST:
            raise CommandError(f"More than {MOST:,} payments were never tried; nothing was written.")
        if not 1 <= refunds_per_thousand <= 1000:
            raise CommandError("Ask for 1 to 1000 refunds of a thousand payments.")
        if not is_open():
            self._open(min(payments, PAYMENTS), seed)
        elif not is_demo_shop() or Payment.objects.count() >= payments:
            self.stdout.write("There is a shop here already; nothing was added.")
        if is_demo_shop() and (missing := payments - Payment.objects.count()) > 0:
            self._go_on(missing, refunds_per_thousand, seed)

    def _open(self, payments: int, seed: int) -> None:
        began = time.monotonic()
        opened = open_shop(timezone.now(), payments, seed, self.stdout.write)
        self.stdout.write(f"{opened.payments} payments, {opened.refunds} refunds, {opened.letters} letters")
        self.stdout.write(f"Ready after {round(time.monotonic() - began)} seconds.")
        self.stdout.write(f"API key of the marketplace connector, shown once: {opened.api_key}")

    def _go_on(self, missing: int, refunds_per_thousand: int, seed: int) -> None:
        """Copy what is missing; an interrupted run goes on here."""
        began, rng = time.monotonic(), Random(f"{seed} {missing}")  # noqa: S311 - believable, not secret
        self.stdout.write(f"{missing:,} payments more, copied from those")
        try:
            added = write_multitude(
                read_patterns(),
                missing,
                refunds_per_thousand,
                timezone.now(),
                rng,
                demo_console(),
                self.stdout.write,
            )
        except ValueError as trouble:
            raise CommandError(str(trouble)) from None
        learn_sizes()
        count_for_finance(timezone.now())
        call_command("rebuild_figures", stdout=self.stdout)
        took = round(time.monotonic() - began)
        self.stdout.write(f"{added.payments:,} payments and {added.refunds:,} refunds copied in {took} seconds.")
