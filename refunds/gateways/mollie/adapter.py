"""Our side of the wire to Mollie."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

import requests
import structlog
from django.utils.translation import gettext as _

from customers.errors import BadInput, NotFound
from customers.rate_limits import require_allowance
from refunds.crash_points import crash_point
from refunds.gateways.base import Gateway
from refunds.gateways.decimal_text import read_decimal, write_decimal
from refunds.gateways.dispute_types import DisputeRecord, PaymentSight
from refunds.gateways.errors import BadConfiguration, ForgedWebhook, Unreachable
from refunds.gateways.mollie import chargebacks, webhooks
from refunds.gateways.mollie.payments import LONGEST_UNPAID, is_captured, made_at, pulled_payment, pulled_refund
from refunds.gateways.mollie.references import REFERENCE_FIELD, parts_of, parts_of_case, reference_in
from refunds.gateways.mollie.settlement import line_of
from refunds.gateways.mollie.sights import sights_in
from refunds.gateways.mollie.verdicts import (
    answer_outcome,
    error_outcome,
    reading_outcome,
    refund_outcome,
    silence_outcome,
    unreadable_outcome,
)
from refunds.gateways.mollie.wire import ACCESS_TOKEN, READ_SECONDS, Answer, NotAnswered, Wire
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

HOUR_SECONDS = 60 * 60
NUDGES_A_MINUTE = 120
"""How many unsigned webhooks of an account are answered with a question to Mollie. Mollie sends refused ones again."""

log = structlog.get_logger(__name__)


class Mollie(Gateway):
    """One profile or organisation at Mollie. Settings: `api_key` (a profile's key, or an access token of the
    organisation, with which Mollie also shows its balance), `webhook_secrets` (of signed webhooks), `test_mode` and
    `profile_id` (for an access token), `read_seconds`, `order_field` (the metadata field of a payment that holds the
    order's number).
    """

    code = "mollie"
    name = "Mollie"
    protocol = "v2"
    capabilities = Capabilities(
        partial=True,
        several=True,
        idempotency_seconds=HOUR_SECONDS,
        lookup=True,
        cancel=frozenset({OutcomeState.PENDING, OutcomeState.WAITING_FUNDS}),
        balance=True,
        lists_refunds=True,
        settlements=True,
        reads_disputes=True,
        lists_disputes=True,
    )
    settings_needed = ("api_key",)
    settings_allowed = ("webhook_secrets", "test_mode", "profile_id", "read_seconds", "order_field")
    secret_settings = ("api_key", "webhook_secrets")
    setting_kinds: ClassVar[Mapping[str, type]] = {"test_mode": bool, "read_seconds": int}

    def __init__(self, account: str, config: Mapping[str, Any]) -> None:
        super().__init__(account, config)
        key: str = self._setting("api_key")
        self._shows_balance = key.startswith(ACCESS_TOKEN)
        self._test_mode = bool(config.get("test_mode"))
        self._profile = {"profileId": config["profile_id"]} if config.get("profile_id") else {}
        if self._test_mode and not self._shows_balance:
            raise BadConfiguration(_("Only an access token of Mollie has a test mode; other keys are of one mode."))
        if not self._shows_balance:
            self.capabilities = replace(type(self).capabilities, balance=False, settlements=False)  # type: ignore[misc]
        self._wire = Wire(
            key,
            test_mode=self._test_mode,
            api_base=config.get("api_base", ""),
            read_seconds=float(config.get("read_seconds") or READ_SECONDS),
        )

    def prepare(self, instruction: RefundInstruction) -> PreparedRefund:
        """See base. The description is what customers find on the statement of their bank."""
        units = self.to_gateway_amount(instruction.amount_minor, instruction.currency)
        body: dict[str, Any] = {
            "amount": {
                "currency": instruction.currency,
                "value": write_decimal(units, self._exponent(instruction.currency)),
            },
            "description": instruction.reference,
            "metadata": {REFERENCE_FIELD: instruction.reference},
        }
        if self._test_mode:
            body["testmode"] = True
        return PreparedRefund(
            idempotency_key=instruction.idempotency_key,
            reference=instruction.reference,
            payment_reference=instruction.payment_reference,
            body=json.dumps(body).encode(),
        )

    def send(self, prepared: PreparedRefund) -> Outcome:
        outcome = self._classify(
            lambda: self._wire.refund(
                prepared.payment_reference, prepared.body, prepared.idempotency_key, prepared.correlation_id
            ),
            answer_outcome,
        )
        crash_point("request_sent")
        parts = parts_of(outcome.gateway_reference)
        return outcome if parts is None or parts[0] == prepared.payment_reference else unreadable_outcome()

    def look_up(self, reference: str, payment_reference: str) -> Lookup:
        """See base. A payment that Mollie does not know proves nothing: the key may be of another account."""
        try:
            for refund in self._wire.refunds_of(payment_reference):
                if reference_in(refund) == reference:
                    return Lookup(found=refund_outcome(refund, self._read_amount), certain=True)
        except (NotAnswered, requests.RequestException):
            return Lookup(found=None, certain=False)
        except Exception as trouble:  # whatever was answered, it was not the whole list
            log.warning("mollie.unreadable_list", account=self.account, trouble=repr(trouble)[:200])
            return Lookup(found=None, certain=False)
        return Lookup(found=None, certain=True)

    def read_refund(self, gateway_reference: str) -> Outcome:
        parts = parts_of(gateway_reference)
        if parts is None:
            return Outcome(OutcomeState.UNKNOWN, code="not_readable", message=_("This is no refund of Mollie's."))
        return self._classify(lambda: self._wire.read_refund(*parts), reading_outcome)

    def cancel_refund(self, gateway_reference: str) -> Outcome:
        """See base. Mollie takes back what is queued or pending; of anything else it tells how it stands."""
        parts = parts_of(gateway_reference)
        if parts is None:
            return self.read_refund(gateway_reference)
        outcome = self._classify(lambda: self._wire.cancel_refund(*parts), _canceled(gateway_reference))
        return outcome if outcome.state == OutcomeState.CANCELED else self.read_refund(gateway_reference)

    def verify_webhook(self, raw: bytes, headers: Mapping[str, str]) -> None:
        """See base. An unsigned one is true as far as Mollie knows the payment; nothing else in it counts."""
        payment = webhooks.nudged_payment(raw)
        if payment:
            self._payment_as_it_is(payment)
        else:
            webhooks.prove(raw, headers.get(webhooks.SIGNATURE_HEADER, ""), self.config.get("webhook_secrets") or ())

    def parse_events(self, raw: bytes) -> list[GatewayEvent]:
        payment = webhooks.nudged_payment(raw)
        return self._events_at(payment) if payment else webhooks.signed_events(raw, self._read_amount)

    def read_events(self, raw: bytes, headers: Mapping[str, str]) -> list[GatewayEvent]:
        """See base. Asking Mollie once both proves an unsigned one and tells what is new."""
        payment = webhooks.nudged_payment(raw)
        return self._events_at(payment) if payment else super().read_events(raw, headers)

    def pull_payments(self, since: datetime, until: datetime) -> Iterator[PulledPayment]:
        order_field = self.config.get("order_field") or "order_id"
        with self._reading():
            for payment in self._wire.pages("payments", "payments", **self._profile):
                if made_at(payment) < since - LONGEST_UNPAID:
                    return
                pulled = pulled_payment(payment, self._minor, order_field) if is_captured(payment) else None
                if pulled is not None and since <= pulled.captured_at < until:
                    yield pulled

    def pull_refunds(self, since: datetime, until: datetime) -> Iterator[PulledRefund]:
        with self._reading():
            for refund in self._wire.pages("refunds", "refunds", **self._profile):
                if made_at(refund) < since:
                    return
                if made_at(refund) < until:
                    yield pulled_refund(refund, self._read_amount)

    def pull_settlement(self, since: datetime, until: datetime) -> Iterator[SettlementLine]:
        """See base. Reads every balance of the organisation; only an access token may."""
        if not self._shows_balance:
            raise BadConfiguration(_("Mollie shows its balances to an access token only, and this key is none."))
        with self._reading():
            for balance in list(self._wire.pages("balances", "balances")):
                for entry in self._wire.pages(f"balances/{balance['id']}/transactions", "balance_transactions"):
                    if made_at(entry) < since:
                        break
                    if made_at(entry) < until:
                        yield line_of(entry, self._minor)

    def read_dispute(self, gateway_reference: str) -> DisputeRecord:
        unknown = _("Mollie does not know this chargeback in this account.")
        parts = parts_of_case(gateway_reference)
        if parts is None:
            raise NotFound(unknown)
        with self._reading():
            answer = self._wire.chargeback(*parts)
            if answer.status == 404 and answer.body.get("status") == 404:
                raise NotFound(unknown)
            record = chargebacks.record_of(self._wire.told(answer), self._minor)
            if record.gateway_reference != gateway_reference:
                raise ValueError("Mollie answered about another chargeback")
            return record

    def pull_disputes(self, since: datetime, until: datetime) -> Iterator[DisputeRecord]:
        with self._reading():
            for chargeback in self._wire.pages("chargebacks", "chargebacks", **self._profile):
                if made_at(chargeback) < since - chargebacks.LONGEST_REVERSAL:
                    return
                if chargebacks.changed_between(chargeback, since, until):
                    yield chargebacks.record_of(chargeback, self._minor)

    def payment_seen(self, gateway_reference: str) -> list[PaymentSight]:
        with self._reading():
            answer = self._wire.payment(gateway_reference)
            if answer.status == 404:
                raise NotFound(_("Mollie does not know this payment in this account."))
            return sights_in(self._wire.told(answer))

    def balance(self, currency: str) -> int | None:
        """See base. None with a key to which Mollie does not tell, or without a balance in this currency."""
        if not self._shows_balance:
            return None
        with self._reading():
            held = [balance["availableAmount"] for balance in self._wire.pages("balances", "balances")]
            mine = [self._minor(amount) for amount in held if amount["currency"] == currency]
            return sum(mine) if mine else None

    def check(self) -> str:
        try:
            answer = self._wire.first("payments", **self._profile)
        except requests.RequestException as silence:
            raise Unreachable(silence_outcome(silence).message) from silence
        if answer.status in (401, 403):
            raise BadConfiguration(_("Mollie does not accept the key of the account %s.") % self.account)
        if answer.status != 200:
            raise Unreachable(error_outcome(answer).message)
        live = not self._test_mode and not self.config["api_key"].startswith("test_")
        return _("Mollie answers, in live mode.") if live else _("Mollie answers, in test mode.")

    def _events_at(self, payment: str) -> list[GatewayEvent]:
        try:
            return webhooks.events_of(self._payment_as_it_is(payment), self._read_amount)
        except webhooks.UNREADABLE as trouble:
            raise ForgedWebhook(f"Mollie's answer could not be read: {trouble!r}"[:300]) from trouble

    def _payment_as_it_is(self, payment: str) -> Mapping[str, Any]:
        """Read the payment that an unsigned webhook names. Raises ForgedWebhook, or TooManyCalls before it asks."""
        require_allowance(self.account, "unsigned webhooks", NUDGES_A_MINUTE, 60)
        try:
            told = self._wire.told(self._wire.payment(payment))
        except Exception as trouble:
            raise ForgedWebhook(f"Mollie does not vouch for it: {trouble!r}"[:300]) from trouble
        if told.get("resource") != "payment" or told.get("id") != payment:
            raise ForgedWebhook("Mollie answered about something else.")
        return told

    def _classify(self, ask: Callable[[], Answer], read: Callable[[Answer, Any], Outcome]) -> Outcome:
        try:
            return read(ask(), self._read_amount)
        except requests.RequestException as silence:
            return silence_outcome(silence)
        except Exception as trouble:  # the SDK broke over the call; what it did is as unknown as with no answer
            log.warning("mollie.unreadable_answer", account=self.account, trouble=repr(trouble)[:200])
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
        except (KeyError, ValueError, TypeError, AttributeError, BadInput) as trouble:
            log.warning("mollie.unreadable_answer", account=self.account, trouble=repr(trouble)[:200])
            raise Unreachable(unreadable_outcome().message) from trouble

    def _minor(self, money: Mapping[str, Any]) -> int:
        currency = money["currency"]
        return self.from_gateway_amount(read_decimal(money["value"], self._exponent(currency)), currency)

    def _read_amount(self, money: object) -> tuple[int | None, str | None]:
        """Read an amount of Mollie's; (None, None) where it makes no sense."""
        if not isinstance(money, dict):
            return None, None
        try:
            return self._minor(money), str(money["currency"])
        except (KeyError, ValueError, TypeError, BadInput):
            return None, None


def _canceled(gateway_reference: str) -> Callable[[Answer, Any], Outcome]:
    """Build the reader of the answer to a cancellation: only 204 says that it was done."""

    def read(answer: Answer, _read_amount: Any) -> Outcome:
        if answer.status == 204:
            return Outcome(OutcomeState.CANCELED, gateway_reference=gateway_reference, code="canceled")
        return replace(error_outcome(answer), state=OutcomeState.UNKNOWN)

    return read
