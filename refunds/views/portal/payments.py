"""My payments: what was bought, what went back, and what can still go back."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers import clock
from customers.errors import NotFound
from customers.languages import present_language
from customers.models import CreditAccount, Customer, Payment, PaymentLine
from customers.portal.pages import portal_page
from customers.shop_days import shop_day
from refunds.actions.line_amounts import refunded_quantities
from refunds.models import Refund
from refunds.models.asked_question import QUESTION_LIMIT
from refunds.order_statement import kept_minor, name_of, print_order_statement
from refunds.other_cases import brought_along, other_cases
from refunds.progress import WAITING
from refunds.queries import policy_at
from refunds.views.paging import key_page
from refunds.views.policies import pdf_response
from refunds.withdrawal_laws import open_period


@require_safe
@portal_page
def payment_list(request: HttpRequest, customer: Customer) -> HttpResponse:
    page = key_page(request, _own_payments(customer), "captured_at")
    credit = CreditAccount.objects.filter(customer=customer, balance_minor__gt=0).order_by("currency")
    cards = [(payment, free_minor(payment)) for payment in page.rows]
    return render(
        request, "portal/payments.html", {"cards": cards, "page": page, "credit": credit, "customer": customer}
    )


@require_safe
@portal_page
def payment_detail(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    payment = own_payment(customer, reference)
    gone = refunded_quantities(payment)
    lines = [(line, gone.get(line.pk, 0)) for line in payment.lines.all()]
    context = {
        "payment": payment,
        "lines": lines,
        "refunded_minor": payment.refunded_minor + payment.refunded_before_minor,
        "kept_minor": kept_minor(payment),
        "left_minor": payment.left_minor - kept_minor(payment),
        "free_minor": free_minor(payment),
        "other_cases": other_cases(payment, in_portal=True),
        "policy": policy_at(payment.purchased_at),
        "credit_notes": list(payment.credit_notes.defer("content").order_by("id")) if payment.invoice_reference else [],
        "question_limit": QUESTION_LIMIT,
        "withdrawal_period": open_period(payment, shop_day(clock.now())) if payment.left_minor > 0 else None,
    }
    return render(request, "portal/payment.html", context)


@require_safe
@portal_page
def statement(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """The order on paper, to keep or to show."""
    payment = own_payment(customer, reference)
    return pdf_response(print_order_statement(payment, present_language()), name_of(payment))


def free_minor(payment: Payment) -> int:
    """What is left, not yet asked for and not kept as a fee; what failed waits for us, not for a new request."""
    states = (*WAITING, Refund.State.FAILED)
    waiting = sum(refund.gross_minor for refund in payment.refunds.all() if refund.state in states)
    return max(payment.left_minor - waiting - kept_minor(payment), 0)


def own_payment(customer: Customer, reference: str) -> Payment:
    """Return the customer's payment with its lines and refunds. A foreign one is not found."""
    payment = _own_payments(customer).filter(reference=reference).first()
    if payment is None:
        raise NotFound(_("There is no such payment."), "payment_not_found")
    return payment


def _own_payments(customer: Customer) -> QuerySet[Payment]:
    return (
        Payment.objects.filter(customer=customer)
        .annotate(**brought_along("pk"))
        .prefetch_related(
            Prefetch("lines", PaymentLine.objects.order_by("position")),
            Prefetch("refunds", Refund.objects.order_by("-created_at", "-id")),
        )
    )
