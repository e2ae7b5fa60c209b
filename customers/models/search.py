"""The words by which payments and customers are found. The database itself writes them, whoever writes the rows."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from customers.models.customer import Customer
from customers.models.payment import Payment


class CustomerWords(models.Model):
    """Name, mail address and numbers of a customer."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="words")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="customer_words")]


class PaymentWords(models.Model):
    """Numbers of a payment, its order and its card's last four, and the words of who paid: they combine."""

    payment = models.OneToOneField(Payment, on_delete=models.CASCADE, primary_key=True, related_name="words")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="payment_words")]


_OF_CUSTOMER = "search_words(c.reference, concat_ws(' ', c.name, c.email, c.external_reference))"
_OF_PAYMENT = (
    "search_words(concat_ws(' ', p.reference, p.gateway_reference, p.card_last4, c.reference),"
    " concat_ws(' ', p.order_reference, c.name, c.email, c.external_reference))"
)
_WRITE_CUSTOMERS = (
    "INSERT INTO customers_customerwords (customer_id, words)"  # noqa: S608
    f" SELECT c.id, {_OF_CUSTOMER} FROM new_rows c"
    " ON CONFLICT (customer_id) DO UPDATE SET words = excluded.words;"
)
_WRITE_PAYMENTS = (
    "INSERT INTO customers_paymentwords (payment_id, words)"  # noqa: S608
    f" SELECT p.id, {_OF_PAYMENT} FROM new_rows p JOIN customers_customer c ON c.id = p.customer_id"
    " ON CONFLICT (payment_id) DO UPDATE SET words = excluded.words;"
)


def _after_insert(func: str) -> pgtrigger.Trigger:
    """One statement for however many rows a COPY brings."""
    return pgtrigger.Trigger(
        name="words_of_new",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func=f"{func} RETURN NULL;",
    )


pgtrigger.register(
    _after_insert(_WRITE_CUSTOMERS),
    pgtrigger.Trigger(
        name="words_of_changed",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("name", "email", "external_reference"),
        func=(
            f"UPDATE customers_customerwords w SET words = {_OF_CUSTOMER}"  # noqa: S608
            " FROM customers_customer c WHERE c.id = NEW.id AND w.customer_id = NEW.id;"
            f" UPDATE customers_paymentwords w SET words = {_OF_PAYMENT}"
            " FROM customers_payment p, customers_customer c"
            " WHERE p.customer_id = NEW.id AND c.id = NEW.id AND w.payment_id = p.id; RETURN NULL;"
        ),
    ),
)(Customer)
pgtrigger.register(
    _after_insert(_WRITE_PAYMENTS),
    pgtrigger.Trigger(
        name="words_of_changed",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("order_reference", "gateway_reference", "card_last4", "customer_id"),
        func=(
            f"UPDATE customers_paymentwords w SET words = {_OF_PAYMENT}"  # noqa: S608
            " FROM customers_payment p JOIN customers_customer c ON c.id = p.customer_id"
            " WHERE p.id = NEW.id AND w.payment_id = NEW.id; RETURN NULL;"
        ),
    ),
)(Payment)
