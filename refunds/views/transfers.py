"""Bank transfers: those that are due, the files that carry them, and what the bank answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customers.errors import NotFound, RecourseError
from customers.step_up import require_shown_lately, shown_again
from refunds import permissions
from refunds.actions.answer_transfers import ANSWER_MAX_BYTES, answer_transfer_file, read_bank_answer
from refunds.actions.collect_transfers import (
    MOST_LINES,
    collect_transfers,
    take_out_line,
    withdraw_transfer_file,
)
from refunds.actions.release_transfers import fetch_payment_file, release_transfer_file, require_typed
from refunds.actions.transfer_files import contents_hash
from refunds.banking.account import has_account
from refunds.models import BankAnswer, TransferFile, TransferLine
from refunds.transfers_due import ready_transfers, waiting_transfers
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.paging import key_page
from refunds.views.transfer_forms import CollectForm, LineForm, ReleaseForm, UploadForm, line_forms, words_of

State = TransferFile.State


@staff_page(permissions.SEE_TRANSFERS)
def transfers(request: StaffRequest) -> HttpResponse:
    """What a payment file can take now. POST collects what was chosen into a new one."""
    if request.method != "POST":
        return _due(request, CollectForm(initial={"execution_on": timezone.localdate()}))
    permissions.require(request.actor, permissions.MAKE_TRANSFERS)
    form = CollectForm(request.POST)
    if not form.is_valid():
        return _due(request, form, status=400)
    chosen = [text.strip().upper()[:32] for text in request.POST.getlist("refund") if "\x00" not in text]
    try:
        made = collect_transfers(
            actor=request.actor,
            execution_on=form.cleaned_data["execution_on"],
            references=None if "everything" in request.POST else chosen,
        )
    except RecourseError as refusal:
        _take(request, form, refusal)
        return _due(request, form, status=refusal.status)
    messages.success(request, _("The file is ready for a second person. Nothing has left."))
    return redirect("refunds:transfer_file", made.reference)


@require_GET
@staff_page(permissions.SEE_TRANSFERS)
def waiting(request: StaffRequest) -> HttpResponse:
    """What no payment file can take yet, and why."""
    page = key_page(request, waiting_transfers(), "approved_at", newest_first=False)
    return render(request, "refunds/transfers/waiting.html", {"page": page, "tabs": _tabs("waiting")})


@require_GET
@staff_page(permissions.SEE_TRANSFERS)
def files(request: StaffRequest) -> HttpResponse:
    """Every file, the newest first."""
    rows = TransferFile.objects.select_related("maker", "releaser").defer("sealed_xml")
    page = key_page(request, rows, "created_at")
    return render(request, "refunds/transfers/files.html", {"page": page, "tabs": _tabs("files")})


@require_GET
@staff_page(permissions.SEE_TRANSFERS)
def file(request: StaffRequest, reference: str) -> HttpResponse:
    return _draw(request, _found(reference))


@require_POST
@staff_page(permissions.SEE_TRANSFERS)
@shown_again
def release(request: StaffRequest, reference: str) -> HttpResponse:
    """The second person's word; whoever gives it has just shown that it is they."""
    found = _found(reference)
    form = ReleaseForm(found, request.POST)
    status = 400
    if form.is_valid():
        try:
            permissions.require(request.actor, permissions.RELEASE_TRANSFERS)
            require_typed(found, form.cleaned_data["typed"])
            release_transfer_file(actor=request.actor, reference=reference, seen=form.cleaned_data["seen"])
        except RecourseError as refusal:
            _take(request, form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Released. Finance can download it for the bank now."))
            return redirect("refunds:transfer_file", reference)
    return _draw(request, _found(reference), release_form=form, status=status)


@require_POST
@staff_page(permissions.MAKE_TRANSFERS)
def download(request: StaffRequest, reference: str) -> HttpResponse:
    """Hand out the file for the bank: it holds whole account numbers, so nobody on the way keeps it."""
    require_shown_lately(request)
    try:
        xml = fetch_payment_file(actor=request.actor, reference=reference)
    except RecourseError as refusal:
        return _refused(request, reference, refusal)
    response = HttpResponse(xml, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{reference}.xml"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@staff_page(permissions.SEE_TRANSFERS)
def withdrawal(request: StaffRequest, reference: str) -> HttpResponse:
    try:
        withdraw_transfer_file(actor=request.actor, reference=reference)
    except RecourseError as refusal:
        return _refused(request, reference, refusal)
    messages.success(request, _("Withdrawn. Its refunds can be collected again."))
    return redirect("refunds:transfer_file", reference)


@require_POST
@staff_page(permissions.MAKE_TRANSFERS)
def removal(request: StaffRequest, reference: str) -> HttpResponse:
    """Take one refund out of a draft."""
    refund = request.POST.get("refund", "")[:32].replace("\x00", "")
    try:
        take_out_line(actor=request.actor, reference=reference, refund=refund)
    except RecourseError as refusal:
        return _refused(request, reference, refusal)
    messages.success(request, _("Taken out. It can be collected again."))
    return redirect("refunds:transfer_file", reference)


@require_POST
@staff_page(permissions.MAKE_TRANSFERS)
def file_answer(request: StaffRequest, reference: str) -> HttpResponse:
    """What the bank made of each line, as a person read it."""
    found = _found(reference)
    asked = line_forms(_lines(found), request.POST)
    status, refusal_words = 400, ""
    if all(form.is_valid() for form in asked):
        try:
            answer_transfer_file(actor=request.actor, reference=reference, words=words_of(asked))
        except RecourseError as refusal:
            note_refusal(request, refusal)
            status, refusal_words = refusal.status, refusal.message
        else:
            messages.success(request, _("Kept. What was executed is completed, the rest is reopened."))
            return redirect("refunds:transfer_file", reference)
    return _draw(request, _found(reference), asked=asked, refusal=refusal_words, status=status)


@staff_page(permissions.SEE_TRANSFERS)
def answers(request: StaffRequest) -> HttpResponse:
    """The files of the bank that were read. POST takes in another one."""
    if request.method != "POST":
        return _answers(request, UploadForm())
    permissions.require(request.actor, permissions.MAKE_TRANSFERS)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answers(request, form, 400)
    sent = form.cleaned_data["file"]
    size = sent.size or 0
    content = b"" if size > ANSWER_MAX_BYTES else sent.read()
    try:
        read, is_new = read_bank_answer(actor=request.actor, name=sent.name, content=content, size=size)
    except RecourseError as refusal:
        _take(request, form, refusal)
        return _answers(request, form, refusal.status)
    said = _("Read. Below is what came of it.") if is_new else _("This very file was read before. Nothing was changed.")
    messages.success(request, said)
    return redirect("refunds:bank_answer", read.pk)


@require_GET
@staff_page(permissions.SEE_TRANSFERS)
def answer(request: StaffRequest, answer_id: int) -> HttpResponse:
    """What came of one file of the bank."""
    read = BankAnswer.objects.select_related("reader").filter(pk=answer_id).first()
    if read is None:
        raise NotFound(_("There is no such answer."), "bank_answer_not_found")
    return render(request, "refunds/transfers/answer.html", {"answer": read})


def _due(request: StaffRequest, form: CollectForm, status: int = 200) -> HttpResponse:
    context = {
        "page": key_page(request, ready_transfers(), "approved_at", newest_first=False),
        "form": form,
        "chosen": set(request.POST.getlist("refund")) if request.method == "POST" else None,
        "may_collect": permissions.MAKE_TRANSFERS in request.allowed,
        "has_account": has_account(),
        "most": MOST_LINES,
        "tabs": _tabs("due"),
    }
    return render(request, "refunds/transfers/due.html", context, status=status)


def _answers(request: StaffRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    page = key_page(request, BankAnswer.objects.select_related("reader").defer("results"), "read_at")
    may_read = permissions.MAKE_TRANSFERS in request.allowed
    context = {"page": page, "form": form if may_read else None, "tabs": _tabs("answers")}
    return render(request, "refunds/transfers/answers.html", context, status=status)


def _draw(
    request: StaffRequest,
    found: TransferFile,
    release_form: ReleaseForm | None = None,
    asked: list[LineForm] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = _lines(found)
    living = [line for line in lines if line.dropped_at is None]
    seen = contents_hash(found, living)
    may_make = permissions.MAKE_TRANSFERS in request.allowed
    if asked is None:
        asked = line_forms(living) if may_make and found.is_at_the_bank else []
    is_draft, is_own = found.state == State.DRAFT, found.maker_id == request.user.pk
    may_release = permissions.RELEASE_TRANSFERS in request.allowed and is_draft and not is_own
    if release_form is not None and may_release:
        release_form.data = {"typed": release_form.data.get("typed", ""), "seen": seen}
    context: dict[str, Any] = {
        "file": found,
        "rows": _rows(lines if found.state == State.WITHDRAWN else living, asked),
        "release_form": (release_form or ReleaseForm(found, initial={"seen": seen})) if may_release else None,
        "stray": release_form.errors.values() if release_form is not None and not may_release else [],
        "is_own_draft": is_draft and is_own,
        "may_take_out": may_make and is_draft,
        "may_download": may_make and found.state == State.RELEASED,
        "may_withdraw": found.state in (State.DRAFT, State.RELEASED)
        and not found.is_at_the_bank
        and (may_make or permissions.RELEASE_TRANSFERS in request.allowed),
        "may_answer": bool(asked),
        "refusal": refusal,
    }
    return render(request, "refunds/transfers/file.html", context, status=status)


def _rows(lines: list[TransferLine], asked: list[LineForm]) -> list[dict[str, Any]]:
    """Each line with how far it is, and the form for what the bank can still say about it."""
    form_of = {form.line.pk: form for form in asked}
    return [
        {"line": line, "state": line.attempt.state if line.attempt else "waiting", "form": form_of.get(line.pk)}
        for line in lines
    ]


def _refused(request: StaffRequest, reference: str, refusal: RecourseError) -> HttpResponse:
    note_refusal(request, refusal)
    return _draw(request, _found(reference), refusal=refusal.message, status=refusal.status)


def _take(request: StaffRequest, form: Any, refusal: RecourseError) -> None:
    note_refusal(request, refusal)
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def _lines(found: TransferFile) -> list[TransferLine]:
    return list(found.lines.select_related("refund__customer", "details", "attempt").order_by("number"))


def _tabs(current: str) -> list[dict[str, Any]]:
    names = {
        "due": (_("Ready to be paid"), "refunds:transfers"),
        "waiting": (_("Waiting"), "refunds:transfers_waiting"),
        "files": (_("Payment files"), "refunds:transfer_files"),
        "answers": (_("The bank's answers"), "refunds:bank_answers"),
    }
    return [
        {"label": label, "url": reverse(route), "current": name == current} for name, (label, route) in names.items()
    ]


def _found(reference: str) -> TransferFile:
    rows = TransferFile.objects.select_related("maker", "releaser", "fetcher").defer("sealed_xml")
    found = rows.filter(reference=reference).first()
    if found is None:
        raise NotFound(_("There is no such payment file."), "transfer_file_not_found")
    return found
