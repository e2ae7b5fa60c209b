"""Ida keeps the house running: she sees what is stuck and why, lets it run again, or puts it aside with a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Message, SignOfLife
from customers.signs_of_life import JOB, WORKER, give_sign
from refunds.models import OperationEvent, Refund, WorkOrder
from tests.desk import again, approve, ask, bookings, kinds, known_to_sandbox, sandbox, time_to_ask, worker_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]
State = WorkOrder.State


@pytest.fixture
def parked(make_payment, mila, boris, settings):
    """A refund that a worker could not send: its gateway account was not set up at that moment."""
    payment = known_to_sandbox(make_payment(mila, total_minor=30_000))
    approve(ask(payment, reason="damaged"), boris)
    accounts = settings.GATEWAY_ACCOUNTS
    settings.GATEWAY_ACCOUNTS = {}
    worker_runs()
    settings.GATEWAY_ACCOUNTS = accounts
    order = WorkOrder.objects.get()
    assert order.state == State.PARKED
    return order


def page(person, sign_in, **query) -> str:
    response = sign_in(person).get(reverse("operations"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_ida_reads_why_it_is_parked_and_whose_case_it_is(parked, ida, sign_in):
    shown = page(ida, sign_in)
    refund = Refund.objects.get()
    assert "No account named sandbox is set up" in shown
    assert reverse("refunds:refund", args=[refund.reference]) in shown
    assert reverse("order_retry", args=[parked.pk]) in shown


def test_she_lets_it_run_again_and_the_money_leaves(parked, ida, sign_in):
    response = sign_in(ida).post(reverse("order_retry", args=[parked.pk]))
    assert response.status_code == 302
    parked.refresh_from_db()
    assert parked.state == State.DUE
    worker_runs()
    refund = again(Refund.objects.get())
    assert refund.state == Refund.State.COMPLETED
    assert kinds(refund).count("order.retried") == 1
    act = OperationEvent.objects.get()
    assert (act.kind, act.actor_label) == ("order.retried", "Ida Berg")
    assert "No account named sandbox" in act.data["why"]
    case = sign_in(ida).get(reverse("refunds:refund", args=[refund.reference])).content.decode()
    assert "Its work order runs again" in case


def test_an_order_that_a_refund_waits_for_is_not_put_aside(parked, ida, sign_in):
    response = sign_in(ida).post(reverse("order_closing", args=[parked.pk]), {"words": "Not needed."})
    assert response.status_code == 409
    assert "waits for this order" in response.content.decode()
    parked.refresh_from_db()
    assert parked.state == State.PARKED
    assert not OperationEvent.objects.exists()


def test_she_gives_it_up_and_the_case_offers_another_way(parked, ida, lena, sign_in):
    assert reverse("order_giving_up", args=[parked.pk]) in page(ida, sign_in)
    words = {"words": "This account was closed."}
    assert sign_in(ida).post(reverse("order_giving_up", args=[parked.pk]), words).status_code == 302

    refund = again(Refund.objects.get())
    assert refund.state == Refund.State.FAILED
    assert (refund.payment.reserved_minor, refund.payment.refunded_minor) == (0, 0)
    assert bookings(refund) == [("reserve", 1), ("release", 1)]
    assert kinds(refund)[-2:] == ["refund.failed", "order.given_up"]
    assert OperationEvent.objects.get().data["words"] == words["words"]
    case = sign_in(lena).get(reverse("refunds:refund", args=[refund.reference])).content.decode()
    assert "Propose another way for the money" in case and "Send it again" in case
    assert sign_in(ida).post(reverse("order_giving_up", args=[parked.pk]), words).status_code == 409


def test_an_order_that_nobody_needs_is_put_aside_with_a_word(ida, sign_in):
    order = WorkOrder.objects.create(
        topic="refund.submit", key="old", state=State.PARKED, last_error="Nobody knows it."
    )
    sign_in(ida).post(reverse("order_closing", args=[order.pk]), {"words": "Left over from the move."})
    order.refresh_from_db()
    assert order.state == State.DONE
    assert OperationEvent.objects.get().data["words"] == "Left over from the move."
    assert "Left over from the move." in page(ida, sign_in, tab="acts")


@pytest.mark.parametrize("words", ["", "   ", "x" * 301, "a\x00b"])
def test_putting_aside_needs_a_sentence(ida, sign_in, words):
    order = WorkOrder.objects.create(topic="refund.submit", key="old", state=State.PARKED)
    response = sign_in(ida).post(reverse("order_closing", args=[order.pk]), {"words": words})
    assert response.status_code == 400
    assert "Put it aside" in response.content.decode()
    order.refresh_from_db()
    assert order.state == State.PARKED


def test_what_is_not_parked_any_more_stays_as_it_is(parked, ida, sign_in):
    browser = sign_in(ida)
    browser.post(reverse("order_retry", args=[parked.pk]))
    assert browser.post(reverse("order_retry", args=[parked.pk])).status_code == 409
    assert browser.post(reverse("order_retry", args=[4711])).status_code == 404
    assert OperationEvent.objects.count() == 1


def test_fatima_reads_and_cannot_act(parked, fatima, sign_in):
    assert reverse("order_retry", args=[parked.pk]) not in page(fatima, sign_in)
    assert sign_in(fatima).post(reverse("order_retry", args=[parked.pk])).status_code == 403
    parked.refresh_from_db()
    assert parked.state == State.PARKED


@pytest.mark.parametrize("who", ["ana", "boris", "lena", "marta", "ayaka"])
def test_nobody_else_sees_the_machinery(who, request, sign_in):
    person = request.getfixturevalue(who)
    assert sign_in(person).get(reverse("operations")).status_code == 403
    assert sign_in(person).post(reverse("order_retry", args=[1])).status_code == 403


def test_workers_and_jobs_are_shown_and_the_quiet_ones_named(ida, sign_in):
    give_sign(WORKER, "host:1", task="refunds.tasks.work_due_orders")
    give_sign(JOB, "refunds.tasks.work_due_orders", ms=12)
    SignOfLife.objects.create(name="worker host:2", kind=WORKER, seen_at=timezone.now() - timedelta(minutes=10))
    shown = page(ida, sign_in, tab="alive")
    assert "host:1" in shown and "host:2" in shown and "refunds.tasks.work_due_orders" in shown
    assert shown.count("Quiet") == 1


def test_a_dead_broker_is_told_and_the_page_stands(ida, sign_in, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert "The broker does not answer." in page(ida, sign_in)


def test_a_gateways_health_is_read_from_its_attempts(make_payment, mila, boris, ida, sign_in):
    for behaviour in ("accept", "decline"):
        payment = known_to_sandbox(make_payment(mila, total_minor=30_000), behaviour)
        approve(ask(payment, reason="damaged"), boris)
    worker_runs()
    shown = page(ida, sign_in)
    assert "50\u202f%" in shown and "1 of 2" in shown and " ms" in shown


@pytest.mark.parametrize("tab", ["orders", "letters", "running", "alive", "acts", "nonsense", "\x00"])
def test_each_list_is_paged_and_asks_few_questions(tab, ida, sign_in, mila, django_assert_max_num_queries):
    now = timezone.now()
    WorkOrder.objects.bulk_create(
        WorkOrder(topic="refund.submit", key=f"{state}{n}", state=state, leased_until=now, payload={"refund": n})
        for state in ("parked", "leased")
        for n in range(60)
    )
    Message.objects.bulk_create(
        Message(customer=mila, kind="x", to_address="m@home.example", subject=f"Lost {n}", state="failed")
        for n in range(60)
    )
    browser = sign_in(ida)
    with django_assert_max_num_queries(25):
        shown = browser.get(reverse("operations"), {"tab": tab}).content.decode()
    if tab in ("orders", "letters", "running"):
        assert 'rel="next"' in shown


def test_the_page_asks_for_itself_again(ida, sign_in):
    part = sign_in(ida).get(reverse("operations"), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="operations"')


def test_a_program_reads_and_acts_with_the_scopes_for_it(parked, ida, program_of):
    program = program_of(ida, "operations:read", "operations:write")
    house = program.get("operations/").json()
    assert house["work"][0]["parked"] == 1
    assert house["gateways"][0]["account"] == "sandbox"
    (listed,) = program.get("operations/orders/").json()["results"]
    assert "No account named sandbox" in listed["last_error"]
    assert program.post(f"operations/orders/{parked.pk}/closing/", {"words": "x"}).status_code == 409
    answer = program.post(f"operations/orders/{parked.pk}/retry/", {})
    assert (answer.status_code, answer.json()["state"]) == (200, "due")
    assert program.post(f"operations/orders/{parked.pk}/retry/", {}).status_code == 409
    (act,) = program.get("operations/acts/").json()["results"]
    assert act["kind"] == "order.retried"
    assert program.get("operations/letters/").json()["results"] == []


def test_reading_is_not_acting_and_ana_may_neither(parked, ida, ana, program_of):
    assert program_of(ida, "operations:read").post(f"operations/orders/{parked.pk}/retry/", {}).status_code == 403
    ana_s = program_of(ana, "operations:read", "operations:write")
    assert ana_s.get("operations/").status_code == 403
    assert ana_s.post(f"operations/orders/{parked.pk}/retry/", {}).status_code == 403
    parked.refresh_from_db()
    assert parked.state == State.PARKED


def test_the_act_carries_the_id_of_its_request(parked, ida, sign_in):
    sign_in(ida).post(reverse("order_retry", args=[parked.pk]), headers={"X-Request-ID": "ida-steps-in"})
    assert OperationEvent.objects.get().correlation_id == "ida-steps-in"


@pytest.fixture
def unanswered(make_payment, mila, boris):
    """A refund that was paid, but the gateway says nothing of it however often it is asked."""
    payment = known_to_sandbox(make_payment(mila, total_minor=30_000), "succeed_then_silence+webhook_lost")
    sandbox().console.script(payment.gateway_reference, ["error_before"] * 12, asks="read")
    approve(ask(payment, reason="damaged"), boris)
    worker_runs()
    refund = Refund.objects.get()
    for _ in range(12):
        time_to_ask(refund)
        worker_runs()
    assert refund.attempts.get().state == "unknown"
    return refund


def test_fatima_has_a_gateway_asked_at_once_that_never_answered(unanswered, fatima, ayaka, sign_in, program_of):
    attempt = unanswered.attempts.get()
    shown = page(fatima, sign_in, tab="unanswered")
    assert attempt.reference in shown and "The gateway has not said how this ended" in shown
    listed = program_of(fatima).get("operations/attempts/").json()
    assert [(row["refund"], row["checks"]) for row in listed["results"]] == [(unanswered.reference, 12)]

    address = reverse("attempt_look_up", args=[attempt.pk])
    assert sign_in(ayaka).post(address).status_code == 403
    assert sign_in(fatima).post(address).status_code == 302

    assert OperationEvent.objects.get().kind == "attempt.asked_about"
    worker_runs()
    assert again(unanswered).state == Refund.State.COMPLETED
    assert attempt.reference not in page(fatima, sign_in, tab="unanswered")
    assert sign_in(fatima).post(address).status_code == 409
    answer = program_of(fatima).post(f"operations/attempts/{attempt.pk}/look-up/", {})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "attempt_answered")


def test_a_try_that_waits_for_its_first_looks_is_nobodys_work(make_payment, mila, boris, fatima, sign_in):
    payment = known_to_sandbox(make_payment(mila, total_minor=30_000), "error_before")
    approve(ask(payment, reason="damaged"), boris)
    worker_runs()
    assert Refund.objects.get().attempts.get().state == "unknown"
    assert "Every try was answered." in page(fatima, sign_in, tab="unanswered")
