"""What the pages are looked at with: a case with everything on it, a plan, and bulk work in each of its states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from customers.actors import Actor
from customers.documents.intake import SentFile
from customers.models import Customer, User
from refunds.actions.api_keys import create_api_key, revoke_api_key
from refunds.actions.assign_refund import hand_over_refund
from refunds.actions.confirm_bulk_run import confirm_bulk_run
from refunds.actions.draft_bulk_run import draft_bulk_run
from refunds.actions.hand_in_documents import hand_in_documents
from refunds.actions.import_settlement import import_settlement
from refunds.actions.invite_person import invite_person
from refunds.actions.order_reconciliation import look_now
from refunds.actions.quote_plan import PlanWish, quote_plan
from refunds.actions.rail_proposals import propose_rail
from refunds.actions.request_plan import request_plan
from refunds.actions.set_rules import save_rule
from refunds.actions.set_times import save_answer_time
from refunds.actions.write_note import write_note
from refunds.models import BulkRun, Refund, RefundPlan
from refunds.tasks import work_bulk_runs, work_reconciliations, work_settlements
from tests.desk import approve, ask, known_to_sandbox, sandbox
from tests.files import pdf, photo

Pay = Callable[..., object]

LAMPS = [("Reading lamp “Solveig”, brass", 2, 31_800), ("Shade, linen, 30 cm", 2, 7_800), ("Bulbs, warm", 4, 3_600)]
COMPLAINT = "Both lamps flicker after half an hour, and one shade came with a tear along its seam."


def heavy_case(make_payment: Pay, mila: Customer, agent: User, approver: User) -> Refund:
    """Three look-alikes, three lines, two documents, notes, a question about another way; it is the approver's."""
    for _number in range(3):
        ask(make_payment(mila, lines=LAMPS), reason=Refund.Reason.DUPLICATE)
    refund = ask(make_payment(mila, lines=LAMPS), reason=Refund.Reason.DUPLICATE, reason_text=COMPLAINT)
    writer, who = Actor.user(agent), {"reference": refund.reference}
    papers = [_sent("flicker.jpg", photo(size=(640, 480))), _sent("receipt-of-march.pdf", pdf(2))]
    hand_in_documents(actor=Actor.customer(mila), files=papers, description="The lamp and its receipt", **who)
    hand_over_refund(actor=writer, to=approver.email, words="You know this customer from the spring.", **who)
    write_note(actor=writer, text=f"@{approver.first_name.lower()} she sent the same pictures in March.", **who)
    write_note(actor=Actor.user(approver), text="The shop in Lyon has the second shade; I asked them to look.", **who)
    propose_rail(actor=writer, rail=Refund.Rail.STORE_CREDIT, words="Your card ended, so we offer credit.", **who)
    return refund


def open_plan(make_payment: Pay, mila: Customer, agent: User) -> RefundPlan:
    """One order that was paid twice, and a plan for what goes back of it."""
    order = [make_payment(mila, total_minor=30_000, order_reference="LH-2214") for _ in range(2)]
    asked = {
        "actor": Actor.user(agent),
        "payment_reference": order[0].reference,
        "wish": PlanWish(reason="other", amounts={"EUR": 40_000}),
    }
    return request_plan(seen=quote_plan(**asked).seen, origin=Refund.Origin.STAFF, **asked)


def bulk_in_each_state(make_payment: Pay, mila: Customer, approver: User, second: User) -> list[BulkRun]:
    """Done with two refusals, waiting for the word, begun, and still being checked."""
    actor = Actor.user(approver)

    def drafted() -> BulkRun:
        refunds = [ask(make_payment(mila, total_minor=total)) for total in (12_000, 15_500, 21_000, 48_000)]
        return draft_bulk_run(actor=actor, move="approval", references=[refund.reference for refund in refunds])

    done = drafted()
    work_bulk_runs()
    for row in done.rows.all()[:2]:
        approve(row.refund, second)
    confirm_bulk_run(actor=actor, reference=done.reference, reason="Recall of the winter series")
    work_bulk_runs()
    runs = [done, drafted(), drafted()]
    work_bulk_runs()
    confirm_bulk_run(actor=actor, reference=runs[2].reference, reason="Recall of the winter series")
    return [*runs, drafted()]


def times_and_rules(manager: User, lead: User, approver: User) -> None:
    """An exception of the answer times, and two rules of who gets what."""
    week = {"days": [1, 2, 3, 4, 5], "opens_at": time(8), "closes_at": time(16), "holidays_in": "FR"}
    silence = {"ask_again_days": 2, "back_after_days": 3}
    exception = {"reason": "damaged", "country": "FR", "hours": 4, "remind_hours": 1}
    save_answer_time(actor=Actor.user(manager), **exception, **week, **silence)
    save_rule(actor=Actor.user(lead), reason="damaged", to=approver.email)
    save_rule(actor=Actor.user(lead), country="FR", role="approver")


def people_and_keys(admin: User, owner: User) -> None:
    """Somebody invited, and two keys, one of them shut."""
    actor = Actor.user(admin)
    invite_person(actor=actor, email="noor@shop.example", first_name="Noor", roles=["agent"])
    asked = {"actor": actor, "owner_email": owner.email, "scopes": ["refunds:read"], "days": 30}
    create_api_key(name="Nightly import of the shop", **asked)
    key, _secret = create_api_key(name="Old warehouse", **asked)
    revoke_api_key(actor=actor, prefix=key.prefix)


def differences(make_payment: Pay, mila: Customer, admin: User) -> None:
    """A refund of the gateway that two requests could be meant by, and a report that is off by a cent."""
    payment = known_to_sandbox(make_payment(mila, total_minor=90_000))
    for _ in range(2):
        ask(payment, amount_minor=30_000, reason=Refund.Reason.DAMAGED)
    theirs = sandbox().console.refund_by_hand(payment.gateway_reference, 30_000, "accept+webhook_lost")
    look_now(actor=Actor.user(admin), account="sandbox")
    work_reconciliations()
    lines = [
        "line_id,kind,amount,currency,settled_at,gateway_reference",
        f"txn_1,refund,-300.00,EUR,2026-11-20,{theirs}",
        f"txn_2,payment,900.01,EUR,2026-11-20,{payment.gateway_reference}",
    ]
    import_settlement(
        actor=Actor.user(admin), account="sandbox", name="week.csv", content="\n".join(lines).encode(), form="generic"
    )
    work_settlements()


def _sent(name: str, content: bytes) -> SentFile:
    return SentFile(name, content, len(content))
