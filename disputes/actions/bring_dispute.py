"""Bringing in disputes that no gateway of ours tells of: from a dispute platform, or from a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.errors import BadInput, RecourseError
from customers.money import format_money, parse_amount
from disputes.actions.take_dispute import take_dispute
from disputes.bookkeeping import FROM_FILE
from disputes.models import Dispute, MoneyMoved
from disputes.record_shape import DisputeIn, record_of
from refunds import permissions
from refunds.errors import Unmatched
from refunds.gateways.accounts import account_codes
from refunds.gateways.dispute_types import DisputeRecord, DisputeStage, MovementKind

MOST_LINES = 5_000
MOST_BYTES = 5 * 1024**2
TROUBLES_SHOWN = 50
MONEY = tuple(kind.value for kind in MovementKind)
"""Columns of a file for what was moved in all, in the currency of the dispute. A file knows no ids of movements."""
COLUMNS = (*(name for name in DisputeIn().fields if name not in ("amount_minor", "movements")), *MONEY)
NEEDED = ("account", "gateway_reference", "payment", "state", "amount", "currency")


def bring_dispute(
    *, actor: Actor, account: str, record: DisputeRecord, source: str = Dispute.Source.API
) -> tuple[Dispute, bool]:
    """Open or bring up to date a dispute; tell whether it is new. Raises BadInput for what cannot be meant."""
    permissions.require(actor, permissions.BRING_DISPUTES)
    gateway = account_codes().get(account)
    if gateway is None:
        raise BadInput(_("There is no gateway account of this name."), "unknown_account", "account")
    if record.state is not None and record.state.value.startswith("inquiry") != (record.stage == DisputeStage.INQUIRY):
        raise BadInput(_("This state does not belong to this stage."), "stage_does_not_fit", "stage")
    known = Dispute.objects.filter(gateway_account=account, gateway_reference=record.gateway_reference)
    is_new = not known.filter(gateway=gateway).exists()
    try:
        dispute = take_dispute(actor=actor, gateway=gateway, account=account, record=record, source=source)
    except Unmatched as trouble:
        raise BadInput(trouble.message, "unknown_payment", "payment") from None
    return dispute, is_new


@dataclass(slots=True)
class Brought:
    """What a file brought: how many disputes are new, how many were known, and what is wrong with which line."""

    new: int = 0
    known: int = 0
    troubles: list[tuple[int, str]] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        return len(self.troubles)


def bring_file(*, actor: Actor, content: bytes) -> Brought:
    """Bring in a CSV file line by line, each in its own transaction; a bad line is told and the rest goes on.

    Amounts are written with a point ("43.10"), moments in ISO 8601. The same file twice changes nothing; neither does
    money in it that the gateway has told of itself. Raises BadInput for a file that cannot be read at all.
    """
    permissions.require(actor, permissions.BRING_DISPUTES)
    brought = Brought()
    for number, line in _lines(content):
        try:
            sent = _checked(line)
            _require_as_booked(sent)
            _dispute, is_new = bring_dispute(
                actor=actor, account=sent["account"], record=record_of(sent), source=Dispute.Source.IMPORT
            )
        except RecourseError as refusal:
            brought.troubles.append((number, refusal.message))
            continue
        brought.new += is_new
        brought.known += not is_new
    return brought


def _lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise BadInput(_("The file is larger than %d MB.") % (MOST_BYTES // 1024**2), "file_too_large", "file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(_("The file is not UTF-8."), "not_utf8", "file") from None
    rows = list(_rows(text))
    if len(rows) > MOST_LINES + 1:
        raise BadInput(_("The file has more than %d lines.") % MOST_LINES, "too_many_lines", "file")
    header = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in NEEDED if name not in header]
    foreign = [name for name in header if name not in (*COLUMNS, "amount")]
    if missing or foreign:
        words = _("These columns are missing: %s.") if missing else _("These columns are not known: %s.")
        raise BadInput(words % ", ".join((missing or foreign)[:10])[:200], "bad_columns", "file")
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            yield number, dict(zip(header, row, strict=False))


def _rows(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for read, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter)):
            if read > MOST_LINES + 1:
                return
            yield row
    except csv.Error as trouble:
        raise BadInput(_("The file is no CSV: %s") % str(trouble)[:100], "not_csv", "file") from None


def _checked(line: Mapping[str, str]) -> dict[str, Any]:
    """A line as the same strict input that the API takes."""
    said: dict[str, Any] = {name: value.strip() for name, value in line.items() if value and value.strip()}
    for name in ("can_respond", "can_accept", "is_refundable"):
        if name in said:
            said[name] = {"yes": True, "true": True, "no": False, "false": False}.get(said[name].lower(), said[name])
    currency = said["currency"] = said.get("currency", "").upper()
    if "amount" in said:
        said["amount_minor"] = _amount(said.pop("amount"), currency)
    if moved := [_movement(name, said.pop(name), currency) for name in MONEY if name in said]:
        said["movements"] = moved
    sent = DisputeIn(data=said)
    if not sent.is_valid():
        name, errors = next(iter(sent.errors.items()))
        raise BadInput(f"{name}: {errors[0]}", "bad_line", "file")
    return dict(sent.validated_data)


def _movement(name: str, text: str, currency: str) -> dict[str, Any]:
    amount_minor = _amount(text, currency, name)
    return {"movement_id": f"{FROM_FILE}{name}", "kind": name, "amount_minor": amount_minor, "currency": currency}


def _require_as_booked(sent: Mapping[str, Any]) -> None:
    """What a file has told of money stays as it was booked. Raises BadInput where this one says otherwise."""
    booked = MoneyMoved.objects.filter(
        dispute__gateway_account=sent["account"],
        dispute__gateway_reference=sent["gateway_reference"],
        movement_id__startswith=FROM_FILE,
    )
    known = {move.movement_id: (move.amount_minor, move.currency) for move in booked}
    for move in sent.get("movements", ()):
        now = (move["amount_minor"], move["currency"])
        if known.get(move["movement_id"], now) != now:
            amount = format_money(*known[move["movement_id"]])
            words = _("%(column)s is booked already, as %(amount)s; what is booked is not changed.")
            raise BadInput(words % {"column": move["kind"], "amount": amount}, "bad_line", "file")


def _amount(text: str, currency: str, name: str = "amount") -> int:
    try:
        return parse_amount(text, currency)
    except RecourseError as refusal:
        raise BadInput(f"{name}: {refusal.message}", "bad_line", "file") from None
