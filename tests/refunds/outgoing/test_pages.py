"""Ida has the bookkeeping told, sees what became of every message, and sends some again; a program does it as well."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from standardwebhooks import WebhookVerificationError

from refunds.models import Announcement, Delivery, OperationEvent, Subscription
from refunds.outgoing.topics import told_kinds
from tests.desk import approve, ask
from tests.refunds.outgoing.conftest import ids, told, types, worker_tells

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")
PAGES = "/staff/subscriptions/"
README = Path(__file__).parents[3] / "README.md"


@pytest.fixture
def desk(sign_in, ida):
    return sign_in(ida)


@pytest.fixture
def wish(system) -> dict:
    return {"label": "Warehouse", "address": f"{system.address}/w", "kinds": ["refund.approved", "refund.requested"]}


@pytest.fixture
def three_told(subscribe, system, make_payment, mila):
    """A subscription that was told of three requests; the last one was given up."""
    subscription, _secret = subscribe(kinds=["refund.requested"])
    for _ in range(3):
        ask(make_payment(mila, total_minor=45_000))
    worker_tells()
    Delivery.objects.filter(pk=Delivery.objects.latest("pk").pk).update(state="failed", status=500, next_at=None)
    system.asked.clear()
    return subscription


def test_it_is_added_shows_its_secret_once_and_a_test_arrives(desk, wish, system):
    made = desk.post(PAGES, wish)
    secret = SECRET.search(made.content.decode())[0]
    assert made["Cache-Control"] == "no-store"
    assert not SECRET.search(desk.get(PAGES).content.decode())
    subscription = Subscription.objects.get()
    page = f"{PAGES}{subscription.pk}/"
    assert not SECRET.search(desk.get(page).content.decode())

    assert desk.post(f"{page}test/").url == page
    worker_tells()
    [message] = told(system, secret)
    assert (message["type"], message["data"]) == ("test.requested", {})
    log = desk.get(page).content.decode()
    assert "test.requested" in log and "Delivered" in log
    assert message["id"] in desk.get(f"{page}deliveries/{Delivery.objects.get().pk}/").content.decode()


def test_a_new_secret_is_shown_once_and_who_did_it_is_kept(desk, subscribe, ida):
    subscription, old = subscribe()
    page = f"{PAGES}{subscription.pk}/"
    shown = desk.post(f"{page}rotation/", {"overlap_hours": "24"}).content.decode()
    assert SECRET.search(shown)[0] != old
    again = desk.get(page).content.decode()
    assert not SECRET.search(again) and "signs until" in again
    assert desk.post(f"{page}rotation/", {"overlap_hours": "169"}).status_code == 400
    acts = OperationEvent.objects.order_by("id").values_list("kind", "actor")
    assert list(acts) == [
        ("subscription.added", f"user:{ida.pk}"), ("subscription.secret_rotated", f"user:{ida.pk}"),
    ]  # fmt: skip
    assert old not in str(list(OperationEvent.objects.values_list("data", flat=True)))


def test_before_a_secret_is_shown_one_shows_again_who_one_is(sign_in, ida, wish, subscribe, settings):
    subscription, _secret = subscribe()
    settings.STEP_UP = True
    ida.set_password("eleven lanterns over Porto")
    ida.save()
    browser = sign_in(ida)
    for path, body in [("", wish), (f"{subscription.pk}/rotation/", {"overlap_hours": "0"})]:
        assert browser.post(PAGES + path, body).url.startswith("/accounts/reauthenticate/")
    assert Subscription.objects.count() == subscription.secrets.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", ""), ("label", "x" * 81), ("label", "a\x00b"), ("address", "10.0.0.1"), ("address", "https://10.0.0.1/"),
        ("address", "https://x.example/" + "x" * 500), ("kinds", []), ("kinds", ["refund.everything"]),
    ],
)  # fmt: skip
def test_bad_input_brings_the_form_again_and_changes_nothing(field, value, desk, wish, subscribe, program_of, ida):
    subscription, _secret = subscribe()
    bad = {**wish, field: value}
    for path in ("", f"{subscription.pk}/change/"):
        page = desk.post(PAGES + path, bad)
        assert page.status_code == 400 and 'aria-invalid="true"' in page.content.decode()
        assert program_of(ida).post(f"subscriptions/{path}", bad).status_code == 400
    assert list(Subscription.objects.values_list("label", flat=True)) == ["Bookkeeping"]


def test_it_is_changed_turned_off_and_on(desk, subscribe, wish, system, make_payment, mila):
    subscription, _secret = subscribe()
    page = f"{PAGES}{subscription.pk}/"
    assert desk.post(f"{page}change/", wish).url == page
    assert desk.post(f"{page}turning-off/").url == page
    ask(make_payment(mila))
    assert not Announcement.objects.exists()
    for refused in ("turning-off/", "test/"):
        assert "is off" in desk.post(page + refused).content.decode()
    assert desk.post(f"{page}turning-on/").url == page
    ask(make_payment(mila, total_minor=45_000))
    worker_tells()
    assert (types(system), system.asked[0].path) == (["refund.requested"], "/w")
    assert [row.label for row in subscription.history.order_by("history_id")][:2] == ["Bookkeeping", "Warehouse"]


def test_one_message_is_sent_again_under_its_id(desk, three_told, system):
    delivery = Delivery.objects.filter(state="delivered").first()
    path = f"{PAGES}{three_told.pk}/deliveries/{delivery.pk}/"
    assert desk.post(f"{path}replay/").url == path
    worker_tells()
    assert ids(system.asked) == [delivery.announcement.message_id]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("delivered", 2)
    Delivery.objects.filter(pk=delivery.pk).update(
        state="waiting", next_at=timezone.now(), leased_until=timezone.now() + timedelta(minutes=1)
    )
    assert "on its way right now" in desk.post(f"{path}replay/").content.decode()


@pytest.mark.parametrize(("also", "count"), [({}, 1), ({"also_delivered": "on"}, 3)])
def test_what_was_given_up_since_a_moment_is_sent_again_or_everything(also, count, desk, three_told, system):
    page = f"{PAGES}{three_told.pk}/"
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(created_at=timezone.now() - timedelta(days=3))
    since = (timezone.now() - timedelta(days=1 if not also else 4)).strftime("%Y-%m-%dT%H:%M")
    sent = desk.post(f"{page}replay/", {"since": since, **also}, follow=True)
    assert f"{count} message" in sent.content.decode()
    worker_tells()
    assert len(system.asked) == count
    for bad in ("", "soon", "2999-01-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59", "\x00"):
        assert desk.post(f"{page}replay/", {"since": bad}).status_code == (302 if bad[:4] == "0001" else 400), bad


def test_a_program_does_the_same(program_of, ida, wish, system, make_payment, mila, boris):
    program = program_of(ida)
    made = program.post("subscriptions/", wish, key="one")
    number, secret = made.json()["id"], made["Subscription-Secret"]
    assert SECRET.fullmatch(secret) and secret not in made.content.decode()
    again = program.post("subscriptions/", wish, key="one")
    assert again["Idempotency-Replayed"] == "true" and "Subscription-Secret" not in again
    path = f"subscriptions/{number}/"

    approve(ask(make_payment(mila, total_minor=45_000)), boris)
    worker_tells()
    rows = program.get(f"{path}deliveries/", state="delivered").json()["results"]
    assert [row["kind"] for row in rows] == ["refund.approved", "refund.requested"]
    message = program.get(f"{path}deliveries/{rows[0]['id']}/").json()["message"]
    assert message in told(system, secret)
    assert program.post(f"{path}deliveries/{rows[0]['id']}/replay/", {}).json()["state"] == "waiting"
    since = {"since": "2000-01-01T00:00:00Z", "also_delivered": True}
    assert program.post(f"{path}replay/", since).json() == {"replayed": 2}
    assert program.post(f"{path}test/", {}).status_code == 201

    rotated = program.post(f"{path}rotation/", {"overlap_hours": 0})
    assert SECRET.fullmatch(rotated["Subscription-Secret"]) and rotated["Subscription-Secret"] != secret
    assert program.post(f"{path}change/", {**wish, "label": "Shop"}).json()["label"] == "Shop"
    assert program.post(f"{path}turning-off/", {}).json()["state"] == "off"
    assert program.post(f"{path}turning-off/", {}).status_code == 409
    assert program.post(f"{path}turning-on/", {}).json()["state"] == "on"
    assert program.get(path).json()["kinds"] == ["refund.requested", "refund.approved"]
    assert [row["id"] for row in program.get("subscriptions/").json()["results"]] == [number]
    assert program.get("subscriptions/999/").status_code == program.get(f"{path}deliveries/9999/").status_code == 404


def test_there_is_an_end_to_how_many_are_on(subscribe, program_of, ida, wish):
    first, _secret = subscribe()
    Subscription.objects.bulk_create(
        Subscription(label="x", address="https://x.example/", kinds=["refund.failed"], created_by=ida)
        for _ in range(49)
    )
    assert program_of(ida).post("subscriptions/", wish).status_code == 409
    Subscription.objects.filter(pk=first.pk).update(state="off")
    assert program_of(ida).post("subscriptions/", wish).status_code == 201


def test_a_long_log_asks_no_more_than_a_short_one(desk, three_told, django_assert_max_num_queries):
    announcements = Announcement.objects.bulk_create(
        Announcement(kind="refund.requested", topic="refund", about=f"RF-{n}") for n in range(60)
    )
    Delivery.objects.bulk_create(Delivery(announcement=a, subscription=three_told) for a in announcements)
    desk.get(PAGES)
    with django_assert_max_num_queries(20):
        page = desk.get(f"{PAGES}{three_told.pk}/").content.decode()
    assert "RF-59" in page and "RF-1<" not in page
    with django_assert_max_num_queries(20):
        assert desk.get(PAGES).status_code == 200
    assert "Given up" in desk.get(f"{PAGES}{three_told.pk}/?tab=failed").content.decode()


def test_the_readers_snippet_knows_ours_drops_the_second_and_refuses_others(subscribe, system, make_payment, mila):
    _subscription, secret = subscribe(kinds=["refund.requested"])
    [snippet] = [
        code for code in re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL) if "def hear" in code
    ]
    names: dict = {}
    exec(compile(snippet, "README.md", "exec"), names)
    ask(make_payment(mila, total_minor=45_000))
    worker_tells()
    asked, had = system.asked[0], set()

    assert names["hear"](secret, asked.headers, asked.body, had)["type"] == "refund.requested"
    assert names["hear"](secret, asked.headers, asked.body, had) is None
    with pytest.raises(WebhookVerificationError):
        names["hear"](secret, asked.headers, asked.body.replace(b"45000", b"45001"), had)


def test_the_readme_names_every_kind():
    text = README.read_text()
    assert not [
        kind for kind in told_kinds() if f"`{kind.removeprefix('refund.')}`" not in text and f"`{kind}`" not in text
    ]
