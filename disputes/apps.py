"""The room of disputes. Plugs its webhook handler into the refunds room's socket."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = _("Disputes")

    def ready(self) -> None:
        from disputes import handlers

        handlers.plug_in()
