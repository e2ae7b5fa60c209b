"""The room of refunds. Fills its own sockets: what the outbox does for each topic, what a webhook of each kind does."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RefundsConfig(AppConfig):
    name = "refunds"
    verbose_name = _("Refunds")

    def ready(self) -> None:
        from refunds import handlers

        handlers.plug_in()
        post_migrate.connect(create_roles, sender=self)


def create_roles(using: str, **_signal: Any) -> None:
    """A group for each role, wherever tables are new or were emptied, as Django does it for its permissions."""
    from django.contrib.auth.models import Group

    from refunds.permissions import ROLES

    for role in ROLES:
        Group.objects.using(using).get_or_create(name=role)
