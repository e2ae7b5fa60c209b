"""Everything that we have of a disputed payment, gathered once, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import override

from customers import clock
from customers.account_numbers import mask_account_numbers
from customers.brand import brand
from customers.models import Document, Message, Payment, PaymentLine
from customers.templatetags.recourse import method_label
from disputes.evidence.compelling import NOT_AFTER, NOT_BEFORE
from disputes.evidence.discovery import reason_for
from disputes.evidence.facts import (
    Bought,
    CaseFacts,
    Credit,
    EarlierPayment,
    Letter,
    Paper,
    Policy,
    Refusal,
    Seen,
    Statement,
    Twin,
)
from disputes.evidence.reason import Goods, goods_of
from disputes.gate import HAS_LEFT
from disputes.models import CustomerStatement, Dispute, EvidenceDraft, PaymentTrace
from refunds.actions.keep_words import CUSTOMER_WORDS
from refunds.models import Refund, RefundEvent
from refunds.policy.plain import tell_policy
from refunds.queries import policy_at

MOST_LETTERS, MOST_EARLIER, MOST_TWINS, MOST_PAPERS = 100, 20, 5, 50
EXCERPT = (
    "return_window", "non_refundable_products", "restocking_fee", "refundable_amount", "refundable_method",
)  # fmt: skip
"""The rules that say what a customer may have back; how we decide among ourselves is nobody's else."""
TWINS_WITHIN = timedelta(days=7)
LANGUAGE = "en"
"""What networks and banks read, whoever works here."""


def gather_case(dispute: Dispute, draft: EvidenceDraft | None = None) -> CaseFacts:
    """All facts of a dispute; the files of its draft count where there is one."""
    goods = Goods(draft.goods) if draft is not None and draft.goods else None
    return _gather(
        dispute.payment,
        reference=dispute.reference,
        category=dispute.category,
        network=dispute.network or dispute.payment.card_brand,
        network_code=dispute.network_code,
        amount_minor=dispute.amount_minor,
        currency=dispute.currency,
        opened_at=dispute.opened_at,
        goods=goods,
        attached=_attached(draft),
        also_about=(dispute.reference,),
        statement=_statement(dispute),
        is_written=draft is not None,
    )


def gather_payment(payment: Payment, category: str, *, for_any_reason: bool = False) -> CaseFacts:
    """The facts of a payment that nobody disputes, as if somebody did today, for this reason or for any."""
    return _gather(
        payment,
        reference=payment.reference,
        category=category,
        network=payment.card_brand,
        network_code="",
        amount_minor=payment.captured_minor,
        currency=payment.currency,
        opened_at=clock.now(),
        goods=None,
        attached={},
        for_any_reason=for_any_reason,
    )


def goods_sold(payment: Payment) -> Goods:
    """What most of the money of a payment was paid for."""
    paid: dict[str, int] = {}
    for line in payment.lines.all():
        paid[line.product_kind] = paid.get(line.product_kind, 0) + line.paid_minor
    return goods_of(paid)


def _gather(
    payment: Payment,
    *,
    reference: str,
    category: str,
    network: str,
    network_code: str,
    amount_minor: int,
    currency: str,
    opened_at: datetime,
    goods: Goods | None,
    attached: dict[str, int],
    also_about: tuple[str, ...] = (),
    statement: Statement | None = None,
    is_written: bool = False,
    for_any_reason: bool = False,
) -> CaseFacts:
    """What the reason does not show is not looked for; a draft may name any earlier payment."""
    reason = reason_for(category)
    refunds = list(payment.refunds.prefetch_related("attempts").order_by("id"))
    wants_earlier = is_written or for_any_reason or reason.shows("earlier_payments")
    earlier = _earlier(payment, opened_at) if wants_earlier else []
    twins = _twins(payment) if for_any_reason or reason.shows("second_purchase") else []
    around = [payment.pk, *(one.pk for one in (*earlier, *twins))]
    lines = _of_each(PaymentLine.objects.filter(payment__in=around))
    traces = _of_each(PaymentTrace.objects.filter(payment__in=around))
    told = _told(refunds)
    bought = [Bought(line.description, line.quantity, line.paid_minor, line.product_kind) for line in lines[payment.pk]]
    return CaseFacts(
        reference=reference,
        category=category,
        network=network,
        network_code=network_code,
        amount_minor=amount_minor,
        currency=currency,
        opened_at=opened_at,
        payment_reference=payment.reference,
        payment_number=payment.gateway_reference,
        order=payment.order_reference,
        paid_minor=payment.captured_minor,
        paid_currency=payment.currency,
        bought_at=payment.purchased_at,
        captured_at=payment.captured_at,
        delivered_at=payment.delivered_at,
        method=method_label(payment),
        country=payment.country,
        customer_name=payment.customer.name,
        customer_email=payment.customer.email,
        shop=brand().name,
        goods=goods or goods_of(_paid_by_kind(bought)),
        bought=bought,
        credits=_credits(refunds),
        letters=_letters(refunds, told["refund.answered"], also_about),
        asked_before=any(refund.created_at <= opened_at for refund in refunds),
        statement=statement,
        seen=_seen(traces[payment.pk]),
        policy=_policy(payment),
        refusals=_refusals(refunds, told["refund.rejected"]),
        earlier=[_told_earlier(one, _what(lines[one.pk]), _seen(traces[one.pk])) for one in earlier],
        twins=[_told_twin(one, _what(lines[one.pk])) for one in twins],
        papers=_papers(payment, also_about) if refunds or is_written else [],
        attached=attached,
    )


def _statement(dispute: Dispute) -> Statement | None:
    signed: CustomerStatement | None = getattr(dispute, "statement", None)
    if signed is None:
        return None
    return Statement(signed.name, signed.signed_at, "\n\n".join(filter(None, (signed.text, signed.words))))


def _attached(draft: EvidenceDraft | None) -> dict[str, int]:
    counts: dict[str, int] = {}
    for piece in draft.files.values_list("piece", flat=True) if draft is not None else ():
        counts[piece] = counts.get(piece, 0) + 1
    return counts


def _paid_by_kind(bought: Iterable[Bought]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in bought:
        sums[one.kind] = sums.get(one.kind, 0) + one.paid_minor
    return sums


def _credits(refunds: Iterable[Refund]) -> list[Credit]:
    gone = [refund for refund in refunds if refund.state in HAS_LEFT]
    return [
        Credit(
            refund.reference,
            _number_of(refund),
            refund.amount_minor,
            refund.currency,
            refund.state == Refund.State.COMPLETED,
            refund.finished_at,
        )
        for refund in gone
    ]


def _number_of(refund: Refund) -> str:
    """The gateway's own number of the try that went through, as far as it told one."""
    numbers = [attempt.gateway_reference for attempt in refund.attempts.all() if attempt.gateway_reference]
    return numbers[-1] if numbers else ""


def _told(refunds: list[Refund]) -> dict[str, list[RefundEvent]]:
    """What customers answered and what they were refused with, by the kind of the event, oldest first."""
    told: dict[str, list[RefundEvent]] = {"refund.answered": [], "refund.rejected": []}
    for event in RefundEvent.objects.filter(refund__in=refunds, kind__in=list(told)).order_by("id"):
        told[event.kind].append(event)
    return told


def _letters(refunds: list[Refund], said: list[RefundEvent], also_about: tuple[str, ...]) -> list[Letter]:
    """What shop and customer wrote about this payment's refunds, and the customer about its dispute, in order of time.

    Numbers of bank accounts, which nobody needs who decides a dispute, are cut down to their last four signs.
    """
    asked = [
        Letter(refund.created_at, True, refund.get_reason_display(), refund.reason_text)
        for refund in refunds
        if refund.reason_text and refund.origin == Refund.Origin.PORTAL
    ]
    answered = [Letter(event.happened_at, True, "", str(event.data.get("answer", ""))) for event in said[:MOST_LETTERS]]
    about = [refund.reference for refund in refunds]
    theirs = Q(kind=CUSTOMER_WORDS, state=Message.State.RECEIVED)
    ours = Q(about__in=about, customer__isnull=False, direction=Message.Direction.OUT, sent_at__isnull=False)
    rows = Message.objects.filter(theirs | ours, about__in=[*about, *also_about]).defer("body_html")
    wrote = [_letter(one) for one in rows.order_by("-id")[:MOST_LETTERS]]
    letters = sorted([*asked, *answered, *wrote], key=lambda letter: letter.at)[-MOST_LETTERS:]
    return [replace(one, text=mask_account_numbers(one.text)) for one in letters]


def _letter(message: Message) -> Letter:
    if message.direction == Message.Direction.IN:
        return Letter(message.created_at, True, message.subject, message.words)
    return Letter(message.sent_at or message.created_at, False, message.subject, message.body_text)


def _refusals(refunds: list[Refund], told: list[RefundEvent]) -> list[Refusal]:
    rejected = [refund for refund in refunds if refund.state == Refund.State.REJECTED]
    words = {event.refund_id: str(event.data.get("explanation", "")) for event in told}
    return [Refusal(refund.reference, refund.decided_at, words.get(refund.pk, "")) for refund in rejected]


def _seen(traces: Iterable[PaymentTrace]) -> list[Seen]:
    return [
        Seen(
            kind=trace.kind, at=trace.happened_at, ip=trace.ip, device_id=trace.device_id,
            fingerprint=trace.fingerprint, account=trace.account, address=trace.address, carrier=trace.carrier,
            tracking_number=trace.tracking_number, signed_by=trace.signed_by, words=trace.words,
        )
        for trace in traces
    ]  # fmt: skip


def _policy(payment: Payment) -> Policy | None:
    version = policy_at(payment.purchased_at)
    if version is None:
        return None
    with override(LANGUAGE):
        told = {rule.code: rule for rule in tell_policy(version.document)}
    rules = [(told[code].title, told[code].words) for code in EXCERPT if code in told and told[code].words]
    return Policy(version.number, version.starts_at, rules)


def _earlier(payment: Payment, opened_at: datetime) -> list[Payment]:
    """Payments of the same customer with the same card, old enough for Visa, that nobody disputed or called fraud."""
    if not payment.card_last4:
        return []
    same_card = Payment.objects.filter(
        customer_id=payment.customer_id,
        card_last4=payment.card_last4,
        card_brand=payment.card_brand,
        captured_at__range=(opened_at - NOT_BEFORE, opened_at - NOT_AFTER),
        disputes__isnull=True,
        fraud_warnings__isnull=True,
    ).exclude(pk=payment.pk)
    return list(same_card.order_by("-captured_at")[:MOST_EARLIER])


def _told_earlier(one: Payment, what: str, seen: list[Seen]) -> EarlierPayment:
    return EarlierPayment(
        one.reference, one.gateway_reference, one.captured_at, what, one.captured_minor, one.currency, seen
    )


def _twins(payment: Payment) -> list[Payment]:
    near = Payment.objects.filter(
        customer_id=payment.customer_id,
        currency=payment.currency,
        captured_minor=payment.captured_minor,
        captured_at__range=(payment.captured_at - TWINS_WITHIN, payment.captured_at + TWINS_WITHIN),
    ).exclude(pk=payment.pk)
    return list(near.order_by("captured_at")[:MOST_TWINS])


def _told_twin(one: Payment, what: str) -> Twin:
    return Twin(one.reference, one.gateway_reference, one.order_reference, one.captured_at, what, one.captured_minor)


def _papers(payment: Payment, also_about: tuple[str, ...]) -> list[Paper]:
    """What was handed in for refunds of the payment, or came with words about its dispute."""
    of_the_case = Q(refund_papers__refund__payment=payment) | Q(messages__about__in=also_about)
    found = Document.objects.filter(of_the_case).distinct().order_by("id")[:MOST_PAPERS]
    return [Paper(one.key, one.name, one.pages, one.size_bytes, one.description) for one in found]


def _what(lines: Iterable[PaymentLine]) -> str:
    return ", ".join(f"{line.quantity} × {line.description}" for line in lines)


def _of_each(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    """Rows by their payment, read in one question for all of them."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.payment_id].append(row)
    return found
