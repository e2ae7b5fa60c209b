"""The site map."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import health, mail_service
from config.metrics import metrics
from refunds.api.webhooks import webhook
from reporting.views import operations

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.not_allowed"
handler404 = "config.errors.not_found"
handler500 = "config.errors.broken"

urlpatterns = [
    path("", RedirectView.as_view(url="/portal/")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("api/", include("config.api.urls")),
    path("webhooks/mail/news/", mail_service.webhook, name="mail_news"),
    path("webhooks/<str:account>/", webhook),
    path("accounts/", include("allauth.account.urls")),
    path("staff/finance/", include("reporting.urls")),
    path("staff/operations/", operations.operations, name="operations"),
    path("staff/operations/orders/<int:order_id>/retry/", operations.order_retry, name="order_retry"),
    path("staff/operations/orders/<int:order_id>/closing/", operations.order_closing, name="order_closing"),
    path("staff/operations/webhooks/<int:webhook_id>/retry/", operations.webhook_retry, name="webhook_retry"),
    path("staff/", include("refunds.urls")),
    path("portal/", include("customers.portal.urls")),
    path("portal/", include("refunds.portal_urls")),
    path("admin/", admin.site.urls),
]
