"""What somebody who withdrew from a contract is written: that we have it, whose it is, or why not."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from customers.models import Message
from customers.notifications.attachments import Attachment
from customers.notifications.write_stranger import write_to_address
from refunds.models import Refund, WithdrawalDeclaration, WithdrawalPaper
from refunds.policy.wording import day
from refunds.withdrawal_content import moment_with_zone

RECEIVED, MATCHED, REFUSED = "withdrawal_received", "withdrawal_matched", "withdrawal_refused"


def tell_received(declaration: WithdrawalDeclaration) -> Message:
    """Acknowledge it, with every word of it. The paper goes along when the letter is delivered."""
    with translation.override(declaration.language):
        facts = [
            (_("Name"), declaration.name),
            (_("Contract (order number)"), declaration.order_reference),
            (_("Contact"), declaration.email),
            (_("Withdrawn from"), declaration.items or _("the whole contract")),
            (_("Number"), declaration.reference),
            (_("Received"), moment_with_zone(declaration.received_at)),
            ("SHA-256", declaration.content_sha256),
        ]
    return _write(declaration, RECEIVED, facts=facts)


def tell_matched(declaration: WithdrawalDeclaration, refund: Refund) -> Message:
    """Say which refund it became, and by when the money goes back."""
    with translation.override(declaration.language):
        until = day(declaration.pay_back_on) if declaration.pay_back_on else _("as soon as it is decided")
        facts = [(_("Number"), declaration.reference), (_("Refund"), refund.reference)]
    return _write(declaration, MATCHED, refund=refund.reference, pay_back_by=until, facts=facts)


def tell_refused(declaration: WithdrawalDeclaration) -> Message:
    with translation.override(declaration.language):
        facts = [
            (_("Number"), declaration.reference),
            (_("Contract (order number)"), declaration.order_reference),
        ]
    return _write(declaration, REFUSED, explanation=declaration.refusal, facts=facts)


def paper_of(message: Message) -> list[Attachment]:
    """What is attached to the letter that acknowledges a declaration."""
    paper = WithdrawalPaper.objects.get(declaration__reference=message.about)
    return [Attachment(f"{message.about}.pdf", bytes(paper.pdf), "application/pdf")]


def _write(declaration: WithdrawalDeclaration, kind: str, **more: Any) -> Message:
    context = {
        "reference": declaration.reference,
        "order": declaration.order_reference,
        "received_at": moment_with_zone(declaration.received_at),
        **more,
    }
    return write_to_address(
        declaration.email,
        declaration.name,
        kind,
        context,
        about=declaration.reference,
        language=declaration.language,
    )
