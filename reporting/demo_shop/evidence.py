"""What the demo shop has in its hands for its disputes: what its systems saw, papers, a full draft, an answer.

The practice gateway itself holds the case that was answered, so that its packet went the whole way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from customers.actors import Actor
from customers.clock import clock_at
from customers.documents.intake import SentFile
from customers.errors import Conflict
from customers.models import Payment
from customers.money import format_money
from disputes.actions.answer_dispute import answer_dispute
from disputes.actions.build_packet import build_packet
from disputes.actions.draft_files import attach_files
from disputes.actions.record_trace import record_trace
from disputes.actions.store_answer import needs_second
from disputes.actions.take_dispute import take_dispute
from disputes.actions.write_draft import open_draft
from disputes.evidence.compelling import NOT_AFTER, NOT_BEFORE
from disputes.evidence.reason import Goods, goods_of
from disputes.models import Dispute, PaymentTrace
from disputes.tasks import work_answers
from refunds.gateways.accounts import gateway_for_account
from refunds.gateways.sandbox.adapter import Sandbox
from refunds.gateways.sandbox.behaviour import Announcing
from reporting.demo_shop import papers
from reporting.demo_shop.payments import ACCOUNT
from reporting.demo_shop.staff import Staff

Kind = PaymentTrace.Kind
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADDRESSES = {
    "DE": "Lindenweg 4, 10115 Berlin", "AT": "Gumpendorfer Straße 9, 1060 Wien", "FR": "12 rue des Lilas, 69003 Lyon",
    "NL": "Prinsengracht 40, 1015 DX Amsterdam", "GB": "7 Canal Street, Manchester M1 3HE",
    "US": "410 Maple Avenue, Portland, OR 97205", "JP": "2-14-5 Jingumae, Shibuya, Tokyo 150-0001",
}  # fmt: skip
ELSEWHERE = "Main Street 1"
ANSWERED_AGO = 4 * DAY


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that a system of the shop saw, and when."""

    kind: str
    at: datetime
    seen: dict[str, str]


ONE_PERSONS_WORD_MINOR = 20_000
"""A case that is worth so much is answered by one person alone."""


def collect_evidence(staff: Staff, now: datetime) -> None:
    """Let the shop's systems tell what they saw, and Ana and Chidi write."""
    answered = _disputed_at_the_gateway(now - 2 * ANSWERED_AGO)
    open_cases = list(Dispute.objects.filter(state__in=Dispute.OURS).select_related("payment__customer").order_by("id"))
    for dispute in open_cases:
        _systems_tell(dispute, staff.connector, now)
    if answered is not None:
        with clock_at(now - ANSWERED_AGO):
            _answer(answered, staff.ana)
    waiting = [one for one in open_cases if one != answered and one.state == Dispute.State.NEEDS_RESPONSE]
    for nth, dispute in enumerate(waiting[:3]):
        with clock_at(now - (nth + 2) * HOUR):
            _draft(dispute, staff.ana if nth < 2 else staff.chidi, is_printed=nth == 0)


def _disputed_at_the_gateway(at: datetime) -> Dispute | None:
    """One more case, opened in the practice gateway's own books, small enough that one person may answer it."""
    gateway = gateway_for_account(ACCOUNT)
    rows = Payment.objects.filter(refunds=None, disputes=None, method=Payment.Method.CARD, currency="EUR")
    rows = rows.filter(captured_at__lt=at - 5 * DAY, delivered_at__lt=at, captured_minor__lte=ONE_PERSONS_WORD_MINOR)
    rows = rows.order_by("-captured_at")
    payment = next((one for one in rows[:50] if goods_of(_paid_by_kind(one)) is Goods.PHYSICAL), None)
    if payment is None or not isinstance(gateway, Sandbox):
        return None
    gateway.console.script(payment.gateway_reference, ["accept"], asks="answer")
    with clock_at(at):
        number = gateway.console.disputes.open(
            payment.gateway_reference, network=payment.card_brand, respond_by=at + 30 * DAY, announcing=Announcing.LOST
        )
        dispute = take_dispute(
            actor=Actor.gateway(ACCOUNT), gateway=payment.gateway, account=ACCOUNT, record=gateway.read_dispute(number)
        )
    return None if needs_second(dispute) else dispute


def _answer(dispute: Dispute, actor: Actor) -> None:
    if not _draft(dispute, actor, is_printed=True):
        return
    answer_dispute(actor=actor, reference=dispute.reference, version=dispute.drafts.get().version)
    work_answers()


def _draft(dispute: Dispute, actor: Actor, *, is_printed: bool) -> bool:
    """Begin the draft, lay the papers in, and print the packet where that is wanted. Returns whether it was printed."""
    open_draft(actor=actor, reference=dispute.reference)
    for piece, file in papers_of(dispute):
        attach_files(actor=actor, reference=dispute.reference, piece=piece, files=[file])
    if not is_printed:
        return False
    try:
        build_packet(actor=actor, reference=dispute.reference)
    except Conflict:  # a machine that cannot print: the draft is there, its packet is not
        return False
    return True


_COMES = {
    Goods.PHYSICAL: "Delivered within two to four working days.",
    Goods.SERVICE: "At the time that was booked.",
    Goods.SUBSCRIPTION: "Renews by itself until it is canceled.",
}
"""How each kind of goods comes to the customer, as its page says."""


def papers_of(dispute: Dispute) -> Iterator[tuple[str, SentFile]]:
    """What colleagues sent, and the piece that each shows."""
    payment = dispute.payment
    line = payment.lines.order_by("-net_minor").first()
    if line is None:
        return
    shop, price = settings.SHOP_NAME, format_money(line.paid_minor // max(line.quantity, 1), payment.currency, "en")
    goods, signed = goods_of(_paid_by_kind(payment)), payment.customer.name or payment.customer.email
    words = ("As shown and described on this page.", _COMES.get(goods, "Ready right after the payment."))
    picture = {Goods.PHYSICAL: "lamp", Goods.SERVICE: "chair"}.get(goods, "screen")
    yield "description", papers.product_page(shop, line.description, price, words, picture)
    if goods is Goods.SUBSCRIPTION:
        yield "cancellation_policy", papers.checkout_page(shop, "Terms of canceling", papers.TERMS_OF_CANCELING)
    else:
        yield "refund_policy", papers.checkout_page(shop, "Terms of return", papers.TERMS_OF_RETURN)
    if goods is Goods.PHYSICAL:
        told = [("Order", payment.order_reference), ("To", _address(payment)), ("Content", line.description)]
        yield "delivery_confirmed", papers.parcel_at_the_door()
        yield "signature", papers.signed_note(shop, "Delivery note", told, signed)
    if goods is Goods.SERVICE:
        told = [("Order", payment.order_reference), ("Service", line.description), ("Place", _address(payment))]
        yield "service_record", papers.signed_note(shop, "Report of the service", told, signed)


def _systems_tell(dispute: Dispute, actor: Actor, now: datetime) -> None:
    for sight in _sights(dispute.payment):
        if sight.at < min(dispute.opened_at, now):
            _record(dispute.payment, sight, actor)
    for earlier in _earlier(dispute):
        _record(earlier, Sight(Kind.PURCHASE, earlier.captured_at, _marks(earlier)), actor)


def _record(payment: Payment, sight: Sight, actor: Actor) -> None:
    with clock_at(sight.at + timedelta(minutes=2)):
        record_trace(
            actor=actor, payment_reference=payment.reference, kind=sight.kind, happened_at=sight.at, **sight.seen
        )


def _sights(payment: Payment) -> Iterator[Sight]:
    """What is seen of a purchase on its way, by what was bought."""
    bought, marks, goods = payment.captured_at, _marks(payment), goods_of(_paid_by_kind(payment))
    yield Sight(Kind.PURCHASE, bought, {**marks, "words": "3-D Secure: authenticated by the issuer."})
    terms = "Terms of canceling" if goods is Goods.SUBSCRIPTION else "Terms of return"
    agreed = f"“{terms}” linked above the button “Pay now”, box “I agree” ticked"
    yield Sight(Kind.TERMS, bought - timedelta(minutes=1), {**marks, "words": agreed})
    if goods is Goods.PHYSICAL:
        arrived = payment.delivered_at or bought + 3 * DAY
        number = f"0034043416{payment.pk:010d}"
        parcel = {"carrier": "DHL", "tracking_number": number, "address": _address(payment)}
        yield Sight(Kind.SHIPMENT, min(bought + 20 * HOUR, arrived - HOUR), parcel)
        yield Sight(Kind.DELIVERY, arrived, {**parcel, "signed_by": payment.customer.name[:120]})
    elif goods is Goods.SERVICE:
        given = {"words": "Given as booked.", "signed_by": payment.customer.name[:120]}
        yield Sight(Kind.SERVICE, bought + 2 * DAY, given)
    else:
        yield Sight(Kind.NOTICE, bought - 7 * DAY, {"words": "Mail “Your subscription renews in seven days”"})
        for hours, words in ((1, "Downloaded"), (26, "Opened on the phone"), (75, "Opened in the browser")):
            yield Sight(Kind.USE, bought + hours * HOUR, {**marks, "words": words})


def _marks(payment: Payment) -> dict[str, str]:
    """The same for every payment of a customer: address on the internet, device and account."""
    number = payment.customer_id
    return {
        "ip": f"203.0.113.{number % 250 + 1}",
        "device_id": f"web-{number * 2_654_435_761 % 2**48:012x}-{number:04d}",
        "account": payment.customer.email,
    }


def _earlier(dispute: Dispute) -> Sequence[Payment]:
    """Payments with the same card that Visa would compare."""
    payment = dispute.payment
    rows = Payment.objects.filter(customer_id=payment.customer_id, card_last4=payment.card_last4, disputes=None)
    between = (dispute.opened_at - NOT_BEFORE, dispute.opened_at - NOT_AFTER)
    return list(rows.filter(captured_at__range=between, traces=None).exclude(pk=payment.pk).order_by("pk")[:2])


def _paid_by_kind(payment: Payment) -> dict[str, int]:
    paid: dict[str, int] = {}
    for line in payment.lines.all():
        paid[line.product_kind] = paid.get(line.product_kind, 0) + line.paid_minor
    return paid


def _address(payment: Payment) -> str:
    return ADDRESSES.get(payment.country, ELSEWHERE)
