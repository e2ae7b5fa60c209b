"""The page of ready answers: one's own and the shared ones, and the form for one of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers.errors import NotAllowed, NotFound, RecourseError
from refunds import permissions
from refunds.actions.keep_ready_answers import remove_ready_answer, save_ready_answer
from refunds.models import ReadyAnswer
from refunds.models.ready_answer import NAME_LIMIT, TEXT_LIMIT
from refunds.ready_answers import KNOWN, answers_for
from refunds.views.access import StaffRequest, staff_page
from refunds.views.time_forms import HouseForm


class ReadyAnswerForm(HouseForm):
    """A name, who sees it, and the words in each language of the house; empty where there are none."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LIMIT)
    is_shared = forms.BooleanField(label=gettext_lazy("Everybody uses it"), required=False)

    def __init__(self, data: Any = None, row: ReadyAnswer | None = None, *, may_share: bool) -> None:
        known = {f"texts_{language}": text for language, text in (row.texts if row else {}).items()}
        start = {"name": row.name, "is_shared": row.is_shared, **known} if row else {}
        super().__init__(data, auto_id="ready-%s", initial=start)
        for language, name in settings.LANGUAGES:
            self.fields[f"texts_{language}"] = forms.CharField(
                label=name, max_length=TEXT_LIMIT, required=False, widget=forms.Textarea({"rows": 4, "lang": language})
            )
        if not may_share:
            del self.fields["is_shared"]

    def wish(self) -> dict[str, Any]:
        sent = self.cleaned_data
        texts = {language: sent[f"texts_{language}"] for language in dict(settings.LANGUAGES)}
        return {"name": sent["name"], "texts": texts, "is_shared": sent.get("is_shared", False)}

    def take(self, refusal: RecourseError) -> None:
        if refusal.field == "texts":
            refusal.field = f"texts_{settings.LANGUAGE_CODE}"
        super().take(refusal)


@staff_page()
def ready_answers(request: StaffRequest) -> HttpResponse:
    """List them, and keep a new one."""
    _require(request)
    return _save(request, None) if request.method == "POST" else _draw(request, _form(request))


@staff_page()
def ready_answer(request: StaffRequest, answer_id: int) -> HttpResponse:
    """Show one in the form, and change it."""
    _require(request)
    row = answers_for(request.user).filter(pk=answer_id).first()
    if row is None:
        raise NotFound(_("There is no such ready answer."), "ready_answer_not_found")
    if row.is_shared:
        permissions.require(request.actor, permissions.SHARE_ANSWERS)
    return _save(request, row) if request.method == "POST" else _draw(request, _form(request, row=row), row)


@require_POST
@staff_page()
def removal(request: StaffRequest, answer_id: int) -> HttpResponse:
    remove_ready_answer(actor=request.actor, answer_id=answer_id)
    messages.success(request, _("Removed. What was written with it stays."))
    return redirect("refunds:ready_answers")


def _require(request: StaffRequest) -> None:
    permissions.require_one_of(request.actor, permissions.TALK, permissions.SHARE_ANSWERS)


def _form(request: StaffRequest, data: Any = None, row: ReadyAnswer | None = None) -> ReadyAnswerForm:
    return ReadyAnswerForm(data, row, may_share=permissions.SHARE_ANSWERS in request.allowed)


def _save(request: StaffRequest, row: ReadyAnswer | None) -> HttpResponse:
    form, status = _form(request, request.POST, row), 400
    if form.is_valid():
        try:
            kept = save_ready_answer(actor=request.actor, answer_id=row.pk if row else None, **form.wish())
        except NotAllowed:
            raise
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("“%s” is kept.") % kept.name)
            return redirect("refunds:ready_answers")
    return _draw(request, form, row, status)


def _draw(
    request: StaffRequest, form: ReadyAnswerForm, edited: ReadyAnswer | None = None, status: int = 200
) -> HttpResponse:
    may_share = permissions.SHARE_ANSWERS in request.allowed
    answers = [(row, may_share or not row.is_shared) for row in answers_for(request.user)]
    context = {"answers": answers, "form": form, "edited": edited, "known": KNOWN.values(), "may_share": may_share}
    return render(request, "refunds/ready_answers.html", context, status=status)
