"""A look at a gateway makes good what no webhook told of its disputes, and goes on where it was stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.actors import Actor
from customers.shop_days import shop_day
from disputes.models import Dispute
from refunds.actions.order_reconciliation import backfill, look_now, open_scheduled_looks
from refunds.gateways.sandbox.behaviour import Announcing
from refunds.models import Difference, ReconciliationRun, WebhookEvent
from refunds.tasks import process_webhooks, work_reconciliations
from refunds.webhooks.receive import receive_webhook
from tests.desk import known_to_sandbox, sandbox
from tests.stripe_stand_in import DAY, StripeStandIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]

LOST = Announcing.LOST


@pytest.fixture
def paid(make_payment, mila):
    """Mila's payment, known to the sandbox."""
    return known_to_sandbox(make_payment(mila))


@pytest.fixture
def old_dispute(settings, stripe_disputes, make_payment, mila) -> tuple[StripeStandIn, str]:
    """A dispute at Stripe that was opened two months ago, so that no list of late shows it."""
    settings.GATEWAY_ACCOUNTS = {"stripe": stripe_disputes.config}
    make_payment(mila, gateway="stripe", gateway_account="stripe", gateway_reference="ch_mila")
    name = stripe_disputes.dispute("ch_mila", created=int(timezone.now().timestamp()) - 60 * DAY)
    event = WebhookEvent.objects.create(
        gateway="stripe", gateway_account="stripe", event_id="evt_1", kind="charge.dispute.created", topic="dispute",
        gateway_reference=name, payment_reference="ch_mila", body=b"", body_hash="",
    )  # fmt: skip
    process_webhooks()
    event.refresh_from_db()
    assert event.state == "processed"
    return stripe_disputes, name


def look(person, account: str = "sandbox") -> ReconciliationRun:
    """Somebody asks for a look, long after the one before, and the worker makes it."""
    ReconciliationRun.objects.update(created_at=timezone.now() - timedelta(days=3))
    Dispute.objects.update(told_at=timezone.now() - timedelta(hours=1))
    return worked_off(look_now(actor=Actor.user(person), account=account))


def worked_off(run: ReconciliationRun) -> ReconciliationRun:
    """The worker's rounds are short; a busy machine needs several."""
    for _round in range(20):
        work_reconciliations()
        run = ReconciliationRun.objects.get(pk=run.pk)
        if not run.is_open:
            break
    return run


def counts(run: ReconciliationRun) -> tuple[str, int]:
    return run.state, run.disputes_changed


def test_a_dispute_that_no_webhook_told_is_found_and_holds_its_payment(paid, fatima):
    sandbox().console.disputes.open(paid.gateway_reference, announcing=LOST)

    assert counts(look(fatima)) == ("done", 1)

    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.payment, dispute.amount_minor) == ("needs_response", paid, 8900)
    assert paid.holds.get(released_at=None).kind == "dispute"
    before = dispute.history.count()
    assert counts(look(fatima)) == ("done", 0)
    assert Dispute.objects.get().history.count() == before
    assert Dispute.objects.get().told_at > timezone.now() - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("act", "state"),
    [("win", "won"), ("lose", "lost"), ("withdraw", "withdrawn"), ("expire", "expired"), ("prevent", "prevented")],
)
def test_every_end_that_no_webhook_told_is_found(act, state, paid, fatima):
    reference = sandbox().console.disputes.open(paid.gateway_reference, announcing=LOST)
    look(fatima)
    getattr(sandbox().console.disputes, act)(reference, announcing=LOST)
    assert counts(look(fatima)) == ("done", 1)
    assert Dispute.objects.get().state == state


def test_a_further_stage_is_found_too(paid, fatima):
    at_the_bank = sandbox().console.disputes
    reference = at_the_bank.open(paid.gateway_reference, is_inquiry=True, announcing=LOST)
    look(fatima)
    at_the_bank.escalate(reference, announcing=LOST)
    at_the_bank.win(reference, announcing=LOST)
    at_the_bank.raise_stage(reference, announcing=LOST)
    assert counts(look(fatima)) == ("done", 1)
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.stage, dispute.round) == ("needs_response", "pre_arbitration", 1)


def test_a_late_webhook_after_a_look_changes_nothing(paid, fatima):
    reference = sandbox().console.disputes.open(paid.gateway_reference)
    sandbox().console.disputes.lose(reference)
    look(fatima)
    before = Dispute.objects.get().events.count()
    for event in sandbox().console.dump()["webhook"]:
        from refunds.gateways.sandbox.outgoing import _headers

        receive_webhook("sandbox", event["body"], _headers(sandbox().setup, event["body"]))
    process_webhooks()
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.events.count()) == ("lost", before)


def test_an_old_case_that_is_open_here_is_asked_about(old_dispute, fatima):
    stripe, name = old_dispute
    stripe.becomes(name, "under_review")
    assert counts(look(fatima, "stripe")) == ("done", 1)
    assert Dispute.objects.get().state == "under_review"


def test_a_lost_case_that_was_won_late_is_asked_about_once_a_day(old_dispute, fatima):
    stripe, name = old_dispute
    stripe.becomes(name, "lost")
    look(fatima, "stripe")
    stripe.becomes(name, "won")
    stripe.moves_money(name, 8900)
    assert counts(look(fatima, "stripe")) == ("done", 0)
    assert Dispute.objects.get().state == "lost"

    Dispute.objects.update(told_at=timezone.now() - timedelta(days=2))
    ReconciliationRun.objects.update(created_at=timezone.now() - timedelta(days=3))
    worked_off(look_now(actor=Actor.user(fatima), account="stripe"))
    assert Dispute.objects.get().state == "won"


def test_a_scheduled_look_leaves_what_was_heard_of_lately_alone(old_dispute):
    stripe, name = old_dispute
    stripe.becomes(name, "under_review")
    Dispute.objects.update(told_at=timezone.now() - timedelta(hours=1))
    assert open_scheduled_looks() == 1
    worked_off(ReconciliationRun.objects.latest("id"))
    assert Dispute.objects.get().state == "needs_response"

    Dispute.objects.update(told_at=timezone.now() - timedelta(hours=7))
    ReconciliationRun.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert open_scheduled_looks() == 1
    worked_off(ReconciliationRun.objects.latest("id"))
    assert Dispute.objects.get().state == "under_review"


def test_a_case_that_the_gateway_surely_does_not_have_goes_before_a_person_once(old_dispute, fatima):
    stripe, name = old_dispute
    del stripe.disputes[name]
    assert counts(look(fatima, "stripe")) == ("done", 0)
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.attention) == ("needs_response", f"Stripe has no {name} in this account.")
    told = dispute.events.count()
    assert counts(look(fatima, "stripe")) == ("done", 0)
    assert Dispute.objects.get().events.count() == told


def look_that_lists_nothing(person) -> ReconciliationRun:
    """A look at a time in which nothing happened at the gateway: what is open here can only be asked about."""
    ReconciliationRun.objects.update(created_at=timezone.now() - timedelta(days=3))
    Dispute.objects.update(told_at=timezone.now() - timedelta(hours=1))
    run = look_now(actor=Actor.user(person), account="sandbox")
    later = timezone.now() + timedelta(hours=1)
    ReconciliationRun.objects.filter(pk=run.pk).update(since=later, pulled_until=later, until=later + timedelta(days=1))
    work_reconciliations()
    return ReconciliationRun.objects.get(pk=run.pk)


def heard_of() -> set[str]:
    """The payments whose disputes were heard of just now."""
    heard = Dispute.objects.filter(told_at__gt=timezone.now() - timedelta(minutes=30))
    return set(heard.values_list("payment__gateway_reference", flat=True))


def test_where_all_is_silent_the_look_waits_and_goes_on_later(paid, make_payment, mila, fatima):
    payments = [paid, known_to_sandbox(make_payment(mila))]
    for payment in payments:
        sandbox().console.disputes.open(payment.gateway_reference, announcing=LOST)
    look(fatima)
    for payment in payments:
        sandbox().console.script(payment.gateway_reference, ["error_before"], asks="read_dispute")

    run = look_that_lists_nothing(fatima)
    assert (run.state, run.tries, heard_of()) == ("running", 1, set())
    assert "did not answer" in run.trouble

    ReconciliationRun.objects.update(due_at=timezone.now())
    work_reconciliations()
    assert ReconciliationRun.objects.get(pk=run.pk).state == "done"
    assert heard_of() == {payment.gateway_reference for payment in payments}


def test_one_silent_case_holds_up_no_other(paid, make_payment, mila, fatima):
    other = known_to_sandbox(make_payment(mila))
    for payment in (paid, other):
        sandbox().console.disputes.open(payment.gateway_reference, announcing=LOST)
    look(fatima)
    sandbox().console.script(paid.gateway_reference, ["error_before"], asks="read_dispute")
    assert look_that_lists_nothing(fatima).state == "done"
    assert heard_of() == {other.gateway_reference}
    assert look_that_lists_nothing(fatima).state == "done"
    assert heard_of() == {paid.gateway_reference, other.gateway_reference}


def test_an_unknown_payment_goes_before_a_person_until_it_is_here(make_payment, mila, fatima):
    sandbox().console.register_payment("pay_elsewhere", 5_000, "EUR")
    reference = sandbox().console.disputes.open("pay_elsewhere", announcing=Announcing.FIRST)
    (delivery,) = sandbox().console.due_webhooks()
    receive_webhook("sandbox", delivery.body, delivery.headers)
    process_webhooks()
    assert WebhookEvent.objects.get().state == "parked"

    look(fatima)
    row = Difference.objects.get(subject=f"dispute:{reference}")
    assert (row.kind, row.theirs_minor, row.theirs, row.payment_reference) == (
        "unknown", 5_000, "needs_response", "pay_elsewhere",
    )  # fmt: skip
    assert "not known" in row.why

    make_payment(mila, total_minor=5_000, gateway_reference="pay_elsewhere")
    look(fatima)
    row.refresh_from_db()
    dispute = Dispute.objects.get()
    assert (row.state, row.resolution) == ("resolved", dispute.reference)
    assert (WebhookEvent.objects.get().state, WebhookEvent.objects.get().result) == ("processed", dispute.reference)


def test_a_webhook_that_comes_after_its_payment_ends_the_difference_too(make_payment, mila, fatima):
    sandbox().console.register_payment("pay_elsewhere", 5_000, "EUR")
    reference = sandbox().console.disputes.open("pay_elsewhere", announcing=LOST)
    look(fatima)
    make_payment(mila, total_minor=5_000, gateway_reference="pay_elsewhere")
    sandbox().console.disputes.lose(reference, announcing=Announcing.FIRST)
    (delivery,) = sandbox().console.due_webhooks()
    receive_webhook("sandbox", delivery.body, delivery.headers)
    process_webhooks()
    assert Difference.objects.get(subject=f"dispute:{reference}").state == "resolved"


def test_a_backfill_reads_the_disputes_of_its_days_and_asks_about_none(paid, fatima):
    reference = sandbox().console.disputes.open(paid.gateway_reference, announcing=LOST)
    today = shop_day(timezone.now())
    asked = backfill(actor=Actor.user(fatima), account="sandbox", first_on=today - timedelta(days=2), last_on=today)
    run = worked_off(asked)
    assert (run.state, run.disputes_read, run.disputes_changed) == ("done", 1, 1)
    assert Dispute.objects.get().gateway_reference == reference


def test_the_page_and_the_api_of_a_look_tell_of_disputes(paid, fatima, sign_in):
    sandbox().console.disputes.open(paid.gateway_reference, announcing=LOST)
    run = look(fatima)
    page = sign_in(fatima).get(reverse("refunds:reconciliation_run", args=[run.pk])).content.decode()
    assert "Disputes that are new or moved on</dt><dd>1</dd>" in page
