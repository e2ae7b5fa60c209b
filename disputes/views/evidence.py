"""The page of a case's evidence: what wins, what we have, the draft that saves itself, the packet, and the one shot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.documents.intake import megabytes
from customers.errors import BadInput, NotFound, RecourseError
from disputes.actions.accept_dispute import accept_dispute
from disputes.actions.answer_dispute import answer_dispute
from disputes.actions.build_packet import build_packet
from disputes.actions.draft_files import (
    attach_files,
    document_of_draft,
    documents_of_dispute,
    put_out_file,
    take_over_document,
)
from disputes.actions.release_answer import release_answer, take_answer_back
from disputes.actions.write_draft import fill_draft, open_draft, save_draft, settle_clash
from disputes.evidence_screen import Screen, choices_of_goods, choices_of_pieces, evidence_screen, parts_told
from disputes.views.draft_form import changed_elsewhere, drawn_as, read_draft_form
from refunds import permissions
from refunds.views import sent_files
from refunds.views.access import StaffRequest, note_refusal, staff_page


@require_safe
@staff_page(permissions.SEE_DISPUTES)
def evidence(request: StaffRequest, reference: str) -> HttpResponse:
    return _page(request, reference)


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def drafting(request: StaffRequest, reference: str) -> HttpResponse:
    return _act(
        request, reference, open_draft, _("The draft is begun, with what can be said from our records."), "draft"
    )


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def draft(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep the draft. It saves itself where scripts run; the answer is then only the line that says so."""
    screen = evidence_screen(reference, request.user, request.allowed)
    posted = read_draft_form(request.POST, [one.name for one in screen.fields])
    try:
        save_draft(
            actor=request.actor, reference=reference, version=-1, texts=posted.texts, seen=posted.seen,
            goods=posted.goods, left_out=posted.left_out, defence=posted.defence,
        )  # fmt: skip
    except RecourseError as refusal:
        note_refusal(request, refusal)
        if request.htmx:
            return _saved(request, reference, refusal)
        return _page(request, reference, refusal, status=refusal.status, kept=request.POST)
    if request.htmx:
        return _saved(request, reference)
    messages.success(request, _("The draft is saved."))
    return _back(reference, "draft")


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def choice(request: StaffRequest, reference: str) -> HttpResponse:
    """Take the words that were set aside, or drop them."""
    field, _colon, word = request.POST.get("choice", "")[:250].partition(":")
    said = _("Your choice is kept.")
    return _act(request, reference, settle_clash, said, "draft", field=field, take=word == "take")


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def filling(request: StaffRequest, reference: str) -> HttpResponse:
    return _act(request, reference, fill_draft, _("Empty fields are filled from our records."), "draft")


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def files(request: StaffRequest, reference: str) -> HttpResponse:
    """Take files in, or one over from the payment's cases; a refusal is said here, and nothing was kept."""
    piece = request.POST.get("piece", "")
    if key := request.POST.get("document", ""):
        said = _("The document is in the draft.")
        return _act(request, reference, take_over_document, said, "files", piece=piece, key=key[:64])
    said = _("The files are in the draft.")
    sent = sent_files.sent_files(request)
    return _act(request, reference, attach_files, said, "files", piece=piece, files=sent)


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def file_removal(request: StaffRequest, reference: str, key: str) -> HttpResponse:
    return _act(request, reference, put_out_file, _("The file is out of the draft."), "files", key=key)


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def packet(request: StaffRequest, reference: str) -> HttpResponse:
    said = _("The packet is built. Look at it page by page before you hand it in.")
    return _act(request, reference, build_packet, said, "packet")


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def submission(request: StaffRequest, reference: str) -> HttpResponse:
    """The one shot. The number of the dispute is typed, because it cannot be undone."""
    said = _("The answer is stored, and is handed in now or once a second person has released it.")
    return _confirmed(request, reference, "submission", answer_dispute, said, version=_version(request))


@require_POST
@staff_page(permissions.ACCEPT_DISPUTES)
def acceptance(request: StaffRequest, reference: str) -> HttpResponse:
    said = _("The gateway is told now, or once a second person has released it.")
    return _confirmed(request, reference, "acceptance", accept_dispute, said)


@require_POST
@staff_page(permissions.RELEASE_ANSWERS)
def release(request: StaffRequest, reference: str) -> HttpResponse:
    said = _("Released. It is handed in now.")
    return _confirmed(request, reference, "release", release_answer, said, answer=request.POST.get("answer", "")[:60])


@require_POST
@staff_page(permissions.SEE_DISPUTES)
def taking_back(request: StaffRequest, reference: str) -> HttpResponse:
    said = _("Taken back. The draft can be changed again.")
    return _act(request, reference, take_answer_back, said, "answer", answer=request.POST.get("answer", "")[:60])


@require_safe
@staff_page(permissions.SEE_DISPUTES)
def document(request: StaffRequest, reference: str, key: str) -> HttpResponse:
    """The viewer: the packet as it will arrive, and every file of the case, page by page."""
    found = document_of_draft(reference, key)
    stops = sent_files.viewer(
        documents_of_dispute(reference), key, request.GET.get("page", "1"), "disputes:evidence_document", reference
    )
    context = {**stops, "found": found, "reference": reference, "is_full": request.GET.get("size") == "full"}
    return render(request, "disputes/evidence_document.html", context)


@require_safe
@staff_page(permissions.SEE_DISPUTES)
def picture(request: StaffRequest, reference: str, key: str, number: int, size: str) -> HttpResponse:
    return sent_files.picture(document_of_draft(reference, key), number, size)


@require_safe
@staff_page(permissions.SEE_DISPUTES)
def file(request: StaffRequest, reference: str, key: str) -> HttpResponse:
    return sent_files.attachment(document_of_draft(reference, key))


def _act(
    request: StaffRequest, reference: str, act: Callable[..., Any], said: str, place: str, **particulars: Any
) -> HttpResponse:
    """Make one move and come back to its place on the page, or say there why not."""
    try:
        act(actor=request.actor, reference=reference, **particulars)
    except NotFound:
        raise
    except RecourseError as refusal:
        note_refusal(request, refusal)
        return _page(request, reference, refusal, status=refusal.status)
    messages.success(request, said)
    return _back(reference, place)


def _confirmed(
    request: StaffRequest, reference: str, move: str, act: Callable[..., Any], said: str, **particulars: Any
) -> HttpResponse:
    """The same for what cannot be undone. After a wrong number its form stays open, and says so beside the field."""
    if request.POST.get("confirm", "").strip().upper() != reference.upper():
        return _not_sent(request, reference, move)
    return _act(request, reference, act, said, "answer", **particulars)


def _not_sent(request: StaffRequest, reference: str, move: str) -> HttpResponse:
    screen = evidence_screen(reference, request.user, request.allowed)
    wrong = BadInput(_("This is not the number of this dispute. Nothing was sent."), "not_confirmed", "confirm")
    is_drawn = {"submission": screen.may_submit, "release": screen.may_release, "acceptance": screen.may_accept}[move]
    context = _context(screen, None if is_drawn else wrong, None) | {"wrong": {move: wrong.message}}
    return render(request, "disputes/evidence.html", context, status=wrong.status)


def _back(reference: str, place: str) -> HttpResponse:
    return redirect(reverse("disputes:evidence", args=[reference]) + f"#{place}")


def _page(
    request: StaffRequest,
    reference: str,
    refusal: RecourseError | None = None,
    status: int = 200,
    kept: QueryDict | None = None,
) -> HttpResponse:
    screen = evidence_screen(reference, request.user, request.allowed)
    return render(request, "disputes/evidence.html", _context(screen, refusal, kept), status=status)


def _saved(request: StaffRequest, reference: str, refusal: RecourseError | None = None) -> HttpResponse:
    """The line that says what was saved, with what else it changed on the page."""
    screen = evidence_screen(reference, request.user, request.allowed)
    context = _context(screen, refusal, None)
    if screen.draft is not None:
        fields = list(screen.fields)
        context["marks"] = drawn_as(fields, screen.draft, request.POST)
        context["elsewhere"] = changed_elsewhere(fields, request.POST) if refusal is None else []
    return render(request, "disputes/_draft_saved.html", context)


def _context(screen: Screen, refusal: RecourseError | None, kept: QueryDict | None) -> dict[str, Any]:
    fields = [(one, kept.get(f"text-{one.name}", one.text) if kept else one.text) for one in screen.fields]
    draft = screen.draft
    return {
        "screen": screen,
        "dispute": screen.dispute,
        "draft": draft,
        "fields": fields,
        "clashes": [one for one in screen.fields if one.set_aside],
        "marks": drawn_as(list(screen.fields), draft) if draft else [],
        "refusal": refusal,
        "pieces": choices_of_pieces(),
        "goods": choices_of_goods(),
        "defences": sorted({wish.defence for wish in screen.wanted if wish.defence}),
        "parts": parts_told(draft) if draft else [],
        "upload_limits": {
            "megabytes": megabytes(settings.DOCUMENT_MAX_BYTES),
            "at_once": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        },
    }


def _version(request: StaffRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
