"""Take payments in from a gateway account, by the days on which they were captured."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers import clock
from customers.actors import Actor
from customers.imports.telling import Bar, Refusals
from customers.shop_days import day_start, shop_day
from refunds.actions.pull_payments import pull_payments
from refunds.gateways.errors import GatewayError

USUAL_DAYS = 30


class Command(BaseCommand):
    help = "Pull captured payments from a gateway account. Nothing goes in twice; ends with 1 if some were refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="Name of the gateway account, as it is set up.")
        parser.add_argument("--since", type=date.fromisoformat, help="First day, in the shop's time zone.")
        parser.add_argument("--until", type=date.fromisoformat, help="Last day; today unless named.")
        parser.add_argument("--dry-run", action="store_true", help="Check everything, write nothing.")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="Write what was refused there, as CSV.")

    def handle(self, *args: Any, account: str, since: date | None, until: date | None, **options: Any) -> None:
        today = shop_day(clock.now())
        last = until or today
        first = since or last - timedelta(days=USUAL_DAYS)
        if first > last:
            raise CommandError("The first day lies after the last.")
        refusals = Refusals(options["errors"], self.stdout)
        bar = Bar(sys.stderr, lambda: 0.0)
        try:
            tally = pull_payments(
                actor=Actor.system("pull_payments"),
                account=account,
                since=day_start(first),
                until=day_start(last + timedelta(days=1)),
                refuse=refusals,
                progress=bar,
                dry_run=options["dry_run"],
            )
        except GatewayError as trouble:
            raise CommandError(f"{trouble} What was written until then stays; pull again for the rest.") from trouble
        finally:
            bar.end()
            refusals.close()
        done = "would be new" if options["dry_run"] else "new"
        self.stdout.write(f"{tally.read:,} payments: {tally.new:,} {done}, {tally.known:,} here already.")
        if tally.refused:
            sys.exit(1)
