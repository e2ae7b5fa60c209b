"""Our side of the wire to Braintree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import requests
import structlog
from django.utils.translation import gettext as _

from customers import clock
from customers.errors import BadInput, NotFound
from refunds.crash_points import crash_point
from refunds.gateways.base import Gateway
from refunds.gateways.braintree import dispute_answers, disputes, webhooks
from refunds.gateways.braintree.evidence import BUDGET
from refunds.gateways.braintree.payments import (
    counts,
    created_at,
    is_captured,
    pulled_payment,
    pulled_refund,
    refund_ids,
)
from refunds.gateways.braintree.sights import sights_in
from refunds.gateways.braintree.verdicts import (
    CREDIT,
    answer_outcome,
    error_outcome,
    reading_outcome,
    refund_outcome,
    silence_outcome,
    unreadable_outcome,
)
from refunds.gateways.braintree.wire import API_VERSION, READ_SECONDS, Answer, NotAnswered, Wire, encode, is_id
from refunds.gateways.decimal_text import read_decimal, write_decimal
from refunds.gateways.dispute_types import Answered, DisputeRecord, EvidenceBudget, EvidenceInstruction, PaymentSight
from refunds.gateways.errors import BadConfiguration, Unreachable
from refunds.gateways.types import (
    Capabilities,
    GatewayEvent,
    Lookup,
    Outcome,
    PreparedRefund,
    PulledPayment,
    PulledRefund,
    RefundInstruction,
)

DAY_SECONDS = 24 * 60 * 60
SALE = "sale"
NOBODY = "recourse-asks-whether-you-answer"
"""A transaction that no merchant has: that it is not found proves keys and merchant."""

log = structlog.get_logger(__name__)


class Braintree(Gateway):
    """One merchant at Braintree. Settings: `merchant_id`, `public_key`, `private_key`, `sandbox`,
    `without_request_keys`, `read_seconds`.

    Braintree knows a request again only by its request key, for 30 days, and not every merchant may send one. Without
    it the same bytes would be a second refund: then nothing is ever sent again by itself, and what a look-up surely
    does not find goes to a person.
    """

    code = "braintree"
    name = "Braintree"
    protocol = f"API {API_VERSION}"
    capabilities = Capabilities(
        partial=True,
        several=True,
        idempotency_seconds=30 * DAY_SECONDS,
        lookup=True,
        evidence=True,
        lists_refunds=True,
        reads_disputes=True,
        lists_disputes=True,
        accepts_disputes=True,
    )
    settings_needed = ("merchant_id", "public_key", "private_key")
    settings_allowed = ("sandbox", "without_request_keys", "read_seconds")
    secret_settings = ("private_key",)
    setting_kinds: ClassVar[Mapping[str, type]] = {"sandbox": bool, "without_request_keys": bool, "read_seconds": int}

    def __init__(self, account: str, config: Mapping[str, Any]) -> None:
        super().__init__(account, config)
        merchant_id, public, private = (str(self._setting(name)) for name in self.settings_needed)
        if not all(is_id(value) for value in (merchant_id, public, private)):
            raise BadConfiguration(_("The merchant's id and keys at Braintree are letters and digits."))
        self._merchant_id, self._keys = merchant_id, {public: private}
        if config.get("without_request_keys"):
            self.capabilities = replace(type(self).capabilities, idempotency_seconds=0)  # type: ignore[misc]
        self._wire = Wire(
            merchant_id,
            public,
            private,
            sandbox=bool(config.get("sandbox")),
            api_base=config.get("api_base", ""),
            read_seconds=float(config.get("read_seconds") or READ_SECONDS),
        )

    def prepare(self, instruction: RefundInstruction) -> PreparedRefund:
        """See base. The order's number of a refund is free for our reference; the payment keeps its own."""
        if not is_id(instruction.payment_reference):
            raise BadInput(_("%s is no payment of Braintree's.") % instruction.payment_reference, field="payment")
        units = self.to_gateway_amount(instruction.amount_minor, instruction.currency)
        fields = {
            "amount": write_decimal(units, self._exponent(instruction.currency)),
            "order_id": instruction.reference,
        }
        if self.capabilities.idempotency_seconds:
            fields["api_request_key"] = instruction.idempotency_key
        return PreparedRefund(
            idempotency_key=instruction.idempotency_key,
            reference=instruction.reference,
            payment_reference=instruction.payment_reference,
            body=encode(fields),
        )

    def send(self, prepared: PreparedRefund) -> Outcome:
        outcome = self._classify(
            lambda: self._wire.refund(prepared.payment_reference, prepared.body, prepared.correlation_id),
            answer_outcome,
        )
        crash_point("request_sent")
        about = outcome.raw.get("refunded_transaction_id", prepared.payment_reference)
        return outcome if about == prepared.payment_reference else unreadable_outcome()

    def look_up(self, reference: str, payment_reference: str) -> Lookup:
        """See base. A payment names its refunds, and each of them the order's number that it was made with."""
        try:
            for refund in self._refunds_of(self._read(payment_reference)):
                if refund.get("order_id") == reference:
                    return Lookup(found=refund_outcome(refund, self._read_amount), certain=True)
        except (NotAnswered, requests.RequestException):
            return Lookup(found=None, certain=False)
        except Exception as trouble:  # whatever was answered, it was not the whole list
            log.warning("braintree.unreadable_list", account=self.account, trouble=repr(trouble)[:200])
            return Lookup(found=None, certain=False)
        return Lookup(found=None, certain=True)

    def read_refund(self, gateway_reference: str) -> Outcome:
        return self._classify(lambda: self._wire.transaction(gateway_reference), reading_outcome)

    def verify_webhook(self, raw: bytes, headers: Mapping[str, str]) -> None:
        webhooks.prove(raw, self._keys, self._merchant_id, clock.now())

    def parse_events(self, raw: bytes) -> list[GatewayEvent]:
        return webhooks.parse_events(raw, self._read_amount)

    def pull_payments(self, since: datetime, until: datetime) -> Iterator[PulledPayment]:
        with self._reading():
            for sale in self._made(SALE, since, until):
                if is_captured(sale):
                    yield pulled_payment(sale, self._read_amount, self._refunded(sale))

    def pull_refunds(self, since: datetime, until: datetime) -> Iterator[PulledRefund]:
        """See base. Credits that belong to no payment are no refunds."""
        with self._reading():
            for credit in self._made(CREDIT, since, until):
                if credit.get("refunded_transaction_id"):
                    yield pulled_refund(credit, self._read_amount)

    def read_dispute(self, gateway_reference: str) -> DisputeRecord:
        unknown = _("Braintree does not know this case with these keys.")
        if not is_id(gateway_reference):
            raise NotFound(unknown)
        with self._reading():
            answer = self._wire.dispute(gateway_reference)
            if answer.status == 404 and (answer.blank or answer.body):
                raise NotFound(unknown)
            return disputes.record_of(self._wire.told(answer, "dispute"), self._minor)

    def pull_disputes(self, since: datetime, until: datetime) -> Iterator[DisputeRecord]:
        """See base. Braintree finds by days: that of a case's arrival, and that on which a status took effect."""
        days = since.astimezone(UTC).date(), until.astimezone(UTC).date()
        seen: set[str] = set()
        with self._reading():
            for name in ("received_date", "effective_date"):
                for found in self._wire.disputes(**{name: days}):
                    record = disputes.record_of(found, self._minor)
                    if record.gateway_reference not in seen:
                        seen.add(record.gateway_reference)
                        yield record

    def payment_seen(self, gateway_reference: str) -> list[PaymentSight]:
        with self._reading():
            return sights_in(self._read(gateway_reference))

    def evidence_budget(self) -> EvidenceBudget:
        return BUDGET

    def answer_dispute(self, instruction: EvidenceInstruction) -> Answered:
        """See base. Braintree minds no keys here: a case that holds this very answer has it."""
        answered = dispute_answers.hand_in(self._wire, instruction)
        crash_point("request_sent")
        return answered

    def accept_dispute(self, gateway_reference: str, key: str) -> Answered:
        answered = dispute_answers.accept(self._wire, gateway_reference)
        crash_point("request_sent")
        return answered

    def check(self) -> str:
        try:
            answer = self._wire.transaction(NOBODY)
        except requests.RequestException as silence:
            raise Unreachable(silence_outcome(silence).message) from silence
        if answer.status in (401, 403):
            raise BadConfiguration(_("Braintree does not accept the keys of the account %s.") % self.account)
        if answer.status != 404:
            raise Unreachable(error_outcome(answer).message)
        sandbox = self.config.get("sandbox")
        return _("Braintree answers, in its sandbox.") if sandbox else _("Braintree answers, in live mode.")

    def _made(self, kind: str, since: datetime, until: datetime) -> Iterator[Mapping[str, Any]]:
        """List each transaction once: a search includes both ends, and may be cut into several."""
        seen: set[str] = set()
        for transaction in self._wire.made(kind, since, until):
            if transaction["id"] not in seen and since <= created_at(transaction) < until:
                seen.add(transaction["id"])
                yield transaction

    def _read(self, transaction: str) -> Mapping[str, Any]:
        told: Mapping[str, Any] = self._wire.told(self._wire.transaction(transaction), "transaction")
        return told

    def _refunds_of(self, sale: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        return (self._read(refund) for refund in refund_ids(sale))

    def _refunded(self, sale: Mapping[str, Any]) -> int:
        amounts = [
            self._read_amount(refund["amount"], refund["currency_iso_code"])[0]
            for refund in self._refunds_of(sale)
            if counts(refund)
        ]
        return sum(amount or 0 for amount in amounts)

    def _classify(self, ask: Callable[[], Answer], read: Callable[[Answer, Any], Outcome]) -> Outcome:
        try:
            return read(ask(), self._read_amount)
        except requests.RequestException as silence:
            return silence_outcome(silence)
        except Exception as trouble:  # the SDK broke over the call; what it did is as unknown as with no answer
            log.warning("braintree.unreadable_answer", account=self.account, trouble=repr(trouble)[:200])
            return unreadable_outcome()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn all that can go wrong with a question into Unreachable."""
        try:
            yield
        except requests.RequestException as silence:
            raise Unreachable(silence_outcome(silence).message) from silence
        except NotAnswered as trouble:
            raise Unreachable(error_outcome(trouble.answer).message) from trouble
        except (KeyError, ValueError, TypeError, AttributeError) as trouble:
            log.warning("braintree.unreadable_answer", account=self.account, trouble=repr(trouble)[:200])
            raise Unreachable(unreadable_outcome().message) from trouble

    def _minor(self, amount: object, currency: object) -> int:
        minor = self._read_amount(amount, currency)[0]
        if minor is None:
            raise ValueError("a dispute has an amount")
        return minor

    def _read_amount(self, amount: object, currency: object) -> tuple[int | None, str | None]:
        """Read an amount of Braintree's; (None, None) where it makes no sense."""
        code = str(currency)
        try:
            return self.from_gateway_amount(read_decimal(amount, self._exponent(code)), code), code
        except (ValueError, BadInput):
            return None, None
