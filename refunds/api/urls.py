"""Addresses under /api/v1/ of this room."""

from django.urls import path

from refunds.api import bulk, changes, moves, plans, policy_drafts, policy_trials, policy_versions
from refunds.api.cases import CustomerValueView, MergeView, RefusalsView, SuspectsView
from refunds.api.documents import DocumentFileView, DocumentsView
from refunds.api.quotes import PolicyView, QuotesView
from refunds.api.refunds import RefundEventsView, RefundsView, RefundView
from refunds.api.views import CountsView, SavedViewDeletionView, SavedViewsView, SavedViewView

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
    path("views/", SavedViewsView.as_view()),
    path("views/<slug:reference>/", SavedViewView.as_view()),
    path("views/<slug:reference>/deletion/", SavedViewDeletionView.as_view()),
    path("counts/", CountsView.as_view()),
    path("refunds/<slug:reference>/documents/", DocumentsView.as_view()),
    path("refunds/<slug:reference>/documents/<slug:key>/file/", DocumentFileView.as_view()),
    path("refunds/<slug:reference>/suspects/", SuspectsView.as_view()),
    path("refunds/<slug:reference>/merge/", MergeView.as_view()),
    path("customers/<slug:reference>/value/", CustomerValueView.as_view()),
    path("refusals/", RefusalsView.as_view()),
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
    path("policy/versions/", policy_versions.VersionsView.as_view()),
    path("policy/versions/<slug:reference>/", policy_versions.VersionView.as_view()),
    path("policy/versions/<slug:reference>/withdrawal/", policy_versions.VersionWithdrawalView.as_view()),
    path("policy/comparison/", policy_versions.ComparisonView.as_view()),
    path("policy/review/", policy_versions.ReviewView.as_view()),
    path("policy/drafts/", policy_drafts.DraftsView.as_view()),
    path("policy/drafts/<slug:reference>/", policy_drafts.DraftView.as_view()),
    path("policy/drafts/<slug:reference>/text/", policy_drafts.ChangeView.as_view()),
    path("policy/drafts/<slug:reference>/base/", policy_drafts.RebaseView.as_view()),
    path("policy/drafts/<slug:reference>/proposal/", policy_drafts.ProposeView.as_view()),
    path("policy/drafts/<slug:reference>/return/", policy_drafts.SendBackView.as_view()),
    path("policy/drafts/<slug:reference>/withdrawal/", policy_drafts.WithdrawView.as_view()),
    path("policy/drafts/<slug:reference>/activation/", policy_drafts.ActivateView.as_view()),
    path("policy/drafts/<slug:reference>/trials/", policy_trials.TrialsView.as_view()),
    path("policy/trials/<slug:reference>/", policy_trials.TrialView.as_view()),
    path("policy/trials/<slug:reference>/cancellation/", policy_trials.TrialCancellationView.as_view()),
]
