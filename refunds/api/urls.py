"""Addresses under /api/v1/ of this room."""

from django.urls import path

from refunds.api import bulk, changes, keys, moves, people, plans
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
    path("people/", people.PeopleView.as_view()),
    path("people/events/", people.PeopleEventsView.as_view()),
    path("people/<int:person_id>/", people.PersonView.as_view()),
    path("people/<int:person_id>/roles/", people.RolesView.as_view()),
    path("people/<int:person_id>/disabling/", people.DisablingView.as_view()),
    path("people/<int:person_id>/enabling/", people.EnablingView.as_view()),
    path("people/<int:person_id>/second-factor-reset/", people.SecondFactorResetView.as_view()),
    path("people/<int:person_id>/sessions-ending/", people.SessionsEndingView.as_view()),
    path("people/<int:person_id>/password-renewal/", people.PasswordRenewalView.as_view()),
    path("invitations/", people.InvitationsView.as_view()),
    path("invitations/<int:invitation_id>/sending/", people.InvitationSendingView.as_view()),
    path("invitations/<int:invitation_id>/withdrawal/", people.InvitationWithdrawalView.as_view()),
    path("limits/", people.LimitsView.as_view()),
    path("keys/", keys.KeysView.as_view()),
    path("keys/<slug:prefix>/revocation/", keys.KeyRevocationView.as_view()),
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
