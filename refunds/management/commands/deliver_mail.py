"""Deliver a mail from a file, as the mail server would: for trying answers by mail without one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers.mailbox.keep import keep_mail
from refunds.actions.take_mail import take_mail


class Command(BaseCommand):
    help = (
        "Take in one mail from a file (.eml), or from standard input. Not in production: there mail has its own doors."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The file, or - for standard input.")
        parser.add_argument("--recipient", default="", help="Whom it was delivered to, if its head does not say.")

    def handle(self, *args: Any, file: str, recipient: str, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Not in production: let the mail server deliver it.")
        try:
            raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        except OSError as trouble:
            raise CommandError(f"The file cannot be read: {trouble}") from trouble
        if len(raw) > settings.MAIL_MAX_BYTES:
            raise CommandError("This mail is larger than we take.")
        mail = keep_mail(raw, recipient)
        if mail is None:
            self.stdout.write("This mail is here already; nothing was changed.")
            return
        mail = take_mail(mail)
        about = mail.message.about if mail.message else "no case"
        self.stdout.write(f"{mail.get_state_display()}: {about}.")
