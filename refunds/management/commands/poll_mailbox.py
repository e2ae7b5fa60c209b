"""Look into the mailbox of IMAP_URL now, and work off what is there; the beat does the same every minute."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from customers.mailbox.imap import MailboxAway, look_into_mailbox
from refunds.actions.take_mail import take_due_mail

SECONDS = 60


class Command(BaseCommand):
    help = "Take in the mail that is new in the mailbox of IMAP_URL."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.IMAP_URL and settings.MAIL_REPLY_ADDRESS):
            raise CommandError("Set IMAP_URL and MAIL_REPLY_ADDRESS first.")
        try:
            found = look_into_mailbox()
        except MailboxAway as trouble:
            raise CommandError(f"The mailbox could not be read. {trouble}") from trouble
        worked = take_due_mail(time.monotonic() + SECONDS)
        self.stdout.write(f"{found} new in the mailbox, {worked} worked off.")
