"""Weighing one dispute: its chance, its costs, its worth, as known at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from disputes.evidence.checklist import check
from disputes.evidence.discovery import reason_for
from disputes.evidence.facts import CaseFacts
from disputes.finding import draft_of
from disputes.gathering import gather_case
from disputes.models import Dispute, DisputeFee, StaffTime, WeighingTally
from disputes.networks import BANK_DEBIT
from disputes.weighing import chance as chances
from disputes.weighing.chance import Chance, chance_of
from disputes.weighing.fees import FeeTable
from disputes.weighing.pressure import Pressure, pressure_at
from disputes.weighing.strength import strength_of
from disputes.weighing.tally import cells_of, last_tally
from disputes.weighing.value import Stakes, Worth, fight_minor, worth_of

BEFORE_THE_COURT = (Dispute.Stage.PRE_ARBITRATION, Dispute.Stage.ARBITRATION)
"""An answer at these stages leads to the network's own court, or is given there. PayPal has none that charges."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Everything that the page, the API and the record of the decision say of a dispute's worth."""

    chance: Chance
    strength: str
    readiness: int
    is_hopeless: bool
    stakes: Stakes
    worth: Worth
    pressure: Pressure | None


@dataclass(frozen=True, slots=True)
class Scales:
    """What disputes are weighed with, read once for any number of them."""

    tally: WeighingTally
    fees: FeeTable
    work: Mapping[str, int]

    def stakes_of(self, dispute: Dispute) -> Stakes:
        return Stakes(
            amount_minor=dispute.amount_minor,
            currency=dispute.currency,
            is_inquiry=dispute.is_inquiry,
            work_minor=self.work.get(dispute.currency),
            counter_fee=self.fees.of(DisputeFee.Kind.ANSWER, dispute),
            dispute_fee=self.fees.of(DisputeFee.Kind.DISPUTE, dispute),
            **self._further_of(dispute),
        )

    def _further_of(self, dispute: Dispute) -> dict[str, Any]:
        """What the network charges beside the gateway: Visa for a compliance case, each for its own court."""
        if dispute.category == Dispute.Category.NONCOMPLIANT and dispute.network == "visa":
            return {"further": "compliance_fee", "further_fee": self.fees.of(DisputeFee.Kind.COMPLIANCE, dispute)}
        if dispute.stage in BEFORE_THE_COURT and dispute.network not in ("", "paypal", BANK_DEBIT):
            return {"further": "arbitration_fee", "further_fee": self.fees.of(DisputeFee.Kind.ARBITRATION, dispute)}
        return {}

    def chance_of(self, dispute: Dispute, strength: str = "") -> Chance:
        if is_hopeless(dispute):
            return chances.NONE
        return chance_of(cells_of(self.tally), dispute.category, dispute.network, strength)

    def fight_minor(self, dispute: Dispute) -> int:
        """What `roughly` says fighting is worth, without its interval and its arithmetic."""
        return fight_minor(self.stakes_of(dispute), self.chance_of(dispute))

    def roughly(self, dispute: Dispute) -> Worth:
        """What fighting is worth before anybody has looked at the evidence. Asks nothing."""
        return worth_of(self.stakes_of(dispute), self.chance_of(dispute))


def scales() -> Scales:
    work = {row.currency: row.cost_minor for row in StaffTime.objects.all()}
    return Scales(last_tally(), FeeTable.now(), work)


def weigh(dispute: Dispute, facts: CaseFacts | None = None) -> Weighed:
    """Weigh a dispute with the evidence as it is now. The facts are gathered where they are not at hand."""
    with_what = scales()
    readiness = check(facts or gather_case(dispute, draft_of(dispute)), reason_for(dispute.category)).readiness
    strength = strength_of(readiness)
    chance, stakes = with_what.chance_of(dispute, strength), with_what.stakes_of(dispute)
    return Weighed(
        chance=chance,
        strength=strength,
        readiness=readiness,
        is_hopeless=is_hopeless(dispute),
        stakes=stakes,
        worth=worth_of(stakes, chance),
        pressure=pressure_at(with_what.tally.networks, dispute.network),
    )


def is_hopeless(dispute: Dispute) -> bool:
    """Whether no evidence turns it: by the network's own rules, or because a bank has taken a debit back for good."""
    if dispute.network == BANK_DEBIT:
        return dispute.may_respond is not True
    return dispute.network_code in reason_for(dispute.category).without_defence
