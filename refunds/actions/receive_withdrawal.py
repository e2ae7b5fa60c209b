"""Taking in a declaration of withdrawal. It is received whatever it names; what it is about is looked up afterwards."""

from __future__ import annotations

import hashlib
import re
import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import CUSTOMER, SYSTEM, Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.errors import BadInput
from customers.languages import present_language, spoken
from refunds import permissions
from refunds.actions.words import is_writable
from refunds.models import WithdrawalDeclaration
from refunds.references import withdrawal_reference
from refunds.withdrawal_content import content_of, hash_of
from refunds.withdrawal_laws import pay_back_by

NAME_LIMIT, ORDER_LIMIT, EMAIL_LIMIT, ITEMS_LIMIT = 120, 120, 254, 500
WORK_WITHDRAWALS = "refunds.tasks.work_withdrawals"

_ADDRESS_OF_A_PAGE = re.compile(r"://|www\.", re.IGNORECASE)


def receive_withdrawal(
    *,
    actor: Actor,
    name: str,
    order_reference: str,
    email: str,
    origin: str,
    request_key: str,
    items: str = "",
    language: str = "",
) -> WithdrawalDeclaration:
    """Keep the declaration and have a worker acknowledge it at once. Nothing is looked up and nothing is told.

    The same words under the same `request_key` are the same declaration, however often they come. Raises BadInput for
    what cannot be meant; then nothing is written.
    """
    if actor.kind not in (CUSTOMER, SYSTEM):
        permissions.require(actor, permissions.REQUEST)
    said = {
        "name": checked_line(name, "name", NAME_LIMIT),
        "order_reference": checked_order(order_reference),
        "email": checked_address(email),
        "items": checked_items(items),
        "language": spoken(language) or present_language(),
    }
    key = _key_of(request_key, said)
    with transaction.atomic(), acting(actor):
        first = WithdrawalDeclaration.objects.filter(request_key=key).first()
        return first or _keep(actor, key, origin, said)


def checked_line(text: str, field: str, limit: int) -> str:
    """Return one line of what somebody typed, or raise BadInput where it is missing, too long or no such thing."""
    if not is_writable(text):
        raise BadInput(_("This holds signs that nobody can write."), "bad_text", field)
    words = " ".join(text.split())
    if not words:
        raise BadInput(_("Please fill this in."), "words_missing", field)
    return _checked(words, field, limit)


def checked_order(text: str) -> str:
    """Return the order number without the sign that some shops write in front of it."""
    return checked_line(text.strip().removeprefix("#"), "order_reference", ORDER_LIMIT)


def checked_items(text: str) -> str:
    """Return what somebody wrote about the things, which may be nothing."""
    if not is_writable(text):
        raise BadInput(_("This holds signs that nobody can write."), "bad_text", "items")
    return _checked("\n".join(" ".join(line.split()) for line in text.strip().splitlines()), "items", ITEMS_LIMIT)


def checked_address(text: str) -> str:
    """Return the mail address, or raise BadInput where it is none."""
    address = text.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise BadInput(_("Enter a valid email address."), "bad_address", "email") from None
    if len(address) > EMAIL_LIMIT or not is_writable(address):
        raise BadInput(_("Enter a valid email address."), "bad_address", "email")
    return address


def _checked(words: str, field: str, limit: int) -> str:
    """The words go out by mail to an address that anybody may type, so they must carry nobody elsewhere."""
    if len(words) > limit:
        raise BadInput(_("Please shorten the text to %d characters.") % limit, "text_too_long", field)
    if _ADDRESS_OF_A_PAGE.search(words):
        raise BadInput(_("Please leave out the address of a web page."), "no_addresses", field)
    return mask_card_numbers(words)


def _key_of(request_key: str, said: dict[str, str]) -> str:
    """Other words in the same form are another declaration."""
    parts = [request_key, *(said[name] for name in ("name", "order_reference", "email", "items"))]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _keep(actor: Actor, key: str, origin: str, said: dict[str, str]) -> WithdrawalDeclaration:
    """Write it, unless a twin has just done so: the unique key makes two at once wait here."""
    now, reference = clock.now(), withdrawal_reference()
    content = content_of(reference=reference, received_at=now, **said)
    declaration, _is_new = WithdrawalDeclaration.objects.get_or_create(
        request_key=key,
        defaults={
            **said,
            "reference": reference,
            "key": secrets.token_hex(16),
            "origin": origin,
            "received_by": actor.key,
            "content": content,
            "content_sha256": hash_of(content),
            "received_at": now,
            "pay_back_by": pay_back_by(None, "", now),
            "due_at": now,
        },
    )
    doorbell.ring_after_commit(WORK_WITHDRAWALS)
    return declaration
