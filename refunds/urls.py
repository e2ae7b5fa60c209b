"""The addresses of the staff pages. A move on a case is a resource to POST to."""

from __future__ import annotations

from django.urls import path

from refunds.views import (
    customers,
    hands,
    inbox,
    mail,
    moves,
    new_refund,
    payments,
    queue,
    refund_page,
    rules,
    times,
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
    path("refunds/<str:reference>/taking/", moves.taking, name="taking"),
    path("refunds/<str:reference>/giving-back/", moves.giving_back, name="giving_back"),
    path("refunds/<str:reference>/handing-over/", moves.handing_over, name="handing_over"),
    path("refunds/<str:reference>/escalation/", moves.escalation, name="escalation"),
    path("refunds/<str:reference>/escalation-end/", moves.escalation_end, name="escalation_end"),
    path("refunds/<str:reference>/notes/", moves.notes, name="notes"),
    path("refunds/<str:reference>/presence/", hands.presence, name="presence"),
    path("notices/", inbox.notices, name="notices"),
    path("notices/reading/", inbox.reading_all, name="reading_all"),
    path("notices/mail/", inbox.notice_mail, name="notice_mail"),
    path("notices/<int:notice_id>/reading/", inbox.reading, name="reading"),
    path("times/", times.times, name="times"),
    path("times/answer-times/", times.answer_times, name="answer_times"),
    path("times/answer-times/<int:row_id>/", times.answer_time, name="answer_time"),
    path("times/answer-times/<int:row_id>/removal/", times.answer_time_removal, name="answer_time_removal"),
    path("times/rules/", rules.rules, name="assignment_rules"),
    path("times/rules/<int:row_id>/", rules.rule, name="assignment_rule"),
    path("times/rules/<int:row_id>/removal/", rules.rule_removal, name="assignment_rule_removal"),
    path("times/rules/<int:row_id>/earlier/", rules.rule_earlier, name="assignment_rule_earlier"),
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
