"""Which declarations of withdrawal a page shows, and what stands beside one of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from customers.errors import NotFound
from customers.models import Customer, Message, Payment
from refunds.models import Refund, RefundEvent, WithdrawalDeclaration

MOST_CANDIDATES = 10
DECLARED = "refund.withdrawal_declared"


def all_withdrawals() -> QuerySet[WithdrawalDeclaration]:
    """Without the words themselves, which a list does not show."""
    return WithdrawalDeclaration.objects.select_related("refund", "payment", "law").defer("content", "items")


def find_withdrawal(reference: str) -> WithdrawalDeclaration:
    """One declaration with what it became. Raises NotFound."""
    related = ("refund", "payment__customer", "law", "decider", "paper")
    found = WithdrawalDeclaration.objects.select_related(*related).defer("paper__pdf").filter(reference=reference)
    declaration = found.first()
    if declaration is None:
        raise NotFound(_("There is no such declaration."), "withdrawal_not_found")
    return declaration


def candidates_for(declaration: WithdrawalDeclaration) -> list[Payment]:
    """The payments that could be meant: those with its order number, and the newest of its mail address.

    Asked apart, each with its index; asked as one, the database would walk the whole table.
    """
    payments = Payment.objects.select_related("customer").order_by("-captured_at", "-id")
    who = Customer.objects.alias(address=Lower("email")).filter(address=declaration.email.lower())
    by_order = payments.filter(order_reference=declaration.order_reference)[:MOST_CANDIDATES]
    by_address = payments.filter(customer__in=list(who.values_list("pk", flat=True)))[:MOST_CANDIDATES]
    found = {payment.pk: payment for payment in [*by_order, *by_address]}
    return list(found.values())[:MOST_CANDIDATES]


def withdrawals_of(refund: Refund, events: Iterable[RefundEvent]) -> list[WithdrawalDeclaration]:
    """The declarations that became or joined a refund, the first one first; unasked where none was told of on it."""
    if not any(event.kind == DECLARED for event in events):
        return []
    return list(WithdrawalDeclaration.objects.filter(refund=refund).select_related("law").order_by("id"))


def letters_of(declaration: WithdrawalDeclaration) -> QuerySet[Message]:
    return Message.objects.filter(about=declaration.reference).order_by("id").defer("body_text", "body_html")


def waiting() -> QuerySet[WithdrawalDeclaration]:
    """What a worker found nothing for: a person matches or refuses it."""
    return all_withdrawals().filter(state=WithdrawalDeclaration.State.RECEIVED)
