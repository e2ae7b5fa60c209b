"""Prove the books: exit 0 and one line if they are true, else every kind of fault and exit 1."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from reporting.checks import CHECKS, SHOWN, Finding, find_faults


class Command(BaseCommand):
    help = "Check payments, refunds, credit and ledger against each other with plain SQL. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = find_faults()
        for fault in faults:
            self._tell(fault)
        if faults:
            sys.exit(1)
        self.stdout.write(f"The books are true: {len(CHECKS)} checks, no finding.")

    def _tell(self, fault: Finding) -> None:
        self.stdout.write(f"{fault.code}: {fault.count} ({fault.promise})")
        for example in fault.examples:
            self.stdout.write(f"  {example}")
        if fault.count > SHOWN:
            self.stdout.write(f"  and {fault.count - SHOWN} more")
