"""Read the payments, refunds and disputes of some days from a gateway account, and say what was found."""

from __future__ import annotations

import sys
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from customers import clock
from customers.actors import Actor
from customers.errors import RecourseError
from refunds.actions.order_reconciliation import order_backfill
from refunds.actions.work_reconciliations import work_next_reconciliation
from refunds.models import ReconciliationRun

ROUND_SECONDS = 10
PAUSE_SECONDS = 1


class Command(BaseCommand):
    help = (
        "Read payments, refunds and disputes of some days from a gateway account; ends with 1 if it was not finished."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="Name of the gateway account, as it is set up.")
        parser.add_argument("--since", type=date.fromisoformat, required=True, help="First day, in the shop's zone.")
        parser.add_argument("--until", type=date.fromisoformat, help="Last day; today unless named.")

    def handle(self, *args: Any, account: str, since: date, until: date | None, **options: Any) -> None:
        last = until or timezone.localdate(clock.now())
        try:
            run = order_backfill(Actor.system("reconcile"), account, since, last)
        except RecourseError as refusal:
            raise CommandError(refusal.message) from refusal
        while run.is_open:
            if not work_next_reconciliation(time.monotonic() + ROUND_SECONDS):
                time.sleep(PAUSE_SECONDS)
            run = ReconciliationRun.objects.get(pk=run.pk)
            self.stderr.write(f"{run.days_read} of {run.days} days{f': {run.trouble}' if run.trouble else ''}")
        self.stdout.write(
            f"{run.payments_read:,} payments, {run.payments_new:,} new; {run.refunds_read:,} refunds, "
            f"{run.adopted:,} adopted, {run.matched:,} matched; {run.disputes_read:,} disputes, "
            f"{run.disputes_changed:,} new or moved on; {run.differences:,} differences."
        )
        if run.state == ReconciliationRun.State.FAILED:
            sys.exit(1)
