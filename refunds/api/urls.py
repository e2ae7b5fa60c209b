"""Addresses under /api/v1/ of this room."""

from django.urls import path

from refunds.api import bulk, changes, letters, moves, plans, texts
from refunds.api.quotes import PolicyView, QuotesView
from refunds.api.refunds import RefundEventsView, RefundsView, RefundView

urlpatterns = [
    path("refunds/", RefundsView.as_view()),
    path("refunds/<slug:reference>/", RefundView.as_view()),
    path("refunds/<slug:reference>/events/", RefundEventsView.as_view()),
    path("refunds/<slug:reference>/approval/", moves.ApproveView.as_view()),
    path("refunds/<slug:reference>/rejection/", moves.RejectView.as_view()),
    path("refunds/<slug:reference>/question/", moves.AskView.as_view()),
    path("refunds/<slug:reference>/answer/", moves.AnswerView.as_view()),
    path("refunds/<slug:reference>/cancellation/", moves.CancelView.as_view()),
    path("refunds/<slug:reference>/retry/", moves.RetryView.as_view()),
    path("refunds/<slug:reference>/transfer/", moves.TransferView.as_view()),
    path("letters/", letters.LettersView.as_view()),
    path("letters/<slug:letter>/", letters.LetterView.as_view()),
    path("letters/<slug:letter>/resending/", letters.LetterResendView.as_view()),
    path("texts/", texts.TextsView.as_view()),
    path("texts/<slug:kind>/<slug:language>/", texts.TextView.as_view()),
    path("texts/<slug:kind>/<slug:language>/reset/", texts.TextResetView.as_view()),
    path("texts/<slug:kind>/<slug:language>/preview/", texts.TextPreviewView.as_view()),
    path("texts/<slug:kind>/<slug:language>/test/", texts.TextTestView.as_view()),
    path("bulk-runs/", bulk.BulkRunsView.as_view()),
    path("bulk-runs/<slug:reference>/", bulk.BulkRunView.as_view()),
    path("bulk-runs/<slug:reference>/rows/", bulk.BulkRowsView.as_view()),
    path("bulk-runs/<slug:reference>/confirmation/", bulk.BulkConfirmationView.as_view()),
    path("bulk-runs/<slug:reference>/stop/", bulk.BulkStopView.as_view()),
    path("bulk-runs/<slug:reference>/again/", bulk.BulkAgainView.as_view()),
    path("refunds/<slug:reference>/change/", changes.ChangeView.as_view()),
    path("refunds/<slug:reference>/change_quote/", changes.ChangeQuoteView.as_view()),
    path("refunds/<slug:reference>/rail_proposal/", changes.RailProposalView.as_view()),
    path("refunds/<slug:reference>/rail_answer/", moves.RailAnswerView.as_view()),
    path("refunds/<slug:reference>/rail_withdrawal/", moves.RailWithdrawalView.as_view()),
    path("plans/", plans.PlansView.as_view()),
    path("plans/quotes/", plans.PlanQuotesView.as_view()),
    path("plans/<slug:reference>/", plans.PlanView.as_view()),
    path("plans/<slug:reference>/approval/", plans.ApprovePlanView.as_view()),
    path("plans/<slug:reference>/rejection/", plans.RejectPlanView.as_view()),
    path("plans/<slug:reference>/cancellation/", plans.CancelPlanView.as_view()),
    path("quotes/", QuotesView.as_view()),
    path("policy/", PolicyView.as_view()),
]
