"""Fills a shop up to so many refunds, and twice as many payments: `python -m tests.bench.many_refunds 1000000`.

They are copies of one paid refund, made by the database in portions, along 24 months; a portion is one transaction, and
the same command goes on where it was. The shop is only read afterwards: its triggers rest and it has no foreign keys,
since what is written fits by construction.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from datetime import timedelta

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from customers.models import Customer, Payment, PaymentLine, User  # noqa: E402
from refunds.ledger.post import post_reserve, post_reverse, post_settle  # noqa: E402
from refunds.models import (  # noqa: E402
    Approval,
    JournalEntry,
    JournalLine,
    Refund,
    RefundAttempt,
    RefundLine,
)

PORTION = 100_000
DAYS = 720
PEOPLE = 30
Changed = Mapping[str, str]
"""A column and its SQL: `n` is the number of the refund, from 1; `t` the row that is copied."""

_SOLD = f"(%(begins)s::timestamptz + (m::float8 / (2 * %(wanted)s)) * interval '{DAYS} days')"
"""Of the m-th payment; refund n is of payment 2n."""

_ASKED = f"(%(begins)s::timestamptz + (n::float8 / %(wanted)s) * interval '{DAYS} days'" \
         " + mod(n * 7919, 28800) * interval '1 minute')"  # fmt: skip
_PAID = f"({_ASKED} + (30 + mod(n * 104729, 5000)) * interval '1 minute')"
_BACK = f"({_PAID} + interval '9 days')"
_OF = "(ARRAY[{values}])[1 + mod({number} * {stride}, {count})]"


def one_of(values: list[str], number: str, stride: int) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return _OF.format(values=listed, number=number, stride=stride, count=len(values))


COUNTRIES = ["DE", "FR", "AT", "NL", "ES", "IT", "PL", "SE", "DK", "BE", "US", "GB", "CH", "CZ", "FI", "IE", "PT", "NO"]
REASONS = [str(value) for value in Refund.Reason.values]
PAYMENT: Changed = {
    "id": "%(base)s + m", "reference": "'PM-B-' || m", "gateway_reference": "'pay_b_' || m", "captured_at": _SOLD,
    "order_reference": "'ORDER-B-' || m", "ordered_at": _SOLD, "created_at": _SOLD, "delivered_at": _SOLD,
    "captured_minor": "8900", "refunded_minor": "CASE WHEN mod(m, 2) = 0 THEN 4300 ELSE 0 END",
    "country": one_of(COUNTRIES, "m", 7), "method": one_of(["card", "wallet", "bank"], "m", 5),
    "gateway_account": one_of(["sandbox", "second", "third"], "m", 11),
    "currency": one_of(["EUR", "EUR", "EUR", "USD"], "m", 3),
}  # fmt: skip
LINE: Changed = {
    "id": "%(base)s + m", "payment_id": "%(base)s + m", "sku": "'SKU-' || mod(m * 31, 500)",
    "channel": one_of(["web", "shop", "market"], "m", 13),
}  # fmt: skip
REFUND: Changed = {
    "id": "%(base)s + n", "reference": "'RF-B-' || n", "payment_id": "%(base)s + 2 * n", "created_at": _ASKED,
    "decided_at": _PAID, "approved_at": _PAID, "finished_at": _PAID, "decide_by": _ASKED,
    "reason": one_of(REASONS, "n", 7), "currency": one_of(["EUR", "EUR", "EUR", "USD"], "2 * n", 3),
    "skus": "ARRAY['SKU-' || mod(2 * n * 31, 500)]",
}  # fmt: skip
REFUND_LINE: Changed = {"id": "%(base)s + n", "refund_id": "%(base)s + n", "payment_line_id": "%(base)s + 2 * n"}
APPROVAL: Changed = {
    "id": "%(base)s + n", "refund_id": "%(base)s + n", "approved_at": _PAID,
    "approver_id": f"%(people)s + mod(n * 17, {PEOPLE})",
}  # fmt: skip
ATTEMPT: Changed = {
    "id": "%(base)s + n", "refund_id": "%(base)s + n", "reference": "'RF-B-' || n || '-1'",
    "idempotency_key": "'key-b-' || n", "gateway_reference": "'sbr_b_' || n", "created_at": _PAID, "sent_at": _PAID,
    "answered_at": f"{_PAID} + interval '2 seconds'", "finished_at": _PAID,
}  # fmt: skip


def entry(number: int, moment: str) -> Changed:
    """The entries of a refund stand side by side."""
    return {
        "id": f"%(base)s + 3 * n + {number}", "refund_id": "%(base)s + n", "posted_at": moment,
        "source": "'RF-B-' || n || '/1'",
    }  # fmt: skip


def line(number: int, side: int) -> Changed:
    return {
        "id": f"%(base)s + 6 * n + {2 * number + side}", "entry_id": f"%(base)s + 3 * n + {number}",
        "currency": one_of(["EUR", "EUR", "EUR", "USD"], "2 * n", 3),
    }  # fmt: skip


def main(wanted: int) -> None:
    _let_constraints_rest()  # the template begins where other refunds end
    template = _template()
    done, began = _known(), time.monotonic()
    while done < wanted:
        until = min(done + PORTION, wanted)
        _copy_portion(template, done, until, wanted)
        done = until
        print(f"  {done:,} of {wanted:,} refunds, {time.monotonic() - began:.0f} s", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _let_constraints_rest() -> None:
    with connection.cursor() as cursor:
        for model in (Payment, PaymentLine, Refund, RefundLine, Approval, RefundAttempt, JournalEntry, JournalLine):
            table = model._meta.db_table
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def _known() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM refunds_refund WHERE reference LIKE 'RF-B-%'")
        return int(cursor.fetchone()[0])


def _template() -> Mapping[str, int]:
    """One refund that was paid and came back; its rows are what is copied."""
    first = User.objects.order_by("pk").filter(email__startswith="bench").first()
    if first is None:
        people = [User.objects.create_user(f"bench{n}@shop.example", first_name=f"Person {n}") for n in range(PEOPLE)]
        first = people[0]
        with transaction.atomic():
            _one_refund(first)
    refund = Refund.objects.get(reference="RF-TEMPLATE")
    return {"refund": refund.pk, "people": first.pk}


def _one_refund(person: User) -> None:
    now = timezone.now() - timedelta(days=800)
    customer = Customer.objects.create(reference="CU-TEMPLATE", name="Mila Novak", email="mila@home.example")
    payment = Payment.objects.create(
        reference="PM-TEMPLATE", customer=customer, gateway="sandbox", gateway_account="sandbox", currency="EUR",
        gateway_reference="pay_t", captured_minor=8900, captured_at=now, country="DE", method="card",
    )  # fmt: skip
    bought = PaymentLine.objects.create(
        payment=payment, position=1, sku="SKU-1", description="Lamp", net_minor=7479, tax_minor=1421, channel="web",
    )  # fmt: skip
    refund = Refund.objects.create(
        reference="RF-TEMPLATE", customer=customer, payment=payment, currency="EUR", amount_minor=4300, round=1,
        reason="damaged", origin="portal", requested_by="customer:1", state="completed", created_at=now,
        decided_at=now, finished_at=now, skus=["SKU-1"],
    )  # fmt: skip
    RefundLine.objects.create(refund=refund, payment_line=bought, quantity=1, amount_minor=4300, tax_minor=686)
    Approval.objects.create(
        refund=refund, number=1, approver=person, actor="user:1", seen_hash="0" * 64, approved_at=now
    )
    RefundAttempt.objects.create(
        refund=refund, number=1, reference="RF-TEMPLATE-1", gateway="sandbox", gateway_account="sandbox",
        idempotency_key="template", body=b"{}", body_hash="0" * 64, gateway_reference="sbr_t", state="succeeded",
        sent_at=now, answered_at=now, finished_at=now,
    )  # fmt: skip
    for post in (post_reserve, post_settle, post_reverse):
        post(refund)


def _copy_portion(template: Mapping[str, int], done: int, until: int, wanted: int) -> None:
    refund = Refund.objects.get(pk=template["refund"])
    entries = {entry.kind: entry.pk for entry in JournalEntry.objects.filter(refund=refund)}
    numbers = {"base": 1_000_000, "wanted": wanted, "people": template["people"],
               "begins": timezone.now() - timedelta(days=DAYS + 15)}  # fmt: skip
    payments = f"generate_series({2 * done + 1}::bigint, {2 * until}) m"
    refunds = f"generate_series({done + 1}::bigint, {until}) n"
    came_back = f"{refunds} WHERE mod(n, 150) = 0"
    with transaction.atomic(), connection.cursor() as cursor:
        _copy(cursor, Payment, f"id = {refund.payment_id}", PAYMENT, payments, numbers)
        _copy(cursor, PaymentLine, f"payment_id = {refund.payment_id}", LINE, payments, numbers)
        for model, changed in ((RefundLine, REFUND_LINE), (Approval, APPROVAL), (RefundAttempt, ATTEMPT)):
            _copy(cursor, model, f"refund_id = {refund.pk}", changed, refunds, numbers)
        _copy(cursor, Refund, f"id = {refund.pk}", REFUND, refunds, numbers)
        for number, (kind, moment, which) in enumerate(
            (("reserve", _PAID, refunds), ("settle", _PAID, refunds), ("reverse", _BACK, came_back))
        ):
            _copy(cursor, JournalEntry, f"id = {entries[kind]}", entry(number, moment), which, numbers)
            for side, sign in enumerate(("<", ">")):
                where = f"entry_id = {entries[kind]} AND amount_minor {sign} 0"
                _copy(cursor, JournalLine, where, line(number, side), which, numbers)


def _copy(  # type: ignore[no-untyped-def]
    cursor, model, where: str, changed: Changed, series: str, numbers: Mapping[str, object]
) -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(changed.get(name, f"t.{name}") for name in columns)
    table, (numbered, _word, filtered) = model._meta.db_table, series.partition(" WHERE ")
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values}"
        f" FROM {numbered} CROSS JOIN (SELECT * FROM {table} WHERE {where}) t WHERE {filtered or 'true'}",
        numbers,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
