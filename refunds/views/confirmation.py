"""The confirmation of a refund at the desk, in the language of its customer."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from refunds.confirmation_paper import name_of, print_confirmation
from refunds.notices import language_for
from refunds.screens import refund_in_full
from refunds.views.access import StaffRequest, staff_page
from refunds.views.policies import pdf_response


@require_safe
@staff_page()
def confirmation(request: StaffRequest, reference: str) -> HttpResponse:
    refund = refund_in_full(reference)
    return pdf_response(print_confirmation(refund, language_for(refund)), name_of(refund))
