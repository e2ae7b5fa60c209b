"""A whole past for every reason and whatever was sold: what people did, what systems saw, what staff collected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from customers.actors import Actor
from customers.documents.intake import SentFile
from customers.models import Customer, Payment, User
from customers.notifications.send import deliver_due
from disputes.actions.draft_files import attach_files
from disputes.actions.write_draft import open_draft, save_draft
from disputes.evidence.reason import Goods
from disputes.models import Dispute, EvidenceDraft
from refunds.actions.reject_refund import reject_refund
from refunds.fingerprint import seen_hash
from reporting.demo_shop import papers
from tests.desk import again, ask
from tests.disputes.desk import DEVICE, HOME, disputed, saw

PaymentFactory = Callable[..., Payment]

SHOP = "Lamps & Co"
BY = {"ip": "203.0.113.7", "device_id": DEVICE, "account": "mila@home.example"}
SOLD = {
    Goods.PHYSICAL: ("Desk lamp “Fjord”, brass", "physical"),
    Goods.DIGITAL: ("Room planner, lifetime licence", "digital"),
    Goods.SERVICE: ("Workshop: Repair your chair", "service"),
}
CODES = {
    "fraudulent": "10.4", "unrecognized": "", "product_not_received": "13.1", "product_unacceptable": "13.3",
    "credit_not_processed": "13.6", "duplicate": "12.6.1", "subscription_canceled": "13.2", "general": "",
}  # fmt: skip
RENEWING = {
    Goods.PHYSICAL: ("Box of lamp oil and wicks, monthly", "physical"),
    Goods.DIGITAL: ("Room planner, monthly plan", "digital"),
    Goods.SERVICE: ("Open workshop, monthly place", "service"),
}
"""What is sold where the dispute is about a subscription."""
WORDS = {
    Goods.PHYSICAL: (
        "Made of solid brass with a switch at the cable. The shade turns and tilts.",
        "Height 48 cm, shade 18 cm, cable 1.8 m. Bulb E27, not included.",
        "The surface ages with use: brass grows darker, which is no fault.",
    ),
    Goods.DIGITAL: (
        "Draws rooms of up to 200 m² and furnishes them from a catalogue.",
        "Runs in the browser and on Windows 10 or later. Not on telephones.",
        "Ready right after the payment, under “My orders”.",
    ),
    Goods.SERVICE: (
        "Three hours at the bench with a joiner, for up to six people.",
        "Bring one or two chairs. Glue, clamps and varnish are included.",
        "Lindenweg 4, 10115 Berlin, at the time that was booked.",
    ),
}
WORDS_OF_RENEWING = ("A new one every month, at the same price.", "Canceled at any time for the next month.")
OPENED = {Goods.PHYSICAL: "Opened “My orders”", Goods.DIGITAL: "Opened a plan", Goods.SERVICE: "Looked up the booking"}
PICTURES = {Goods.PHYSICAL: "lamp", Goods.DIGITAL: "screen", Goods.SERVICE: "chair"}
COMPLAINTS = {
    Goods.PHYSICAL: (
        "The colour is darker than on the picture.",
        "The page says that brass grows darker, which is no fault.",
    ),
    Goods.DIGITAL: ("It does not run on my telephone.", "The page says that it does not run on telephones."),
    Goods.SERVICE: ("I had to bring my own chair.", "The page says that everybody brings one or two chairs."),
}
"""What Mila says is wrong, and what she is answered."""


def story(make_payment: PaymentFactory, mila: Customer, staff: User, category: str, goods: Goods) -> EvidenceDraft:
    """Mila bought it, used it, asked for the money and was told no; now her bank disputes it, and the draft is full."""
    what, kind = sold(category, goods)
    now = timezone.now()
    payment = make_payment(mila, lines=[(what, 1, 8900)], captured_at=now - timedelta(days=30),
                           ordered_at=now - timedelta(days=30))  # fmt: skip
    payment.lines.update(product_kind=kind)
    _past_of(make_payment, mila)
    _systems_saw(payment, goods, renews=category == "subscription_canceled")
    if category == "duplicate":
        make_payment(mila, lines=[(f"{what}, for a friend", 1, 8900)], captured_at=now - timedelta(days=28))
    if category == "credit_not_processed" or goods is Goods.DIGITAL:
        _asked_in_vain(payment, staff, goods)
    dispute = disputed(payment, reason=category, network_code=CODES[category], number=f"dp_{category}_{goods.value}")
    return _drafted(dispute, goods, staff)


def sold(category: str, goods: Goods) -> tuple[str, str]:
    """What Mila bought, and of which kind it is."""
    return (RENEWING if category == "subscription_canceled" else SOLD)[goods]


def _past_of(make_payment: PaymentFactory, mila: Customer) -> None:
    """Two payments with the same card that nobody disputed, old enough for Visa."""
    for days in (150, 240):
        at = timezone.now() - timedelta(days=days)
        earlier = make_payment(mila, lines=[("Candle holder “Ember”, set of 2", 1, 2900)], captured_at=at)
        saw(earlier, "purchase", days, **BY)


def _systems_saw(payment: Payment, goods: Goods, *, renews: bool) -> None:
    saw(payment, "terms", 30, **BY, words="“Terms of return” linked above “Pay now”, box “I agree” ticked")
    saw(payment, "purchase", 30, **BY, words="3-D Secure: authenticated by the issuer.")
    if goods is Goods.PHYSICAL:
        parcel = {"carrier": "DHL", "tracking_number": "00340434161094021501", "address": HOME}
        saw(payment, "shipment", 28, **parcel)
        saw(payment, "delivery", 26, signed_by="M. Novak", **parcel)
        saw(payment, "return", 2, words="Nothing came back to the warehouse.")
    if goods is Goods.SERVICE:
        saw(payment, "service", 21, words="Workshop of three hours, two chairs repaired", signed_by="M. Novak")
    for day in (29, 27, 20, 12, 3):
        saw(payment, "sign_in" if day % 2 else "use", day, words=OPENED[goods], **BY)
    if renews:
        saw(payment, "notice", 37, words="Mail “Your subscription renews”: 89.00 EUR in seven days")
        saw(payment, "cancellation", 1, words="Canceled on the account's page, for the next period")


def _asked_in_vain(payment: Payment, staff: User, goods: Goods) -> None:
    complaint, why = COMPLAINTS[goods]
    refund = ask(payment, reason="not_as_described", reason_text=complaint)
    seen = seen_hash(again(refund))
    reject_refund(actor=Actor.user(staff), reference=refund.reference, seen=seen, explanation=why)
    deliver_due()


def _drafted(dispute: Dispute, goods: Goods, staff: User) -> EvidenceDraft:
    actor = Actor.user(staff)
    open_draft(actor=actor, reference=dispute.reference)
    save_draft(actor=actor, reference=dispute.reference, version=0, goods=goods.value)
    renews = dispute.category == "subscription_canceled"
    for piece, file in collected(goods, sold(dispute.category, goods)[0], renews=renews):
        attach_files(actor=actor, reference=dispute.reference, piece=piece, files=[file])
    return dispute.drafts.get()


def collected(goods: Goods, what: str, *, renews: bool) -> list[tuple[str, SentFile]]:
    """The files that colleagues sent, and what each shows."""
    words = WORDS_OF_RENEWING if renews else WORDS[goods]
    files = [("description", papers.product_page(SHOP, what, "89.00 EUR", words, PICTURES[goods]))]
    if renews:
        terms = papers.checkout_page(SHOP, "Terms of canceling", papers.TERMS_OF_CANCELING)
        files.append(("cancellation_policy", terms))
    else:
        files.append(("refund_policy", papers.checkout_page(SHOP, "Terms of return", papers.TERMS_OF_RETURN)))
    if goods is Goods.PHYSICAL:
        told = [("Parcel", "DHL 00340434161094021501"), ("To", HOME), ("Content", what)]
        files += [
            ("delivery_confirmed", papers.parcel_at_the_door()),
            ("signature", papers.signed_note(SHOP, "Delivery note", told, "M. Novak")),
        ]
    if goods is Goods.SERVICE:
        day = f"{timezone.now() - timedelta(days=21):%-d %B %Y}"
        told = [("Service", what), ("Day", day), ("Place", "Lindenweg 4, 10115 Berlin"), ("Given by", "K. Ahrens")]
        files.append(("service_record", papers.signed_note(SHOP, "Report of the service", told, "M. Novak")))
    return files
