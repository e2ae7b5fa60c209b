"""The site map."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView
from rest_framework_api_key.models import APIKey

from config import health, mail_service, sessions
from config.csp_report import csp_report
from config.metrics import metrics
from customers.portal.verify import verify, verify_paper
from refunds.api.mail_in import mail_in
from refunds.api.webhooks import webhook
from refunds.views.invitation import invitation
from reporting.views import operations

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
for model in (Group, APIKey, Authenticator, EmailAddress, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)  # people, roles, keys and sessions have pages of their own, with the checks

handler400 = "config.errors.bad_request"
handler403 = "config.errors.not_allowed"
handler404 = "config.errors.not_found"
handler500 = "config.errors.broken"


def absent(request: HttpRequest, **named: str) -> HttpResponse:
    """What django-allauth offers and this house does not: nobody signs up, and an address is changed by an admin."""
    raise Http404


CLOSED = ("signup/", "email/", "confirm-email/", "confirm-email/<str:key>/", "password/set/", "login/code/confirm/")

urlpatterns = [
    path("", RedirectView.as_view(url="/portal/")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("api/", include("config.api.urls")),
    path("webhooks/mail/news/", mail_service.webhook, name="mail_news"),
    path("webhooks/mail/in/", mail_in, name="mail_in"),
    path("webhooks/<str:account>/", webhook),
    path("csp-report/", csp_report, name="csp_report"),
    *(path(f"accounts/{address}", absent) for address in CLOSED),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-factor/", include("allauth.mfa.urls")),
    path("accounts/invitation/<str:token>/", invitation, name="invitation"),
    path("accounts/sessions/", sessions.sessions, name="sessions"),
    path("accounts/sessions/ending/", sessions.ending, name="sessions_ending"),
    path("accounts/sessions/alive/", sessions.alive, name="sessions_alive"),
    path("staff/finance/", include("reporting.urls")),
    path("staff/people/", include("refunds.people_urls")),
    path("staff/keys/", include("refunds.key_urls")),
    path("staff/gateways/", include("refunds.gateway_urls")),
    path("staff/disputes/", include("disputes.urls")),
    path("staff/operations/", operations.operations, name="operations"),
    path("staff/operations/orders/<int:order_id>/retry/", operations.order_retry, name="order_retry"),
    path("staff/operations/orders/<int:order_id>/closing/", operations.order_closing, name="order_closing"),
    path("staff/operations/attempts/<int:attempt_id>/look-up/", operations.attempt_look_up, name="attempt_look_up"),
    path("staff/operations/orders/<int:order_id>/giving-up/", operations.order_giving_up, name="order_giving_up"),
    path("staff/", include("refunds.urls")),
    path("verify/", verify, name="verify"),
    path("verify/<slug:code>/", verify_paper, name="verify_paper"),
    path("widget/", include("refunds.widget_urls")),
    path("portal/", include("customers.portal.urls")),
    path("portal/", include("refunds.portal_urls")),
    path("portal/", include("disputes.portal_urls")),
    path("admin/", admin.site.urls),
]
