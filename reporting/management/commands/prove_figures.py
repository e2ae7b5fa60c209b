"""Prove finance's sums: exit 0 and one line if they are true, else every difference by its name and exit 1."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date

from reporting.facts.count import count_figures
from reporting.facts.prove import SHOWN, Difference, prove_all, remember
from reporting.facts.state import known_state, may_be_read

MINUTE = 60


class Command(BaseCommand):
    help = "Compare the sums of finance with the single things, the ledger and the cases, per day and currency."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=_day, help="look at no day before this one (2026-03-01)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not may_be_read(known_state()):
            raise CommandError("There are no sums yet, or they are of another version: run rebuild_figures first.")
        count_figures(time.monotonic() + MINUTE)
        count = 0
        shown: list[Difference] = []
        for difference in prove_all(options["since"]):
            count += 1
            if len(shown) < SHOWN:
                shown.append(difference)
                self.stdout.write(str(difference))
        remember(count, shown)
        if count:
            self.stdout.write(f"{count} differences.")
            sys.exit(1)
        self.stdout.write("The figures are true: sums, single things, ledger and cases agree on every day.")


def _day(text: str) -> Any:
    found = parse_date(text)
    if found is None:
        raise ValueError(text)
    return found
