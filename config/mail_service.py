"""Letters over a mail service instead of SMTP: which ones, what each needs, and where its news come in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

SECRET = "EMAIL_WEBHOOK_SECRET"  # noqa: S105  the name of a variable
"""user:password that the service puts into the address of its webhook, for services that sign nothing."""


@dataclass(frozen=True, slots=True)
class Service:
    """`needs` are the variables, named as Anymail names them, that a service cannot do without; `may` are optional.

    `signs` is the key that proves its news; a service without one proves them with EMAIL_WEBHOOK_SECRET.
    """

    view: str
    needs: tuple[str, ...]
    signs: str = ""
    may: tuple[str, ...] = ()


SERVICES = {
    "brevo": Service("BrevoTrackingWebhookView", ("BREVO_API_KEY",)),
    "mailersend": Service(
        "MailerSendTrackingWebhookView", ("MAILERSEND_API_TOKEN",), signs="MAILERSEND_SIGNING_SECRET"
    ),
    "mailgun": Service(
        "MailgunTrackingWebhookView",
        ("MAILGUN_API_KEY", "MAILGUN_SENDER_DOMAIN"),
        signs="MAILGUN_WEBHOOK_SIGNING_KEY",
        may=("MAILGUN_API_URL",),
    ),
    "mailjet": Service("MailjetTrackingWebhookView", ("MAILJET_API_KEY", "MAILJET_SECRET_KEY")),
    "mailtrap": Service("MailtrapTrackingWebhookView", ("MAILTRAP_API_TOKEN",)),
    "postmark": Service("PostmarkTrackingWebhookView", ("POSTMARK_SERVER_TOKEN",)),
    "resend": Service("ResendTrackingWebhookView", ("RESEND_API_KEY",)),
    "sendgrid": Service("SendGridTrackingWebhookView", ("SENDGRID_API_KEY",)),
    "sparkpost": Service("SparkPostTrackingWebhookView", ("SPARKPOST_API_KEY",), may=("SPARKPOST_API_URL",)),
}
"""The services that Anymail speaks to with nothing more than what is installed here, each by its name."""


def read(name: str, env: Callable[[str, str], str]) -> dict[str, Any]:
    """Return Anymail's settings for a service; `env(variable, default)` reads the environment.

    Raises ImproperlyConfigured for an unknown service, or when anything is missing, the proof of its news included.
    """
    service = SERVICES.get(name)
    if service is None:
        raise ImproperlyConfigured(f"EMAIL_SERVICE must be one of {', '.join(SERVICES)}, not {name!r}.")
    missing = [variable for variable in (*service.needs, service.signs or SECRET) if not env(variable, "")]
    if missing:
        raise ImproperlyConfigured(f"EMAIL_SERVICE={name} does not work without {', '.join(missing)}: set them.")
    secret = env(SECRET, "")
    if secret and not all(secret.partition(":")[::2]):
        raise ImproperlyConfigured(f"{SECRET} must read user:password.")
    given = {variable: env(variable, "") for variable in (*service.needs, service.signs, *service.may) if variable}
    return {variable: value for variable, value in {**given, "WEBHOOK_SECRET": secret}.items() if value}


def backend(name: str) -> str:
    return f"anymail.backends.{name}.EmailBackend"


@csrf_exempt
def webhook(request: HttpRequest) -> HttpResponse:
    """Take in news of the service that is configured; there is no such address for any other."""
    service = SERVICES.get(settings.EMAIL_SERVICE)
    if service is None:
        raise Http404
    view: Any = getattr(import_module(f"anymail.webhooks.{settings.EMAIL_SERVICE}"), service.view)
    try:
        return view.as_view()(request)
    except (ValueError, KeyError, TypeError, AttributeError) as trouble:
        raise BadRequest("News of a mail service that cannot be read.") from trouble
