"""The words of letters: which the shop changed, writing them with the letter before one's eyes, and their history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.errors import RecourseError
from customers.models import LetterText
from customers.notifications.check import checked_words
from customers.notifications.kinds import letter_kind
from customers.notifications.texts import delivered, in_use, words_of
from refunds import permissions
from refunds.actions.edit_letter_text import (
    reset_letter_text,
    restore_letter_text,
    versions_of,
    write_letter_text,
)
from refunds.actions.send_test_letter import send_test_letter
from refunds.letter_looks import case_for, look_of_words
from refunds.text_matrix import text_matrix
from refunds.views.access import StaffRequest, staff_page
from refunds.views.looks import keep_look
from refunds.views.text_forms import WhyForm, WordsForm

Act = LetterText.Act


@require_safe
@staff_page()
def texts(request: StaffRequest) -> HttpResponse:
    """Every letter in every language, and what differs from what was delivered."""
    context = {"rows": text_matrix(), "languages": settings.LANGUAGES, "may_edit": _may_edit(request)}
    return render(request, "refunds/texts.html", context)


@staff_page()
def text(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    """The words of one letter. POST keeps them, as a draft or, with `use`, for customers at once."""
    newest = versions_of(kind, language).first()
    if request.method != "POST":
        return _editor(request, kind, language, newest, WordsForm(initial=_start(kind, language, newest)))
    permissions.require(request.actor, permissions.EDIT_TEXTS)
    form, use = WordsForm(request.POST), "use" in request.POST

    def keep() -> HttpResponse:
        particulars = {**form.words(), "why": form.cleaned_data["why"], "number": form.cleaned_data["number"]}
        write_letter_text(actor=request.actor, kind=kind, language=language, use=use, **particulars)
        said = (
            _("In use: the next letter is written so.")
            if use
            else _("Kept as a draft. Customers get the words in use.")
        )
        messages.success(request, said)
        return redirect("refunds:text", kind, language)

    return _try(request, kind, language, form, keep)


@require_POST
@staff_page()
def text_preview(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    """The letter in the words as they stand in the form. Keeps nothing."""
    newest, form = versions_of(kind, language).first(), WordsForm(request.POST, looking=True)
    look = _look(request, kind, language, form) if form.is_valid() else {}
    if request.htmx:
        return render(request, "refunds/_letter_look.html", {**look, "trouble": _first_error(form)})
    return _editor(request, kind, language, newest, form, look, 400 if form.errors else 200)


@require_POST
@staff_page(permissions.EDIT_TEXTS)
def text_test(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    """Mail the words in the form to the one who wrote them."""
    versions_of(kind, language)
    form = WordsForm(request.POST, looking=True)

    def send() -> HttpResponse:
        address = send_test_letter(
            actor=request.actor, kind=kind, language=language, reference=form.cleaned_data["case"], **form.words()
        )
        messages.success(request, _said_after_test(address))
        newest = versions_of(kind, language).first()
        return _editor(request, kind, language, newest, form, _look(request, kind, language, form))

    return _try(request, kind, language, form, send)


@require_POST
@staff_page(permissions.EDIT_TEXTS)
def text_reset(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    """Back to the delivered words."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _history(request, kind, language, form, 400)
    try:
        reset_letter_text(actor=request.actor, kind=kind, language=language, **form.cleaned_data)
    except RecourseError as refusal:
        form.add_error(None, refusal.message)
        return _history(request, kind, language, form, refusal.status)
    messages.success(request, _("Customers get the delivered text again."))
    return redirect("refunds:text", kind, language)


@require_safe
@staff_page()
def text_history(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    """Every version with who, when and why, and two of them side by side."""
    return _history(request, kind, language)


@require_POST
@staff_page(permissions.EDIT_TEXTS)
def text_restore(request: StaffRequest, kind: str, language: str, version: int) -> HttpResponse:
    """Lay out an earlier version as a draft."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _history(request, kind, language, form, 400)
    try:
        restore_letter_text(actor=request.actor, kind=kind, language=language, version=version, **form.cleaned_data)
    except RecourseError as refusal:
        form.add_error(None, refusal.message)
        return _history(request, kind, language, form, refusal.status)
    messages.success(request, _("Laid out as a draft. Look at it, then put it in use."))
    return redirect("refunds:text", kind, language)


def _try(
    request: StaffRequest, kind: str, language: str, form: WordsForm, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """Act on a form that reads; a refusal comes back with everything that was typed."""
    status = 400
    if form.is_valid():
        try:
            return act()
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    newest = versions_of(kind, language).first()
    if status == 409 and newest is not None:
        form.data = {
            **{name: form.data.get(name) for name in form.data},
            "number": str(newest.number),
        }  # seen now: the page shows what changed
    return _editor(request, kind, language, newest, form, {}, status)


def _editor(
    request: StaffRequest,
    kind: str,
    language: str,
    newest: LetterText | None,
    form: WordsForm,
    look: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    used = in_use(kind, language)
    if look is None:
        look = _first_look(request, kind, language, _as_dict(words_of(newest) or delivered(kind, language)))
    context = {
        "kind": letter_kind(kind),
        "language": language,
        "language_name": dict(settings.LANGUAGES)[language],
        "languages": [
            {"label": name, "url": f"../{code}/", "current": code == language} for code, name in settings.LANGUAGES
        ],
        "form": form,
        "newest": newest,
        "used": used,
        "is_draft": newest is not None and newest.act == Act.DRAFT,
        "their_words": newest if status == 409 else None,
        "may_edit": _may_edit(request),
        **look,
    }
    return render(request, "refunds/text.html", context, status=status)


def _first_look(request: StaffRequest, kind: str, language: str, words: dict[str, str]) -> dict[str, Any]:
    """Kept words that no longer make a letter are shown with what is wrong with them."""
    try:
        return _look_of(request, kind, language, words, "")
    except RecourseError as refusal:
        return {"trouble": refusal.message}


def _tabs(kind: str, language: str) -> list[dict[str, Any]]:
    return [
        {"label": name, "url": reverse("refunds:text", args=[kind, code]), "current": code == language}
        for code, name in settings.LANGUAGES
    ]


def _look(request: StaffRequest, kind: str, language: str, form: WordsForm) -> dict[str, Any]:
    try:
        return _look_of(request, kind, language, form.words(), form.cleaned_data["case"])
    except RecourseError as refusal:
        form.take(refusal)
        return {}


def _look_of(request: StaffRequest, kind: str, language: str, words: dict[str, str], reference: str) -> dict[str, Any]:
    case = case_for(kind, reference)
    letter = look_of_words(kind, language, checked_words(letter_kind(kind), **words), case)
    return {**keep_look(request, f"{kind}-{language}", letter), "case": case}


def _history(
    request: StaffRequest, kind: str, language: str, form: WhyForm | None = None, status: int = 200
) -> HttpResponse:
    versions = list(versions_of(kind, language)[:100])
    by_number = {str(version.number): version for version in versions}
    context = {
        "kind": letter_kind(kind),
        "language": language,
        "language_name": dict(settings.LANGUAGES)[language],
        "versions": versions,
        "used": in_use(kind, language),
        "newest_number": versions[0].number if versions else 0,
        "left": by_number.get(request.GET.get("left", ""), delivered(kind, language)),
        "right": by_number.get(request.GET.get("right", "")) or next((v for v in versions if v.body), None),
        "form": form,
        "may_edit": _may_edit(request),
    }
    return render(request, "refunds/text_history.html", context, status=status)


def _start(kind: str, language: str, newest: LetterText | None) -> dict[str, Any]:
    words = words_of(newest) or delivered(kind, language)
    return {**_as_dict(words), "number": newest.number if newest else 0}


def _as_dict(words: Any) -> dict[str, str]:
    return {"subject": words.subject, "heading": words.heading, "body": words.body}


def _first_error(form: WordsForm) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def _said_after_test(address: str) -> str:
    if settings.RECOURSE_ENV == "demo":
        return _("In the demo no letter leaves the house; elsewhere it would be on its way to %s now.") % address
    return _("The test is on its way to %s.") % address


def _may_edit(request: StaffRequest) -> bool:
    return permissions.EDIT_TEXTS in request.allowed
