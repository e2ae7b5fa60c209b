"""python -m config.check_production: deployment checks on production settings with made-up values."""

from __future__ import annotations

import os
import secrets

MADE_UP = {
    "RECOURSE_ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "refunds.example.com",
    "PUBLIC_URL": "https://refunds.example.com",
    "DATABASE_URL": "postgresql://recourse:secret@database.example.com/recourse",
    "REDIS_URL": "rediss://:secret@broker.example.com/0",
    "EMAIL_URL": "smtp+tls://recourse:secret@mail.example.com:587",
    "TRUSTED_PROXY_COUNT": "1",
}


def main() -> None:
    os.environ.update(MADE_UP, DJANGO_SETTINGS_MODULE="config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("check", deploy=True, fail_level="WARNING")


if __name__ == "__main__":
    main()
