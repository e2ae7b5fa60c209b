"""The pages of the portal behind its door: my payments, asking for a refund, how far it is."""

from django.urls import path

from refunds.views.portal import ask, payments, status

app_name = "my"

urlpatterns = [
    path("payments/", payments.payment_list, name="payments"),
    path("payments/<str:reference>/", payments.payment_detail, name="payment"),
    path("payments/<str:reference>/refund/", ask.ask, name="ask"),
    path("payments/<str:reference>/refund/quote/", ask.quote, name="quote"),
    path("refunds/<str:reference>/", status.refund_status, name="refund"),
    path("refunds/<str:reference>/news/", status.news, name="news"),
    path("refunds/<str:reference>/cancellation/", status.withdraw, name="withdraw"),
    path("refunds/<str:reference>/rail/", status.rail, name="rail"),
    path("refunds/<str:reference>/answer/", status.answer, name="answer"),
]
