"""Production does not start over secrets that it cannot open: refunds would wait, and nobody would know why."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError


def refuse_unreadable_secrets() -> None:
    """Raise ImproperlyConfigured where a gateway account's secret opens with none of SECRETS_KEYS.

    A house whose tables are not there yet has none; /readyz tells of the tables.
    """
    from refunds.gateway_accounts import require_readable_secrets
    from refunds.gateways.errors import BadConfiguration

    if not settings.PRODUCTION:
        return
    try:
        require_readable_secrets()
    except DatabaseError:
        return
    except BadConfiguration as trouble:
        raise ImproperlyConfigured(
            f"Recourse does not start in production without the SECRETS_KEYS that it was used with: {trouble.message}"
        ) from trouble
