"""The five gateways as stories need them: what a customer's bank does there, and the webhooks that tell of it.

Each stands on the gateway's own small stand-in, which our adapters ask and answer over HTTP through the vendors' SDKs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from tests.adyen_stand_in import StandIn as AdyenStandIn
from tests.adyen_stand_in import signed as signed_by_adyen
from tests.braintree_stand_in import ACCOUNT as BRAINTREE_ACCOUNT
from tests.braintree_stand_in import BraintreeStandIn
from tests.mollie_stand_in import ACCOUNT as MOLLIE_ACCOUNT
from tests.mollie_stand_in import MollieStandIn
from tests.paypal_stand_in import CLIENT, PayPalStandIn
from tests.stripe_stand_in import FEE as STRIPE_FEE
from tests.stripe_stand_in import StripeStandIn
from tests.stripe_stand_in import signed as signed_by_stripe

AMOUNT = 5000
FORM = "application/x-www-form-urlencoded"
ADYEN_SAMPLES = Path(__file__).parents[1] / "samples" / "adyen" / "disputes"
_deliveries = count(1)


@dataclass(frozen=True)
class Knock:
    """A webhook as it is posted."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


class AtStripe:
    """Reads, answers and gives in by Stripe's own SDK."""

    code, fee, defence = "stripe", STRIPE_FEE, ""
    name: str

    def __init__(self, stand_in: StripeStandIn) -> None:
        self.stand_in = stand_in

    def account(self) -> dict[str, Any]:
        return self.stand_in.config

    def pays(self) -> str:
        return "ch_mila"

    def disputes(self, payment: str) -> list[Knock]:
        self.name = self.stand_in.dispute(payment, AMOUNT)
        shown = self.stand_in.disputes[self.name]
        kinds = ("charge.dispute.created", "charge.dispute.funds_withdrawn")
        return [self._knock(self.stand_in.tells(kind, shown)) for kind in kinds]

    def reviews(self) -> list[Knock]:
        return [self._knock(self.stand_in.tells("charge.dispute.updated", self.stand_in.disputes[self.name]))]

    def wins(self) -> list[Knock]:
        return [
            self._knock(self.stand_in.becomes(self.name, "won")),
            self._knock(self.stand_in.moves_money(self.name, AMOUNT)),
        ]

    def loses(self) -> list[Knock]:
        return [self._knock(self.stand_in.becomes(self.name, "lost"))]

    def answers(self) -> int:
        return len(self.stand_in.submissions)

    def _knock(self, body: bytes) -> Knock:
        return Knock(body, signed_by_stripe(body))


class AtPayPal:
    """What may be done stands in PayPal's links."""

    code, fee, defence = "paypal", 0, ""
    name = "PP-D-27803"
    acts = ("provide-evidence", "accept-claim")

    def __init__(self, stand_in: PayPalStandIn) -> None:
        self.stand_in = stand_in

    def account(self) -> dict[str, Any]:
        return {"gateway": "paypal", **CLIENT, "api_base": self.stand_in.address}

    def pays(self) -> str:
        return self.stand_in.pay("50.00")

    def disputes(self, payment: str) -> list[Knock]:
        about = [{"seller_transaction_id": payment}]
        taken = {"disputed_transactions": about, "money_movements": [self._moved("DEBIT")]}
        self.stand_in.dispute(self.name, self.acts, status="WAITING_FOR_SELLER_RESPONSE", **taken)
        return [self._knock("CREATED")]

    def reviews(self) -> list[Knock]:
        return [self._knock("UPDATED")]

    def wins(self) -> list[Knock]:
        moved = [self._moved("DEBIT"), self._moved("CREDIT", day=28)]
        return self._decides("RESOLVED_SELLER_FAVOUR", money_movements=moved)

    def loses(self) -> list[Knock]:
        return self._decides("RESOLVED_BUYER_FAVOUR")

    def answers(self) -> int:
        pieces = self.stand_in.disputes[self.name].get("evidences", [])
        return int(any(piece.get("source") == "SUBMITTED_BY_SELLER" for piece in pieces))

    def _decides(self, outcome: str, **told: Any) -> list[Knock]:
        self.stand_in.dispute(self.name, status="RESOLVED", dispute_outcome={"outcome_code": outcome}, **told)
        return [self._knock("UPDATED"), self._knock("RESOLVED")]

    def _moved(self, way: str, day: int = 20) -> dict[str, Any]:
        amount, at = {"currency_code": "EUR", "value": "50.00"}, f"2026-04-{day}T08:00:00Z"
        told = {"affected_party": "SELLER", "reason": "DISPUTE_SETTLEMENT", "type": way}
        return {**told, "amount": amount, "initiated_time": at}

    def _knock(self, kind: str) -> Knock:
        event = {
            "id": f"WH-{next(_deliveries)}",
            "event_type": f"CUSTOMER.DISPUTE.{kind}",
            "create_time": datetime.now(UTC).isoformat(),
            "resource": self.stand_in.disputes[self.name],
        }
        raw = json.dumps(event).encode()
        return Knock(raw, self.stand_in.sign(raw, datetime.now(UTC)))


class AtAdyen:
    """Tells by webhook only; what it wants as evidence is asked for over its Disputes API."""

    code, fee, defence = "adyen", 0, "SupplyDefenseMaterial"
    name = "9915555555555555"

    def __init__(self, stand_in: AdyenStandIn) -> None:
        self.stand_in = stand_in

    def account(self) -> dict[str, Any]:
        return self.stand_in.config

    def pays(self) -> str:
        return self.stand_in.pay(AMOUNT)

    def disputes(self, payment: str) -> list[Knock]:
        self.payment = payment
        self.stand_in.disputed(self.name)
        return self._knocks("notification_of_chargeback", "chargeback")

    def reviews(self) -> list[Knock]:
        return self._knocks("information_supplied")

    def wins(self) -> list[Knock]:
        return self._knocks("chargeback_reversed", "issuer_response_timeframe_expired")

    def loses(self) -> list[Knock]:
        return self._knocks("chargeback_reversed", "second_chargeback")

    def answers(self) -> int:
        return sum(path.endswith("/defendDispute") for path, _body in self.stand_in.asked)

    def _knocks(self, *samples: str) -> list[Knock]:
        """Its documentation's own bodies, about this payment, signed anew."""
        told = [json.loads((ADYEN_SAMPLES / f"{name}.json").read_bytes()) for name in samples]
        items = [one["notificationItems"][0]["NotificationRequestItem"] for one in told]
        return [Knock(signed_by_adyen({**item, "originalReference": self.payment})) for item in items]


class AtBraintree:
    """Evidence is added piece by piece, then handed in once."""

    code, fee, defence = "braintree", 0, ""
    name = "dp1"
    TAKEN: ClassVar = {"status": "open", "disbursement_date": date(2026, 3, 15)}
    BACK: ClassVar = {"status": "won", "disbursement_date": date(2026, 4, 20)}

    def __init__(self, stand_in: BraintreeStandIn) -> None:
        self.stand_in = stand_in

    def account(self) -> dict[str, Any]:
        return {"gateway": "braintree", **BRAINTREE_ACCOUNT, "api_base": self.stand_in.address}

    def pays(self) -> str:
        return self.stand_in.pay("50.00")

    def disputes(self, payment: str) -> list[Knock]:
        about = {"id": payment, "payment_instrument_subtype": "Visa"}
        return self._tells("opened", status="open", transaction=about, status_history=[self.TAKEN])

    def reviews(self) -> list[Knock]:
        return self._tells("under_review", status="under_review")

    def wins(self) -> list[Knock]:
        return self._tells("won", status="won", status_history=[self.TAKEN, self.BACK], amount_won="50.00")

    def loses(self) -> list[Knock]:
        return self._tells("lost", status="lost")

    def answers(self) -> int:
        return int(bool(self.stand_in.disputes[self.name]["evidence"]))

    def _tells(self, kind: str, **told: Any) -> list[Knock]:
        shown = self.stand_in.dispute(self.name, **told)
        body = self.stand_in.tells(f"dispute_{kind}", {"dispute": shown}, datetime.now(UTC))
        return [Knock(body, content_type=FORM)]


class AtMollie:
    """Takes the money with the first word and no answer at all; it may give it back."""

    code, fee, defence = "mollie", 0, ""

    def __init__(self, stand_in: MollieStandIn) -> None:
        self.stand_in = stand_in

    def account(self) -> dict[str, Any]:
        return {"gateway": "mollie", **MOLLIE_ACCOUNT, "api_base": self.stand_in.address}

    def pays(self) -> str:
        return self.stand_in.pay("50.00")

    def disputes(self, payment: str) -> list[Knock]:
        self.payment = payment
        return [Knock(self.stand_in.charge_back(payment), content_type=FORM)]

    def wins(self) -> list[Knock]:
        back = {"reversedAt": "2026-05-02T09:30:00+00:00"}
        return [Knock(self.stand_in.charge_back(self.payment, **back), content_type=FORM)]
