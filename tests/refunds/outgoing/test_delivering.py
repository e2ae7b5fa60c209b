"""The shop's own systems hear what happens: signed, in the words of the schema, again until it has arrived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from config.api.description import api_schema
from config.secrets_check import refuse_unreadable_secrets
from customers.actors import Actor
from customers.errors import Conflict
from refunds.actions.approve_refund import approve_refund
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.deliver_announcements import FAILING_DAYS, PAUSES_SECONDS
from refunds.actions.settle import apply_refund_outcome
from refunds.actions.subscriptions import rotate_secret, turn_off_subscription, turn_on_subscription
from refunds.fingerprint import seen_hash
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Announcement, Delivery, Refund, StaffNotice, Subscription
from refunds.outgoing.refund_kinds import SENTENCES, TOLD_AS
from refunds.tasks import deliver_announcements, forget_announcements
from tests.api.test_examples import as_json_schema
from tests.crowd import killed_at
from tests.desk import approve, ask, known_to_sandbox, worker_runs
from tests.refunds.outgoing.conftest import ids, time_passes, told, types, worker_tells

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def waiting(make_payment, mila) -> Refund:
    return ask(known_to_sandbox(make_payment(mila, total_minor=45_000)), reason_text="It broke in my hands.")


def test_the_whole_road_of_a_refund_is_told_in_the_words_of_the_schema(subscribe, system, make_payment, mila, boris):
    _subscription, secret = subscribe()
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=45_000)), reason_text="It broke in my hands.")
    worker_tells()
    approve(refund, boris)
    worker_runs(2)
    worker_tells()

    heard = sorted(told(system, secret), key=lambda message: message["created_at"])
    assert [message["type"] for message in heard] == [
        "refund.requested", "refund.approved", "refund.processing", "refund.completed",
    ]  # fmt: skip
    document = api_schema()
    shape = {"$ref": "#/components/schemas/AnnouncementOut", "components": as_json_schema(document["components"])}
    for message in heard:
        jsonschema.validate(message, shape, format_checker=jsonschema.FormatChecker())
        assert set(message) == set(shape["components"]["schemas"]["AnnouncementOut"]["properties"])
        assert document["x-webhooks"][message["type"]]["post"]["summary"]
    last = heard[-1]["data"]
    assert (last["from_state"], last["to_state"]) == ("processing", "completed")
    assert (last["refund"]["reference"], last["refund"]["amount_minor"]) == (refund.reference, 45_000)
    everything = b"".join(asked.body for asked in system.asked).decode()
    assert not [said for said in ("Mila", "mila@", "boris@", "Boris", "It broke") if said in everything]
    assert {asked.path for asked in system.asked} == {"/hook?of=refunds"}
    assert not Delivery.objects.exclude(state="delivered", status=200, tries=1).exists()
    assert Subscription.objects.get().last_success_at


def test_the_same_request_is_known_there_by_its_id(subscribe, system, sign_in, waiting, boris):
    subscribe(kinds=["refund.rejected"])
    body = {"seen": seen_hash(waiting), "rule": "other", "explanation": "It was used for a year."}
    headers = {"X-Request-ID": "a-morning-in-may"}
    sign_in(boris).post(f"/staff/refunds/{waiting.reference}/rejection/", body, headers=headers)
    worker_tells()
    assert types(system) == ["refund.rejected"]
    assert system.asked[0].headers["X-Request-ID"] == Announcement.objects.get().correlation_id == "a-morning-in-may"


def test_only_what_was_asked_for_is_told_and_nobody_who_is_off_hears_it(subscribe, ida, waiting, boris):
    subscribe(kinds=["refund.approved"])
    off, _secret = subscribe(kinds=["refund.approved"])
    turn_off_subscription(actor=Actor.user(ida), subscription_id=off.pk)
    subscribe(kinds=["refund.failed"])
    approve(waiting, boris)
    assert list(Delivery.objects.values_list("announcement__kind", "subscription__label")) == [
        ("refund.approved", "Bookkeeping")
    ]


def test_where_nobody_listens_a_move_costs_one_look_and_writes_nothing(waiting, boris):
    with CaptureQueriesContext(connection) as asked:
        approve_refund(actor=Actor.user(boris), reference=waiting.reference, seen=seen_hash(waiting))
    assert sum("refunds_subscription" in query["sql"] for query in asked) == 1
    assert not Announcement.objects.exists()


def test_a_refused_move_tells_nothing(subscribe, waiting, ana):
    subscribe()
    with pytest.raises(Exception, match="role"):
        approve(waiting, ana)
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("trouble", ["error", "redirect", "silence", "hangs up"])
def test_what_does_not_arrive_is_tried_again_under_the_same_id(trouble, subscribe, system, waiting, boris, monkeypatch):
    monkeypatch.setattr("customers.line.READ_SECONDS", 0.2)
    subscribe(kinds=["refund.approved"])
    approve(waiting, boris)
    if trouble == "error":
        system.says(503, {"sorry": "We \x00 count\n our stock. Card 4242 4242 4242 4242"})
    elif trouble == "redirect":
        system.says(302, {}, Location=f"{system.address}/elsewhere")
    system.hangs, system.drops = trouble == "silence", trouble == "hangs up"
    worker_tells()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.step) == ("waiting", 1, 1)
    assert delivery.status == {"error": 503, "redirect": 302}.get(trouble)
    assert delivery.answer and "4242 4242" not in delivery.answer and delivery.answer.isprintable()
    assert Subscription.objects.get().failing_since

    system.says(204, b"")
    system.hangs = system.drops = False
    worker_tells()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.status) == ("delivered", 2, 204)
    assert len(set(ids(system.asked))) == 1 and len(system.asked) == 2
    assert len({asked.body for asked in system.asked}) == 1
    assert Subscription.objects.get().failing_since is None


def test_the_pauses_grow_for_three_days_and_then_it_is_given_up(subscribe, system, waiting, boris):
    subscribe(kinds=["refund.approved"])
    approve(waiting, boris)
    system.says(500, {})
    pauses = []
    for _ in range(len(PAUSES_SECONDS) + 1):
        worker_tells()
        delivery = Delivery.objects.get()
        pauses += [(delivery.next_at - delivery.tried_at).total_seconds()] if delivery.next_at else []
    assert pauses == sorted(pauses) and len(pauses) == len(PAUSES_SECONDS)
    assert all(planned <= pause < planned * 1.2 + 1 for planned, pause in zip(PAUSES_SECONDS, pauses, strict=True))
    assert 3 <= sum(PAUSES_SECONDS) / 86_400 < 4
    assert (delivery.state, delivery.next_at, delivery.tries) == ("failed", None, len(PAUSES_SECONDS) + 1)
    worker_tells()
    assert len(system.asked) == len(PAUSES_SECONDS) + 1


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_kept_to_by_the_message_and_by_all_others(form, subscribe, system, waiting, boris):
    subscribe()
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=3600), usegmt=True)
    system.says(429, {}, Retry_After="3600" if form == "seconds" else later)
    approve(waiting, boris)
    deliver_announcements()
    asked = len(system.asked)
    assert asked >= 1
    delivery = Delivery.objects.filter(tries=1).first()
    assert 3590 < (delivery.next_at - delivery.tried_at).total_seconds() <= 3700
    Delivery.objects.update(next_at=timezone.now() - timedelta(hours=1))
    deliver_announcements()
    assert len(system.asked) == asked, "The others wait as well."


def test_gone_turns_the_subscription_off_and_the_admins_hear_of_it(subscribe, system, waiting, boris, ida):
    subscription, _secret = subscribe(kinds=["refund.approved"])
    system.says(410, {})
    approve(waiting, boris)
    worker_tells()
    subscription.refresh_from_db()
    assert (subscription.state, Delivery.objects.get().state) == ("turned_off", "failed")
    assert "410" in subscription.why_off
    assert subscription.history.first().history_actor == "system:worker"
    notice = StaffNotice.objects.get(person=ida)
    assert notice.kind == "subscription" and "Bookkeeping" in notice.words and notice.path == "/staff/subscriptions/"


def test_days_without_one_success_turn_it_off_and_turning_it_on_sends_what_waits(
    subscribe, system, waiting, boris, ida
):
    subscription, secret = subscribe(kinds=["refund.approved"])
    approve(waiting, boris)
    system.says(500, {})
    worker_tells()
    assert Subscription.objects.get().is_on
    Subscription.objects.update(failing_since=timezone.now() - timedelta(days=FAILING_DAYS, seconds=1))
    worker_tells()
    assert Subscription.objects.get().state == "turned_off"
    worker_tells()
    assert len(system.asked) == 2, "Nobody calls an address that is off."

    system.says(200, {})
    turn_on_subscription(actor=Actor.user(ida), subscription_id=subscription.pk)
    worker_tells()
    assert Delivery.objects.get().state == "delivered"
    assert told(system, secret)[-1]["type"] == "refund.approved"


def test_while_a_secret_is_replaced_both_sign_and_then_only_the_new_one(subscribe, system, waiting, boris, ida):
    subscription, old = subscribe(kinds=["refund.approved"])
    _same, new = rotate_secret(actor=Actor.user(ida), subscription_id=subscription.pk, overlap_hours=24)
    approve(waiting, boris)
    worker_tells()
    both = system.asked[-1]
    assert len(both.headers["webhook-signature"].split()) == 2
    assert Webhook(old).verify(both.body, both.headers) == Webhook(new).verify(both.body, both.headers)

    _same, newest = rotate_secret(actor=Actor.user(ida), subscription_id=subscription.pk, overlap_hours=0)
    Delivery.objects.update(state="waiting", next_at=timezone.now())
    worker_tells()
    last = system.asked[-1]
    assert Webhook(newest).verify(last.body, last.headers)
    for ended in (old, new):
        with pytest.raises(WebhookVerificationError):
            Webhook(ended).verify(last.body, last.headers)


def test_a_secret_in_the_database_is_sealed_and_opens_for_no_other_subscription(subscribe, system, waiting, boris):
    subscription, secret = subscribe(kinds=["refund.approved"])
    sealed = subscription.secrets.get().ciphertext
    assert secret.removeprefix("whsec_") not in sealed
    other, _its_own = subscribe(kinds=["refund.canceled"])
    other.secrets.update(ciphertext=sealed)
    subscription.secrets.update(ciphertext="gAAAAA-not-ours")
    approve(waiting, boris)
    cancel_refund(actor=Actor.user(boris), reference=waiting.reference)
    worker_tells()
    assert not system.asked
    assert Delivery.objects.filter(status=None, answer__contains="cannot be opened").count() == 2


def test_the_keys_of_the_house_are_replaced_and_without_one_production_keeps_no_secret(
    subscribe, system, waiting, boris, settings
):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.SECRETS_KEYS = [old]
    _subscription, secret = subscribe(kinds=["refund.approved"])
    settings.SECRETS_KEYS = [new, old]
    call_command("seal_secrets", stdout=StringIO())
    settings.SECRETS_KEYS = [new]
    approve(waiting, boris)
    worker_tells()
    assert told(system, secret)

    settings.PRODUCTION, settings.SECRETS_KEYS = True, []
    with pytest.raises(Conflict, match="SECRETS_KEYS"):
        subscribe()
    with pytest.raises(ImproperlyConfigured, match="SECRETS_KEYS"):
        refuse_unreadable_secrets()
    assert Subscription.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_between_their_yes_and_our_note_sends_again_under_the_same_id(
    subscribe, system, waiting, boris
):
    _subscription, secret = subscribe(kinds=["refund.approved"])
    approve(waiting, boris)
    assert killed_at("announcement_sent", deliver_announcements)
    assert Delivery.objects.get().state == "waiting"
    deliver_announcements()
    assert len(system.asked) == 1, "Somebody else's lease still stands."
    worker_tells()
    assert Delivery.objects.get().state == "delivered"
    assert len(told(system, secret)) == 2 and len(set(ids(system.asked))) == 1


def test_one_that_does_not_answer_holds_up_no_other(subscribe, system, waiting, boris):
    subscribe(kinds=["refund.approved"], address="http://127.0.0.1:9/", label="Nobody")
    _subscription, secret = subscribe(kinds=["refund.approved"])
    approve(waiting, boris)
    worker_tells()
    assert told(system, secret)
    assert Delivery.objects.get(subscription__label="Nobody").status is None


def test_what_was_told_long_ago_is_forgotten(subscribe, waiting, boris):
    subscribe(kinds=["refund.approved", "refund.canceled"])
    approve(waiting, boris)
    worker_tells()
    forget_announcements()
    assert Delivery.objects.count() == 1
    old = timezone.now() - timedelta(days=31)
    Delivery.objects.update(created_at=old)
    Announcement.objects.update(happened_at=old)
    assert forget_announcements() == 1
    assert not Delivery.objects.exists() and not Announcement.objects.exists()


def test_time_passes_only_when_told(subscribe, system, waiting, boris):
    """What is not due is left alone, whatever rings."""
    subscribe(kinds=["refund.approved"])
    approve(waiting, boris)
    system.says(500, {})
    deliver_announcements()
    deliver_announcements()
    assert len(system.asked) == 1
    time_passes()
    deliver_announcements()
    assert len(system.asked) == 2


def test_everything_that_can_be_told_does_happen_and_has_its_sentence():
    source = "".join(path.read_text() for path in Path("refunds/actions").rglob("*.py"))
    assert not [kind for kind in TOLD_AS if f'"{kind}"' not in source]
    assert set(TOLD_AS.values()) == set(SENTENCES)


def test_a_canceled_request_is_told_and_so_is_money_that_came_back(
    subscribe, system, waiting, mila, boris, make_payment
):
    _subscription, secret = subscribe(kinds=["refund.canceled", "refund.reversed", "refund.failed"])
    paid = approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000))), boris)
    cancel_refund(actor=Actor.customer(mila), reference=waiting.reference)
    worker_runs(2)
    lost = Outcome(OutcomeState.FAILED, code="account_closed")
    apply_refund_outcome(paid.attempts.get().pk, lost, Actor.gateway("sandbox"))
    worker_tells()
    heard = {message["type"]: message["data"]["refund"]["reference"] for message in told(system, secret)}
    assert heard == {"refund.canceled": waiting.reference, "refund.reversed": paid.reference}
