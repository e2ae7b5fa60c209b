"""What the page for asking shows beside its form: the quote, where the money can go, the rules, what else was paid."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from customers.models import Payment
from refunds.actions.quote_refund import Quote
from refunds.models import Refund
from refunds.order_statement import kept_minor
from refunds.policy.plain import tell_policy
from refunds.policy.quote import arrival, destination
from refunds.policy.rules.documents_required import DocumentsRequired
from refunds.queries import policy_of
from refunds.views.portal.ask_form import AskForm
from refunds.views.portal.uploads import upload_limits

MOST_OTHERS = 5


def ask_context(payment: Payment, form: AskForm, quoted: Quote | None) -> dict[str, Any]:
    policy = policy_of(payment)
    rules = tell_policy(policy.document)
    return {
        "payment": payment,
        "left_minor": payment.left_minor - kept_minor(payment),
        "form": form,
        "quote": for_the_page(payment, quoted),
        "policy": policy,
        "rules": rules,
        "documents_words": next((rule.words for rule in rules if rule.code == DocumentsRequired.code), ""),
        "destination": destination(Refund.Rail.ORIGINAL, payment.method, payment.card_last4, payment.method_label),
        "arrival": arrival(Refund.Rail.ORIGINAL, payment.method),
        "others": other_payments(payment),
        "upload_limits": upload_limits(),
    }


def for_the_page(payment: Payment, quote: Quote | None) -> dict[str, Any] | None:
    """The quote in the words and amounts of the page."""
    if quote is None:
        return None
    names = {line.pk: line.description for line in payment.lines.all()}
    return {
        "amount_minor": quote.amount_minor,
        "currency": quote.currency,
        "verdict": quote.decision.verdict.value,
        "sentence": quote.sentence,
        "fee_sentence": quote.fee_sentence,
        "keeps_percent": quote.keeps_percent,
        "keep_offers": quote.keep_offers,
        "needs_documents": quote.needs_documents,
        "rails": quote.rails,
        "why": quote.decision.customer_sentences(),
        "lines": [
            (f"{line.quantity} × {names[line.line_id]}", line.amount_minor + line.fee_minor) for line in quote.lines
        ],
    }


def other_payments(payment: Payment) -> QuerySet[Payment]:
    """What else the customer paid for the same order: a thing that is not found here may be part of that."""
    if not payment.order_reference:
        return Payment.objects.none()
    same_order = Payment.objects.filter(customer=payment.customer_id, order_reference=payment.order_reference)
    return same_order.exclude(pk=payment.pk).order_by("-captured_at", "-id")[:MOST_OTHERS]
