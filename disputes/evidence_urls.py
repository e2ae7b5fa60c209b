"""Addresses of a dispute's evidence, below /staff/disputes/."""

from django.urls import path

from disputes.views import evidence

urlpatterns = [
    path("<slug:reference>/evidence/", evidence.evidence, name="evidence"),
    path("<slug:reference>/evidence/drafting/", evidence.drafting, name="evidence_drafting"),
    path("<slug:reference>/evidence/draft/", evidence.draft, name="evidence_draft"),
    path("<slug:reference>/evidence/choice/", evidence.choice, name="evidence_choice"),
    path("<slug:reference>/evidence/filling/", evidence.filling, name="evidence_filling"),
    path("<slug:reference>/evidence/files/", evidence.files, name="evidence_files"),
    path("<slug:reference>/evidence/files/<slug:key>/", evidence.document, name="evidence_document"),
    path("<slug:reference>/evidence/files/<slug:key>/removal/", evidence.file_removal, name="evidence_file_removal"),
    path("<slug:reference>/evidence/files/<slug:key>/file/", evidence.file, name="evidence_file"),
    path(
        "<slug:reference>/evidence/files/<slug:key>/<int:number>/<slug:size>/",
        evidence.picture,
        name="evidence_picture",
    ),
    path("<slug:reference>/evidence/packet/", evidence.packet, name="evidence_packet"),
    path("<slug:reference>/evidence/submission/", evidence.submission, name="evidence_submission"),
    path("<slug:reference>/evidence/acceptance/", evidence.acceptance, name="evidence_acceptance"),
    path("<slug:reference>/evidence/release/", evidence.release, name="evidence_release"),
    path("<slug:reference>/evidence/taking-back/", evidence.taking_back, name="evidence_taking_back"),
]
