"""Take payments in from a file."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers.actors import Actor
from customers.errors import BadInput
from customers.imports.files import SourceFile
from customers.imports.formats import Format, format_of, formats
from customers.imports.run import Tally, import_payments
from customers.imports.telling import Bar, Refusals


class Command(BaseCommand):
    help = (
        "Import captured payments from CSV or JSON lines. Sound rows go in, broken ones are told with row and reason,"
        " and nothing goes in twice: a run that broke off is simply started again. Ends with 1 if rows were refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--format", choices=sorted(formats()), help="Otherwise told by the columns.")
        parser.add_argument("--account", default="", help="Gateway account of rows that name none.")
        parser.add_argument("--dry-run", action="store_true", help="Check everything, write nothing.")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="Write the refused rows there, as CSV.")
        parser.add_argument("--describe", action="store_true", help="Explain the formats and end.")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if options["describe"]:
            self._describe()
            return
        if file is None:
            raise CommandError("Name the file to import, or ask with --describe what it may look like.")
        try:
            source = SourceFile(file)
            chosen = formats()[options["format"]] if options["format"] else format_of(source.names)
        except (OSError, BadInput) as trouble:
            raise CommandError(f"{file} cannot be imported: {trouble}") from trouble
        tally = self._run(source, chosen, options)
        self._conclude(tally, options["dry_run"])

    def _describe(self) -> None:
        for name, each in formats().items():
            self.stdout.write(f"--format {name}: {each.TITLE}\n\n{each.describe()}\n\n")

    def _run(self, source: SourceFile, chosen: Format, options: dict[str, Any]) -> Tally:
        refusals = Refusals(options["errors"], self.stdout)
        bar = Bar(sys.stderr, lambda: source.done)
        try:
            return import_payments(
                source.records(),
                partial(chosen.to_fields, account=options["account"]),
                actor=Actor.system("import_payments"),
                refuse=refusals,
                progress=bar,
                dry_run=options["dry_run"],
            )
        finally:
            bar.end()
            refusals.close()
            source.close()

    def _conclude(self, tally: Tally, dry_run: bool) -> None:
        done = "would be new" if dry_run else "new"
        self.stdout.write(
            f"{tally.read:,} rows: {tally.new:,} {done}, {tally.known:,} here already,"
            f" {tally.left_out:,} left out, {tally.refused:,} refused."
        )
        if tally.refused:
            sys.exit(1)
