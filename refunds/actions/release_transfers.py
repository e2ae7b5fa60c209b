"""The second person's yes to a payment file, and its way to the bank."""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import User
from customers.shop_days import shop_zone
from refunds import permissions
from refunds.actions.begin_transfer import begin_transfer
from refunds.actions.settle import apply_refund_outcomes
from refunds.actions.transfer_files import contents_hash, lock_file, require_file_state, require_unchanged
from refunds.banking.account import OurAccount
from refunds.banking.payment_file import PayLine, write_payment_file
from refunds.events import record
from refunds.gateways.secrets import seal, unseal
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Refund, TransferFile, TransferLine

State = TransferFile.State


def release_transfer_file(*, actor: Actor, reference: str, seen: str) -> TransferFile:
    """Release exactly what was seen. Not for the one who made the file, nor for one who asked for a refund in it."""
    with transaction.atomic(), acting(actor):
        file, lines = lock_file(reference)
        person = permissions.require(actor, permissions.RELEASE_TRANSFERS)
        require_file_state(file, State.DRAFT)
        _require_other_eyes(person, file, lines)
        if seen != contents_hash(file, lines):
            raise Conflict(
                _("The file changed since you looked at it. Read it again, then decide."), "changed_since_seen"
            )
        require_unchanged(lines)
        xml = _written(file, lines)
        sealed = seal(xml.decode(), file.place).encode()
        file.release(person, sealed, hashlib.sha256(xml).hexdigest(), settings.BANK_FILE_SCHEMA)
        file.save()
        for line in lines:
            record(line.refund, "refund.payment_file_released", actor, file=file.reference)
    return file


def fetch_payment_file(*, actor: Actor, reference: str) -> bytes:
    """Hand out the bytes for the bank. The first time starts every refund in it: from then on the bank may pay.

    Raises Conflict, and starts nothing, where one of them is no longer what was released.
    """
    with transaction.atomic(), acting(actor):
        file, lines = lock_file(reference)
        person = permissions.require(actor, permissions.MAKE_TRANSFERS)
        require_file_state(file, State.RELEASED)
        xml = unseal(bytes(file.sealed_xml).decode(), file.place).encode()
        if hashlib.sha256(xml).hexdigest() != file.sha256:
            raise Conflict(_("The file is not the one that was released. Ask an operator to look."), "file_changed")
        if not file.is_at_the_bank:
            require_unchanged(lines)
            _start(file, lines, actor)
        file.fetch(person)
        file.save()
    return xml


def require_typed(file: TransferFile, typed: str) -> None:
    """Raise BadInput unless the number of the file was typed: a release cannot be taken back once it is at the bank."""
    if typed.strip() != file.reference:
        raise BadInput(_("This is not the number of the file. Nothing was released."), "not_typed", "typed")


def _require_other_eyes(person: User, file: TransferFile, lines: list[TransferLine]) -> None:
    if file.maker_id == person.pk:
        raise NotAllowed(_("You made this file, so somebody else must release it."), "own_file")
    refunds = [line.refund for line in lines]
    prefetch_related_objects(refunds, "revisions", "rail_proposals")
    for refund in refunds:
        permissions.require_not_requester(person, refund)


def _written(file: TransferFile, lines: list[TransferLine]) -> bytes:
    account = OurAccount(file.debtor_name, file.debtor_iban, file.debtor_bic)
    pay = [
        PayLine(
            reference=line.reference,
            holder=line.details.holder,
            iban=unseal(bytes(line.details.sealed_iban).decode(), line.details.place),
            bic=line.details.bic,
            amount_minor=line.amount_minor,
            words=_words(line.refund),
        )
        for line in lines
    ]
    written_at = clock.now().astimezone(shop_zone())
    return write_payment_file(file.reference, account, pay, file.execution_on, written_at, settings.BANK_FILE_SCHEMA)


def _words(refund: Refund) -> str:
    """What the customer reads on the statement of the account."""
    order = refund.payment.order_reference or refund.payment.reference
    return f"{settings.SHOP_NAME}: Refund {refund.reference}, order {order}"


def _start(file: TransferFile, lines: list[TransferLine], actor: Actor) -> None:
    expected_by = _expected_by(file)
    for line in lines:
        line.attempt = begin_transfer(line.refund, expected_by)
        line.save(update_fields=["attempt"])
        record(line.refund, "refund.given_to_bank", actor, Refund.State.APPROVED, file=file.reference)
    wait = int((expected_by - clock.now()).total_seconds())
    ordered = Outcome(OutcomeState.PENDING, retry_after_seconds=max(wait, 0), raw={"payment_file": file.reference})
    apply_refund_outcomes({line.attempt_id: ordered for line in lines if line.attempt_id}, actor)


def _expected_by(file: TransferFile) -> datetime:
    """When the bank's answer should be here."""
    evening = datetime.combine(file.execution_on, time(18), shop_zone())
    return max(evening, clock.now()) + timedelta(days=settings.BANK_ANSWER_DAYS)
