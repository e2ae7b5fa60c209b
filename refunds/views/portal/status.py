"""How far a refund is, for the one who gets the money; answering our question; taking the request back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers import clock
from customers.actors import Actor
from customers.errors import BadInput, NotFound, RecourseError
from customers.models import Customer, Message
from customers.notifications.ways import MAIL
from customers.portal.pages import portal_page
from refunds.actions.ask_customer import answer_question
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.change_refund import UNDECIDED
from refunds.actions.end_bank_details import living_details
from refunds.actions.hand_in_documents import OPEN, documents_of, hand_in_documents, not_here_yet
from refunds.actions.keep_words import sent_already
from refunds.actions.rail_proposals import answer_proposal, open_proposal
from refunds.actions.words import require_words
from refunds.actions.write_to_shop import TALK_LIMIT
from refunds.customer_timeline import tell_customer
from refunds.models import Refund
from refunds.models.asked_question import QUESTION_LIMIT
from refunds.news import seen_of
from refunds.notices import both_ways
from refunds.progress import Progress
from refunds.queries import policy_at
from refunds.talk import shown_to_customer
from refunds.trace_number import trace_of
from refunds.views.portal.ask_form import LIKE
from refunds.views.portal.outcome import outcome_of
from refunds.views.portal.uploads import files_of, forget_taken, kept_files, upload_limits
from refunds.withdrawal_screen import withdrawals_of

State = Refund.State
REPLY = "refund_reply"
NOT_YET_SENT = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO, State.APPROVED)
QUICK_SECONDS, SLOW_SECONDS = 5, 60
"""How often the page looks for news: while something is about to happen, and when only a bank could still undo it."""


@require_safe
@portal_page
def refund_status(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    return status_page(request, own_refund(customer, reference))


@require_safe
@portal_page
def news(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """Answer 204 while nothing changed, so that the page stays as it is; otherwise its new content."""
    seen = seen_of(customer.pk, reference)
    if seen and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    return render(request, "portal/_refund.html", _context(own_refund(customer, reference)))


@require_POST
@portal_page
def withdraw(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """Take it back; who does it to ask for something else (`anew`) comes to the form, filled in as it was."""
    done = _("You took the request back. No money moves for it.")
    answered = _move(request, customer, reference, cancel_refund, done)
    if isinstance(answered, HttpResponseRedirect) and "anew" in request.POST:
        refund = own_refund(customer, reference)
        return redirect(f"{reverse('my:ask', args=[refund.payment.reference])}?{urlencode({LIKE: refund.reference})}")
    return answered


@require_POST
@portal_page
def answer(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """Take the answer and the files that come with it; where one is refused, all of it stays on the page."""
    refund, said = own_refund(customer, reference), request.POST.get("answer", "")
    try:
        _answer(request, customer, refund, said)
    except RecourseError as refusal:
        kept = kept_files(request, customer)
        return status_page(request, own_refund(customer, reference), refusal, answer=said, answer_files=kept)
    forget_taken(request, customer)
    messages.success(request, _("Thank you. A colleague goes on with your request."))
    return redirect("my:refund", refund.reference)


def _answer(request: HttpRequest, customer: Customer, refund: Refund, said: str) -> None:
    """Answer once: a form that is sent again, over a line that broke, has done so already."""
    actor = Actor.customer(customer)
    if sent_already(refund, require_words(said, "answer")):
        return
    if files := not_here_yet(refund.reference, files_of(request, customer)):
        hand_in_documents(actor=actor, reference=refund.reference, files=files)
    answer_question(actor=actor, reference=refund.reference, answer=said)


@require_POST
@portal_page
def rail(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """Take the yes or no to another way for the money."""
    chosen, number = request.POST.get("agrees", ""), request.POST.get("proposal", "")
    if chosen not in ("yes", "no") or not re.fullmatch("[0-9]{1,18}", number):
        refusal = BadInput(_("Please choose one of the two ways."), "no_choice", "rail")
        return status_page(request, own_refund(customer, reference), refusal)
    agrees = chosen == "yes"
    done = _("Thank you. We pay it the new way.") if agrees else _("Thank you. The way stays as it was.")
    return _move(request, customer, reference, answer_proposal, done, proposal_id=int(number), agrees=agrees)


def _move(
    request: HttpRequest,
    customer: Customer,
    reference: str,
    act: Callable[..., Refund],
    done: str,
    **words: Any,
) -> HttpResponse:
    """Make a move and come back to the page; a refusal is shown there, beside what was typed."""
    refund = own_refund(customer, reference)
    try:
        act(actor=Actor.customer(customer), reference=refund.reference, **words)
    except RecourseError as refusal:
        return status_page(request, own_refund(customer, reference), refusal, **words)
    messages.success(request, done)
    return redirect("my:refund", refund.reference)


def own_refund(customer: Customer, reference: str) -> Refund:
    rows = Refund.objects.filter(customer=customer, reference=reference)
    found = rows.select_related("payment", "customer", "conversation").first()
    if found is None:
        raise NotFound(_("There is no such refund."), "refund_not_found")
    return found


def status_page(
    request: HttpRequest, refund: Refund, refusal: RecourseError | None = None, **words: Any
) -> HttpResponse:
    """The page, with the refusal of what was just tried."""
    context = {**_context(refund), "refusal": refusal, **words}
    return render(request, "portal/refund.html", context, status=refusal.status if refusal else 200)


def _context(refund: Refund) -> dict[str, Any]:
    seen = seen_of(refund.customer_id, refund.reference)
    attempt = refund.attempts.order_by("-number").first()
    written = Message.objects.filter(customer=refund.customer_id, about=refund.reference).order_by("-id")
    letters = list(written.defer("body_html"))
    thread = shown_to_customer(message for message in letters[::-1] if message.words)
    prefetch_related_objects(thread, "documents")
    events = list(refund.events.all())
    progress = Progress(refund, events, attempt, refund.decisions.first())
    notes = list(refund.credit_notes.defer("content").order_by("id")) if refund.payment.invoice_reference else []
    return {
        "refund": refund,
        "payment": refund.payment,
        "lines": refund.lines.select_related("payment_line"),
        "steps": progress.steps(),
        "rail_question": _rail_question(refund),
        "bank_details": living_details(refund),
        "question": progress.question() if refund.state == State.NEEDS_INFO else "",
        "withdrawals": withdrawals_of(refund, events),
        "story": tell_customer(refund, events, filter(_is_letter, letters)),
        "thread": thread,
        "may_write": not refund.merged_into_id,
        "waits": getattr(refund, "conversation", None),
        "talk_limit": TALK_LIMIT,
        "documents": documents_of(refund.reference),
        "may_upload": refund.state in OPEN,
        "upload_limits": upload_limits(),
        "policy": policy_at(refund.payment.purchased_at),
        "question_limit": QUESTION_LIMIT,
        "may_change": refund.state in UNDECIDED and refund.origin == Refund.Origin.PORTAL,
        "may_withdraw": refund.state in NOT_YET_SENT,
        "may_ask_anew": _may_ask_anew(refund),
        "look_again_seconds": _look_again(refund),
        "seen": seen,
        "credit_notes": notes,
        "trace": trace_of(refund, attempt),
        **outcome_of(refund),
    }


def _may_ask_anew(refund: Refund) -> bool:
    """Whether what was approved may be taken back to ask for something else, and nothing that we gave is lost by it."""
    given = refund.goodwill_minor or refund.fee_waiver
    return refund.state == State.APPROVED and refund.origin == Refund.Origin.PORTAL and not given


def _is_letter(message: Message) -> bool:
    """What was said stands in the conversation, and what went by telephone is a letter's short form."""
    return message.direction == Message.Direction.OUT and message.kind != REPLY and message.channel == MAIL


def _rail_question(refund: Refund) -> dict[str, Any] | None:
    """The open question about another way, with both ways in words."""
    proposal = open_proposal(refund)
    if proposal is None or proposal.expires_at <= clock.now():
        return None
    return {"proposal": proposal, **both_ways(refund, proposal.new_rail)}


def _look_again(refund: Refund) -> int:
    if refund.state in (State.REJECTED, State.CANCELED):
        return 0
    if refund.state in (State.COMPLETED, State.FAILED):
        return SLOW_SECONDS
    return QUICK_SECONDS
