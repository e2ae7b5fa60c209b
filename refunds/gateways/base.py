"""The port: what every gateway adapter promises. tests/contracts/test_gateways.py holds each one to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from customers.money import exponent
from refunds.gateways.dispute_types import (
    Answered,
    DisputeRecord,
    EvidenceBudget,
    EvidenceInstruction,
    OfferInstruction,
    PaymentSight,
    ReturnInstruction,
    Wanted,
    WarningRecord,
)
from refunds.gateways.errors import BadConfiguration, UnsendableAmount
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


class Gateway(ABC):
    """One account at one gateway. Shared by threads; holds no state of a refund.

    Asking (`send`, `look_up`, `read_refund`) never raises for trouble of the gateway or on the way to it:
    what did not end the question is UNKNOWN, or a Lookup that is not certain.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]
    protocol: ClassVar[str] = ""
    """The version of the gateway's protocol that the adapter is pinned to, as the gateway writes it."""
    settings_needed: ClassVar[tuple[str, ...]] = ()
    settings_allowed: ClassVar[tuple[str, ...]] = ()
    secret_settings: ClassVar[tuple[str, ...]] = ()
    """The names of the account's settings; those in `secret_settings` are kept encrypted and never shown.

    A secret whose name is a plural ("webhook_secrets") is given as a list of all that are in use, the newest first.
    """
    setting_kinds: ClassVar[Mapping[str, type]] = {}
    """The settings that are no text: int or bool."""
    calls_per_second: ClassVar[int] = 100
    calls_at_once: ClassVar[int] = 64
    """What an account of this gateway bears where nothing else is set for it; 0 is no limit."""
    acknowledgement: ClassVar[Mapping[str, str]] = {}
    """What the answer to a webhook also says, for a gateway that looks for words in it."""

    def __init__(self, account: str, config: Mapping[str, Any]) -> None:
        self.account = account
        self.config = config

    @abstractmethod
    def prepare(self, instruction: RefundInstruction) -> PreparedRefund:
        """Write the instruction in the gateway's own bytes. Sends nothing; raises UnsendableAmount."""

    @abstractmethod
    def send(self, prepared: PreparedRefund) -> Outcome:
        """Ask for the refund with exactly these bytes and this key, once: no retry is hidden in here."""

    @abstractmethod
    def look_up(self, reference: str, payment_reference: str) -> Lookup:
        """Ask whether the gateway knows a refund of this payment that carries our reference."""

    @abstractmethod
    def read_refund(self, gateway_reference: str) -> Outcome:
        """Read the gateway's current record of one refund."""

    @abstractmethod
    def verify_webhook(self, raw: bytes, headers: Mapping[str, str]) -> None:
        """Prove that these bytes come from the gateway, and recently; raise ForgedWebhook if anything is off.

        The names in `headers` are in lower case.
        """

    @abstractmethod
    def parse_events(self, raw: bytes) -> list[GatewayEvent]:
        """Read the events in a body verified as it came in. Raises ForgedWebhook if it is no event."""

    @abstractmethod
    def pull_payments(self, since: datetime, until: datetime) -> Iterator[PulledPayment]:
        """List the payments captured from `since` to before `until`. Raises Unreachable."""

    @abstractmethod
    def check(self) -> str:
        """Test the connection and say in words what was reached. Raises Unreachable or BadConfiguration."""

    def pull_refunds(self, since: datetime, until: datetime) -> Iterator[PulledRefund]:
        """List the refunds made from `since` to before `until`, whoever made them. Raises Unreachable.

        Only where `capabilities.lists_refunds` says so.
        """
        raise BadConfiguration(_("%s does not list its refunds.") % self.name)

    def pull_settlement(self, since: datetime, until: datetime) -> Iterator[SettlementLine]:
        """List the lines of the gateway's own account in that time. Only where `capabilities.settlements` says so."""
        raise BadConfiguration(_("%s does not list its settlements.") % self.name)

    def read_settlement(self, report: bytes) -> Iterator[SettlementLine]:
        """Read a settlement report that the gateway made as a file. Raises BadInput, which names the line."""
        raise BadConfiguration(_("Recourse knows no report of %s.") % self.name)

    def balance(self, currency: str) -> int | None:
        """Return what the gateway could pay refunds out of now, in ISO minor units; None where it does not tell.

        Raises Unreachable.
        """
        return None

    def cancel_refund(self, gateway_reference: str) -> Outcome:
        """Ask the gateway to take a refund back, and say how it stands then. Only where `capabilities.cancel` says so.

        CANCELED only where the gateway says that it did. One that it does not take back any more is read instead.
        """
        raise BadConfiguration(_("%s takes no refund back.") % self.name)

    def read_dispute(self, gateway_reference: str) -> DisputeRecord:
        """Read the gateway's current record of a dispute. Only where `capabilities.reads_disputes` says so.

        Raises Unreachable, and NotFound where the gateway surely has none.
        """
        raise BadConfiguration(_("%s does not let its disputes be read.") % self.name)

    def pull_disputes(self, since: datetime, until: datetime) -> Iterator[DisputeRecord]:
        """List the disputes opened or changed in that time. Only where `capabilities.lists_disputes` says so."""
        raise BadConfiguration(_("%s does not list its disputes.") % self.name)

    def evidence_wanted(self, gateway_reference: str) -> list[Wanted]:
        """Ask what the gateway wants to see in this case; empty where it does not tell. Raises Unreachable."""
        return []

    def payment_seen(self, gateway_reference: str) -> list[PaymentSight]:
        """Ask what the gateway saw of a payment, such as the checks of the card that passed; empty where it tells none.

        Raises NotFound for a payment that it does not know, and Unreachable.
        """
        return []

    def evidence_budget(self) -> EvidenceBudget:
        """How much an answer may hold. Only where `capabilities.evidence` says so."""
        raise BadConfiguration(_("%s takes no evidence over its API.") % self.name)

    def answer_dispute(self, instruction: EvidenceInstruction) -> Answered:
        """Hand in the evidence, for good. Only where `capabilities.evidence` says so.

        Never raises for trouble of the gateway or on the way: what did not end the question is UNKNOWN.
        """
        raise BadConfiguration(_("%s takes no evidence over its API.") % self.name)

    def accept_dispute(self, gateway_reference: str, key: str) -> Answered:
        """Give in, for good. Only where `capabilities.accepts_disputes` says so; never raises as `answer_dispute`."""
        raise BadConfiguration(_("%s takes no word of accepting over its API.") % self.name)

    def make_offer(self, instruction: OfferInstruction) -> Answered:
        """Offer the customer something, once: what the dispute's record names. Never raises, as `answer_dispute`."""
        raise BadConfiguration(_("%s takes no offers to customers over its API.") % self.name)

    def acknowledge_return(self, instruction: ReturnInstruction) -> Answered:
        """Say what came back, once: of what the dispute's record names. Never raises, as `answer_dispute`."""
        raise BadConfiguration(_("%s is told nothing of returned goods over its API.") % self.name)

    def read_warning(self, gateway_reference: str) -> WarningRecord:
        """Read the gateway's current word of a payment that may be fraud. Only with `capabilities.reads_warnings`.

        Raises Unreachable, and NotFound where the gateway surely has none.
        """
        raise BadConfiguration(_("%s does not let its fraud warnings be read.") % self.name)

    def read_events(self, raw: bytes, headers: Mapping[str, str]) -> list[GatewayEvent]:
        """Verify a webhook, then read its events. Header names may be in any case."""
        self.verify_webhook(raw, {name.lower(): value for name, value in headers.items()})
        return self.parse_events(raw)

    def to_gateway_amount(self, amount_minor: int, currency: str) -> int:
        """Convert ISO minor units to the units this gateway counts in. Raises UnsendableAmount."""
        shift = self._exponent(currency) - exponent(currency)
        if shift >= 0:
            return amount_minor * 10**shift
        amount, rest = divmod(amount_minor, 10**-shift)
        if rest:
            raise UnsendableAmount(
                _("%(gateway)s has no way to write this fraction of %(currency)s.")
                % {"gateway": self.name, "currency": currency},
                field="amount",
            )
        return amount

    def from_gateway_amount(self, amount: int, currency: str) -> int:
        """Convert the gateway's units to ISO minor units."""
        shift = exponent(currency) - self._exponent(currency)
        if shift >= 0:
            return amount * 10**shift
        whole, rest = divmod(amount, 10**-shift)
        if rest:
            raise UnsendableAmount(_("%s has no such fraction.") % currency, field="amount")
        return whole

    def _exponent(self, currency: str) -> int:
        return self.capabilities.currencies_exponent.get(currency, exponent(currency))

    def _setting(self, name: str, default: Any = None) -> Any:
        """Read one setting of the account; without a default it must be there."""
        value = self.config.get(name, default)
        if value in (None, ""):
            raise BadConfiguration(
                _("The gateway account %(account)s needs the setting %(name)s.")
                % {"account": self.account, "name": name}
            )
        return value
