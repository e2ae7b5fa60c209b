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
from refunds.references import is_refund_reference
from refunds.views.portal.ask_form import LIKE, AskForm, as_it_stood
from refunds.views.portal.ask_page import ask_context, for_the_page
from refunds.views.portal.payments import own_payment
from refunds.views.portal.uploads import FIELD, files_of, forget_taken, kept_files


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def ask(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """The form. Its second button shows the quote where scripts do not run; its first one sends."""
    payment = own_payment(customer, reference)
    if request.method == "POST" and "show_quote" not in request.POST:
        return _send(request, customer, payment)
    if request.method != "POST":
        form = AskForm(payment, start=_started(request, payment))
        started = AskForm(payment, dict(form.initial), quoting=True, gone=form.gone)
        quoted = _quote(request, customer, payment, started)
        return _page(request, customer, form, quoted, 200)
    form = AskForm(payment, request.POST, quoting=True)
    quoted = _quote(request, customer, payment, form)
    return _page(request, customer, form, quoted, 400 if form.errors else 200)


@require_POST
@portal_page
def quote(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """The quote alone, for the form as it stands. Writes nothing."""
    payment = own_payment(customer, reference)
    form = AskForm(payment, request.POST, quoting=True)
    quoted = for_the_page(payment, _quote(request, customer, payment, form))
    return render(request, "portal/_quote.html", {"quote": quoted, "form": form, "live": True})


def _started(request: HttpRequest, payment: Payment) -> dict[str, Any]:
    """What the form begins with: the request that was taken back to ask for something else."""
    if not is_refund_reference(reference := request.GET.get(LIKE, "")):
        return {}
    taken_back = payment.refunds.filter(reference=reference, state=Refund.State.CANCELED).first()
    return as_it_stood(taken_back) if taken_back else {}


def _send(request: HttpRequest, customer: Customer, payment: Payment) -> HttpResponse:
    """Send it once: a form that was sent before leads to its request, with files or without."""
    form, status = AskForm(payment, request.POST), 400
    if form.is_valid():
        if first := customer.refunds.filter(request_key=form.cleaned_data["request_key"], payment=payment).first():
            return redirect("my:refund", first.reference)
        try:
            refund = request_refund(
                actor=Actor.customer(customer),
                payment_reference=payment.reference,
                origin=Refund.Origin.PORTAL,
                request_key=form.cleaned_data["request_key"],
                files=files_of(request, customer),
                **form.wish(),
            )
        except RecourseError as refusal:
            form.show_refusal(refusal)
            status = refusal.status
        else:
            forget_taken(request, customer)
            return redirect("my:refund", refund.reference)
    return _page(request, customer, form, None, status)


def _quote(request: HttpRequest, customer: Customer, payment: Payment, form: AskForm) -> Quote | None:
    """Ask for the quote; None when the form says too little or the wish is refused (the form then says why)."""
    if not form.is_valid():
        return None
    try:
        return quote_refund(
            actor=Actor.customer(customer),
            payment_reference=payment.reference,
            origin=Refund.Origin.PORTAL,
            wants_exchange=form.cleaned_data["wants_exchange"],
            documents=len(request.POST.getlist(FIELD)) + len(request.FILES.getlist("documents")),
            in_hand=payment,
            **form.part(),
        )
    except RecourseError as refusal:
        form.show_refusal(refusal)
        return None


def _page(request: HttpRequest, customer: Customer, form: AskForm, quoted: Quote | None, status: int) -> HttpResponse:
    """The page, with the files that came along: they need not be chosen again."""
    context = ask_context(form.payment, form, quoted)
    context["arrived"] = kept_files(request, customer)
    return render(request, "portal/ask.html", context, status=status)
