"""Asking for a refund, with a live quote before anything is sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from customers.actors import Actor
from customers.errors import RecourseError
from customers.models import Customer, Payment
from customers.portal.pages import portal_page
from refunds.actions.quote_refund import Quote, quote_refund
from refunds.actions.request_refund import request_refund
from refunds.models import Refund
from refunds.policy.discovery import policy_rules
from refunds.policy.quote import arrival, destination
from refunds.views.portal.ask_form import AskForm
from refunds.views.portal.payments import own_payment


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def ask(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """The form. Its second button shows the quote where scripts do not run; its first one sends."""
    payment = own_payment(customer, reference)
    if request.method == "POST" and "show_quote" not in request.POST:
        return _send(request, customer, payment)
    form = AskForm(payment, request.POST or _blank(payment), quoting=True)
    quoted = _quote(customer, payment, form)
    if request.method != "POST":
        form = AskForm(payment)
    return _page(request, payment, form, quoted, 400 if form.is_bound and form.errors else 200)


@require_POST
@portal_page
def quote(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """The quote alone, for the form as it stands. Writes nothing."""
    payment = own_payment(customer, reference)
    form = AskForm(payment, request.POST, quoting=True)
    return render(request, "portal/_quote.html", {"quote": _quote(customer, payment, form), "form": form, "live": True})


def _send(request: HttpRequest, customer: Customer, payment: Payment) -> HttpResponse:
    form, status = AskForm(payment, request.POST), 400
    if form.is_valid():
        try:
            refund = request_refund(
                actor=Actor.customer(customer),
                payment_reference=payment.reference,
                origin=Refund.Origin.PORTAL,
                reason_text=form.cleaned_data["reason_text"],
                request_key=form.cleaned_data["request_key"],
                **form.wish(),
            )
        except RecourseError as refusal:
            form.show_refusal(refusal)
            status = refusal.status
        else:
            return redirect("my:refund", refund.reference)
    return _page(request, payment, form, None, status)


def _quote(customer: Customer, payment: Payment, form: AskForm) -> dict[str, Any] | None:
    """Ask for the quote; None when the form says too little or the wish is refused (the form then says why)."""
    if not form.is_valid():
        return None
    try:
        found = quote_refund(
            actor=Actor.customer(customer),
            payment_reference=payment.reference,
            origin=Refund.Origin.PORTAL,
            **form.wish(),
        )
    except RecourseError as refusal:
        form.show_refusal(refusal)
        return None
    return _for_the_page(payment, found)


def _for_the_page(payment: Payment, quote: Quote) -> dict[str, Any]:
    names = {line.pk: line.description for line in payment.lines.all()}
    return {
        "amount_minor": quote.amount_minor,
        "currency": quote.currency,
        "verdict": quote.decision.verdict.value,
        "sentence": quote.sentence,
        "fee_sentence": quote.fee_sentence,
        "why": quote.decision.customer_sentences(),
        "lines": [
            (f"{line.quantity} × {names[line.line_id]}", line.amount_minor + line.fee_minor) for line in quote.lines
        ],
    }


def _page(
    request: HttpRequest, payment: Payment, form: AskForm, quoted: dict[str, Any] | None, status: int
) -> HttpResponse:
    context = {
        "payment": payment,
        "form": form,
        "quote": quoted,
        "rules": list(policy_rules().values()),
        "destination": destination(Refund.Rail.ORIGINAL, payment.method, payment.card_last4, payment.method_label),
        "arrival": arrival(Refund.Rail.ORIGINAL, payment.method),
    }
    return render(request, "portal/ask.html", context, status=status)


def _blank(payment: Payment) -> dict[str, Any]:
    return dict(AskForm(payment).initial)
