"""A dispute's page: how long there is, who wants what and why, what may be done, the money, the story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers import clock
from customers.errors import RecourseError
from disputes.actions.acknowledge_return import acknowledge_return
from disputes.actions.assign_dispute import hand_over_dispute, take_over_dispute
from disputes.actions.begin_appeal import begin_appeal
from disputes.actions.make_offer import make_offer
from disputes.actions.refund_instead import refund_instead
from disputes.actions.write_note import write_dispute_note
from disputes.actions.write_to_customer import write_to_customer
from disputes.finding import find_dispute
from disputes.gate import HAS_LEFT
from disputes.inbox.due import due_of
from disputes.models import Dispute, DisputeAnswer, DisputePattern
from disputes.moves import possibilities
from disputes.offers import offer_in_words
from disputes.refund_words import what_became_of
from disputes.screens import cases_around, countdown_of, dispute_in_full, letters_around, money_of, story_of
from disputes.views.forms import DisputeForm, HandingOverForm, NoteForm, OfferForm, ReturnForm, WritingForm, colleagues
from disputes.views.worth import price_of_refund
from disputes.weighing.screen import is_answered, is_to_decide
from disputes.words import meaning_of
from refunds import permissions
from refunds.models import Refund
from refunds.views.access import StaffRequest, note_refusal, staff_page


@staff_page(permissions.SEE_DISPUTES)
def dispute(request: StaffRequest, reference: str) -> HttpResponse:
    return _draw(request, dispute_in_full(reference))


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def taking(request: StaffRequest, reference: str) -> HttpResponse:
    """Make the dispute one's own."""
    form = DisputeForm("taking", request.POST)
    return _make(request, reference, form, take_over_dispute, lambda _taken: _("The dispute is yours now."))


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def handing_over(request: StaffRequest, reference: str) -> HttpResponse:
    """Give the dispute to a colleague, with words."""
    form = HandingOverForm("handing_over", colleagues(), request.POST)
    said = _("Handed over. Your colleague has the dispute and your words.")
    return _make(request, reference, form, hand_over_dispute, lambda _given: said)


@require_POST
@staff_page(permissions.NOTE)
def notes(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep a note for colleagues."""
    form = NoteForm("notes", colleagues(), request.POST)
    return _make(request, reference, form, write_dispute_note, lambda _kept: _("The note stands in the story below."))


@require_POST
@staff_page(permissions.TALK)
def writing(request: StaffRequest, reference: str) -> HttpResponse:
    """Write to the customer."""
    form, said = WritingForm("writing", request.POST), _("Sent. Your words stand in the story below.")
    return _make(request, reference, form, write_to_customer, lambda _sent: said)


@require_POST
@staff_page(permissions.REQUEST)
def refunding(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask for a full refund instead of answering an inquiry."""
    form = DisputeForm("refunding", request.POST)
    return _make(request, reference, form, refund_instead, what_became_of, _page_of_refund)


@require_POST
@staff_page(permissions.ACCEPT_DISPUTES)
def offer(request: StaffRequest, reference: str) -> HttpResponse:
    """Offer the customer of an inquiry something. The number of the dispute is typed: it cannot be called back."""
    return _make(request, reference, OfferForm("offer", find_dispute(reference), request.POST), make_offer, _offered)


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def returned_goods(request: StaffRequest, reference: str) -> HttpResponse:
    """Say what came back of the goods. The number of the dispute is typed: it cannot be called back."""
    form = ReturnForm("return", find_dispute(reference), request.POST)
    return _make(request, reference, form, acknowledge_return, _said_of_goods)


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def appeal(request: StaffRequest, reference: str) -> HttpResponse:
    """Begin the appeal of a lost case; it is written where answers are."""
    form, draft = DisputeForm("appeal", request.POST), reverse("disputes:evidence", args=[reference]) + "#draft"
    said = _("The appeal is begun. Say and show what is new.")
    return _make(request, reference, form, begin_appeal, lambda _begun: said, lambda _begun: draft)


def _page_of_refund(refund: Refund) -> str:
    return reverse("refunds:refund", args=[refund.reference])


def _offered(answer: DisputeAnswer) -> str:
    if answer.state == DisputeAnswer.State.WAITING:
        return _("The offer waits for a second person.")
    return _("The offer is on its way to the customer.")


def _said_of_goods(answer: DisputeAnswer) -> str:
    if answer.state == DisputeAnswer.State.WAITING:
        return _("Your word on the goods waits for a second person.")
    return _("The gateway is told what came back.")


def _make(
    request: StaffRequest,
    reference: str,
    form: DisputeForm,
    act: Callable[..., Any],
    said: Callable[[Any], str],
    leads_to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Check the form, act, say what came of it and go on; refused, the page stands with what was typed."""
    if not form.is_valid():
        return _draw(request, dispute_in_full(reference), form, 400)
    try:
        made = act(actor=request.actor, reference=reference, **form.cleaned_data)
    except RecourseError as refusal:
        return _refused(request, reference, form, refusal)
    messages.success(request, said(made))
    return redirect(leads_to(made) if leads_to else reverse("disputes:dispute", args=[reference]))


def _refused(request: StaffRequest, reference: str, form: DisputeForm, refusal: RecourseError) -> HttpResponse:
    note_refusal(request, refusal)
    form.is_valid()
    form.take(refusal)
    return _draw(request, dispute_in_full(reference), form, refusal.status)


def _draw(request: StaffRequest, found: Dispute, tried: DisputeForm | None = None, status: int = 200) -> HttpResponse:
    """The whole page; a move that was refused stands open, with its sentence and what was typed."""
    name = tried.move if tried is not None else ""
    now, offered, letters = clock.now(), possibilities(found, request.allowed), letters_around(found)
    may_answer = permissions.ANSWER_DISPUTES in request.allowed
    may_note, may_hand = permissions.NOTE in request.allowed, may_answer and found.is_open
    answers = list(found.answers.all())
    to_decide = is_to_decide(found, is_answered=is_answered(found, answers))
    can_refund = any(move.name == "refunding" and not move.why_not for move in offered)
    people = colleagues() if may_note or may_hand else []
    context = {
        "dispute": found,
        "payment": found.payment,
        "meaning": meaning_of(found),
        "due": due_of(found, now),
        "countdown": countdown_of(found),
        "moves": [move for move in offered if not move.why_not and move.url],
        "coming": [move for move in offered if not move.why_not and not move.url],
        "barred": [move for move in offered if move.why_not],
        "price": price_of_refund(request, found) if name == "refunding" else None,
        "worth_is_to_come": to_decide or found.was_decided or can_refund,  # type: ignore[attr-defined]
        "offer_form": _form(tried, "offer", lambda: OfferForm("offer", found)) if found.may_offer else None,
        "return_form": _form(tried, "return", lambda: ReturnForm("return", found)) if found.may_acknowledge else None,
        "offered": offer_in_words(found),
        "refusal": [str(error) for errors in tried.errors.values() for error in errors] if tried else [],
        "has_left": [refund for refund in found.payment.refunds.all() if refund.state in HAS_LEFT],
        "hand_form": _form(tried, "handing_over", lambda: HandingOverForm("handing_over", people, owner=found.owner_id))
        if may_hand
        else None,
        "hand_open": name == "handing_over",
        "note_form": _form(tried, "notes", lambda: NoteForm("notes", people)) if may_note else None,
        "write_form": _form(tried, "writing", lambda: WritingForm("writing"))
        if permissions.TALK in request.allowed
        else None,
        "may_take": may_hand and found.owner_id != request.user.pk,
        "others": cases_around(found),
        "timeline": story_of(found, letters),
        "letters": [letter for letter in letters if letter.about == found.reference],
        "answers": answers,
        "patterns": list(found.patterns.exclude(state=DisputePattern.State.IGNORED).order_by("-last_seen_at")[:5]),
        "is_to_decide": to_decide,
        **money_of(found),
    }
    return render(request, "disputes/dispute.html", context, status=status)


def _form(tried: DisputeForm | None, name: str, fresh: Callable[[], DisputeForm]) -> DisputeForm:
    """The form of a move: with what was typed where that is the move that was refused, else a fresh one."""
    return tried if tried is not None and tried.move == name else fresh()
