"""The try of a bank transfer: an attempt like any, only that a person carries it to the bank."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime

from customers.correlation import correlation_id
from refunds.models import Refund, RefundAttempt

BANK = "bank_transfer"
"""The gateway of such an attempt. No adapter is behind it: nobody can be asked, the bank's answer is brought in."""

ACCOUNT = "bank"


def transfer_reference(refund: Refund) -> str:
    """The attempt's reference in the present round, which a bank carries as EndToEndId."""
    return f"{refund.reference}-{refund.round}"


def begin_transfer(refund: Refund, expected_by: datetime) -> RefundAttempt:
    """Start a locked, approved refund and keep its try. No answer by then puts it before a person.

    The stored body says what is paid and never to whom.
    """
    refund.start()
    refund.save()
    order = {"reference": transfer_reference(refund), "amount_minor": refund.amount_minor, "currency": refund.currency}
    body = json.dumps(order, sort_keys=True).encode()
    attempt = RefundAttempt(
        refund=refund,
        number=refund.round,
        reference=order["reference"],
        gateway=BANK,
        gateway_account=ACCOUNT,
        idempotency_key=secrets.token_urlsafe(24),
        body=body,
        body_hash=hashlib.sha256(body).hexdigest(),
        correlation_id=correlation_id(),
        next_check_at=expected_by,
    )
    attempt.send()
    attempt.save()
    return attempt
