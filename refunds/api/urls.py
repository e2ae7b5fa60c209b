"""Addresses under /api/v1/ of this room."""

from django.urls import path

from refunds.api import bulk, hands, moves, times
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
    path("refunds/<slug:reference>/taking/", moves.TakeView.as_view()),
    path("refunds/<slug:reference>/giving-back/", moves.GiveBackView.as_view()),
    path("refunds/<slug:reference>/handing-over/", moves.HandOverView.as_view()),
    path("refunds/<slug:reference>/escalation/", moves.EscalateView.as_view()),
    path("refunds/<slug:reference>/escalation-end/", moves.EndEscalationView.as_view()),
    path("refunds/<slug:reference>/notes/", hands.NotesView.as_view()),
    path("refunds/<slug:reference>/watchers/", hands.WatchersView.as_view()),
    path("notices/", hands.NoticesView.as_view()),
    path("notices/reading/", hands.ReadingView.as_view()),
    path("notices/mail/", hands.NoticeMailView.as_view()),
    path("notices/<int:notice_id>/reading/", hands.NoticeReadingView.as_view()),
    path("answer-times/", times.AnswerTimesView.as_view()),
    path("answer-times/due/", times.DueView.as_view()),
    path("answer-times/<int:row_id>/", times.AnswerTimeView.as_view()),
    path("answer-times/<int:row_id>/removal/", times.AnswerTimeRemovalView.as_view()),
    path("assignment-rules/", times.RulesView.as_view()),
    path("assignment-rules/preview/", times.RulesPreviewView.as_view()),
    path("assignment-rules/<int:row_id>/", times.RuleView.as_view()),
    path("assignment-rules/<int:row_id>/removal/", times.RuleRemovalView.as_view()),
    path("assignment-rules/<int:row_id>/earlier/", times.RuleEarlierView.as_view()),
    path("bulk-runs/", bulk.BulkRunsView.as_view()),
    path("bulk-runs/<slug:reference>/", bulk.BulkRunView.as_view()),
    path("bulk-runs/<slug:reference>/rows/", bulk.BulkRowsView.as_view()),
    path("bulk-runs/<slug:reference>/confirmation/", bulk.BulkConfirmationView.as_view()),
    path("bulk-runs/<slug:reference>/stop/", bulk.BulkStopView.as_view()),
    path("bulk-runs/<slug:reference>/again/", bulk.BulkAgainView.as_view()),
    path("quotes/", QuotesView.as_view()),
    path("policy/", PolicyView.as_view()),
]
