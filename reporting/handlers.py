"""What this room plugs into the sockets of the others."""

from __future__ import annotations

from customers.notifications.attachments import attach_to
from refunds.sealed_rows import also_sealed
from reporting.actions.deliver_exports import LETTER, attached_file
from reporting.models import ExportPlace


def plug_in() -> None:
    attach_to(LETTER, attached_file)
    also_sealed(lambda: ExportPlace.objects.exclude(sealed=""), "sealed")
