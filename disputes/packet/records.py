"""Our own records as exhibits: what stands in the database, told on paper. In English, for those who read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from customers.money import format_money
from disputes.evidence.compelling import MARK_WORDS, find_match
from disputes.evidence.discovery import reason_for
from disputes.evidence.facts import CaseFacts, Seen

MOST_ROWS, MOST_LETTERS, LONGEST_LETTER = 60, 30, 3_000
LONGEST_LINE, LONGEST_WORD = 22, 26
"""In signs: what stands in one line of a column, and what is not broken within. Five columns of it fit on a sheet."""
WORDS_AT = 1
"""The column that tells in words what happened."""


@dataclass(frozen=True, slots=True)
class Record:
    """One exhibit from our records. `rows` belong to `heads`; `passages` are heading and text."""

    piece: str
    title: str
    intro: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    passages: Sequence[tuple[str, str]] = ()

    @property
    def ends_in_money(self) -> bool:
        """Whether the last column is of amounts, which stand below each other."""
        return bool(self.heads) and self.heads[-1] in ("Paid", "Amount")

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """The rows with how each cell is set: "num", "short" in one line, "long" broken anywhere, or between words."""
        last = len(self.heads) - 1 if self.ends_in_money else None
        return [
            [(cell, "num" if place == last else _set_as(cell, place)) for place, cell in enumerate(row)]
            for row in self.rows
        ]


def _set_as(cell: str, place: int) -> str:
    if any(len(word) > LONGEST_WORD for word in cell.split()):
        return "long"
    return "short" if place != WORDS_AT and len(cell) <= LONGEST_LINE else ""


def records_for(facts: CaseFacts, pieces: Iterable[str]) -> list[Record]:
    """A record for each piece that our data can show, in the order of the pieces; what is empty is not printed."""
    found = [write(facts) for piece in pieces if (write := _RECORDS.get(piece)) is not None]
    return [record for record in found if record.rows or record.passages]


def wanted_records(facts: CaseFacts) -> list[Record]:
    """The records that a packet of this case prints, unless somebody leaves one out."""
    wins = ["proof_of_credit", *reason_for(facts.category).wins[facts.goods], "receipt"]
    return records_for(facts, dict.fromkeys(wins))


def pieces_shown(facts: CaseFacts, left_out: Collection[str]) -> list[str]:
    """The pieces of evidence that a packet of this case shows: by a file, or by a record that nobody left out."""
    recorded = [record.piece for record in wanted_records(facts) if record.piece not in left_out]
    return list(dict.fromkeys([*facts.attached, *recorded]))


def _receipt(facts: CaseFacts) -> Record:
    rows = [(f"{one.quantity} × {one.description}", _money(one.paid_minor, facts)) for one in facts.bought]
    rows.append(("Total paid", _money(facts.paid_minor, facts)))
    paid = f"{facts.method}, captured {_moment(facts.captured_at)}, number {facts.payment_number}."
    who = " · ".join(filter(None, (facts.customer_name, facts.customer_email, facts.country)))
    intro = f"Order {facts.order or facts.payment_reference} of {_moment(facts.bought_at)}. {who}. Paid by {paid}"
    return Record("receipt", "Order and payment", intro, ("What was bought", "Paid"), rows)


def _credit(facts: CaseFacts) -> Record:
    rows = [
        (one.reference, one.number or "–", _moment(one.at) if one.at else "on its way",
         format_money(one.amount_minor, one.currency, "en"))
        for one in facts.credits
    ]  # fmt: skip
    intro = f"Refunds of payment {facts.payment_number} to the card or account that it was paid with."
    return Record("proof_of_credit", "Proof of refund", intro, ("Refund", "Gateway's number", "Sent", "Amount"), rows)


def _statement(facts: CaseFacts) -> Record:
    title, intro = "The customer's statement", "Signed by the customer, who takes the dispute back."
    if facts.statement is None:
        return Record("withdrawn", title)
    signed = f"{facts.statement.name}, {_moment(facts.statement.at)}"
    return Record("withdrawn", title, intro, passages=[(signed, facts.statement.text)])


def _delivery(facts: CaseFacts) -> Record:
    rows = [
        (_moment(one.at), "Sent" if one.kind == "shipment" else "Delivered", f"{one.carrier} {one.tracking_number}",
         one.address, one.signed_by or "–")
        for one in facts.of_kind("shipment", "delivery")
    ]  # fmt: skip
    heads = ("When", "What", "Carrier and number", "Address", "Signed by")
    return Record("delivery_confirmed", "Shipment and delivery", "", heads, rows)


def _seen(piece: str, title: str, *kinds: str, intro: str = "") -> Callable[[CaseFacts], Record]:
    heads = ("When", "What", "Account", "IP address", "Device", "Address", "Signed by")

    def write(facts: CaseFacts) -> Record:
        rows = [_seen_row(one) for one in facts.of_kind(*kinds)][-MOST_ROWS:]
        known = [place for place in range(len(heads)) if any(row[place] for row in rows)]
        shown = [tuple(row[place] or "–" for place in known) for row in rows]
        return Record(piece, title, intro, [heads[place] for place in known], shown)

    return write


def _seen_row(one: Seen) -> tuple[str, ...]:
    what = one.words or _KINDS.get(one.kind, one.kind)
    return _moment(one.at), what, one.account, one.ip, one.device_id or one.fingerprint, one.address, one.signed_by


def _earlier(facts: CaseFacts) -> Record:
    match = find_match(facts.opened_at, facts.seen, facts.earlier)
    shown = match.payments if match else facts.earlier
    rows = [
        (one.number, _moment(one.at), one.description, format_money(one.amount_minor, one.currency, "en"))
        for one in shown
    ]
    intro = "Earlier payments of the same customer with the same card, which nobody disputed."
    if match:
        shared = "; ".join(f"{MARK_WORDS[mark]} {value}" for mark, value in match.shared.items())
        intro += f" Both share with the disputed payment: {shared}."
    heads = ("Payment", "When", "What was bought", "Paid")
    return Record("earlier_payments", "Earlier undisputed payments", intro, heads, rows)


def _messages(facts: CaseFacts) -> Record:
    newest = facts.letters[-MOST_LETTERS:]
    passages = [
        (f"{_moment(one.at)}, {'customer' if one.by_customer else 'shop'}{f': {one.subject}' if one.subject else ''}",
         (one.text if one.by_customer else _without_links(one.text))[:LONGEST_LETTER])
        for one in newest
    ]  # fmt: skip
    intro = "In order of time, as they were written."
    if not newest and not facts.was_in_touch:
        passages = [("No messages", "The shop has no message from the customer about this order.")]
        intro = ""
    return Record("messages", "Messages with the customer", intro, passages=passages)


def _without_links(text: str) -> str:
    """A letter of the shop without its links to the customer's own pages, and what stands under every letter."""
    lines: list[str] = []
    for line in _FOOT.split(text)[0].splitlines():
        if not line.strip().startswith(("http://", "https://")):
            lines.append(line)
        elif lines and lines[-1].rstrip().endswith(":"):
            lines.pop()
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


_FOOT = re.compile(r"\n-- ?\n")
"""What begins the lines under a letter, here as in the templates of mails."""
_EMPTY_LINES = re.compile(r"\n{3,}")


def _policy(facts: CaseFacts) -> Record:
    if facts.policy is None:
        return Record("refund_policy", "Refund policy")
    intro = (
        f"Version {facts.policy.number}, in force since {_moment(facts.policy.since)}, when it was bought: what it says"
        " on what a customer gets back."
    )
    return Record("refund_policy", "Refund policy as bought", intro, passages=facts.policy.rules)


def _refusals(facts: CaseFacts) -> Record:
    passages = [(f"{one.reference}{f', {_moment(one.at)}' if one.at else ''}", one.words) for one in facts.refusals]
    return Record("refund_refusal", "Decision on the request for a refund", passages=passages)


def _second(facts: CaseFacts) -> Record:
    own = (facts.payment_number, facts.order, _moment(facts.captured_at), facts.what, _money(facts.paid_minor, facts))
    others = [
        (twin.number, twin.order, _moment(twin.at), twin.description, _money(twin.amount_minor, facts))
        for twin in facts.twins
    ]
    heads = ("Payment", "Order", "When", "What was bought", "Paid")
    orders = {row[1] for row in (own, *others)}
    each_its_own = bool(others) and "" not in orders and len(orders) == len(others) + 1
    intro = "Each payment is for an order of its own." if each_its_own else ""
    return Record("second_purchase", "The two payments", intro, heads, [own, *others] if others else ())


def _money(minor: int, facts: CaseFacts) -> str:
    return format_money(minor, facts.paid_currency, "en")


def _moment(moment: datetime) -> str:
    return f"{moment:%-d %b %Y, %H:%M} UTC"


_KINDS = {"terms": "Terms shown",
          "purchase": "Purchase", "sign_in": "Sign-in", "use": "Use", "service": "Service given", "return": "Sent back",
          "cancellation": "Canceled", "notice": "Renewal announced"}  # fmt: skip

_RECORDS: Mapping[str, Callable[[CaseFacts], Record]] = {
    "receipt": _receipt,
    "proof_of_credit": _credit,
    "withdrawn": _statement,
    "delivery_confirmed": _delivery,
    "access_log": _seen("access_log", "Use after the purchase", "sign_in", "use"),
    "purchase_trace": _seen("purchase_trace", "How the purchase was made", "purchase"),
    "service_record": _seen("service_record", "The service", "service"),
    "cancellation_record": _seen("cancellation_record", "Cancellation", "cancellation"),
    "renewal_notice": _seen("renewal_notice", "Announcement of the renewal", "notice"),
    "return_status": _seen("return_status", "Return", "return"),
    "earlier_payments": _earlier,
    "messages": _messages,
    "refund_policy": _policy,
    "policy_shown": _seen("policy_shown", "How the terms were shown", "terms"),
    "refund_refusal": _refusals,
    "second_purchase": _second,
}
