"""Addresses of evidence and answers under /api/v1/."""

from django.urls import path

from disputes.api import answers, evidence, traces

urlpatterns = [
    path("disputes/<slug:reference>/evidence/", evidence.EvidenceView.as_view()),
    path("disputes/<slug:reference>/evidence/begin/", evidence.BeginView.as_view()),
    path("disputes/<slug:reference>/evidence/draft/", evidence.WriteView.as_view()),
    path("disputes/<slug:reference>/evidence/filling/", evidence.FillView.as_view()),
    path("disputes/<slug:reference>/evidence/choice/", evidence.ChooseView.as_view()),
    path("disputes/<slug:reference>/evidence/files/", evidence.AttachView.as_view()),
    path("disputes/<slug:reference>/evidence/documents/", evidence.TakeOverView.as_view()),
    path("disputes/<slug:reference>/evidence/files/<slug:key>/", evidence.EvidenceContentView.as_view()),
    path("disputes/<slug:reference>/evidence/files/<slug:key>/removal/", evidence.FileRemovalView.as_view()),
    path("disputes/<slug:reference>/evidence/packet/", evidence.PacketView.as_view()),
    path("disputes/<slug:reference>/answers/", answers.AnswersView.as_view()),
    path("disputes/<slug:reference>/answer/", answers.SubmitView.as_view()),
    path("disputes/<slug:reference>/acceptance/", answers.AcceptView.as_view()),
    path("disputes/<slug:reference>/offer/", answers.OfferView.as_view()),
    path("disputes/<slug:reference>/returned-goods/", answers.ReturnedGoodsView.as_view()),
    path("disputes/<slug:reference>/appeal/", evidence.AppealView.as_view()),
    path("disputes/<slug:reference>/answer-release/", answers.ReleaseView.as_view()),
    path("disputes/<slug:reference>/answer-taking-back/", answers.TakeBackView.as_view()),
    path("payments/<slug:reference>/traces/", traces.TracesView.as_view()),
    path("payments/<slug:reference>/readiness/", traces.ReadinessView.as_view()),
]
