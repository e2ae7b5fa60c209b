"""The room of reports. Reads the other rooms and writes nothing in them; keeps closed periods closed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from refunds.ledger.door import guard_with
        from reporting import handlers
        from reporting.closing.guard import refuse_closed_day

        guard_with(refuse_closed_day)
        handlers.plug_in()
