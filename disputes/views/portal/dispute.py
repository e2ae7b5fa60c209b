"""A dispute for the one who disputed: where it stands, what we answered, and the way back if it was a mistake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers.actors import Actor
from customers.errors import NotFound, RecourseError
from customers.models import Customer, Message
from customers.notifications.ways import MAIL
from customers.portal.pages import portal_page
from disputes.actions.sign_statement import NAME_LIMIT, WORDS_LIMIT, sign_statement, statement_text
from disputes.finding import find_dispute
from disputes.models import CustomerStatement, Dispute, DisputeAnswer
from disputes.statement_paper import name_of, print_statement
from disputes.words import answer_for_customer, shown_for_customer, state_for_customer
from refunds.customer_timeline import Told
from refunds.talk import shown_to_customer
from refunds.views.policies import pdf_response


class StatementForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your full name, as your signature"),
        max_length=NAME_LIMIT,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    words = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=WORDS_LIMIT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("For example that somebody in your family bought it, or that the parcel came."),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I sign this statement."),
        error_messages={"required": gettext_lazy("Please say that you sign it.")},
    )


@require_safe
@portal_page
def dispute(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    return _draw(request, _own(customer, reference), StatementForm(initial={"name": customer.name}))


@require_POST
@portal_page
def statement(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """Take the signed statement that it was a mistake."""
    found, form = _own(customer, reference), StatementForm(request.POST)
    if not form.is_valid():
        return _draw(request, found, form, 400)
    said = {name: form.cleaned_data[name] for name in ("name", "words")}
    try:
        sign_statement(actor=Actor.customer(customer), reference=found.reference, **said)
    except RecourseError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _draw(request, found, form, refusal.status)
    messages.success(request, _("Thank you. Please tell your bank as well: only they can close the dispute."))
    return redirect("my_disputes:dispute", found.reference)


@require_safe
@portal_page
def statement_paper(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """What was signed, on paper, for the bank."""
    signed = CustomerStatement.objects.filter(dispute=_own(customer, reference)).first()
    if signed is None:
        raise NotFound(_("Nothing was signed about this dispute."), "statement_not_found")
    return pdf_response(print_statement(signed), name_of(signed))


def _own(customer: Customer, reference: str) -> Dispute:
    own = Dispute.objects.filter(payment__customer=customer).select_related("payment")
    return find_dispute(reference, own)


def _draw(request: HttpRequest, found: Dispute, form: StatementForm, status: int = 200) -> HttpResponse:
    signed = CustomerStatement.objects.filter(dispute=found).first()
    taken = found.answers.filter(state=DisputeAnswer.State.TAKEN).order_by("id")
    context: dict[str, Any] = {
        "dispute": found,
        "payment": found.payment,
        "stands": state_for_customer(found),
        "answers": [(answer_for_customer(answer), shown_for_customer(answer), answer.finished_at) for answer in taken],
        "signed": signed,
        "text": signed.text if signed else statement_text(found),
        "may_sign": signed is None and found.is_open,
        "form": form,
        "story": list(map(_told, _messages(found))),
    }
    return render(request, "portal/dispute.html", context, status=status)


def _messages(found: Dispute) -> list[Message]:
    """What was written, the newest first. What went by telephone is a letter's short form."""
    written = Message.objects.filter(customer=found.payment.customer_id, about=found.reference, channel=MAIL)
    return shown_to_customer(written.defer("body_html").prefetch_related("documents").order_by("-id"))


def _told(message: Message) -> Told:
    if not message.is_from_customer:
        return Told(message.subject, message.created_at, "mail", "idle", letter=message.body_text)
    files = ", ".join(document.name for document in message.documents.all())
    said = f"{message.words}\n{files}".strip()
    return Told(_("You wrote to us"), message.created_at, "note", "live", quote=said)
