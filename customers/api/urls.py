"""Addresses under /api/v1/ of this room."""

from django.urls import path

from customers.api.customers import CustomersView, CustomerView
from customers.api.payments import PaymentsView, PaymentView

urlpatterns = [
    path("customers/", CustomersView.as_view()),
    path("customers/<slug:reference>/", CustomerView.as_view()),
    path("payments/", PaymentsView.as_view()),
    path("payments/<slug:reference>/", PaymentView.as_view()),
]
