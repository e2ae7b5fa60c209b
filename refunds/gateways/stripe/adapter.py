"""Our side of the wire to Stripe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import stripe
import structlog
from django.utils.translation import gettext as _

from customers import clock
from refunds.crash_points import crash_point
from refunds.gateways import signed_header
from refunds.gateways.base import Gateway
from refunds.gateways.errors import BadConfiguration, Unreachable, UnsendableAmount
from refunds.gateways.stripe import webhooks
from refunds.gateways.stripe.charges import is_captured, pulled_payment
from refunds.gateways.stripe.currencies import EXPONENTS, LAST_DIGIT_ZERO
from refunds.gateways.stripe.verdicts import (
    error_outcome,
    refund_outcome,
    unanswered_outcome,
    unreadable_outcome,
)
from refunds.gateways.stripe.wire import READ_SECONDS, Wire, encode_form, path_of
from refunds.gateways.types import (
    Capabilities,
    GatewayEvent,
    Lookup,
    Outcome,
    PreparedRefund,
    PulledPayment,
    RefundInstruction,
)

DAY_SECONDS = 24 * 60 * 60

log = structlog.get_logger(__name__)

REASONS = {"duplicate": "duplicate"}
OTHER_REASON = "requested_by_customer"
"""Never `fraudulent`: with it Stripe also puts the customer's card and e-mail on its block lists."""


class Stripe(Gateway):
    """One Stripe account. Settings: `secret_key`, `webhook_secrets`, `api_base`, `read_seconds`, `send_reason`,
    `order_field` (the metadata field of a charge that holds the order's number).
    """

    code = "stripe"
    name = "Stripe"
    capabilities = Capabilities(
        partial=True,
        several=True,
        idempotency_seconds=DAY_SECONDS,
        lookup=True,
        cancel=False,
        currencies_exponent=EXPONENTS,
    )

    def __init__(self, account: str, config: Mapping[str, Any]) -> None:
        super().__init__(account, config)
        self._wire = Wire(
            self._setting("secret_key"), config.get("api_base", ""), int(config.get("read_seconds", READ_SECONDS))
        )

    def prepare(self, instruction: RefundInstruction) -> PreparedRefund:
        fields: dict[str, str | int] = {
            _payment_field(instruction.payment_reference): instruction.payment_reference,
            "amount": self.to_gateway_amount(instruction.amount_minor, instruction.currency),
            f"metadata[{webhooks.REFERENCE_FIELD}]": instruction.reference,
        }
        if instruction.reason:
            fields["metadata[recourse_reason]"] = instruction.reason
        if self.config.get("send_reason"):
            fields["reason"] = REASONS.get(instruction.reason, OTHER_REASON)
        return PreparedRefund(
            idempotency_key=instruction.idempotency_key,
            reference=instruction.reference,
            payment_reference=instruction.payment_reference,
            body=encode_form(fields),
        )

    def send(self, prepared: PreparedRefund) -> Outcome:
        def post() -> Any:
            return self._wire.post(
                "/v1/refunds", prepared.body, prepared.idempotency_key, correlation_id=prepared.correlation_id
            )

        outcome = self._ask(post, error_outcome)
        crash_point("request_sent")
        return outcome

    def look_up(self, reference: str, payment_reference: str) -> Lookup:
        """See base. A payment that Stripe does not know proves nothing: the key may be of another account."""
        try:
            for refund in self._wire.pages("/v1/refunds", **{_payment_field(payment_reference): payment_reference}):
                if webhooks.reference_in(refund) == reference:
                    return Lookup(found=refund_outcome(refund, self.from_gateway_amount), certain=True)
        except stripe.StripeError:
            return Lookup(found=None, certain=False)
        except Exception as trouble:  # whatever was answered, it was not the whole list
            log.warning("stripe.unreadable_list", account=self.account, trouble=repr(trouble)[:200])
            return Lookup(found=None, certain=False)
        return Lookup(found=None, certain=True)

    def read_refund(self, gateway_reference: str) -> Outcome:
        return self._ask(lambda: self._wire.get(path_of("refunds", gateway_reference)), unanswered_outcome)

    def verify_webhook(self, raw: bytes, headers: Mapping[str, str]) -> None:
        header = headers.get(webhooks.SIGNATURE_HEADER, "")
        secrets = self.config.get("webhook_secrets") or ()
        signed_header.verify(raw, header, secrets, int(clock.now().timestamp()))

    def parse_events(self, raw: bytes) -> list[GatewayEvent]:
        return webhooks.parse_events(raw)

    def pull_payments(self, since: datetime, until: datetime) -> Iterator[PulledPayment]:
        """See base. Stripe dates a charge by its creation, also when it was captured days later."""
        order_field = self.config.get("order_field") or "order_id"
        try:
            for charge in self._wire.pages("/v1/charges", created={"gt": int(since.timestamp()) - 1}):
                payment = pulled_payment(charge, self.from_gateway_amount, order_field) if is_captured(charge) else None
                if payment is not None and since <= payment.captured_at < until:
                    yield payment
        except stripe.StripeError as trouble:
            raise Unreachable(error_outcome(trouble).message) from trouble

    def check(self) -> str:
        try:
            self._wire.get("/v1/charges", limit=1)
        except (stripe.AuthenticationError, stripe.PermissionError) as trouble:
            raise BadConfiguration(_("Stripe does not accept the key of the account %s.") % self.account) from trouble
        except stripe.StripeError as trouble:
            raise Unreachable(error_outcome(trouble).message) from trouble
        live = "_live_" in self.config["secret_key"]
        return _("Stripe answers, in live mode.") if live else _("Stripe answers, in test mode.")

    def to_gateway_amount(self, amount_minor: int, currency: str) -> int:
        amount = super().to_gateway_amount(amount_minor, currency)
        if currency in LAST_DIGIT_ZERO and amount % 10:
            raise UnsendableAmount(
                _("Stripe counts %s with two digits only; the last one must be 0.") % currency, field="amount"
            )
        return amount

    def _ask(self, ask: Callable[[], Any], if_refused: Callable[[stripe.StripeError], Outcome]) -> Outcome:
        try:
            answer = ask()
        except stripe.StripeError as error:
            return if_refused(error)
        except Exception as trouble:  # the SDK broke over the answer; what it did is as unknown as with no answer
            log.warning("stripe.unreadable_answer", account=self.account, trouble=repr(trouble)[:200])
            return unreadable_outcome()
        return refund_outcome(answer, self.from_gateway_amount) if _is_refund(answer) else unreadable_outcome()


def _is_refund(answer: Any) -> bool:
    named = isinstance(answer, dict) and answer.get("object") == "refund" and answer.get("id")
    return isinstance(named, str)


def _payment_field(payment_reference: str) -> str:
    """Stripe takes a payment intent, or a charge, whose ids begin in several ways."""
    return "payment_intent" if payment_reference.startswith("pi_") else "charge"
