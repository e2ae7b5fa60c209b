"""How it was: one question and one line, from the last letter or on the page of the refund."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.errors import RecourseError
from customers.models import Customer
from customers.portal.pages import portal_page
from refunds.actions.give_feedback import give_feedback
from refunds.views.portal.outcome import outcome_of
from refunds.views.portal.status import own_refund


@portal_page
def feedback(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """The question alone. Nothing is kept before the customer has pressed the button."""
    refund = own_refund(customer, reference)
    refusal, said = None, {}
    if request.method == "POST":
        said = {"answer": request.POST.get("answer", ""), "words": request.POST.get("words", "")}
        try:
            give_feedback(actor=Actor.customer(customer), reference=refund.reference, **said)
        except RecourseError as refused:
            refusal = refused
        else:
            messages.success(request, _("Thank you for telling us."))
            return redirect("my:refund", refund.reference)
    context = {"refund": refund, "refusal": refusal, "said": said, **outcome_of(refund)}
    return render(request, "portal/feedback.html", context, status=refusal.status if refusal else 200)
