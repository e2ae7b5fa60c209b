"""Opening the demo shop: everything or nothing, in one transaction, and only into an empty house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction
from django.db.models import F

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Payment, User
from disputes.weighing.tally import count_anew
from refunds.actions.set_up_shop import set_up_shop
from refunds.gateways.accounts import gateway_for_account
from refunds.gateways.sandbox.adapter import Sandbox
from refunds.gateways.sandbox.console import Console
from refunds.models import Refund, RefundAttempt, WorkOrder
from reporting.demo_shop.alerts import tell_alerts
from reporting.demo_shop.bulk import work_in_bulk
from reporting.demo_shop.conversations import talk
from reporting.demo_shop.credit import tell_credit
from reporting.demo_shop.credit_notes import credit_what_was_invoiced
from reporting.demo_shop.desks import arrange_desks
from reporting.demo_shop.dispute_results import tell_what_came_after
from reporting.demo_shop.disputes import tell_disputes
from reporting.demo_shop.evidence import collect_evidence
from reporting.demo_shop.figures import count_for_finance
from reporting.demo_shop.foresight import look_ahead
from reporting.demo_shop.front import open_the_door, show_a_face
from reporting.demo_shop.gateway_truth import look_at_the_gateway
from reporting.demo_shop.gateways import open_second_account
from reporting.demo_shop.hands import share_the_work
from reporting.demo_shop.letters import deliver_on_paper
from reporting.demo_shop.listeners import tell_the_books
from reporting.demo_shop.machinery import leave_something_stuck
from reporting.demo_shop.mediation import play_mediation
from reporting.demo_shop.message_rules import set_rules_of_messages
from reporting.demo_shop.orders import draw_orders
from reporting.demo_shop.payments import ACCOUNT, write_payments
from reporting.demo_shop.policy import tell_earlier_versions, tell_the_present
from reporting.demo_shop.programme import plan_stories
from reporting.demo_shop.questions import ask_this_and_that
from reporting.demo_shop.staff import DOMAIN, hire_staff, look_after_people
from reporting.demo_shop.stage import Stage
from reporting.demo_shop.texts import write_texts
from reporting.demo_shop.transfers import make_payment_file
from reporting.demo_shop.weighing import set_fees_and_rule, tell_a_year_of_decisions
from reporting.demo_shop.withdrawals import tell_withdrawals

DAYS = 730
PAYMENTS_FOR_ALL_DAYS = 5000
FEWEST_DAYS = 90
TELL_EVERY = 250

Teller = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """What the shop holds now. `api_key` can be read only here."""

    payments: int
    refunds: int
    letters: int
    api_key: str


def is_open() -> bool:
    """Whether the demo shop, or a real one, lives here already."""
    return Payment.objects.exists() or is_demo_shop()


def is_demo_shop() -> bool:
    return User.objects.filter(email__endswith=f"@{DOMAIN}").exists()


def open_shop(now: datetime, count: int, seed: int, tell: Teller) -> Opened:
    """Tell two years, fewer for a small shop, up to now. The caller has seen that the house is empty.

    The practice gateway keeps its own books, so what an interrupted run left there is forgotten first. The one
    transaction stays open over calls to it, which nothing but a story may do.
    """
    rng = Random(seed)  # noqa: S311 - believable, not secret
    console = demo_console()
    console.forget_everything()
    days = min(DAYS, max(FEWEST_DAYS, count * DAYS // PAYMENTS_FOR_ALL_DAYS))
    opened_at = now - timedelta(days=days + 14)
    with transaction.atomic():
        with clock_at(opened_at):
            set_up_shop(actor=Actor.system("setup"))
            staff = hire_staff(opened_at)
        tell_earlier_versions(opened_at, now)
        tell(f"{count} payments over {days} days")
        bought = write_payments(rng, draw_orders(rng, now, days, count), now, console)
        _know_the_sizes()
        stage = Stage(rng, staff, console, now)
        tell(f"{plan_stories(stage, bought)} stories of refunds")
        stage.play(lambda acts: tell(f"  {acts} acts played") if acts % TELL_EVERY == 0 else None)
        tell_the_present(now)
        look_after_people(now)
        with clock_at(now):
            share_the_work(staff)
            work_in_bulk(staff)
            arrange_desks(staff)
            make_payment_file(staff)
        set_fees_and_rule(staff, now)
        tell_a_year_of_decisions(Random(seed), staff, now)  # noqa: S311 - believable, not secret
        tell(f"{tell_disputes(staff, now)} disputes")
        collect_evidence(staff, now)
        tell_what_came_after(staff, now)
        tell(f"{tell_alerts(staff, now)} alerts before a dispute")
        tell(f"{play_mediation(staff, now)} disputes at a gateway that mediates")
        tell(f"{tell_credit(staff, now)} orders paid with store credit")
        tell_withdrawals(staff, now)
        tell(f"{credit_what_was_invoiced(staff, now)} credit notes")
        tell(f"{talk(staff, Random(seed), now)} conversations")  # noqa: S311 - believable, not secret
        write_texts(staff.marta, now)
        show_a_face(staff.marta, now)
        open_the_door(now)
        tell(f"{ask_this_and_that(now)} questions to the assistant")
        letters = deliver_on_paper(rng)
        tell(f"{set_rules_of_messages(staff, now)} messages held back")
        _work_was_done_at_once()
        open_second_account(now)
        leave_something_stuck(now)
        with clock_at(now):
            look_at_the_gateway(now, console, staff.fatima)
            tell_the_books(now)
            count_anew()
            count_for_finance(now)
            look_ahead(staff)
        return Opened(len(bought), Refund.objects.count(), letters, staff.api_key)


def demo_console() -> Console:
    gateway = gateway_for_account(ACCOUNT)
    if not isinstance(gateway, Sandbox):
        raise TypeError("The demo shop pays through the practice gateway only.")
    return gateway.console


def _know_the_sizes() -> None:
    """Let the planner know how large the tables have become, or every look into them reads them whole."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer, customers_payment, customers_paymentline")


def _work_was_done_at_once() -> None:
    """Work orders end by the database's clock, which knows no past; and no gateway answers in no time at all."""
    done = WorkOrder.objects.filter(state=WorkOrder.State.DONE)
    done.update(done_at=F("due_at") + timedelta(seconds=2))
    answered = RefundAttempt.objects.filter(answered_at__isnull=False)
    answered.update(answered_at=F("answered_at") + timedelta(milliseconds=340))
