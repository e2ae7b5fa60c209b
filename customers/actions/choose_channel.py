"""Choosing how one is written to, beside the mail that always comes for what is needed."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput
from customers.models import Customer
from customers.notifications import channels
from customers.notifications.ways import MAIL

LONGEST_PHONE = 40
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SET_APART = re.compile(r"[\s().\-/\u00a0]")


def choose_channel(*, actor: Actor, customer: Customer, channel: str, phone: str = "", agrees: bool = False) -> None:
    """Keep the customer's own choice. A telephone needs its number and a yes to being written to there.

    With mail alone the number is forgotten. Raises BadInput, and then nothing is written.
    """
    known = {choice.code: choice for choice in channels.choices()}
    if channel != MAIL and channel not in known:
        raise BadInput(_("Choose a way from the list."), "unknown_channel", "channel")
    needs_phone = channel != MAIL and known[channel].needs_phone
    number = checked_phone(phone) if needs_phone else ""
    if needs_phone and not agrees:
        raise BadInput(_("Please say that we may write to this number."), "not_agreed", "agrees")
    with transaction.atomic(), acting(actor):
        row = Customer.objects.select_for_update().get(pk=customer.pk)
        row.channel, row.phone = channel, number
        row.phone_agreed_at = clock.now() if needs_phone else None
        row.save()
    customer.refresh_from_db()


def checked_phone(text: str) -> str:
    """Return the number as E.164 writes it: "+49 170 123 45 67" is "+491701234567"."""
    number = _SET_APART.sub("", text[:LONGEST_PHONE])
    if not _E164.fullmatch(number):
        raise BadInput(
            _("Write the number with the code of its country, such as +49 170 1234567."), "bad_phone", "phone"
        )
    return number
