"""Printing credit notes: the paper, and the e-invoice inside it, from what was issued and nothing else."""

from __future__ import annotations

import hashlib
import os
import socket
import time

import structlog
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from customers.documents.render import NotPrinted
from customers.errors import Conflict
from refunds.actions.issue_credit_note import PRINT
from refunds.credit_notes.einvoice import as_cii, as_ubl, fits
from refunds.credit_notes.paper import print_note
from refunds.models import CreditNote, CreditNotePaper, WorkOrder
from refunds.outbox.lease import finish, lease_due, postpone

AGAIN_SECONDS = 60

log = structlog.get_logger(__name__)


def print_due_notes(stop_at: float) -> int:
    """Print what was issued, one note after the other, until none is due or the round is over (monotonic).

    Returns how many were taken. Printing never stands before money: it has a task of its own.
    """
    worker, taken = f"{socket.gethostname()}:{os.getpid()}", 0
    while time.monotonic() < stop_at and (orders := lease_due(PRINT, worker, 1)):
        _print(orders[0])
        taken += 1
    return taken


def _print(order: WorkOrder) -> None:
    note = CreditNote.objects.get(number=order.payload["number"])
    try:
        keep_paper(note)
    except NotPrinted as trouble:
        log.error("credit_note.not_printed", note=note.number, error=str(trouble))
        postpone(order, AGAIN_SECONDS, str(trouble))
    else:
        finish(order)


def keep_paper(note: CreditNote) -> CreditNotePaper:
    """Print a note once and keep it; what is there stays. Raises NotPrinted."""
    kept = CreditNotePaper.objects.filter(note=note).first()
    if kept is not None:
        return kept
    with translation.override(note.language):
        cii, ubl = _e_invoices(note) if fits(note.content) else ("", "")
        pdf = print_note(note, cii)
    made = {"pdf": pdf, "sha256": hashlib.sha256(pdf).hexdigest(), "cii": cii, "ubl": ubl}
    with transaction.atomic():
        paper, _is_new = CreditNotePaper.objects.get_or_create(note=note, defaults=made)
    return paper


def _e_invoices(note: CreditNote) -> tuple[str, str]:
    return as_cii(note.number, note.content).decode(), as_ubl(note.number, note.content).decode()


def paper_of(note: CreditNote) -> CreditNotePaper:
    """The printed note. Raises Conflict while it is not printed."""
    paper = CreditNotePaper.objects.filter(note=note).first()
    if paper is None:
        raise Conflict(_("This paper is being printed. Try again in a moment."), "not_printed_yet")
    return paper
