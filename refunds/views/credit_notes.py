"""Credit notes: the list with what waits, one note with its moves, and its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.errors import NotFound, RecourseError
from customers.models import Payment
from customers.money import parse_amount
from refunds import permissions
from refunds.actions.issue_credit_note import issue_for_refund, issue_without_refund, void_credit_note
from refunds.actions.print_credit_note import paper_of
from refunds.credit_notes.einvoice import fits
from refunds.credit_notes.paper import paper_context
from refunds.credit_notes.queries import all_notes, find_note, lately_without_note, to_be_voided, with_words
from refunds.models import CreditNote, CreditNotePaper
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.credit_note_forms import IssueForm, ReasonForm
from refunds.views.paging import key_page
from refunds.views.policies import pdf_response
from refunds.worklist.counts import capped_counts

ALL, DUE, MISSING = TABS = ("all", "taking-back", "missing")
LONGEST_WORDS = 100
XML = "application/xml"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.REPORT)
def credit_notes(request: StaffRequest) -> HttpResponse:
    """List notes, newest first, and what waits for one; a POST issues a note without a refund."""
    form = IssueForm(request.POST or None)
    if request.method == "POST":
        if not form.is_valid():
            return _list(request, form, 400)
        try:
            return _issued(request, _issue(request, form.cleaned_data))
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.take(refusal)
            return _list(request, form, refusal.status)
    return _list(request, form, 200)


@require_GET
@staff_page(permissions.REPORT)
def credit_note(request: StaffRequest, number: str) -> HttpResponse:
    return _draw(request, find_note(number), ReasonForm())


@require_POST
@staff_page(permissions.ISSUE_CREDIT_NOTES)
def voiding(request: StaffRequest, number: str) -> HttpResponse:
    """Take a note back by a counter-document."""
    note, form = find_note(number), ReasonForm(request.POST)
    if not form.is_valid():
        return _draw(request, note, form, 400)
    try:
        counter = void_credit_note(actor=request.actor, number=number, reason=form.cleaned_data["reason"])
    except RecourseError as refusal:
        form.take(refusal)
        return _draw(request, note, form, refusal.status)
    messages.success(request, _("%(note)s is taken back by %(counter)s.") % {"note": number, "counter": counter})
    return redirect("refunds:credit_note", counter.number)


@require_POST
@staff_page(permissions.ISSUE_CREDIT_NOTES)
def issuing(request: StaffRequest, reference: str) -> HttpResponse:
    """Issue the note of a refund."""
    note = issue_for_refund(actor=request.actor, reference=reference, reason=request.POST.get("reason", ""))
    messages.success(request, _("Credit note %s is issued. It is being printed.") % note)
    return redirect("refunds:refund", reference)


@require_GET
@staff_page()
def credit_note_pdf(request: StaffRequest, number: str) -> HttpResponse:
    return pdf_response(bytes(paper_of(find_note(number)).pdf), f"{number}.pdf")


@require_GET
@staff_page()
def credit_note_xml(request: StaffRequest, number: str) -> HttpResponse:
    """The same as UBL 2.1."""
    note = find_note(number)
    if not fits(note.content):
        raise NotFound(
            _("The amounts of this note cannot be said in an e-invoice: its standard has no place for them.")
        )
    return HttpResponse(
        paper_of(note).ubl,
        content_type=XML,
        headers={"Content-Disposition": f'attachment; filename="{number}.xml"', "Cache-Control": "private, no-store"},
    )


def _issue(request: StaffRequest, wish: dict[str, Any]) -> CreditNote:
    payment = Payment.objects.filter(reference=wish["payment"].strip()).first()
    if payment is None:
        raise NotFound(_("There is no such payment."), "payment_not_found", "payment")
    amount_minor = parse_amount(wish["amount"], payment.currency)
    return issue_without_refund(
        actor=request.actor, payment_reference=payment.reference, amount_minor=amount_minor, reason=wish["reason"]
    )


def _issued(request: StaffRequest, note: CreditNote) -> HttpResponse:
    messages.success(request, _("Credit note %s is issued. It is being printed.") % note)
    return redirect("refunds:credit_note", note.number)


def _list(request: StaffRequest, form: IssueForm, status: int) -> HttpResponse:
    tab = request.GET.get("tab", ALL)
    tab = tab if tab in TABS else ALL
    words = request.GET.get("q", "")[:LONGEST_WORDS]
    rows = to_be_voided(all_notes()) if tab == DUE else with_words(all_notes(), words)
    missing = lately_without_note().select_related("payment", "customer")
    context = {
        "tab": tab,
        "tabs": _tabs(tab),
        "words": words,
        "page": key_page(request, missing, "finished_at") if tab == MISSING else key_page(request, rows, "created_at"),
        "form": form if permissions.ISSUE_CREDIT_NOTES in request.allowed else None,
    }
    return render(request, "refunds/credit_notes.html", context, status=status)


def _tabs(current: str) -> list[dict[str, Any]]:
    names = {ALL: _("All"), DUE: _("To be taken back"), MISSING: _("Refunds without one")}
    (due,) = capped_counts([to_be_voided(CreditNote.objects.all())])
    return [
        {"label": label, "url": f"?tab={name}", "current": name == current, "count": due if name == DUE else ""}
        for name, label in names.items()
    ]


def _draw(request: StaffRequest, note: CreditNote, form: ReasonForm, status: int = 200) -> HttpResponse:
    may_void = permissions.ISSUE_CREDIT_NOTES in request.allowed and note.kind == CreditNote.Kind.CREDIT
    context = {
        "note": note,
        "content": paper_context(note),
        "has_einvoice": fits(note.content),
        "is_printed": CreditNotePaper.objects.filter(note=note).exists(),
        "form": form if may_void and not note.is_void else None,
    }
    return render(request, "refunds/credit_note.html", context, status=status)
