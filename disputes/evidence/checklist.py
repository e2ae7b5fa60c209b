"""What wins this case, what of it we have, and whom to ask for the rest: the facts judged by the catalogue's page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.dates import day
from customers.money import format_money
from disputes.evidence.compelling import find_match, is_asked
from disputes.evidence.facts import CaseFacts
from disputes.evidence.pieces import PIECES, Piece
from disputes.evidence.reason import Reason, Words

Finder = Callable[[CaseFacts], str]
"""What the facts have of one piece, in a sentence; "" where they have nothing."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `found` says what we have; empty is a gap, and `ask` says whom to ask."""

    piece: Piece
    weight: int
    found: str
    ask: Words

    @property
    def is_there(self) -> bool:
        return bool(self.found)


@dataclass(frozen=True, slots=True)
class Checklist:
    items: Sequence[Item]
    readiness: int
    """0 to 100: the weight of what we have in the weight of all that wins."""

    @property
    def gaps(self) -> list[Item]:
        return [item for item in self.items if not item.is_there]


def check(facts: CaseFacts, reason: Reason) -> Checklist:
    """Go through what wins, the heaviest first.

    Where money went back, the proof of it stands before everything; then what the customer signed, if they did.
    """
    codes = list(reason.wins[facts.goods])
    first = ["proof_of_credit"] * bool(facts.credits) + ["withdrawn"] * (facts.statement is not None)
    # what was not refunded is no gap of the evidence
    codes = first + [code for code in codes if code not in ("proof_of_credit", *first)]
    items = [_item(facts, code, len(codes) - place) for place, code in enumerate(codes)]
    there = sum(item.weight for item in items if item.is_there)
    return Checklist(items, round(100 * there / sum(item.weight for item in items)))


def _item(facts: CaseFacts, code: str, weight: int) -> Item:
    piece = PIECES[code]
    if attached := facts.attached.get(code, 0):
        found = ngettext("%d file of the draft shows it.", "%d files of the draft show it.", attached) % attached
    else:
        found = _FINDERS[code](facts)
    return Item(piece, weight, found, _ASK_MORE.get(code, piece.ask))


def _credit(facts: CaseFacts) -> str:
    arrived = [credit for credit in facts.credits if credit.arrived]
    if not arrived:
        return ""
    last = arrived[-1]
    words = {"amount": format_money(facts.credited_minor, facts.paid_currency), "reference": last.reference}
    return _("%(amount)s went back (%(reference)s).") % words


def _delivered(facts: CaseFacts) -> str:
    for seen in facts.of_kind("delivery"):
        if seen.carrier and seen.tracking_number:
            words = {"carrier": seen.carrier, "number": seen.tracking_number, "day": day(seen.at)}
            return _("%(carrier)s %(number)s, delivered on %(day)s.") % words
    return ""


def _address(facts: CaseFacts) -> str:
    return next((seen.address for seen in facts.of_kind("delivery", "shipment") if seen.address), "")


def _signature(facts: CaseFacts) -> str:
    signed = next((seen for seen in facts.of_kind("delivery", "service") if seen.signed_by), None)
    return _("Signed by %s.") % signed.signed_by if signed else ""


def _use(facts: CaseFacts) -> str:
    uses = [seen for seen in facts.of_kind("sign_in", "use") if seen.at >= facts.bought_at]
    if not uses:
        return ""
    said = ngettext("%(n)d use after the purchase, last on %(day)s.",
                    "%(n)d uses after the purchase, last on %(day)s.", len(uses))  # fmt: skip
    return said % {"n": len(uses), "day": day(max(seen.at for seen in uses))}


def _service(facts: CaseFacts) -> str:
    given = next(facts.of_kind("service"), None)
    return _("Given on %s.") % day(given.at) if given else ""


def _purchase(facts: CaseFacts) -> str:
    """What the shop's systems and the gateway saw, each thing once."""
    told = [
        (seen.ip, seen.account, seen.device_id and _("device known"), seen.words.rstrip("."))
        for seen in facts.of_kind("purchase")
    ]
    known = dict.fromkeys(part for parts in told for part in parts if part)
    return ", ".join(known) + "." if known else ""


def _earlier(facts: CaseFacts) -> str:
    """For Visa 10.4 only what fulfils every condition counts; elsewhere two undisputed payments are worth showing."""
    match = find_match(facts.opened_at, facts.seen, facts.earlier)
    if match is not None:
        numbers = " + ".join(payment.reference for payment in match.payments)
        return _("%s share what Visa compares (Compelling Evidence 3.0).") % numbers
    if is_asked(facts.network, facts.network_code) or len(facts.earlier) < 2:
        return ""
    return ngettext("%d earlier payment without a dispute.", "%d earlier payments without a dispute.",
                    len(facts.earlier)) % len(facts.earlier)  # fmt: skip


def _receipt(facts: CaseFacts) -> str:
    return _("From our record of %s.") % facts.payment_reference if facts.bought else ""


def _messages(facts: CaseFacts) -> str:
    if not facts.letters:
        return "" if facts.was_in_touch else _("The customer never wrote, which counts as well.")
    return ngettext("%d letter or message.", "%d letters and messages.", len(facts.letters)) % len(facts.letters)


def _policy(facts: CaseFacts) -> str:
    if facts.policy is None:
        return ""
    words = {"number": facts.policy.number, "day": day(facts.policy.since)}
    return _("Version %(number)d, in force since %(day)s.") % words


def _shown(facts: CaseFacts) -> str:
    shown = next(facts.of_kind("terms"), None)
    return _("Shown on %s.") % day(shown.at) if shown else ""


def _refusal(facts: CaseFacts) -> str:
    if facts.refusals:
        return _("%s was rejected with a reason.") % facts.refusals[-1].reference
    return ""


def _returned(facts: CaseFacts) -> str:
    back = next(facts.of_kind("return"), None)
    return _("Sent back on %s.") % day(back.at) if back else ""


def _cancellation(facts: CaseFacts) -> str:
    canceled = next(facts.of_kind("cancellation"), None)
    if canceled is None:
        return ""
    return _("Canceled on %s.") % day(canceled.at)


def _notice(facts: CaseFacts) -> str:
    told = next(facts.of_kind("notice"), None)
    return _("Announced on %s.") % day(told.at) if told else ""


def _second(facts: CaseFacts) -> str:
    if not facts.twins:
        return ""
    return _("%(payment)s for order %(order)s.") % {"payment": facts.twins[0].reference, "order": facts.twins[0].order}


def _withdrawn(facts: CaseFacts) -> str:
    if facts.statement is None:
        return ""
    words = {"name": facts.statement.name, "day": day(facts.statement.at)}
    return _("%(name)s signed on %(day)s that it was a mistake.") % words


def _nothing(facts: CaseFacts) -> str:
    return ""


_FINDERS: dict[str, Finder] = {
    "proof_of_credit": _credit,
    "delivery_confirmed": _delivered,
    "delivery_address": _address,
    "signature": _signature,
    "access_log": _use,
    "service_record": _service,
    "purchase_trace": _purchase,
    "earlier_payments": _earlier,
    "receipt": _receipt,
    "description": _nothing,
    "messages": _messages,
    "refund_policy": _policy,
    "policy_shown": _shown,
    "refund_refusal": _refusal,
    "return_status": _returned,
    "cancellation_policy": _nothing,
    "cancellation_record": _cancellation,
    "renewal_notice": _notice,
    "second_purchase": _second,
    "withdrawn": _withdrawn,
}

_ASK_MORE: dict[str, Words] = {
    "earlier_payments": gettext_lazy(
        "Ask whoever runs the shop's systems for sign-in, address and device of the earlier payments; they can send"
        " them over the API."
    ),
}
