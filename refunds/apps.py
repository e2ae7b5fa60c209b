"""The room of refunds. Fills its own sockets: what the outbox does for each topic, what a webhook of each kind does."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RefundsConfig(AppConfig):
    name = "refunds"
    verbose_name = _("Refunds")

    def ready(self) -> None:
        from refunds import handlers

        handlers.plug_in()
