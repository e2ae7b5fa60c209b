"""Disputes at a gateway that goes between customer and shop: offers, goods on their way back, appeals, a late win.

The practice gateway holds these cases in its own books, so that each step goes the whole way: action, worker, gateway.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Payment
from disputes.actions.begin_appeal import begin_appeal
from disputes.actions.make_offer import make_offer
from disputes.actions.store_answer import needs_second
from disputes.actions.take_dispute import take_dispute
from disputes.actions.write_draft import save_draft
from disputes.models import Dispute
from disputes.results.count import count_results
from disputes.tasks import work_answers
from refunds.gateways.accounts import gateway_for_account
from refunds.gateways.sandbox.adapter import Sandbox
from refunds.gateways.sandbox.behaviour import Announcing
from refunds.gateways.sandbox.case_console import CaseConsole
from refunds.gateways.sandbox.mediation import ALL_OFFERS
from reporting.demo_shop.payments import ACCOUNT
from reporting.demo_shop.staff import Staff

DAY = timedelta(days=1)
COUNTING_SECONDS = 60
HOME = {"line": "Werkstraße 12", "city": "Leipzig", "postal_code": "04229", "country": "DE"}
FITTING = "Would a part of the price make up for the scratch? You keep the goods."
BACK = "Please send it back to us. As soon as it is here, you get everything back."
WHY = "A good customer of two years, and the picture shows the scratch."
NEW = "In the meantime we found the customer's own message of that week: it says that everything has come."


@dataclass(frozen=True, slots=True)
class Scene:
    """One case: what opens it and what then happens on which days before now, each by whoever acts."""

    reason: str
    opened: timedelta
    acts: tuple[tuple[timedelta, Callable[[Table], None]], ...]
    is_inquiry: bool = True


@dataclass(slots=True)
class Table:
    """Where one case is played: the case as it is here, its console there, and the people."""

    dispute: Dispute
    console: CaseConsole
    gateway: Sandbox
    staff: Staff

    def hear(self) -> None:
        """What the gateway's webhook brings."""
        record = self.gateway.read_dispute(self.dispute.gateway_reference)
        self.dispute = take_dispute(
            actor=Actor.gateway(ACCOUNT), gateway=self.gateway.code, account=ACCOUNT, record=record
        )

    def there(self, move: str, **told: Any) -> None:
        """Somebody moves the case at the gateway, and we hear of it."""
        getattr(self.console, move)(self.dispute.gateway_reference, announcing=Announcing.LOST, **told)
        self.hear()


def _offer_a_part(table: Table) -> None:
    _offer(table, "refund", max(100, table.dispute.amount_minor // 5 // 100 * 100), FITTING)


def _offer_all_for_the_goods(table: Table) -> None:
    _offer(table, "refund_with_return", table.dispute.amount_minor, BACK, return_address=HOME)


def _offer(table: Table, kind: str, amount_minor: int, words: str, **more: Any) -> None:
    table.gateway.console.script(table.dispute.payment.gateway_reference, ["accept"], asks="answer")
    make_offer(
        actor=table.staff.boris, reference=table.dispute.reference, kind=kind, amount_minor=amount_minor,
        words=words, why=WHY, **more,
    )  # fmt: skip
    work_answers()


def _begin_an_appeal(table: Table) -> None:
    draft = begin_appeal(actor=table.staff.ana, reference=table.dispute.reference)
    save_draft(
        actor=table.staff.ana, reference=table.dispute.reference, version=draft.version,
        texts={"uncategorized_text": NEW},
    )  # fmt: skip


def _there(move: str, **told: Any) -> Callable[[Table], None]:
    return lambda table: table.there(move, **told)


SCENES = (
    Scene("product_unacceptable", 3 * DAY, ()),
    Scene("product_unacceptable", 6 * DAY, ((2 * DAY, _offer_a_part),)),
    Scene("product_unacceptable", 15 * DAY, ((12 * DAY, _offer_a_part), (9 * DAY, _there("deny_offer")))),
    Scene("product_unacceptable", 30 * DAY, ((26 * DAY, _offer_a_part), (24 * DAY, _there("take_offer")))),
    Scene(
        "product_unacceptable",
        20 * DAY,
        ((17 * DAY, _offer_all_for_the_goods), (15 * DAY, _there("take_offer")), (1 * DAY, _there("send_back"))),
    ),
    Scene("product_not_received", 27 * DAY, ((6 * DAY, _there("lose", words="No proof came.")),), is_inquiry=False),
    Scene(
        "product_not_received",
        28 * DAY,
        ((9 * DAY, _there("lose", words="The tracking number was not found.")), (2 * DAY, _begin_an_appeal)),
        is_inquiry=False,
    ),
    Scene(
        "credit_not_processed",
        30 * DAY,
        (
            (16 * DAY, _there("lose", words="No refund was seen.")),
            (4 * DAY, _there("win", words="The refund was found.")),
        ),
        is_inquiry=False,
    ),
    Scene(
        "product_unacceptable",
        34 * DAY,
        (
            (18 * DAY, _there("win", words="The terms were shown.")),
            (2 * DAY, _there("raise_stage")),
        ),
        is_inquiry=False,
    ),
)


def play_mediation(staff: Staff, now: datetime) -> int:
    """Play each scene on a payment of its own. Returns how many there are."""
    gateway = gateway_for_account(ACCOUNT)
    if not isinstance(gateway, Sandbox):
        return 0
    played = 0
    for scene in SCENES:
        payment = _paid_before(now - scene.opened)
        if payment is not None:
            _play(scene, payment, gateway, staff, now)
            played += 1
    count_results(time.monotonic() + COUNTING_SECONDS)
    return played


def _paid_before(moment: datetime) -> Payment | None:
    """The last payment some days before, small enough for one person, which nobody asked back and nobody disputes."""
    rows = Payment.objects.filter(refunds=None, disputes=None, alerts=None, holds=None, gateway_account=ACCOUNT)
    rows = rows.filter(captured_at__lt=moment - 5 * DAY, currency="EUR", captured_minor__range=(1_000, 30_000))
    return rows.select_related("customer").order_by("-captured_at").first()


def _play(scene: Scene, payment: Payment, gateway: Sandbox, staff: Staff, now: datetime) -> None:
    console, opened = gateway.console.disputes, now - scene.opened
    with clock_at(opened):
        number = console.open(
            payment.gateway_reference, reason=scene.reason, network="paypal", network_code="", fee_minor=0,
            is_inquiry=scene.is_inquiry, respond_by=now + 5 * DAY, takes_offers=ALL_OFFERS, takes_appeals=True,
            announcing=Announcing.LOST,
        )  # fmt: skip
        record = gateway.read_dispute(number)
        dispute = take_dispute(actor=Actor.gateway(ACCOUNT), gateway=gateway.code, account=ACCOUNT, record=record)
    table = Table(dispute, console, gateway, staff)
    if needs_second(dispute):
        return
    for ago, act in scene.acts:
        with clock_at(now - ago):
            act(table)
