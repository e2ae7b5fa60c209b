"""Our side of the wire to Adyen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

import requests
import structlog
from Adyen.exceptions import AdyenAPIAuthenticationError, AdyenAPIInvalidPermission, AdyenAPIResponseError
from django.utils.translation import gettext as _

from customers import clock
from customers.errors import BadInput
from refunds.crash_points import crash_point
from refunds.gateways.adyen import defence, settlement
from refunds.gateways.adyen.currencies import EXPONENTS
from refunds.gateways.adyen.events import event_of
from refunds.gateways.adyen.items import prove, read_items
from refunds.gateways.adyen.verdicts import error_outcome, received_outcome, silence_outcome, unreadable_outcome
from refunds.gateways.adyen.wire import API_VERSION, LIVE, READ_SECONDS, TEST, Wire
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import Answered, EvidenceBudget, EvidenceInstruction, Wanted
from refunds.gateways.errors import BadConfiguration, Unreachable
from refunds.gateways.types import (
    Capabilities,
    GatewayEvent,
    Lookup,
    Outcome,
    OutcomeState,
    PreparedRefund,
    PulledPayment,
    RefundInstruction,
    SettlementLine,
)

WEEK_SECONDS = 7 * 24 * 60 * 60

REASONS = {"duplicate": "DUPLICATE", "goodwill": "OTHER", "other": "OTHER"}
OTHER_REASON = "CUSTOMER REQUEST"
"""Never `FRAUD`: what it does to the customer's card at Adyen is not ours to set off."""

log = structlog.get_logger(__name__)

_HMAC_KEY = re.compile(r"(?:[0-9A-Fa-f]{2}){16,}")


class Adyen(Gateway):
    """One merchant account at Adyen. Settings: `secret_key` (the API key), `merchant_account`, `webhook_secrets` (the
    HMAC keys), `environment` (test or live), `live_prefix`, `api_base`, `read_seconds`, `send_reason`.

    Disputes come by webhook only. Have Adyen include the `originalReference` in all dispute events: without it some
    of them name a payment and no dispute.
    """

    code = "adyen"
    name = "Adyen"
    protocol = f"Checkout v{API_VERSION}"
    capabilities = Capabilities(
        partial=True,
        several=True,
        idempotency_seconds=WEEK_SECONDS,
        lookup=False,
        evidence=True,
        accepts_disputes=True,
        reads_refunds=False,
        lists_payments=False,
        currencies_exponent=EXPONENTS,
    )
    settings_needed = ("secret_key", "merchant_account")
    settings_allowed = ("webhook_secrets", "environment", "live_prefix", "read_seconds", "send_reason")
    secret_settings = ("secret_key", "webhook_secrets")
    setting_kinds: ClassVar[Mapping[str, type]] = {"read_seconds": int, "send_reason": bool}
    acknowledgement = {"notificationResponse": "[accepted]"}

    def __init__(self, account: str, config: Mapping[str, Any]) -> None:
        super().__init__(account, config)
        self._merchant_account: str = self._setting("merchant_account")
        self._hmac_keys: tuple[str, ...] = tuple(key for key in config.get("webhook_secrets") or () if key)
        if not all(_HMAC_KEY.fullmatch(key) for key in self._hmac_keys):
            raise BadConfiguration(_("An HMAC key of Adyen is written in hexadecimal digits."))
        self._wire = Wire(
            self._setting("secret_key"),
            config.get("environment") or TEST,
            config.get("live_prefix", ""),
            config.get("api_base", ""),
            int(config.get("read_seconds") or READ_SECONDS),
        )

    def prepare(self, instruction: RefundInstruction) -> PreparedRefund:
        """See base. A reference of ours never holds what Adyen would not escape under its signatures."""
        if set(instruction.reference) & {":", "\\"}:
            raise BadInput(_("The reference %s cannot be sent to Adyen.") % instruction.reference, field="reference")
        body: dict[str, Any] = {
            "merchantAccount": self._merchant_account,
            "amount": {
                "currency": instruction.currency,
                "value": self.to_gateway_amount(instruction.amount_minor, instruction.currency),
            },
            "reference": instruction.reference,
        }
        if self.config.get("send_reason"):
            body["merchantRefundReason"] = REASONS.get(instruction.reason, OTHER_REASON)
        return PreparedRefund(
            idempotency_key=instruction.idempotency_key,
            reference=instruction.reference,
            payment_reference=instruction.payment_reference,
            body=json.dumps(body, sort_keys=True, separators=(",", ":")).encode(),
        )

    def send(self, prepared: PreparedRefund) -> Outcome:
        outcome = self._ask_for(prepared)
        crash_point("request_sent")
        return outcome

    def look_up(self, reference: str, payment_reference: str) -> Lookup:
        """See base. Adyen knows no such question: the same key and bytes again are its way of asking."""
        return Lookup(found=None, certain=False)

    def read_refund(self, gateway_reference: str) -> Outcome:
        """See base. Adyen has no record to read; it tells by webhook."""
        return Outcome(
            OutcomeState.UNKNOWN, code="not_readable", message=_("Adyen tells how a refund ended by webhook only.")
        )

    def verify_webhook(self, raw: bytes, headers: Mapping[str, str]) -> None:
        """See base. Adyen signs no time, so that "recently" cannot be proven: a replay is an event that we have."""
        prove(read_items(raw), self._hmac_keys, self._merchant_account)

    def parse_events(self, raw: bytes) -> list[GatewayEvent]:
        return [event_of(item, self.from_gateway_amount, clock.now()) for item in read_items(raw)]

    def pull_payments(self, since: datetime, until: datetime) -> Iterator[PulledPayment]:
        """See base. Adyen's API lists no payments."""
        raise BadConfiguration(_("Adyen does not list its payments. Import them from a file of your shop."))

    def read_settlement(self, report: bytes) -> Iterator[SettlementLine]:
        """See base. Reads the Settlement details report as CSV."""
        return settlement.read_settlement(report, self._merchant_account)

    def evidence_wanted(self, gateway_reference: str) -> list[Wanted]:
        body = json.dumps(defence.question(self._merchant_account, gateway_reference)).encode()
        try:
            return defence.wanted_of(self._wire.dispute(defence.RETRIEVE, body))
        except AdyenAPIResponseError as trouble:
            raise Unreachable(error_outcome(trouble).message) from trouble
        except Exception as trouble:  # no answer, or one that the SDK or we break over
            raise Unreachable(_("Adyen did not answer.")) from trouble

    def evidence_budget(self) -> EvidenceBudget:
        return defence.BUDGET

    def answer_dispute(self, instruction: EvidenceInstruction) -> Answered:
        """See base. The same key and bytes again are Adyen's own way of asking whether it was taken, for a week."""
        answered = defence.defend(self._wire, self._merchant_account, instruction)
        crash_point("request_sent")
        return answered

    def accept_dispute(self, gateway_reference: str, key: str) -> Answered:
        answered = defence.accept(self._wire, self._merchant_account, gateway_reference, key)
        crash_point("request_sent")
        return answered

    def check(self) -> str:
        try:
            self._wire.payment_methods(self._merchant_account)
        except (AdyenAPIAuthenticationError, AdyenAPIInvalidPermission) as trouble:
            raise BadConfiguration(
                _("Adyen does not accept the key of the account %s for this merchant account.") % self.account
            ) from trouble
        except AdyenAPIResponseError as trouble:
            raise Unreachable(error_outcome(trouble).message) from trouble
        except Exception as trouble:  # no answer, or one that the SDK breaks over
            raise Unreachable(_("Adyen did not answer.")) from trouble
        live = self.config.get("environment") == LIVE
        return _("Adyen answers, in live mode.") if live else _("Adyen answers, in test mode.")

    def _ask_for(self, prepared: PreparedRefund) -> Outcome:
        try:
            answer = self._wire.refund(
                prepared.payment_reference, prepared.body, prepared.idempotency_key, prepared.correlation_id
            )
        except AdyenAPIResponseError as error:
            return error_outcome(error)
        except requests.RequestException as trouble:
            return silence_outcome(trouble)
        except Exception as trouble:  # the SDK broke over the answer; what it did is as unknown as with no answer
            log.warning("adyen.unreadable_answer", account=self.account, trouble=repr(trouble)[:200])
            return unreadable_outcome()
        return received_outcome(answer, prepared, self.from_gateway_amount)
