"""The program's own door under /control/: payments, rules, the console, and what it all came to."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.faults.fake_gateways.books import FAILED, PENDING, SUCCEEDED, Books, Payment
from tests.faults.fake_gateways.http1 import Line, Request, Said, say
from tests.faults.fake_gateways.ledger import Ledger
from tests.faults.fake_gateways.post import Post
from tests.faults.fake_gateways.rules import NAMED, Rules, WrongRules, changed, usual
from tests.faults.fake_gateways.till import Till

EVERY = "all"

TOTALS = {
    "payments": "SELECT gateway, count(*), sum(amount_minor) FROM payment GROUP BY 1",
    "refunds": "SELECT gateway, status, count(*), sum(amount_minor) FROM refund GROUP BY 1, 2",
    "requests": "SELECT gateway, method, fault, answer, count(*) FROM request GROUP BY 1, 2, 3, 4",
    "webhooks": "SELECT gateway, fault, state, count(*) FROM webhook GROUP BY 1, 2, 3",
    "webhooks_waiting": "SELECT gateway, count(*) FROM webhook WHERE state = 'waiting' GROUP BY 1",
    "paid_twice": "SELECT gateway, payment, reference, times FROM paid_twice",
    "overpaid": "SELECT gateway, payment, amount_minor, refunded_minor FROM overpaid",
}


class Control:
    """Answers at once, whatever goes wrong at the gateways."""

    def __init__(self, tills: Mapping[str, Till], books: Books, ledger: Ledger, post: Post) -> None:
        self._tills, self._books, self._ledger, self._post = tills, books, ledger, post
        self._doors: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
            ("GET", "health"): lambda told: {},
            ("GET", "flush"): self._flush,
            ("GET", "dump"): self._dump,
            ("POST", "payments"): self._payments,
            ("POST", "faults"): self._faults,
            ("POST", "webhooks"): self._addresses,
            ("POST", "webhooks-again"): lambda told: {"sent": self._post.send_again()},
            ("POST", "refunds"): self._refund_by_hand,
            ("POST", "outcome"): self._outcome,
        }

    def arrive(self, request: Request, line: Line) -> None:
        line.answer(self._answer(request))

    def set_rules(self, told: Mapping[str, Any]) -> None:
        """Change rules, by gateway or for `all`: a named set takes the place of all rules. Raises WrongRules."""
        new = {code: till.rules for code, till in self._tills.items()}
        for name in sorted(told, key=lambda name: name != EVERY):
            for code in self._tills if name == EVERY else [self._tills[name].code]:
                new[code] = changed(*_begin(code, new[code], told[name]))
        for code, till in self._tills.items():
            self._note(code, till.rules, new[code])
            till.rules = new[code]

    def _answer(self, request: Request) -> Said:
        door = self._doors.get((request.method, "/".join(request.parts)))
        if door is None:
            return say(404, {"error": f"There is no {request.method} {request.path}."})
        try:
            return say(200, door(json.loads(request.body or b"{}")))
        except (KeyError, TypeError, ValueError, AttributeError) as trouble:
            return say(400, {"error": f"{type(trouble).__name__}: {trouble}"})

    def _payments(self, told: dict[str, Any]) -> dict[str, int]:
        """Customers have paid: {"gateway": ..., "payments": [{"reference", "amount_minor", "currency", ...}]}."""
        gateway = self._tills[told["gateway"]].code
        made = [_payment(gateway, self._books.next_number(), one) for one in told["payments"]]
        for payment in made:
            self._books.declare(payment)
        return {"declared": len(made)}

    def _faults(self, told: dict[str, Any]) -> dict[str, Any]:
        self.set_rules(told)
        return {}

    def _addresses(self, told: dict[str, Any]) -> dict[str, Any]:
        """Where webhooks go: {"stripe": URL, ...}; "" keeps them in the ledger."""
        self._post.addresses.update({self._tills[gateway].code: str(url) for gateway, url in told.items()})
        return {}

    def _refund_by_hand(self, told: dict[str, Any]) -> dict[str, str]:
        """Refund in the gateway's console: {"gateway", "payment", "amount_minor", "reference"}."""
        till = self._tills[told["gateway"]]
        payment = self._books.payment(till.code, told["payment"])
        if payment is None or not 0 < int(told["amount_minor"]) <= payment.left_minor:
            raise ValueError("There is no such payment, or not that much left of it.")
        return {"refund": till.refund_by_hand(payment, int(told["amount_minor"]), told.get("reference", "")).id}

    def _outcome(self, told: dict[str, Any]) -> dict[str, Any]:
        """A refund ends otherwise: {"gateway", "refund", "status": "succeeded" or "failed", "reason"}."""
        till = self._tills[told["gateway"]]
        refund = self._books.refund(till.code, told["refund"])
        if refund is None or told["status"] not in (PENDING, SUCCEEDED, FAILED):
            raise ValueError("There is no such refund, or no such status.")
        till.becomes(refund, told["status"], told.get("reason", ""))
        return {}

    def _flush(self, told: dict[str, Any]) -> dict[str, Any]:
        self._ledger.flush()
        return {}

    def _dump(self, told: dict[str, Any]) -> dict[str, Any]:
        return {name: self._ledger.count(sql) for name, sql in TOTALS.items()}

    def _note(self, code: str, old: Rules, new: Rules) -> None:
        for name in Rules.__dataclass_fields__:
            if getattr(old, name) != getattr(new, name):
                self._ledger.write("setting", time.time(), code, name, str(getattr(new, name)))


def _begin(code: str, now: Rules, wanted: object) -> tuple[Rules, Mapping[str, Any]]:
    if isinstance(wanted, Mapping):
        return now, wanted
    if wanted not in NAMED:
        raise WrongRules(f"{wanted!r} is no set of rules; the named ones are {', '.join(NAMED)}")
    return usual(code), NAMED[str(wanted)]


def _payment(gateway: str, number: int, told: dict[str, Any]) -> Payment:
    reference = told["reference"]
    alias = told.get("alias") or (f"5O{number:015d}" if gateway == "paypal" else "")
    return Payment(
        gateway, str(reference), alias, told.get("order_reference", ""), int(told["amount_minor"]), told["currency"],
        float(told.get("made_at") or time.time()), told.get("email", ""), told.get("name", ""),
    )  # fmt: skip
