"""The portal behind its door: my payments, asking for a refund, how far it is. The policy is open to all."""

from django.urls import path

from refunds.views.portal import ask, bank_account, conversation, documents, payments, policy, status

app_name = "my"

urlpatterns = [
    path("policy/", policy.policy, name="policy"),
    path("policy/<int:number>/", policy.policy, name="policy_version"),
    path("policy/<int:number>/paper/", policy.paper, name="policy_paper"),
    path("payments/", payments.payment_list, name="payments"),
    path("payments/<str:reference>/", payments.payment_detail, name="payment"),
    path("payments/<str:reference>/refund/", ask.ask, name="ask"),
    path("payments/<str:reference>/refund/quote/", ask.quote, name="quote"),
    path("refunds/<str:reference>/", status.refund_status, name="refund"),
    path("refunds/<str:reference>/news/", status.news, name="news"),
    path("refunds/<str:reference>/cancellation/", status.withdraw, name="withdraw"),
    path("refunds/<str:reference>/rail/", status.rail, name="rail"),
    path("refunds/<str:reference>/bank-account/", bank_account.bank_account, name="bank_account"),
    path("refunds/<str:reference>/bank-account/removal/", bank_account.removal, name="bank_account_removal"),
    path("refunds/<str:reference>/answer/", status.answer, name="answer"),
    path("refunds/<str:reference>/conversation/", conversation.conversation, name="conversation"),
    path("refunds/<str:reference>/documents/", documents.documents, name="documents"),
    path("refunds/<str:reference>/documents/<slug:key>/", documents.document, name="document"),
    path("refunds/<str:reference>/documents/<slug:key>/file/", documents.file, name="document_file"),
    path("refunds/<str:reference>/documents/<slug:key>/<int:number>/<slug:size>/", documents.picture, name="picture"),
]
