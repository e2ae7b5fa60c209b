"""Our side of the wire to PayPal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, ClassVar

import requests
import structlog
from django.utils.translation import gettext as _

from customers import clock
from customers.errors import BadInput, NotFound
from refunds.crash_points import crash_point
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import (
    Answered,
    DisputeRecord,
    EvidenceBudget,
    EvidenceInstruction,
    OfferInstruction,
    PaymentSight,
    ReturnInstruction,
    Wanted,
)
from refunds.gateways.errors import BadConfiguration, ForgedWebhook, Unreachable
from refunds.gateways.paypal import dispute_answers, disputes, lookup, transactions, webhooks
from refunds.gateways.paypal.currencies import EXPONENTS, read_units, write_money
from refunds.gateways.paypal.dispute_calls import next_page
from refunds.gateways.paypal.event_codes import MONEY_BACK
from refunds.gateways.paypal.evidence import BUDGET
from refunds.gateways.paypal.settlement_report import read_report
from refunds.gateways.paypal.sights import sights_in
from refunds.gateways.paypal.verdicts import (
    answer_outcome,
    error_outcome,
    is_wrong_secret,
    not_signed_in_outcome,
    reading_outcome,
    refund_outcome,
    silence_outcome,
    unreadable_outcome,
)
from refunds.gateways.paypal.wire import READ_SECONDS, Answer, NotSignedIn, Wire
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
)

DAY_SECONDS = 24 * 60 * 60
DISPUTES_KNOWN_FOR = timedelta(days=180) - timedelta(minutes=5)
DISPUTES_A_PAGE = 50

log = structlog.get_logger(__name__)


class PayPal(Gateway):
    """One REST app of one PayPal account. Settings: `client_id`, `client_secret`, `webhook_id`, `sandbox`,
    `api_base`, `read_seconds`.

    A payment is a capture. Our reference goes into `custom_id`, which reports show, and into `invoice_id`, which
    PayPal takes for one refund only: a second wall against paying twice, when the key is forgotten.
    """

    code = "paypal"
    name = "PayPal"
    protocol = "Payments v2"
    capabilities = Capabilities(
        partial=True,
        several=True,
        idempotency_seconds=45 * DAY_SECONDS,
        lookup=True,
        evidence=True,
        balance=False,  # see `balance`
        lists_refunds=True,
        settlements=True,
        reads_disputes=True,
        lists_disputes=True,
        accepts_disputes=True,
        reversals=frozenset({"PAYMENT.CAPTURE.REVERSED"}),
        max_age_days=180,
        currencies_exponent=EXPONENTS,
    )
    settings_needed = ("client_id", "client_secret", "webhook_id")
    settings_allowed = ("sandbox", "read_seconds")
    secret_settings = ("client_secret",)
    setting_kinds: ClassVar[Mapping[str, type]] = {"sandbox": bool, "read_seconds": int}

    def __init__(self, account: str, config: Mapping[str, Any]) -> None:
        super().__init__(account, config)
        self._wire = Wire(
            self._setting("client_id"),
            self._setting("client_secret"),
            sandbox=bool(config.get("sandbox")),
            api_base=config.get("api_base", ""),
            read_seconds=float(config.get("read_seconds", READ_SECONDS)),
        )

    def prepare(self, instruction: RefundInstruction) -> PreparedRefund:
        units = self.to_gateway_amount(instruction.amount_minor, instruction.currency)
        body = {
            "amount": write_money(units, self._exponent(instruction.currency), instruction.currency),
            "custom_id": instruction.reference,
            "invoice_id": instruction.reference,
        }
        return PreparedRefund(
            idempotency_key=instruction.idempotency_key,
            reference=instruction.reference,
            payment_reference=instruction.payment_reference,
            body=json.dumps(body, sort_keys=True, separators=(",", ":")).encode(),
        )

    def send(self, prepared: PreparedRefund) -> Outcome:
        outcome = self._classify(
            lambda: self._wire.refund(
                prepared.payment_reference, prepared.body, prepared.idempotency_key, prepared.correlation_id
            ),
            answer_outcome,
        )
        crash_point("request_sent")
        return outcome

    def look_up(self, reference: str, payment_reference: str) -> Lookup:
        """See base. Certain where the payment has an order that PayPal shows; payments of older APIs have none.

        For those, sending again with the same key is PayPal's own way of asking, for 45 days.
        """
        try:
            capture = self._told(self._wire.capture(payment_reference))
            order = self._told(self._wire.order(lookup.order_of(capture)))
            ours = [refund for refund in lookup.refunds_of(capture, order) if lookup.carries(refund, reference)]
            found = refund_outcome(ours[-1], self._read_amount) if ours else None
        except (lookup.NotTheWholeList, NotSignedIn, Unreachable, requests.RequestException):
            return Lookup(found=None, certain=False)
        except Exception as trouble:  # whatever was answered, it was not the whole list
            log.warning("paypal.unreadable_list", account=self.account, trouble=repr(trouble)[:200])
            return Lookup(found=None, certain=False)
        return Lookup(found=found, certain=True)

    def read_refund(self, gateway_reference: str) -> Outcome:
        return self._classify(lambda: self._wire.read_refund(gateway_reference), reading_outcome)

    def verify_webhook(self, raw: bytes, headers: Mapping[str, str]) -> None:
        """See base. PayPal itself is asked, at the address of our settings.

        Without its answer the delivery is refused like a forged one, and PayPal sends it again, for three days.
        """
        asked = webhooks.question(raw, headers, self.config.get("webhook_id") or "", clock.now())
        try:
            answer = self._wire.verify_webhook(asked)
        except Exception as trouble:
            raise ForgedWebhook(f"PayPal could not be asked about it: {trouble!r}"[:300]) from trouble
        if answer.status != 200 or answer.body.get("verification_status") != "SUCCESS":
            raise ForgedWebhook(f"PayPal did not confirm it (status {answer.status}).")

    def parse_events(self, raw: bytes) -> list[GatewayEvent]:
        return webhooks.parse_events(raw, self._read_amount)

    def pull_payments(self, since: datetime, until: datetime) -> Iterator[PulledPayment]:
        """See base. PayPal shows what went back as lines of its own, so those up to now are added up first."""
        with self._reading():
            back = transactions.refunded_by_payment(self._money_back(since, clock.now()), self._minor)
            found = transactions.search(self._search, since, until)
            yield from transactions.payments_in(found, self._minor, back)

    def pull_refunds(self, since: datetime, until: datetime) -> Iterator[PulledRefund]:
        with self._reading():
            yield from transactions.refunds_in(self._money_back(since, until), self._minor)

    def pull_settlement(self, since: datetime, until: datetime) -> Iterator[SettlementLine]:
        with self._reading():
            for found in transactions.search(self._search, since, until):
                yield transactions.line_of(found, self._minor)

    def read_settlement(self, report: bytes) -> Iterator[SettlementLine]:
        return read_report(report, self.from_gateway_amount)

    def balance(self, currency: str) -> int | None:
        """Return what PayPal says is available. Nothing may be held back for it, so it is no capability.

        PayPal tells it up to three hours late, and takes a refund from the linked bank account where it is too low.
        """
        with self._reading():
            held = self._told(self._wire.balances(currency)).get("balances") or ()
            available = [balance.get("available_balance") for balance in held if balance.get("currency") == currency]
            return self._minor(available[0]) if available and available[0] else None

    def read_dispute(self, gateway_reference: str) -> DisputeRecord:
        with self._reading():
            return disputes.record_of(self._dispute(gateway_reference), self._minor)

    def pull_disputes(self, since: datetime, until: datetime) -> Iterator[DisputeRecord]:
        """See base. PayPal lists what changed in the last 180 days, without its payments: each is read by itself."""
        start = max(since, clock.now() - DISPUTES_KNOWN_FOR)
        query: dict[str, Any] = {"update_time_after": _written(start), "update_time_before": _written(until)}
        with self._reading():
            while query and start < until:
                found = self._told(self._wire.disputes(**{**query, "page_size": DISPUTES_A_PAGE}))
                for listed in found.get("items") or ():
                    yield disputes.record_of(self._dispute(str(listed["dispute_id"])), self._minor)
                query = next_page(found)

    def evidence_wanted(self, gateway_reference: str) -> list[Wanted]:
        with self._reading():
            return disputes.wanted_of(self._dispute(gateway_reference))

    def payment_seen(self, gateway_reference: str) -> list[PaymentSight]:
        with self._reading():
            answer = self._wire.capture(gateway_reference)
            if answer.status == 404:
                raise NotFound(_("PayPal does not know this payment in this account."))
            capture = self._told(answer)
            return sights_in(capture, self._order_of(capture))

    def evidence_budget(self) -> EvidenceBudget:
        return BUDGET

    def answer_dispute(self, instruction: EvidenceInstruction) -> Answered:
        """See base. Keys are not promised for disputes: whether a lost answer arrived is read from the dispute."""
        answered = dispute_answers.hand_in(self._wire, instruction)
        crash_point("request_sent")
        return answered

    def accept_dispute(self, gateway_reference: str, key: str) -> Answered:
        answered = dispute_answers.accept(self._wire, gateway_reference, key)
        crash_point("request_sent")
        return answered

    def make_offer(self, instruction: OfferInstruction) -> Answered:
        """See base. Whether a lost offer arrived is read from the dispute, which counts them."""
        amount = None
        if instruction.amount_minor is not None:
            units = self.to_gateway_amount(instruction.amount_minor, instruction.currency)
            amount = write_money(units, self._exponent(instruction.currency), instruction.currency)
        answered = dispute_answers.offer(self._wire, instruction, amount)
        crash_point("request_sent")
        return answered

    def acknowledge_return(self, instruction: ReturnInstruction) -> Answered:
        """See base. Whether a lost word arrived is read from the dispute, which asks for it no more then."""
        answered = dispute_answers.acknowledge(self._wire, instruction)
        crash_point("request_sent")
        return answered

    def check(self) -> str:
        try:
            self._wire.sign_in_anew()
        except NotSignedIn as trouble:
            kind = BadConfiguration if is_wrong_secret(trouble.answer) else Unreachable
            raise kind(not_signed_in_outcome(trouble).message) from trouble
        except requests.RequestException as silence:
            raise Unreachable(silence_outcome(silence).message) from silence
        sandbox = self.config.get("sandbox")
        return _("PayPal answers, in its sandbox.") if sandbox else _("PayPal answers, in live mode.")

    def _classify(
        self, ask: Callable[[], Answer], read: Callable[[Answer, Callable[[object], Any]], Outcome]
    ) -> Outcome:
        try:
            return read(ask(), self._read_amount)
        except NotSignedIn as trouble:
            return not_signed_in_outcome(trouble)
        except requests.RequestException as silence:
            return silence_outcome(silence)
        except Exception as trouble:  # the SDK broke over the call; what it did is as unknown as with no answer
            log.warning("paypal.unreadable_answer", account=self.account, trouble=repr(trouble)[:200])
            return unreadable_outcome()

    def _dispute(self, gateway_reference: str) -> Mapping[str, Any]:
        answer = self._wire.dispute(gateway_reference)
        if answer.status == 404 and answer.body.get("name"):
            raise NotFound(_("PayPal does not know this dispute in this account."))
        return self._told(answer)

    def _order_of(self, capture: Mapping[str, Any]) -> Mapping[str, Any]:
        """Read the order of a capture; empty where it has none, or none that PayPal still shows."""
        try:
            answer = self._wire.order(lookup.order_of(capture))
        except lookup.NotTheWholeList:
            return {}
        return {} if answer.status == 404 else self._told(answer)

    def _money_back(self, since: datetime, until: datetime) -> Iterator[Mapping[str, Any]]:
        return chain.from_iterable(
            transactions.search(self._search, since, until, transaction_type=code) for code in MONEY_BACK
        )

    def _search(self, **query: Any) -> Answer:
        answer = self._wire.transactions(**query)
        self._told(answer)
        return answer

    def _told(self, answer: Answer) -> Mapping[str, Any]:
        """Return what a question was answered with. Raises Unreachable for anything else."""
        if answer.status != 200 or not answer.body:
            raise Unreachable(error_outcome(answer).message)
        return answer.body

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn all that can go wrong with a question into Unreachable."""
        try:
            yield
        except NotSignedIn as trouble:
            raise Unreachable(not_signed_in_outcome(trouble).message) from trouble
        except requests.RequestException as silence:
            raise Unreachable(silence_outcome(silence).message) from silence
        except (KeyError, ValueError, TypeError, AttributeError, BadInput) as trouble:
            log.warning("paypal.unreadable_answer", account=self.account, trouble=repr(trouble)[:200])
            raise Unreachable(unreadable_outcome().message) from trouble

    def _minor(self, money: Mapping[str, Any]) -> int:
        currency = money["currency_code"]
        return self.from_gateway_amount(read_units(money, self._exponent(currency)), currency)

    def _read_amount(self, money: object) -> tuple[int | None, str | None]:
        """Read an amount of PayPal's; (None, None) where it makes no sense."""
        if not isinstance(money, dict):
            return None, None
        try:
            return self._minor(money), str(money["currency_code"])
        except (KeyError, ValueError, TypeError, BadInput):
            return None, None


def _written(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
