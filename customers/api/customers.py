"""Customers over HTTP."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.actions.record_payment import create_customer
from customers.api.base import ApiView, Request, Response, one_or_not_found, page_of
from customers.api.fields import Country, Language, SearchWords, StrictSerializer, Text
from customers.api.idempotency import once
from customers.models import Customer
from customers.search import customers_with


class CustomerOut(serializers.ModelSerializer):
    """Somebody who paid the shop."""

    class Meta:
        model = Customer
        fields: ClassVar = [
            "reference",
            "email",
            "name",
            "language",
            "country",
            "external_reference",
            "channel",
            "mail_trouble",
            "created_at",
        ]


class CustomerIn(StrictSerializer):
    email = serializers.EmailField(max_length=254)
    name = Text(max_length=200, required=False, allow_blank=True)
    language = Language(required=False, allow_blank=True)
    country = Country(required=False, allow_blank=True)
    external_reference = Text(max_length=120, required=False, allow_blank=True)


class CustomerQuery(StrictSerializer):
    q = SearchWords()
    email = serializers.CharField(required=False, max_length=254, help_text="The whole address, in any letter case.")
    external_reference = serializers.CharField(required=False, max_length=120)


class CustomersView(ApiView):
    """All customers, and a new one."""

    scopes: ClassVar = {"GET": "customers:read", "POST": "customers:write"}
    moves: ClassVar = {"POST": "import"}

    @extend_schema(operation_id="list_customers", parameters=[CustomerQuery], responses=page_of(CustomerOut))
    def get(self, request: Request) -> Response:
        """List customers, newest first."""
        wanted = self.wanted(CustomerQuery)
        words = wanted.pop("q", "")
        customers = Customer.objects.filter(pk__in=customers_with(words)) if words else Customer.objects.all()
        if email := wanted.pop("email", ""):
            customers = customers.alias(address=Lower("email")).filter(address=Lower(Value(email)))
        return self.page(customers.filter(**wanted), CustomerOut)

    @extend_schema(operation_id="create_customer", request=CustomerIn, responses={201: CustomerOut})
    @once
    def post(self, request: Request) -> Response:
        """Open a customer."""
        customer = create_customer(actor=self.actor, **self.sent(CustomerIn))
        return Response(CustomerOut(customer).data, 201, headers={"Location": f"{request.path}{customer.reference}/"})


class CustomerView(ApiView):
    """One customer."""

    scopes: ClassVar = {"GET": "customers:read"}

    @extend_schema(operation_id="read_customer", responses=CustomerOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a customer."""
        found: Any = Customer.objects.filter(reference=reference)
        customer = one_or_not_found(found, _("There is no such customer."), "customer_not_found")
        return Response(CustomerOut(customer).data)
