"""Taking in one captured payment, with the customer who made it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict
from customers.imports.rows import PaymentRow
from customers.models import Customer, Payment, PaymentLine
from customers.references import customer_reference, payment_reference

OWN_FIELDS = (
    "gateway", "gateway_account", "gateway_reference", "order_reference", "currency", "captured_minor",
    "refunded_before_minor", "method", "card_brand", "card_last4", "method_label", "invoice_reference", "invoiced_on",
    "country", "language", "ordered_at", "delivered_at", "captured_at",
)  # fmt: skip


def record_payment(*, actor: Actor, row: PaymentRow) -> Payment:
    """Write the payment, its lines and, if the mail address is new, its customer. Raises Conflict for a known one."""
    with transaction.atomic(), acting(actor):
        payment = _open(row, _customer_of(row))
        PaymentLine.objects.bulk_create(
            PaymentLine(payment=payment, position=position, **{name: getattr(line, name) for name in line.__slots__})
            for position, line in enumerate(row.lines, start=1)
        )
    return payment


def create_customer(
    *, actor: Actor, email: str, name: str = "", language: str = "", country: str = "", external_reference: str = ""
) -> Customer:
    """Open a customer. Raises Conflict when the mail address is known."""
    customer = Customer(
        email=email, name=name, language=language, country=country, external_reference=external_reference
    )
    with acting(actor):
        if not _inserted(customer):
            raise Conflict(_("There is a customer with this e-mail address already."), "customer_exists", "email")
    return customer


def customer_by_email(email: str) -> Customer | None:
    """The customer with this mail address in whatever letter case."""
    return Customer.objects.alias(address=Lower("email")).filter(address=Lower(Value(email))).first()


def _customer_of(row: PaymentRow) -> Customer:
    known = customer_by_email(row.customer_email)
    if known is not None:
        return known
    fresh = Customer(
        email=row.customer_email,
        name=row.customer_name,
        language=row.language,
        country=row.country,
        external_reference=row.customer_external_reference,
    )
    return fresh if _inserted(fresh) else Customer.objects.get(pk=customer_by_email(row.customer_email).pk)  # type: ignore[union-attr]


def _inserted(customer: Customer) -> bool:
    """Insert, unless somebody else was faster with this address."""
    customer.reference = customer_reference()
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError:
        return False
    return True


def _open(row: PaymentRow, customer: Customer) -> Payment:
    payment = Payment(
        reference=payment_reference(), customer=customer, **{name: getattr(row, name) for name in OWN_FIELDS}
    )
    try:
        with transaction.atomic():
            payment.save()
    except IntegrityError:
        raise Conflict(_("This payment is here already."), "payment_exists", "gateway_reference") from None
    return payment
