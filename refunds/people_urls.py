"""The addresses of the pages about who works here, under /staff/people/."""

from django.urls import path

from refunds.views import people, person

urlpatterns = [
    path("", people.people, name="people"),
    path("limits/", people.limits, name="limits"),
    path("invitations/", people.invitations, name="invitations"),
    path("invitations/<int:invitation_id>/sending/", people.sending, name="invitation_sending"),
    path("invitations/<int:invitation_id>/withdrawal/", people.withdrawal, name="invitation_withdrawal"),
    path("<int:person_id>/", person.person, name="person"),
    path("<int:person_id>/roles/", person.roles, name="person_roles"),
    path("<int:person_id>/disabling/", person.disabling, name="person_disabling"),
    path("<int:person_id>/enabling/", person.enabling, name="person_enabling"),
    path("<int:person_id>/second-factor-reset/", person.second_factor_reset, name="person_second_factor_reset"),
    path("<int:person_id>/sessions-ending/", person.sessions_ending, name="person_sessions_ending"),
    path("<int:person_id>/password-renewal/", person.password_renewal, name="person_password_renewal"),
]
