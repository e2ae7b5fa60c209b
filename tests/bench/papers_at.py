"""One measurement of printing, on standard output: pieces a second as the house prints, and as WeasyPrint does."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

ROWS_A_PAGE = 50
PLAIN = (
    "@page { size: A4; margin: 12mm } body { font: 8pt Inter } table { width: 100%; border-collapse: collapse }"
    " td, th { padding: .8mm; text-align: left; border-bottom: .4pt solid #ccc }"
)
CHECKSUM = "a1b2c3d4e5f60718" * 4
FEW = 20


def main() -> None:
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}
    os.environ.update({"DJANGO_SETTINGS_MODULE": "config.settings", **nowhere})
    import django

    django.setup()
    from django.conf import settings

    from customers.brand import Brand, remember

    settings.BRAND_SECONDS = 24 * 3600
    remember(Brand())
    what, size = sys.argv[1], int(sys.argv[2])
    print(json.dumps((statement if what == "statement" else batch)(size)))


def statement(pages: int) -> tuple[float, float]:
    from customers.documents.render import pages_in, print_html
    from reporting.statement_print import print_statement

    figures = figures_of((pages - 1 or 0.2) * ROWS_A_PAGE)
    print_html("<p>warm")
    paper, seconds = timed(lambda: print_statement(figures, CHECKSUM))
    table, plain_seconds = timed(lambda: print_html(plain_table(pages), seconds=900))
    return pages_in(paper) / seconds, pages_in(table) / plain_seconds


def batch(count: int) -> tuple[float, float]:
    from customers.documents.render import print_html, print_side_by_side
    from reporting.actions.make_statement_batch import IN_A_CHILD
    from reporting.statement_print import statement_on_one_page

    def texts() -> Any:
        for number in range(count):
            html = statement_on_one_page(figures_of(8, seed=number), CHECKSUM)
            assert html
            yield html

    print_html("<p>warm")
    papers, seconds = timed(lambda: sum(1 for _paper in print_side_by_side(texts(), at_once=IN_A_CHILD)))
    few = [statement_on_one_page(figures_of(8, seed=number), CHECKSUM) or "" for number in range(FEW)]
    _all, few_seconds = timed(lambda: [print_html(html) for html in few])
    return papers / seconds, FEW / few_seconds


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    done = work()
    return done, time.perf_counter() - start


def figures_of(rows: float, seed: int = 1) -> dict[str, Any]:
    """What a shop's period looks like: names of all lengths, some fees, some money that came back."""
    dice = random.Random(seed)
    names = ("Mila Novak", "Tom Berg", "Jørgen Ægir Østergård-van der Straaten", "Zoë Ünal", "Ana Lima", "Chloë D’Arcy")
    movements = [_movement(dice, names, place, int(rows)) for place in range(int(rows))]
    net = sum(row["amount_minor"] for row in movements)
    total = {
        "currency": "EUR", "payment_count": len(movements), "gross_minor": 9_999_999, "refund_count": len(movements),
        "refunded_minor": net, "returned_count": 0, "returned_minor": 0, "net_refunded_minor": net,
        "net_minor": 9_999_999 - net,
    }  # fmt: skip
    balance = {
        "account": "refunds_payable", "currency": "EUR", "opening_minor": 0, "debit_minor": net, "credit_minor": -net,
        "closing_minor": 0,
    }  # fmt: skip
    return {
        "kind": "period", "shop": "Lumen & Hearth", "zone": "Europe/Berlin", "first_on": "2026-10-01",
        "last_on": "2026-10-31", "ledger_entry": 1234, "customer": None, "account": "", "gateway": "",
        "balances": [balance], "payments": [], "movements": movements, "lines": [], "totals": [total],
    }  # fmt: skip


def _movement(dice: random.Random, names: tuple[str, ...], place: int, rows: int) -> dict[str, Any]:
    return {
        "on": (date(2026, 10, 1) + timedelta(days=place * 30 // max(rows, 1))).isoformat(), "kind": "settle",
        "refund": f"RF-2026-{place:06d}", "payment": f"PM-2026-{place:06d}", "order": f"LH-{10_000 + place}",
        "customer": f"CU-2026-{place:06d}", "customer_name": dice.choice(names),
        "rail": dice.choice(("original", "original", "store_credit", "bank_transfer")), "currency": "EUR",
        "goodwill_minor": 0, "fee_minor": 500 if place % 23 == 5 else 0,
        "amount_minor": dice.randint(100, 200_000) * (-1 if place % 19 == 7 else 1),
    }  # fmt: skip


def plain_table(pages: int) -> str:
    """As many values as a statement's row has, each in a cell."""
    rows = figures_of(pages * ROWS_A_PAGE)["movements"]
    names = ("on", "refund", "payment", "order", "customer_name", "rail")
    cells = "".join(
        f"<tr>{''.join(f'<td>{row[name]}</td>' for name in names)}<td>{row['amount_minor'] / 100:,.2f} EUR</td></tr>"
        for row in rows
    )
    heads = "".join(f"<th>{name}</th>" for name in (*names, "amount"))
    return f"<style>{PLAIN}</style><table><thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table>"


if __name__ == "__main__":
    main()
