"""The addresses of the staff pages. A move on a case is a resource to POST to."""

from __future__ import annotations

from django.urls import path

from refunds.views import (
    customers,
    language,
    letter_preview,
    looks,
    mail,
    moves,
    new_refund,
    payments,
    queue,
    refund_page,
    texts,
)

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
    path("refunds/<str:reference>/letter-preview/", letter_preview.letter_preview, name="letter_preview"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<str:reference>/", payments.payment, name="payment"),
    path("payments/<str:reference>/holds/", payments.holds, name="holds"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<str:reference>/", customers.customer, name="customer"),
    path("language/", language.language, name="language"),
    path("texts/", texts.texts, name="texts"),
    path("texts/<slug:kind>/<slug:language>/", texts.text, name="text"),
    path("texts/<slug:kind>/<slug:language>/preview/", texts.text_preview, name="text_preview"),
    path("texts/<slug:kind>/<slug:language>/test/", texts.text_test, name="text_test"),
    path("texts/<slug:kind>/<slug:language>/reset/", texts.text_reset, name="text_reset"),
    path("texts/<slug:kind>/<slug:language>/history/", texts.text_history, name="text_history"),
    path("texts/<slug:kind>/<slug:language>/history/<int:version>/", texts.text_restore, name="text_restore"),
    path("looks/<slug:name>/", looks.look, name="look"),
    path("mail/", mail.mail, name="mail"),
    path("mail/<int:letter_id>/", mail.letter, name="letter"),
    path("mail/<int:letter_id>/paper/", mail.paper, name="paper"),
    path("mail/<int:letter_id>/resending/", mail.resending, name="resending"),
]
