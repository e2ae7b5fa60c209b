"""Take exchange rates out of the European Central Bank's file (eurofxref-hist.csv, .zip or .xml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers.actors import Actor
from customers.errors import RecourseError
from customers.models import User
from reporting.actions.set_rates import import_rates


class Command(BaseCommand):
    help = "Import the ECB's euro reference rates from a file that you fetched from its pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="email", required=True, help="whose act it is: somebody of finance")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError("There is nobody with this mail address.")
        path: Path = options["file"]
        try:
            said = import_rates(actor=Actor.user(person), name=path.name, content=path.read_bytes())
        except (OSError, RecourseError) as trouble:
            raise CommandError(str(trouble)) from None
        self.stdout.write(f"{said.taken} rates taken, {said.known} known, {said.kept} set by hand stay as they are.")
