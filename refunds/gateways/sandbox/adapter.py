"""Our side of the wire to the sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import psycopg
from django.utils.translation import gettext as _

from customers.errors import BadInput, NotFound
from customers.money import checked_amount
from refunds.crash_points import crash_point
from refunds.gateways import signed_header
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import (
    Answered,
    AnswerState,
    DisputeRecord,
    EvidenceBudget,
    EvidenceInstruction,
    OfferInstruction,
    ReturnInstruction,
)
from refunds.gateways.errors import ForgedWebhook, Unreachable
from refunds.gateways.identifiers import identifier
from refunds.gateways.sandbox import disputes, listings, remote, remote_cases
from refunds.gateways.sandbox.answer import Answer, Silence
from refunds.gateways.sandbox.console import Console
from refunds.gateways.sandbox.outgoing import SIGNATURE_HEADER
from refunds.gateways.sandbox.setup import KNOBS, Setup
from refunds.gateways.sandbox.till import TAKEN_BACK_WHILE
from refunds.gateways.sandbox.verdicts import STATES, outcome_of, refund_outcome, silence_outcome
from refunds.gateways.types import (
    Capabilities,
    GatewayEvent,
    Lookup,
    Outcome,
    PreparedRefund,
    PulledPayment,
    PulledRefund,
    RefundInstruction,
    SettlementLine,
    Topic,
)

Listed = TypeVar("Listed")


class Sandbox(Gateway):
    """A simulated gateway. `console` is its owner's screen: payments, scripts, due webhooks, its books."""

    code = "sandbox"
    name = "Sandbox"
    capabilities = Capabilities(
        partial=True,
        several=True,
        idempotency_seconds=KNOBS["idempotency_seconds"],
        lookup=True,
        cancel=frozenset(STATES[status] for status in TAKEN_BACK_WHILE),
        balance=True,
        lists_refunds=True,
        settlements=True,
        evidence=True,
        reads_disputes=True,
        lists_disputes=True,
        accepts_disputes=True,
    )
    settings_needed = ("webhook_secrets",)
    settings_allowed = tuple(KNOBS)
    secret_settings = ("webhook_secrets",)
    setting_kinds: ClassVar = dict.fromkeys(KNOBS, int)
    calls_per_second = calls_at_once = 0

    def __init__(self, account: str, config: Mapping[str, Any]) -> None:
        super().__init__(account, config)
        self._setting("database")
        self._setting("webhook_secrets")
        self.setup = Setup.from_config(account, config)
        self.console = Console(self.setup)

    def prepare(self, instruction: RefundInstruction) -> PreparedRefund:
        body = {
            "payment": instruction.payment_reference,
            "reference": instruction.reference,
            "amount": self.to_gateway_amount(instruction.amount_minor, instruction.currency),
            "currency": instruction.currency,
        }
        return PreparedRefund(
            idempotency_key=instruction.idempotency_key,
            reference=instruction.reference,
            payment_reference=instruction.payment_reference,
            body=json.dumps(body, sort_keys=True, separators=(",", ":")).encode(),
        )

    def send(self, prepared: PreparedRefund) -> Outcome:
        try:
            answer = self._hear(
                lambda: remote.create_refund(
                    self.setup, prepared.idempotency_key, prepared.body, prepared.correlation_id
                )
            )
        except Silence as silence:
            return silence_outcome(silence)
        finally:
            crash_point("request_sent")
        return outcome_of(answer)

    def look_up(self, reference: str, payment_reference: str) -> Lookup:
        try:
            answer = self._hear(lambda: remote.find_refunds(self.setup, payment_reference, reference))
        except Silence:
            return Lookup(found=None, certain=False)
        if answer.status != 200:
            return Lookup(found=None, certain=False)
        refunds = answer.body["data"]
        return Lookup(found=refund_outcome(refunds[-1]) if refunds else None, certain=True)

    def read_refund(self, gateway_reference: str) -> Outcome:
        try:
            return outcome_of(self._hear(lambda: remote.read_refund(self.setup, gateway_reference)))
        except Silence as silence:
            return silence_outcome(silence)

    def cancel_refund(self, gateway_reference: str) -> Outcome:
        try:
            answer = self._hear(lambda: remote.cancel_refund(self.setup, gateway_reference))
        except Silence as silence:
            return silence_outcome(silence)
        return self.read_refund(gateway_reference) if answer.status == 409 else outcome_of(answer)

    def read_dispute(self, gateway_reference: str) -> DisputeRecord:
        try:
            answer = self._hear(lambda: remote_cases.read_dispute(self.setup, gateway_reference))
        except Silence as silence:
            raise Unreachable(_("The sandbox did not answer.")) from silence
        if answer.status == 404:
            raise NotFound(_("The sandbox has no dispute %s.") % gateway_reference)
        if answer.status != 200:
            raise Unreachable(_("The sandbox did not answer."))
        return disputes.record_of(answer.body)

    def pull_disputes(self, since: datetime, until: datetime) -> Iterator[DisputeRecord]:
        return self._listed(listings.disputes(self.setup, since, until))

    def evidence_budget(self) -> EvidenceBudget:
        return disputes.BUDGET

    def answer_dispute(self, instruction: EvidenceInstruction) -> Answered:
        return self._reply(instruction.key, disputes.written(instruction))

    def accept_dispute(self, gateway_reference: str, key: str) -> Answered:
        return self._reply(key, disputes.written_acceptance(gateway_reference))

    def make_offer(self, instruction: OfferInstruction) -> Answered:
        return self._reply(instruction.key, disputes.written_offer(instruction))

    def acknowledge_return(self, instruction: ReturnInstruction) -> Answered:
        return self._reply(instruction.key, disputes.written_return(instruction))

    def verify_webhook(self, raw: bytes, headers: Mapping[str, str]) -> None:
        header = headers.get(SIGNATURE_HEADER.lower(), "")
        signed_header.verify(raw, header, self.setup.secrets, int(self.setup.now().timestamp()))

    def parse_events(self, raw: bytes) -> list[GatewayEvent]:
        try:
            event = json.loads(raw)
            if event["account"] != self.account:
                raise ValueError("The event is for another account.")
            return [self._event(event)]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadInput) as trouble:
            raise ForgedWebhook(f"The body is no event: {trouble!r}") from trouble

    def pull_payments(self, since: datetime, until: datetime) -> Iterator[PulledPayment]:
        return self._listed(listings.payments(self.setup, since, until))

    def pull_refunds(self, since: datetime, until: datetime) -> Iterator[PulledRefund]:
        return self._listed(listings.refunds(self.setup, since, until))

    def pull_settlement(self, since: datetime, until: datetime) -> Iterator[SettlementLine]:
        return self._listed(listings.settlement(self.setup, since, until))

    def check(self) -> str:
        try:
            with self.setup.record.books() as books:
                row = books.execute(
                    "SELECT count(*) AS known FROM sandbox_gateway.payment WHERE account = %s", [self.account]
                ).fetchone()
        except psycopg.Error as trouble:
            raise Unreachable(_("The sandbox did not answer.")) from trouble
        return _("The sandbox answers and knows %s payments.") % (row["known"] if row else 0)

    def balance(self, currency: str) -> int | None:
        """See base. It tells one only for a currency in which its owner has set one."""
        try:
            return remote.read_balance(self.setup, currency)
        except psycopg.Error as trouble:
            raise Unreachable(_("The sandbox did not answer.")) from trouble

    def _reply(self, key: str, body: bytes) -> Answered:
        try:
            return disputes.answered(self._hear(lambda: remote_cases.reply_to_dispute(self.setup, key, body)))
        except Silence as silence:
            heard = silence_outcome(silence)
            return Answered(AnswerState.UNKNOWN, heard.code, heard.message, never_sent=heard.never_sent)
        finally:
            crash_point("request_sent")

    def _hear(self, ask: Callable[[], Answer]) -> Answer:
        """Ask, and take a broken connection to its books for a broken connection to it."""
        try:
            return ask()
        except psycopg.Error as trouble:
            raise Silence("connection_reset") from trouble

    def _listed(self, rows: Iterator[Listed]) -> Iterator[Listed]:
        try:
            yield from rows
        except psycopg.Error as trouble:
            raise Unreachable(_("The sandbox did not answer.")) from trouble

    def _event(self, event: Mapping[str, Any]) -> GatewayEvent:
        kind, thing = event["type"], event["data"]
        is_dispute = thing.get("object") == "dispute"
        currency = identifier(thing["currency"])
        amount_minor = self.from_gateway_amount(checked_amount(thing["amount"]), currency)
        return GatewayEvent(
            event_id=identifier(event["id"]),
            kind=identifier(kind),
            topic=Topic.DISPUTE if is_dispute else Topic.REFUND if kind.startswith("refund.") else Topic.OTHER,
            refund_reference="" if is_dispute else identifier(thing["reference"]),
            gateway_reference=identifier(thing["id"]),
            payment_reference=identifier(thing["payment"]),
            amount_minor=None if is_dispute else amount_minor,
            currency="" if is_dispute else currency,
            created_at=datetime.fromisoformat(event["created"]),
            raw=event,
        )
