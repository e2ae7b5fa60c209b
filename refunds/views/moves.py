"""The moves on a refund: each a resource to POST to. One action, then back to the page, or the refusal on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.errors import RecourseError
from customers.step_up import require_shown_lately
from refunds import permissions
from refunds.actions.appeal_refund import appeal_refund
from refunds.actions.approve_refund import approve_refund
from refunds.actions.ask_customer import answer_question, ask_customer
from refunds.actions.assign_refund import give_back_refund, hand_over_refund, take_refund
from refunds.actions.bank_details import ask_again, needs_details
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.escalate_refund import end_escalation, escalate_refund
from refunds.actions.pay_by_transfer import pay_by_transfer
from refunds.actions.rail_proposals import propose_rail, record_consent, withdraw_proposal
from refunds.actions.recall_refund import recall_refund
from refunds.actions.reject_refund import reject_refund
from refunds.actions.retry_refund import retry_refund
from refunds.actions.write_note import write_note
from refunds.models import Refund
from refunds.moves import moves_for
from refunds.screens import refund_in_full
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.case.moves import approvals_needed, form_of
from refunds.views.list_strip import after_move, back_at
from refunds.views.refund_page import draw

Act = Callable[..., Any]

STAYS_WITH_IT = ("taking", "notes")
"""Moves after which one goes on with the same case, also where it is one of a list."""


@require_POST
@staff_page()
def approval(request: StaffRequest, reference: str) -> HttpResponse:
    """Above the currency's amount the person shows again that it is they; what they sent is finished after that."""
    if permissions.shows_again(refund_in_full(reference)):
        require_shown_lately(request)
    return _make(request, reference, "approval", approve_refund, _said_after_approval)


@require_POST
@staff_page()
def rejection(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "rejection", reject_refund, _("Rejected. The customer gets your words by mail."))


@require_POST
@staff_page()
def question(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "question", ask_customer, _("Asked. The request waits for the customer now."))


@require_POST
@staff_page()
def answer(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "answer", answer_question, _("Kept. The request waits for a decision again."))


@require_POST
@staff_page()
def appeal(request: StaffRequest, reference: str) -> HttpResponse:
    """Pass on that the customer asks for a second look, who has no line to the portal just now."""
    return _make(request, reference, "appeal", _appeal, _("Kept. Somebody who had no say in it decides."))


@require_POST
@staff_page()
def cancellation(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "cancellation", cancel_refund, _("Canceled. No money leaves."))


@require_POST
@staff_page()
def retry(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "retry", retry_refund, _("Released again."))


@require_POST
@staff_page()
def recall(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "recall", recall_refund, _("Taken back. No money left; choose what comes now."))


@require_POST
@staff_page()
def transfer(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "transfer", pay_by_transfer, _("Recorded. The refund is completed."))


@require_POST
@staff_page()
def account_question(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "account_question", ask_again, _("Asked. The refund waits for the customer."))


@require_POST
@staff_page()
def rail_proposal(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "rail_proposal", _propose, _("Asked. The case waits for the customer's yes."))


@require_POST
@staff_page()
def rail_answer(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "rail_answer", record_consent, _("Kept, with your name beside it."))


@require_POST
@staff_page()
def rail_withdrawal(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "rail_withdrawal", withdraw_proposal, _("Withdrawn. The way stays as it was."))


@require_POST
@staff_page()
def taking(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "taking", take_refund, _("It is your case now."))


@require_POST
@staff_page()
def giving_back(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "giving_back", give_back_refund, _("Given back. It is nobody's case now."))


@require_POST
@staff_page()
def handing_over(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "handing_over", hand_over_refund, _said_after_hand_over)


@require_POST
@staff_page()
def escalation(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "escalation", escalate_refund, _("The leads were told."))


@require_POST
@staff_page()
def escalation_end(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "escalation_end", end_escalation, _("The case is back at the desk."))


@require_POST
@staff_page()
def notes(request: StaffRequest, reference: str) -> HttpResponse:
    return _make(request, reference, "notes", _note_on, _("Your note is kept."))


def _make(
    request: StaffRequest, reference: str, name: str, act: Act, said: str | Callable[[Refund], str]
) -> HttpResponse:
    refund = refund_in_full(reference)
    form = form_of(name, refund, _confirmations(request, refund, name), request.POST)
    status = 400
    if form.is_valid():
        try:
            moved = act(actor=request.actor, reference=reference, **_particulars(form.cleaned_data))
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
            note_refusal(request, refusal)
        else:
            go_on = back_at if name in STAYS_WITH_IT else after_move
            return go_on(request, moved, said(moved) if callable(said) else said)
    return draw(request, refund_in_full(reference, request.user), name, form, status)


def _note_on(**said: Any) -> Refund:
    return write_note(**said).refund


def _appeal(**said: Any) -> Refund:
    return appeal_refund(**said).refund


def _propose(**said: Any) -> Refund:
    return propose_rail(**said).refund


def _confirmations(request: StaffRequest, refund: Refund, name: str) -> int | None:
    """How many approvals the form asks about; none where the action will refuse, so that its sentence comes first."""
    offered = any(m.name == name and not m.why_not for m in moves_for(refund, request.user, request.allowed))
    return approvals_needed(refund) if offered else None


def _particulars(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the action is told: everything but the word that was typed to confirm."""
    return {field: value for field, value in cleaned.items() if field != "confirm"}


def _said_after_hand_over(refund: Refund) -> str:
    return _("Handed over to %s.") % refund.assignee.label if refund.assignee else ""


def _said_after_approval(refund: Refund) -> str:
    if refund.state != Refund.State.APPROVED:
        return _("Your approval is kept. A second person must approve as well; nothing has left.")
    if refund.rail == Refund.Rail.BANK_TRANSFER:
        return _said_of_transfer(refund)
    return _("Approved. The money is on its way to the worker.")


def _said_of_transfer(refund: Refund) -> str:
    if needs_details(refund):
        return _("Approved. The customer was asked for a bank account; then finance pays it.")
    return _("Approved. Finance pays it by bank transfer now.")
