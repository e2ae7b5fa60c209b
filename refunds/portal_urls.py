"""The portal behind its door: my payments, asking for a refund, how far it is.

The policy and the withdrawal by law are open to all.
"""

from django.urls import path

from refunds.views.portal import (
    appeal,
    ask,
    ask_change,
    bank_account,
    confirmation,
    conversation,
    credit,
    credit_notes,
    documents,
    enter,
    feedback,
    messages,
    payments,
    policy,
    questions,
    status,
    uploads,
    withdrawal,
)

app_name = "my"

urlpatterns = [
    path("enter/", enter.enter, name="enter"),
    path("policy/", policy.policy, name="policy"),
    path("policy/<int:number>/", policy.policy, name="policy_version"),
    path("policy/<int:number>/paper/", policy.paper, name="policy_paper"),
    path("policy/<int:number>/questions/", questions.policy_question, name="policy_question"),
    path("policy/<int:number>/questions/<slug:key>/help/", questions.policy_feedback, name="policy_feedback"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<slug:key>/help/", questions.feedback, name="question_help"),
    path("questions/<slug:key>/person/", questions.person, name="question_person"),
    path("withdrawal/", withdrawal.withdrawal, name="withdrawal"),
    path("withdrawal/confirmation/", withdrawal.confirmation, name="withdrawal_confirmation"),
    path("withdrawal/<slug:key>/", withdrawal.receipt, name="withdrawal_receipt"),
    path("withdrawal/<slug:key>/paper/", withdrawal.paper, name="withdrawal_paper"),
    path("payments/", payments.payment_list, name="payments"),
    path("payments/<str:reference>/", payments.payment_detail, name="payment"),
    path("payments/<str:reference>/statement/", payments.statement, name="statement"),
    path("payments/<str:reference>/refund/", ask.ask, name="ask"),
    path("payments/<str:reference>/refund/quote/", ask.quote, name="quote"),
    path("messages/", messages.messages, name="messages"),
    path("messages/address/", messages.address, name="mail_address"),
    path("credit/", credit.credit, name="credit"),
    path("credit-notes/<slug:number>/", credit_notes.paper, name="credit_note"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<slug:key>/", uploads.upload, name="upload"),
    path("refunds/<str:reference>/", status.refund_status, name="refund"),
    path("refunds/<str:reference>/news/", status.news, name="news"),
    path("refunds/<str:reference>/cancellation/", status.withdraw, name="withdraw"),
    path("refunds/<str:reference>/change/", ask_change.change, name="change"),
    path("refunds/<str:reference>/change/quote/", ask_change.quote, name="change_quote"),
    path("refunds/<str:reference>/rail/", status.rail, name="rail"),
    path("refunds/<str:reference>/bank-account/", bank_account.bank_account, name="bank_account"),
    path("refunds/<str:reference>/bank-account/removal/", bank_account.removal, name="bank_account_removal"),
    path("refunds/<str:reference>/answer/", status.answer, name="answer"),
    path("refunds/<str:reference>/confirmation/", confirmation.confirmation, name="confirmation"),
    path("refunds/<str:reference>/appeal/", appeal.appeal, name="appeal"),
    path("refunds/<str:reference>/feedback/", feedback.feedback, name="feedback"),
    path("refunds/<str:reference>/conversation/", conversation.conversation, name="conversation"),
    path("refunds/<str:reference>/documents/", documents.documents, name="documents"),
    path("refunds/<str:reference>/documents/<slug:key>/", documents.document, name="document"),
    path("refunds/<str:reference>/documents/<slug:key>/file/", documents.file, name="document_file"),
    path("refunds/<str:reference>/documents/<slug:key>/<int:number>/<slug:size>/", documents.picture, name="picture"),
]
