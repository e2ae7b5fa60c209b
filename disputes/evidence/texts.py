"""First texts for a draft, with the facts filled in. In English, which is what the networks' people read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from customers.money import format_money
from disputes.evidence.compelling import MARK_WORDS, Mark, Match, find_match, is_asked
from disputes.evidence.discovery import reason_for
from disputes.evidence.facts import CaseFacts, Seen
from disputes.evidence.pieces import TEXT_FIELDS
from disputes.evidence.reason import Goods

MOST_USES = 40

CE3 = "visa_compelling_evidence_3"
"""How the fields of Compelling Evidence 3.0 begin, where a gateway takes them."""

_CE3_NAMES = {
    Mark.ACCOUNT: "customer_account_id",
    Mark.IP: "customer_purchase_ip",
    Mark.DEVICE: "customer_device_id",
    Mark.ADDRESS: "shipping_address.line1",
}


def first_texts(facts: CaseFacts, taken: Collection[str] = ()) -> dict[str, str]:
    """What can be said from the facts alone, by field; `taken` are the fields that the gateway takes, all if empty.

    What Visa compares is only written for a gateway that has fields for it.
    """
    written = {field: write(facts).strip() for field, write in _WRITERS.items()}
    compared = {field: text for field, text in compelling_texts(facts).items() if field in taken}
    said = {field: text for field, text in written.items() if text and (not taken or field in taken)}
    return said | compared


def fields_for(taken: Collection[str]) -> list[str]:
    """The fields that a page shows, in its order: what the gateway takes; everything where it does not say."""
    known = [field for field in TEXT_FIELDS if not taken or field in taken]
    return known or ["uncategorized_text"]


def compelling_texts(facts: CaseFacts) -> dict[str, str]:
    """The fields of Visa's Compelling Evidence 3.0, where its conditions are fulfilled."""
    match = find_match(facts.opened_at, facts.seen, facts.earlier)
    if match is None or not is_asked(facts.network, facts.network_code):
        return {}
    texts = _compared(f"{CE3}.disputed_transaction", match, facts)
    texts[f"{CE3}.disputed_transaction.merchandise_or_services"] = _kind_of_goods(facts)
    texts[f"{CE3}.disputed_transaction.product_description"] = facts.what
    for number, payment in enumerate(match.payments):
        place = f"{CE3}.prior_undisputed_transactions.{number}"
        texts |= _compared(place, match, facts)
        texts[f"{place}.charge"] = payment.number
        texts[f"{place}.product_description"] = payment.description
    return texts


def _compared(place: str, match: Match, facts: CaseFacts) -> dict[str, str]:
    texts = {f"{place}.{_CE3_NAMES[mark]}": value for mark, value in match.shared.items()}
    device = match.shared.get(Mark.DEVICE)
    if device is not None and device in {seen.fingerprint for seen in facts.seen}:
        del texts[f"{place}.{_CE3_NAMES[Mark.DEVICE]}"]
        texts[f"{place}.customer_device_fingerprint"] = device
    return texts


def _kind_of_goods(facts: CaseFacts) -> str:
    return "services" if facts.goods in ("service", "subscription") else "merchandise"


def _summary(facts: CaseFacts) -> str:
    parts = [
        f"On {_day(facts.bought_at)} {_who(facts)} bought {facts.what or 'goods'} from {facts.shop}"
        f" for {format_money(facts.paid_minor, facts.paid_currency, 'en')}"
        f" (order {facts.order or facts.payment_reference}).",
        _CLAIMS.get(facts.category, ""),
        *_credit_sentences(facts),
        _statement_sentence(facts),
        _delivery_sentence(facts),
        _service_sentence(facts),
        _use_sentence(facts),
        _earlier_sentence(facts),
        "" if facts.was_in_touch else "We have no message from the customer from before this dispute.",
    ]
    return "\n".join(part for part in parts if part)


def _statement_sentence(facts: CaseFacts) -> str:
    if facts.statement is None:
        return ""
    return f"On {_day(facts.statement.at)} the customer signed that this dispute was a mistake."


def _credit_sentences(facts: CaseFacts) -> list[str]:
    return [
        f"We refunded {format_money(credit.amount_minor, credit.currency, 'en')}"
        f"{f' on {_day(credit.at)}' if credit.at else ''}"
        f" ({credit.reference}{f', gateway number {credit.number}' if credit.number else ''})."
        for credit in facts.credits
        if credit.arrived
    ]


def _delivery_sentence(facts: CaseFacts) -> str:
    parcel = _delivery(facts)
    if parcel is None:
        return ""
    signed = f", signed for by {parcel.signed_by}" if parcel.signed_by else ""
    where = f" to {parcel.address}" if parcel.address else ""
    by = f" by {parcel.carrier} ({parcel.tracking_number})" if parcel.carrier else ""
    return f"It was delivered on {_day(parcel.at)}{by}{where}{signed}."


def _service_sentence(facts: CaseFacts) -> str:
    given = next(facts.of_kind("service"), None)
    if given is None or not _counts("service_record", facts):
        return ""
    signed = f", signed for by {given.signed_by}" if given.signed_by else ""
    return f"The service was given on {_day(given.at)}{signed}."


def _use_sentence(facts: CaseFacts) -> str:
    """Of what is used where it was bought."""
    used = [one for one in facts.of_kind("sign_in", "use") if one.at >= facts.captured_at]
    if not used or facts.goods not in (Goods.DIGITAL, Goods.SUBSCRIPTION) or not _counts("access_log", facts):
        return ""
    if len(used) == 1:
        return f"It was used after the purchase, on {_day(used[0].at)}."
    return f"It was used after the purchase, {len(used)} times up to {_day(used[-1].at)}."


def _earlier_sentence(facts: CaseFacts) -> str:
    match = find_match(facts.opened_at, facts.seen, facts.earlier)
    if match is None or not _counts("earlier_payments", facts):
        return ""
    days = " and ".join(f"{payment.number} of {_day(payment.at)}" for payment in match.payments)
    marks = ", ".join(MARK_WORDS[mark] for mark in match.shared)
    return f"The same customer paid with the same card before without a dispute ({days}); these share {marks}."


def _bought(facts: CaseFacts) -> str:
    return "\n".join(
        f"{one.quantity} × {one.description}: {format_money(one.paid_minor, facts.paid_currency, 'en')}"
        for one in facts.bought
    )


def _uses(facts: CaseFacts) -> str:
    seen = [one for one in facts.of_kind("purchase", "sign_in", "use") if one.at >= facts.bought_at.replace(hour=0)]
    return "\n".join(_line(one) for one in seen[-MOST_USES:])


def _line(seen: Seen) -> str:
    said = [_moment(seen.at), _KINDS.get(seen.kind, seen.kind), seen.account, seen.ip, seen.device_id, seen.words]
    return ", ".join(part for part in said if part)


def _refund_policy(facts: CaseFacts) -> str:
    if facts.policy is None or not _counts("refund_policy", facts):
        return _terms_sentence(facts)
    said = (
        f"Version {facts.policy.number} of our refund policy was in force on the day of the purchase, since"
        f" {_day(facts.policy.since)}. It is attached as it read then."
    )
    return "\n".join(filter(None, (said, _terms_sentence(facts))))


def _terms_sentence(facts: CaseFacts) -> str:
    """Which terms were shown, where, and how the customer agreed, in the words of the system that saw it."""
    shown = next(facts.of_kind("terms"), None)
    if shown is None or not _counts("policy_shown", facts):
        return ""
    by = ", ".join(filter(None, (shown.account, shown.ip)))
    words = f": {shown.words.rstrip('.')}" if shown.words else ""
    return f"The terms were shown on {_moment(shown.at)}{f' to {by}' if by else ''}{words}."


def _cancellation_terms(facts: CaseFacts) -> str:
    return _terms_sentence(facts) if _counts("cancellation_policy", facts) else ""


def _refund_words(facts: CaseFacts) -> str:
    refused = [f"{one.reference}{f', {_day(one.at)}' if one.at else ''}: {one.words}" for one in facts.refusals]
    return "\n".join([*_credit_sentences(facts), *refused])


def _rebuttal(facts: CaseFacts) -> str:
    if not _counts("cancellation_record", facts):
        return ""
    canceled = next(facts.of_kind("cancellation"), None)
    if canceled is not None and canceled.at > facts.captured_at:
        return f"It was canceled on {_day(canceled.at)}, after the payment of {_day(facts.captured_at)}."
    if canceled is None and facts.category == "subscription_canceled":
        return f"We have no cancellation from before the payment of {_day(facts.captured_at)}."
    return ""


def _counts(piece: str, facts: CaseFacts) -> bool:
    """Whether it wins something in this case: of what does not, the packet has no page, and a text no word."""
    return piece in reason_for(facts.category).wins[facts.goods]


def _twin_number(facts: CaseFacts) -> str:
    return facts.twins[0].number if facts.twins and facts.category == "duplicate" else ""


def _twin_words(facts: CaseFacts) -> str:
    if not _twin_number(facts):
        return ""
    twin = facts.twins[0]
    return (
        f"{facts.payment_number} of {_moment(facts.captured_at)} paid for order {facts.order}: {facts.what}.\n"
        f"{twin.number} of {_moment(twin.at)} paid for order {twin.order}: {twin.description}."
    )


def _purchase_ip(facts: CaseFacts) -> str:
    return next((one.ip for one in facts.of_kind("purchase") if one.ip), "")


def _service_date(facts: CaseFacts) -> str:
    given = next(facts.of_kind("service"), None)
    return _day(given.at) if given else ""


def _delivery(facts: CaseFacts) -> Seen | None:
    return next(facts.of_kind("delivery"), None)


def _parcel(part: str) -> Callable[[CaseFacts], str]:
    def write(facts: CaseFacts) -> str:
        return next((getattr(one, part) for one in facts.of_kind("delivery", "shipment") if getattr(one, part)), "")

    return write


def _sent_on(facts: CaseFacts) -> str:
    sent = next(facts.of_kind("shipment"), None)
    return _day(sent.at) if sent else ""


def _who(facts: CaseFacts) -> str:
    return facts.customer_name or facts.customer_email or "the customer"


def _day(moment: datetime | None) -> str:
    return f"{moment:%-d %B %Y}" if moment else ""


def _moment(moment: datetime) -> str:
    return f"{moment:%-d %B %Y, %H:%M} UTC"


_CLAIMS: Mapping[str, str] = {
    "fraudulent": "The cardholder says that somebody else made this payment. What follows shows who made it.",
    "unrecognized": "The cardholder does not recognize the payment. What follows shows what it was for.",
    "product_not_received": "The cardholder says that it was not received. What follows shows that it was.",
    "product_unacceptable": "The cardholder says that it was not as described. What follows shows what was promised.",
    "credit_not_processed": "The cardholder says that a refund is due. What follows shows what was agreed.",
    "duplicate": "The cardholder says that one purchase was charged twice. What follows shows both payments.",
    "subscription_canceled": (
        "The cardholder says that it had been canceled. What follows shows that it was not when it was paid for."
    ),
}
_KINDS = {"purchase": "purchase", "sign_in": "sign-in", "use": "use"}
_WRITERS: Mapping[str, Callable[[CaseFacts], str]] = {
    "uncategorized_text": _summary,
    "product_description": _bought,
    "customer_name": lambda facts: facts.customer_name,
    "customer_email_address": lambda facts: facts.customer_email,
    "customer_purchase_ip": _purchase_ip,
    "shipping_address": _parcel("address"),
    "shipping_carrier": _parcel("carrier"),
    "shipping_date": _sent_on,
    "shipping_tracking_number": _parcel("tracking_number"),
    "service_date": _service_date,
    "access_activity_log": _uses,
    "refund_policy_disclosure": _refund_policy,
    "refund_refusal_explanation": _refund_words,
    "cancellation_policy_disclosure": _cancellation_terms,
    "cancellation_rebuttal": _rebuttal,
    "duplicate_charge_id": _twin_number,
    "duplicate_charge_explanation": _twin_words,
}
