"""The room of reports. Reads the other rooms and writes nothing in them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from reporting import handlers

        handlers.plug_in()
