"""The site map."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import health, mail_service
from refunds.api.webhooks import webhook

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.not_allowed"
handler404 = "config.errors.not_found"
handler500 = "config.errors.broken"

urlpatterns = [
    path("", RedirectView.as_view(url="/portal/")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/", include("config.api.urls")),
    path("webhooks/mail/news/", mail_service.webhook, name="mail_news"),
    path("webhooks/<str:account>/", webhook),
    path("accounts/", include("allauth.account.urls")),
    path("staff/finance/", include("reporting.urls")),
    path("staff/", include("refunds.urls")),
    path("portal/", include("customers.portal.urls")),
    path("portal/", include("refunds.portal_urls")),
    path("admin/", admin.site.urls),
]
