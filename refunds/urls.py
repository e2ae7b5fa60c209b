"""The addresses of the staff pages. A move on a case is a resource to POST to."""

from __future__ import annotations

from django.urls import path

from refunds.views import (
    customers,
    mail,
    moves,
    new_refund,
    payments,
    policies,
    policy_drafts,
    policy_trials,
    queue,
    refund_page,
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
    path("payments/", payments.payments, name="payments"),
    path("payments/<str:reference>/", payments.payment, name="payment"),
    path("payments/<str:reference>/holds/", payments.holds, name="holds"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<str:reference>/", customers.customer, name="customer"),
    path("policies/", policies.policies, name="policies"),
    path("policies/comparison/", policies.comparison, name="policy_comparison"),
    path("policies/review/", policies.review, name="policy_review"),
    path("policies/versions/<int:number>/", policies.version, name="policy_version"),
    path("policies/versions/<int:number>/paper/", policies.paper, name="policy_paper"),
    path("policies/versions/<int:number>/withdrawal/", policies.withdrawal, name="policy_withdrawal"),
    path("policies/drafts/", policies.drafts, name="policy_drafts"),
    path("policies/drafts/<str:reference>/", policy_drafts.draft, name="policy_draft"),
    path("policies/drafts/<str:reference>/text/", policy_drafts.edit, name="policy_edit"),
    path("policies/drafts/<str:reference>/proposal/", policy_drafts.proposal, name="policy_proposal"),
    path("policies/drafts/<str:reference>/return/", policy_drafts.sending_back, name="policy_return"),
    path("policies/drafts/<str:reference>/withdrawal/", policy_drafts.withdrawal, name="policy_draft_withdrawal"),
    path("policies/drafts/<str:reference>/activation/", policy_drafts.activation, name="policy_activation"),
    path("policies/drafts/<str:reference>/base/", policy_drafts.base, name="policy_base"),
    path("policies/drafts/<str:reference>/trials/", policy_trials.start, name="policy_trials"),
    path("policies/trials/<str:reference>/", policy_trials.trial, name="policy_trial"),
    path("policies/trials/<str:reference>/cancellation/", policy_trials.cancellation, name="policy_trial_cancellation"),
    path("mail/", mail.mail, name="mail"),
    path("mail/<int:letter_id>/", mail.letter, name="letter"),
    path("mail/<int:letter_id>/paper/", mail.paper, name="paper"),
    path("mail/<int:letter_id>/resending/", mail.resending, name="resending"),
]
