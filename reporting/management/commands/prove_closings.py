"""Prove what is closed: exit 0 and one line if ledger and payments still say what was frozen, else each fault and 1."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from reporting.closing.figures import checksum, one_moment, read_figures
from reporting.models import PeriodClosing


class Command(BaseCommand):
    help = (
        "Read every closed period off ledger and payments again and compare it with what was frozen. Changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        closings = PeriodClosing.objects.filter(state=PeriodClosing.State.CLOSED).order_by("first_on")
        with one_moment():
            faults = [fault for closing in closings for fault in faults_of(closing)]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            sys.exit(1)
        self.stdout.write(f"What is closed is as it was: {len(closings)} periods.")


def faults_of(closing: PeriodClosing) -> list[str]:
    """What of a closed period is no longer what was frozen."""
    faults = [] if checksum(closing.figures) == closing.checksum else [f"{closing}: the checksum differs"]
    again = read_figures(closing.period, closing.zone, closing.figures.get("settlement_line"))
    return faults + [f"{closing}: {name} differ" for name in again if again[name] != closing.figures.get(name)]
