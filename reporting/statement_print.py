"""A statement's figures as pages, in the language that is spoken now. The same figures give the same bytes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from customers.dates import day
from customers.documents.long_paper import Told, print_long_paper, short_paper
from customers.languages import present_language
from reporting.models import Statement
from reporting.statement_figures import Figures
from reporting.statement_paper import front_of, sections_of

TEMPLATE = "pdf/statement.html"
FRONT, PARTIES, TOTALS_ROW, BALANCE_ROW, PROOF, PAGE = 440, 230, 95, 68, 440, 2550
"""What the parts of the front page need at most, in tenths of a millimetre.

A row of totals has two lines, and the head of the balances in languages with longer words.
"""


def print_statement(figures: Figures, checksum: str, told: Told | None = None) -> bytes:
    """Raises NotPrinted."""
    context = context_of(figures, checksum)
    return print_long_paper(TEMPLATE, context, sections_of(figures), room_on_front(figures), told)


def statement_on_one_page(figures: Figures, checksum: str) -> str | None:
    """The text of a statement whose tables fit on its front page; None for a longer one."""
    return short_paper(TEMPLATE, context_of(figures, checksum), sections_of(figures), room_on_front(figures))


def context_of(figures: Figures, checksum: str) -> dict[str, Any]:
    days = f"{day(date.fromisoformat(figures['first_on']))} – {day(date.fromisoformat(figures['last_on']))}"
    about = figures["customer"]["reference"] if figures["customer"] else figures["account"] or _("All customers")
    is_account = figures["kind"] == Statement.Kind.ACCOUNT
    title = _("Statement of account") if is_account else _("Statement of refunds")
    return {
        **front_of(figures, checksum),
        "language": present_language(),
        "paper_title": f"{title} · {about} · {days}",
        "paper_foot": f"{figures['shop']} · {title} · {about} · {days}",
    }


def room_on_front(figures: Figures) -> int:
    used = FRONT + PROOF + (PARTIES if figures["customer"] else 0)
    for rows, height in ((figures["totals"], TOTALS_ROW), (figures["balances"], BALANCE_ROW)):
        used += height * (len(rows) + 1) if rows else 0
    return max(0, PAGE - used)
