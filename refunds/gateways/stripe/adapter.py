"""Our side of the wire to Stripe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

import stripe
import structlog
from django.utils.translation import gettext as _

from customers import clock
from customers.errors import BadInput, NotFound
from refunds.crash_points import crash_point
from refunds.gateways import signed_header
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import (
    Answered,
    DisputeRecord,
    EvidenceBudget,
    EvidenceInstruction,
    PaymentSight,
    Wanted,
    WarningRecord,
)
from refunds.gateways.errors import BadConfiguration, Unreachable, UnsendableAmount
from refunds.gateways.stripe import answering, evidence, webhooks
from refunds.gateways.stripe.charges import is_captured, pulled_payment
from refunds.gateways.stripe.currencies import EXPONENTS, LAST_DIGIT_ZERO
from refunds.gateways.stripe.disputes import is_dispute, record_of
from refunds.gateways.stripe.fraud import is_warning, warning_of
from refunds.gateways.stripe.settlement import line_of, read_report
from refunds.gateways.stripe.sights import is_charge, sights_in
from refunds.gateways.stripe.verdicts import (
    error_outcome,
    refund_outcome,
    unanswered_outcome,
    unreadable_outcome,
)
from refunds.gateways.stripe.wire import API_VERSION, READ_SECONDS, Wire, encode_form, path_of
from refunds.gateways.types import (
    Capabilities,
    GatewayEvent,
    Lookup,
    Outcome,
    OutcomeState,
    PreparedRefund,
    PulledPayment,
    PulledRefund,
    RefundInstruction,
    SettlementLine,
)

DAY_SECONDS = 24 * 60 * 60

log = structlog.get_logger(__name__)

REASONS = {"duplicate": "duplicate"}
OTHER_REASON = "requested_by_customer"
"""Never `fraudulent`: with it Stripe also puts the customer's card and e-mail on its block lists."""


class Stripe(Gateway):
    """One Stripe account. Settings: `secret_key`, `webhook_secrets`, `read_key` (a restricted key that reads only:
    with it every question is asked), `api_base`, `read_seconds`, `send_reason`, `order_field` (the metadata field of a
    charge that holds the order's number).
    """

    code = "stripe"
    name = "Stripe"
    protocol = API_VERSION
    capabilities = Capabilities(
        partial=True,
        several=True,
        idempotency_seconds=DAY_SECONDS,
        lookup=True,
        cancel=frozenset({OutcomeState.ACTION_REQUIRED}),
        evidence=True,
        balance=True,
        lists_refunds=True,
        settlements=True,
        reads_disputes=True,
        lists_disputes=True,
        accepts_disputes=True,
        reads_warnings=True,
        currencies_exponent=EXPONENTS,
    )
    settings_needed = ("secret_key", "webhook_secrets")
    settings_allowed = ("read_key", "read_seconds", "send_reason", "order_field")
    secret_settings = ("secret_key", "webhook_secrets", "read_key")
    setting_kinds: ClassVar[Mapping[str, type]] = {"read_seconds": int, "send_reason": bool}

    def __init__(self, account: str, config: Mapping[str, Any]) -> None:
        super().__init__(account, config)
        base, seconds = config.get("api_base", ""), float(config.get("read_seconds", READ_SECONDS))
        self._wire = Wire(self._setting("secret_key"), base, seconds)
        self._reads = Wire(config["read_key"], base, seconds) if config.get("read_key") else self._wire

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
            for refund in self._reads.pages("/v1/refunds", **{_payment_field(payment_reference): payment_reference}):
                if webhooks.reference_in(refund) == reference:
                    return Lookup(found=refund_outcome(refund, self.from_gateway_amount), certain=True)
        except stripe.StripeError:
            return Lookup(found=None, certain=False)
        except Exception as trouble:  # whatever was answered, it was not the whole list
            log.warning("stripe.unreadable_list", account=self.account, trouble=repr(trouble)[:200])
            return Lookup(found=None, certain=False)
        return Lookup(found=None, certain=True)

    def read_refund(self, gateway_reference: str) -> Outcome:
        return self._ask(lambda: self._reads.get(path_of("refunds", gateway_reference)), unanswered_outcome)

    def cancel_refund(self, gateway_reference: str) -> Outcome:
        """See base. Stripe takes back only what waits for the customer; of anything else it tells how it stands."""
        outcome = self._ask(
            lambda: self._wire.post(f"{path_of('refunds', gateway_reference)}/cancel"), unanswered_outcome
        )
        return outcome if outcome.state == OutcomeState.CANCELED else self.read_refund(gateway_reference)

    def read_dispute(self, gateway_reference: str) -> DisputeRecord:
        with _reading():
            return record_of(self._known("disputes", gateway_reference, is_dispute), self.from_gateway_amount)

    def pull_disputes(self, since: datetime, until: datetime) -> Iterator[DisputeRecord]:
        """See base. Stripe lists disputes by the moment they were opened; how an older one stands is to be read."""
        with _reading():
            for dispute in self._made("/v1/disputes", since):
                record = record_of(dispute, self.from_gateway_amount)
                if record.opened_at is not None and since <= record.opened_at < until:
                    yield record

    def evidence_wanted(self, gateway_reference: str) -> list[Wanted]:
        with _reading():
            return evidence.wanted_in(self._known("disputes", gateway_reference, is_dispute))

    def payment_seen(self, gateway_reference: str) -> list[PaymentSight]:
        """See base. Of a payment that is known by its intent nothing is told."""
        if _payment_field(gateway_reference) != "charge":
            return []
        with _reading():
            return sights_in(self._known("charges", gateway_reference, is_charge))

    def evidence_budget(self) -> EvidenceBudget:
        return evidence.BUDGET

    def answer_dispute(self, instruction: EvidenceInstruction) -> Answered:
        return answering.hand_in(self._wire, self._reads, instruction, self.from_gateway_amount)

    def accept_dispute(self, gateway_reference: str, key: str) -> Answered:
        return answering.give_in(self._wire, gateway_reference, key, self.from_gateway_amount)

    def read_warning(self, gateway_reference: str) -> WarningRecord:
        with _reading():
            return warning_of(self._known("radar/early_fraud_warnings", gateway_reference, is_warning))

    def verify_webhook(self, raw: bytes, headers: Mapping[str, str]) -> None:
        header = headers.get(webhooks.SIGNATURE_HEADER, "")
        secrets = self.config.get("webhook_secrets") or ()
        signed_header.verify(raw, header, secrets, int(clock.now().timestamp()))

    def parse_events(self, raw: bytes) -> list[GatewayEvent]:
        return webhooks.parse_events(raw, self.from_gateway_amount)

    def pull_payments(self, since: datetime, until: datetime) -> Iterator[PulledPayment]:
        """See base. Stripe dates a charge by its creation, also when it was captured days later."""
        order_field = self.config.get("order_field") or "order_id"
        with _reading():
            for charge in self._made("/v1/charges", since):
                payment = pulled_payment(charge, self.from_gateway_amount, order_field) if is_captured(charge) else None
                if payment is not None and since <= payment.captured_at < until:
                    yield payment

    def pull_refunds(self, since: datetime, until: datetime) -> Iterator[PulledRefund]:
        with _reading():
            for refund in self._made("/v1/refunds", since):
                made_at = datetime.fromtimestamp(refund["created"], UTC)
                if since <= made_at < until:
                    yield PulledRefund(
                        outcome=refund_outcome(refund, self.from_gateway_amount),
                        payment_reference=webhooks.payment_of(refund),
                        created_at=made_at,
                        refund_reference=webhooks.reference_in(refund),
                    )

    def pull_settlement(self, since: datetime, until: datetime) -> Iterator[SettlementLine]:
        """See base. Which payout a line went out with is only said by the payouts since, so those are read first."""
        with _reading():
            payouts = {entry["id"]: payout for payout in self._payouts(since) for entry in self._entries_of(payout)}
            for entry in self._made("/v1/balance_transactions", since, expand=["data.source"]):
                line = line_of(entry, payouts, self.from_gateway_amount)
                if since <= line.settled_at < until:
                    yield line

    def read_settlement(self, report: bytes) -> Iterator[SettlementLine]:
        return read_report(report)

    def balance(self, currency: str) -> int | None:
        with _reading():
            held = self._reads.get("/v1/balance")["available"]
            mine = [part["amount"] for part in held if part["currency"] == currency.lower()]
            return self.from_gateway_amount(mine[0], currency) if mine else 0

    def check(self) -> str:
        """See base. Where there is a second key, both are tried."""
        try:
            for wire in (self._wire, self._reads):
                wire.get("/v1/charges", limit=1)
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

    def _made(self, path: str, since: datetime, **params: Any) -> Iterator[dict[str, Any]]:
        """List what was made since then, newest first."""
        return self._reads.pages(path, created={"gt": int(since.timestamp()) - 1}, **params)

    def _payouts(self, since: datetime) -> Iterator[str]:
        """Only of payouts that Stripe makes by itself does it say what they are made of."""
        return (payout["id"] for payout in self._made("/v1/payouts", since) if payout.get("automatic"))

    def _entries_of(self, payout: str) -> Iterator[dict[str, Any]]:
        return self._reads.pages("/v1/balance_transactions", payout=payout)

    def _known(self, kind: str, gateway_reference: str, is_one: Callable[[Any], bool]) -> Mapping[str, Any]:
        """Read one thing by its id. Raises NotFound, and what `_reading` turns into Unreachable."""
        try:
            answer = self._reads.get(path_of(kind, gateway_reference))
        except stripe.InvalidRequestError as trouble:
            if trouble.http_status == 404 and trouble.code == "resource_missing":
                raise NotFound(_("Stripe has no %s in this account.") % gateway_reference) from trouble
            raise
        if not is_one(answer):
            raise ValueError("the answer is another thing")
        return dict(answer)

    def _ask(self, ask: Callable[[], Any], if_refused: Callable[[stripe.StripeError], Outcome]) -> Outcome:
        try:
            answer = ask()
        except stripe.StripeError as error:
            return if_refused(error)
        except Exception as trouble:  # the SDK broke over the answer; what it did is as unknown as with no answer
            log.warning("stripe.unreadable_answer", account=self.account, trouble=repr(trouble)[:200])
            return unreadable_outcome()
        return refund_outcome(answer, self.from_gateway_amount) if _is_refund(answer) else unreadable_outcome()


@contextmanager
def _reading() -> Iterator[None]:
    """Turn all that can go wrong with a question into Unreachable."""
    try:
        yield
    except stripe.StripeError as trouble:
        raise Unreachable(error_outcome(trouble).message) from trouble
    except (KeyError, ValueError, TypeError, AttributeError, BadInput) as trouble:
        log.warning("stripe.unreadable_answer", trouble=repr(trouble)[:200])
        raise Unreachable(unreadable_outcome().message) from trouble


def _is_refund(answer: Any) -> bool:
    named = isinstance(answer, dict) and answer.get("object") == "refund" and answer.get("id")
    return isinstance(named, str)


def _payment_field(payment_reference: str) -> str:
    """Stripe takes a payment intent, or a charge, whose ids begin in several ways."""
    return "payment_intent" if payment_reference.startswith("pi_") else "charge"
