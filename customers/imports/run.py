"""Running an import: check each record, write in batches, tell what was refused. A second run writes nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.errors import BadInput
from customers.imports.rows import PaymentRow, read_row
from customers.imports.write import Numbered, write_rows

BATCH = 5_000

Record = Mapping[str, Any]
ToFields = Callable[[Record], dict[str, Any] | None]
Refuse = Callable[[int, BadInput], None]
Progress = Callable[["Tally"], None]


@dataclass
class Tally:
    """What became of the records so far."""

    read: int = 0
    new: int = 0
    known: int = 0
    left_out: int = 0
    refused: int = 0


def import_payments(
    records: Iterable[tuple[int, Record | BadInput]],
    to_fields: ToFields,
    *,
    actor: Actor,
    refuse: Refuse,
    progress: Progress,
    dry_run: bool = False,
) -> Tally:
    """Write every sound payment that is not here yet, batch by batch; call `refuse` with row and reason of the others.

    A batch is one transaction: what a killed run has written stays, and the next run goes on from there.
    """
    run = _Run(to_fields, refuse, Tally())
    coming = iter(records)
    while records_of_batch := list(islice(coming, BATCH)):
        rows = list(run.sound_rows(records_of_batch))
        new, contradicting = write_rows(rows, actor, dry_run) if rows else (0, [])
        for number in sorted(contradicting):
            run.refuse_row(number, BadInput(_("This payment is here already with another amount."), "contradicts"))
        run.tally.new += new
        run.tally.known += len(rows) - new - len(contradicting)
        progress(run.tally)
    return run.tally


class _Run:
    """What one run remembers from batch to batch."""

    def __init__(self, to_fields: ToFields, refuse: Refuse, tally: Tally) -> None:
        self.to_fields = to_fields
        self.refuse = refuse
        self.tally = tally
        self.row_of: dict[tuple[str, str, str], int] = {}

    def sound_rows(self, records: Iterable[tuple[int, Record | BadInput]]) -> Iterator[Numbered]:
        for number, record in records:
            self.tally.read += 1
            try:
                row = self._row(number, record)
            except BadInput as refusal:
                self.refuse_row(number, refusal)
                continue
            if row is None:
                self.tally.left_out += 1
            else:
                yield number, row

    def refuse_row(self, number: int, refusal: BadInput) -> None:
        self.tally.refused += 1
        self.refuse(number, refusal)

    def _row(self, number: int, record: Record | BadInput) -> PaymentRow | None:
        if isinstance(record, BadInput):
            raise record
        fields = self.to_fields(record)
        if fields is None:
            return None
        row = read_row(fields)
        charge = (row.gateway, row.gateway_account, row.gateway_reference)
        first = self.row_of.setdefault(charge, number)
        if first != number:
            raise BadInput(_("This is the payment of row %d again.") % first, "row_twice", "gateway_reference")
        return row
