"""The addresses of the staff pages. A move on a case is a resource to POST to."""

from __future__ import annotations

from django.urls import path

from refunds.views import customers, language, mail, moves, new_refund, payments, queue, refund_page

app_name = "refunds"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("refunds/", queue.queue, {"view": "all"}, name="refunds"),
    path("refunds/new/", new_refund.new_refund, name="new"),
    path("refunds/<str:reference>/", refund_page.refund_page, name="refund"),
    path("refunds/<str:reference>/approval/", moves.approval, name="approval"),
    path("refunds/<str:reference>/rejection/", moves.rejection, name="rejection"),
    path("refunds/<str:reference>/question/", moves.question, name="question"),
    path("refunds/<str:reference>/answer/", moves.answer, name="answer"),
    path("refunds/<str:reference>/cancellation/", moves.cancellation, name="cancellation"),
    path("refunds/<str:reference>/retry/", moves.retry, name="retry"),
    path("refunds/<str:reference>/transfer/", moves.transfer, name="transfer"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<str:reference>/", payments.payment, name="payment"),
    path("payments/<str:reference>/holds/", payments.holds, name="holds"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<str:reference>/", customers.customer, name="customer"),
    path("language/", language.language, name="language"),
    path("mail/", mail.mail, name="mail"),
    path("mail/<int:letter_id>/", mail.letter, name="letter"),
    path("mail/<int:letter_id>/paper/", mail.paper, name="paper"),
    path("mail/<int:letter_id>/resending/", mail.resending, name="resending"),
]
