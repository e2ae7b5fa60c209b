"""The addresses of the staff pages. A move on a case is a resource to POST to."""

from __future__ import annotations

from django.urls import path

from refunds.views import change_refund, customers, mail, moves, new_refund, payments, plans, queue, refund_page

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
    path("refunds/<str:reference>/change/", change_refund.change, name="change"),
    path("refunds/<str:reference>/rail_proposal/", moves.rail_proposal, name="rail_proposal"),
    path("refunds/<str:reference>/rail_answer/", moves.rail_answer, name="rail_answer"),
    path("refunds/<str:reference>/rail_withdrawal/", moves.rail_withdrawal, name="rail_withdrawal"),
    path("plans/new/", plans.new_plan, name="new_plan"),
    path("plans/<str:reference>/", plans.plan, name="plan"),
    path("plans/<str:reference>/approval/", plans.plan_approval, name="plan_approval"),
    path("plans/<str:reference>/rejection/", plans.plan_rejection, name="plan_rejection"),
    path("plans/<str:reference>/cancellation/", plans.plan_cancellation, name="plan_cancellation"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<str:reference>/", payments.payment, name="payment"),
    path("payments/<str:reference>/holds/", payments.holds, name="holds"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<str:reference>/", customers.customer, name="customer"),
    path("mail/", mail.mail, name="mail"),
    path("mail/<int:letter_id>/", mail.letter, name="letter"),
    path("mail/<int:letter_id>/paper/", mail.paper, name="paper"),
    path("mail/<int:letter_id>/resending/", mail.resending, name="resending"),
]
