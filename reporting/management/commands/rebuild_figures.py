"""Make finance's sums anew, with progress; a run that was broken off goes on where it was."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from reporting.facts.count import count_figures
from reporting.facts.rebuild import rebuild
from reporting.facts.sources import BY_NUMBER

UNTIL_THE_END = 10**9
LANES = 2


class Command(BaseCommand):
    help = "Sum up the figures of finance anew from payments, refunds, disputes and ledger. May be stopped at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="do not go on with an earlier run, begin again")
        parser.add_argument("--lanes", type=int, choices=range(1, 9), default=LANES, help="how many steps at once")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        lanes = 1 if connection.in_atomic_block else options["lanes"]
        for progress in rebuild(anew=options["anew"], lanes=lanes):
            _source, first, last = progress.step
            name, days = BY_NUMBER[progress.step.source].name, f"{first} to {last}"
            self.stdout.write(f"  {progress.done} of {progress.steps}: {name} {days}, {progress.seconds:.1f} s")
        counted = count_figures(time.monotonic() + UNTIL_THE_END)
        seconds = time.monotonic() - started
        self.stdout.write(f"The figures are made: {seconds:.1f} s; {counted} days had changed meanwhile.")
