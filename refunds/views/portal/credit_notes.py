"""The customer's own credit notes, as they were printed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.errors import NotFound
from customers.models import Customer
from customers.portal.pages import portal_page
from refunds.actions.print_credit_note import paper_of
from refunds.models import CreditNote
from refunds.views.policies import pdf_response


@require_safe
@portal_page
def paper(request: HttpRequest, customer: Customer, number: str) -> HttpResponse:
    note = CreditNote.objects.filter(customer=customer, number=number).first()
    if note is None:
        raise NotFound(_("There is no such credit note."), "credit_note_not_found")
    return pdf_response(bytes(paper_of(note).pdf), f"{note.number}.pdf")
