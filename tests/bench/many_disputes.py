"""Fills a desk up to so many disputes: `python -m tests.bench.many_disputes 200000`. They are copies of those told."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import django

django.setup()

import pgtrigger  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from psycopg.sql import SQL, Composable, Identifier, Literal  # noqa: E402

from customers.models import Payment, PaymentLine  # noqa: E402
from disputes.models import Dispute, DisputeEvent  # noqa: E402

OPEN_ONE_IN = 40
Changed = Mapping[str, str]
"""A column and its SQL: `t` is the row that is copied, `n` the number of the copy, `old` the last number there was."""

BACK = "mod(n, 700) * interval '1 day' + mod(n, 1440) * interval '1 minute'"
PAYMENT: Changed = {
    "id": "old + n", "reference": "'PM-B-' || n", "gateway_reference": "'pay_b_' || n",
    "order_reference": "'ORDER-B-' || n", "captured_at": f"t.captured_at - {BACK}",
    "ordered_at": f"t.ordered_at - {BACK}",
}  # fmt: skip
LINE: Changed = {"payment_id": "old + n", "position": "1"}
DISPUTE: Changed = {
    "id": "old + n", "payment_id": "of + n", "reference": "'DP-B-' || lpad(n::text, 7, '0')",
    "gateway_reference": "'dp_b_' || n", "stopped_refund_id": "NULL", "follows_id": "NULL",
    "opened_at": f"t.opened_at - {BACK}", "created_at": f"t.created_at - {BACK}",
    "finished_at": f"t.finished_at - {BACK}",
    "answer_by": "t.answer_by + mod(n, 9000) * interval '1 minute'",
    "respond_by": "t.respond_by + mod(n, 9000) * interval '1 minute'",
    "calendar_at": "t.calendar_at + mod(n, 9000) * interval '1 minute'",
}  # fmt: skip
EVENT: Changed = {"dispute_id": "old + n"}


def main(wanted: int) -> None:
    copied = copy_up_to(wanted)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"{copied} disputes copied", file=sys.stderr)


def copy_up_to(wanted: int) -> int:
    """Copy until there are so many. Returns how many are new."""
    missing = wanted - Dispute.objects.count()
    if missing <= 0:
        return 0
    told = Dispute.objects.filter(follows=None).exclude(reference__startswith="DP-B-")
    is_open = told.filter(state__in=Dispute.OPEN).values_list("pk", flat=True)
    ended = told.filter(state__in=Dispute.ENDED).values_list("pk", flat=True)
    chosen = f"(CASE WHEN mod(n, {OPEN_ONE_IN}) = 0 THEN {_one_of(is_open)} ELSE {_one_of(ended)} END)"
    disputes, payments = _last(Dispute), _last(Payment)
    of_payment = f"(SELECT payment_id FROM disputes_dispute WHERE id = {chosen})"
    # copies are born in the middle of their lives, which the tables' own triggers rightly refuse
    with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
        for model, key, source, old, changed in (
            (Payment, "id", of_payment, payments, PAYMENT),
            (PaymentLine, "id", _first_of(PaymentLine, "payment_id", of_payment), payments, LINE),
            (Dispute, "id", chosen, disputes, DISPUTE),
            (DisputeEvent, "id", _first_of(DisputeEvent, "dispute_id", chosen), disputes, EVENT),
        ):
            numbers = {"n": Literal(missing), "old": Literal(old), "of": Literal(payments)}
            cursor.execute(_copy(model, key, source, changed, numbers).as_string(connection.connection))
        for model in (Payment, PaymentLine, Dispute, DisputeEvent):
            counting_on = SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))").format(
                Literal(model._meta.db_table), Identifier(model._meta.db_table)
            )
            cursor.execute(counting_on.as_string(connection.connection))
    return missing


def _one_of(keys) -> str:  # type: ignore[no-untyped-def]
    known = ", ".join(str(key) for key in keys)
    return f"(ARRAY[{known}])[mod(n, {len(keys)}) + 1]"


def _first_of(model, column: str, owner: str) -> str:  # type: ignore[no-untyped-def]
    return f"(SELECT min(id) FROM {model._meta.db_table} WHERE {column} = {owner})"


def _last(model) -> int:  # type: ignore[no-untyped-def]
    return int(model.objects.order_by("-pk").values_list("pk", flat=True)[0])


def _copy(  # type: ignore[no-untyped-def]
    model, key: str, source: str, changed: Changed, numbers: Mapping[str, Composable]
) -> Composable:
    """Insert `n` copies of the rows that `source` names, with what is changed in each."""
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id" or "id" in changed]
    values = [SQL(changed[name]) if name in changed else SQL("t.{}").format(Identifier(name)) for name in columns]
    return SQL(
        "INSERT INTO {table} ({columns}) SELECT {values}"
        " FROM (SELECT n, {old}::bigint AS old, {of}::bigint AS of FROM generate_series(1, {n}) n) every"
        " JOIN {table} t ON t.{key} = " + source
    ).format(
        table=Identifier(model._meta.db_table),
        columns=SQL(", ").join(Identifier(name) for name in columns),
        values=SQL(", ").join(values),
        key=Identifier(key),
        **numbers,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
