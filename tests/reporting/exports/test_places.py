"""Files go by themselves to where finance wants them, sealed, pinned, tried again, and never into our own network."""

from __future__ import annotations

import io
import socket
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail

from customers import clock
from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import Message
from customers.tasks import deliver_due_messages
from refunds.actions.gateway_secrets import seal_all_again
from refunds.gateways.secrets import unseal
from reporting.actions.deliver_exports import PAUSES_SECONDS
from reporting.actions.export_places import add_export_place, remove_export_place, set_place_secret, try_export_place
from reporting.actions.save_export import save_export
from reporting.actions.schedule_exports import schedule_export, turn_schedule
from reporting.exports import places
from reporting.exports.rhythm import next_moment
from reporting.exports.spans import period_of
from reporting.models import Export, ExportDelivery, ExportPlace, ExportSchedule
from reporting.tasks import begin_scheduled_exports, deliver_exports, make_exports
from tests.reporting.exports.conftest import IN_OCTOBER, content
from tests.reporting.exports.s3_server import SECRET, S3Server
from tests.reporting.exports.s3_server import USER as S3_USER
from tests.reporting.exports.sftp_server import PASSWORD, USER, SftpServer

pytestmark = pytest.mark.django_db
SECOND_OF_NOVEMBER = datetime(2026, 11, 2, 5, 30, tzinfo=UTC)


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()
    running = SftpServer(folder)
    yield running
    running.stop()


@pytest.fixture
def bucket():
    running = S3Server()
    yield running
    running.stop()


@pytest.fixture
def names(monkeypatch):
    """names("files.example", "127.0.0.1", "10.0.0.9"): where a name leads, each time that it is looked up."""
    looked_up, really = [], socket.getaddrinfo

    def lead(name, *numbers):
        def look_up(host, *args, **kwargs):
            if host != name:
                return really(host, *args, **kwargs)
            looked_up.append(host)
            return really(numbers[min(len(looked_up), len(numbers)) - 1], *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return looked_up

    return lead


@pytest.fixture
def saved(fatima, make_payment, mila):
    make_payment(mila, captured_at=IN_OCTOBER)
    return save_export(
        actor=Actor.user(fatima), label="Payments", subject="payments", format="csv", span="last_month",
        columns=["payment", "amount", "customer_email"],
    )  # fmt: skip


def sftp(fatima, server, **more) -> ExportPlace:
    told = {
        "host": "127.0.0.1", "port": str(server.port), "user": USER, "path": "in/here",
        "host_key": server.host_key, **more,
    }  # fmt: skip
    return add_export_place(actor=Actor.user(fatima), label="Bank", kind="sftp", settings=told, secret=PASSWORD)


def s3(fatima, bucket, host="127.0.0.1", secret=SECRET) -> ExportPlace:
    told = {
        "endpoint": f"http://{host}:{bucket.port}",
        "region": "",
        "bucket": "books",
        "path": "in/here",
        "user": S3_USER,
    }
    return add_export_place(actor=Actor.user(fatima), label="Store", kind="s3", settings=told, secret=secret)


def scheduled(fatima, saved, place, **more) -> ExportSchedule:
    with clock.clock_at(SECOND_OF_NOVEMBER - timedelta(hours=1)):
        return schedule_export(
            actor=Actor.user(fatima), saved_id=saved.pk, place_id=place.pk, rhythm="monthly", day=2, hour=6, **more
        )


def the_day_comes(moment=SECOND_OF_NOVEMBER) -> Export:
    with clock.clock_at(moment):
        begin_scheduled_exports()
        make_exports()
        deliver_exports()
    return Export.objects.latest("id")


def test_a_schedule_brings_october_to_the_banks_server(fatima, saved, server, own_files):
    schedule = scheduled(fatima, saved, sftp(fatima, server))
    with clock.clock_at(SECOND_OF_NOVEMBER - timedelta(minutes=31)):
        assert begin_scheduled_exports() == 0  # six o'clock in Berlin is five in UTC
    export = the_day_comes()
    assert (export.first_on, export.last_on, export.owner) == (date(2026, 10, 1), date(2026, 10, 31), fatima)
    there = list((server.root / "in/here").iterdir())
    assert [file.read_bytes() for file in there] == [content(export)] and export.reference in there[0].name
    assert ExportDelivery.objects.get().state == "delivered"
    schedule.refresh_from_db()
    assert schedule.next_at == datetime(2026, 12, 2, 5, 0, tzinfo=UTC)
    the_day_comes(SECOND_OF_NOVEMBER + timedelta(minutes=5))
    assert Export.objects.count() == 1


def test_a_schedule_brings_october_into_a_bucket(fatima, saved, bucket, own_files):
    place = s3(fatima, bucket)
    scheduled(fatima, saved, place)
    export = the_day_comes()
    ((path, kept),) = bucket.objects.items()
    assert kept == content(export) and path.startswith("/books/in/here/") and export.reference in path
    assert ExportDelivery.objects.get().state == "delivered"
    long_file = bytes(range(256)) * 40_000
    places.bring(place, "long.csv", io.BytesIO(long_file))
    assert bucket.objects["/books/in/here/long.csv"] == long_file and len(bucket.parts) == 2
    set_place_secret(actor=Actor.user(fatima), place_id=place.pk, secret="another secret key")
    assert try_export_place(actor=Actor.user(fatima), place_id=place.pk).test_trouble


def test_a_name_is_looked_up_once_and_that_number_is_called(fatima, bucket, server, names):
    """It leads to a place of the shop's, and a moment later into the shop's own network."""
    looked_up = names("localhost", "127.0.0.1", "10.0.0.9")
    places.try_out(s3(fatima, bucket, host="localhost"))
    assert looked_up == ["localhost"] and "/books/in/here/recourse-test.txt" in bucket.objects
    trouble = try_export_place(actor=Actor.user(fatima), place_id=ExportPlace.objects.get().pk).test_trouble
    assert "leads into a network of its own" in trouble and len(looked_up) == 2
    looked_up.clear()
    places.try_out(sftp(fatima, server, host="localhost"))
    assert looked_up == ["localhost"] and (server.root / "in/here/recourse-test.txt").exists()


def test_the_secret_is_sealed_never_shown_and_sealed_anew(fatima, ayaka, server, sign_in):
    place = sftp(fatima, server)
    assert PASSWORD not in place.sealed and unseal(place.sealed, place.place) == PASSWORD
    for person in (fatima, ayaka):
        browser = sign_in(person)
        for path in ("", f"{place.pk}/"):
            page = browser.get(f"/staff/finance/exports/places/{path}").content.decode()
            assert PASSWORD not in page and place.sealed not in page
    before = place.sealed
    assert seal_all_again() >= 1
    place.refresh_from_db()
    assert place.sealed != before and unseal(place.sealed, place.place) == PASSWORD
    assert not any("sealed" in row for row in place.history.values())
    set_place_secret(actor=Actor.user(fatima), place_id=place.pk, secret="wrong")
    assert try_export_place(actor=Actor.user(fatima), place_id=place.pk).test_trouble == (
        "It did not work (AuthenticationException)."
    )
    assert remove_export_place(actor=Actor.user(fatima), place_id=place.pk).sealed == ""


def test_a_test_writes_a_small_file_and_another_servers_key_takes_nothing(fatima, server, sign_in):
    place = sftp(fatima, server)
    page = sign_in(fatima).post(f"/staff/finance/exports/places/{place.pk}/test/", follow=True).content.decode()
    assert "It arrived." in page and (server.root / "in/here/recourse-test.txt").exists()
    place.settings["host_key"] = place.settings["host_key"][:-12] + "AAAAAAAAAAA="
    place.save()
    assert try_export_place(actor=Actor.user(fatima), place_id=place.pk).test_trouble


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("sftp", {"host": "10.0.0.5"}),
        ("sftp", {"host": "169.254.169.254"}),
        ("sftp", {"host": "fd00::1"}),
        ("s3", {"endpoint": "https://192.168.0.9:9000", "bucket": "books", "user": "AKIA", "region": ""}),
        ("s3", {"endpoint": "http://127.0.0.1:9", "bucket": "books", "user": "AKIA", "region": ""}),
    ],
)
def test_nothing_is_brought_into_our_own_network(fatima, server, settings, kind, told):
    settings.SUBSCRIPTION_NETWORKS = []
    begin = {} if kind == "s3" else {"port": "22", "user": USER, "path": "", "host_key": server.host_key}
    place = add_export_place(
        actor=Actor.user(fatima), label="Inside", kind=kind, settings={**begin, **told}, secret="x" * 20
    )
    tried = try_export_place(actor=Actor.user(fatima), place_id=place.pk)
    assert "leads into a network of its own" in tried.test_trouble


def test_what_does_not_arrive_is_tried_ever_more_slowly_and_then_given_up(fatima, saved, server, own_files):
    scheduled(fatima, saved, sftp(fatima, server))
    server.stop()
    the_day_comes()
    for tries in range(1, len(PAUSES_SECONDS) + 1):
        delivery = ExportDelivery.objects.get()
        assert (delivery.state, delivery.tries) == ("waiting", tries) and "did not work" in delivery.answer
        with clock.clock_at(delivery.next_at - timedelta(seconds=1)):
            assert deliver_exports() == 0
        with clock.clock_at(delivery.next_at + timedelta(seconds=1)):
            deliver_exports()
    assert ExportDelivery.objects.get().state == "given_up"


def test_a_letter_has_the_link_and_the_file_only_where_that_was_chosen(fatima, ayaka, saved, own_files):
    place = add_export_place(
        actor=Actor.user(fatima), label="Us", kind="mail", settings={}, people=[ayaka.email, fatima.email.upper()]
    )
    scheduled(fatima, saved, place)
    export = the_day_comes()
    deliver_due_messages()
    assert {letter.to[0] for letter in mail.outbox} == {ayaka.email, fatima.email}
    assert f"/staff/finance/exports/{export.reference}/" in mail.outbox[0].body
    assert not any(letter.attachments for letter in mail.outbox)
    assert not Message.objects.filter(body_text__contains="mila@").exists()
    ExportSchedule.objects.update(attaches=True, next_at=SECOND_OF_NOVEMBER)
    mail.outbox.clear()
    later = the_day_comes(SECOND_OF_NOVEMBER + timedelta(days=1))
    deliver_due_messages()
    name, sent, _kind = mail.outbox[0].attachments[0]
    assert later.reference in name and (sent.encode() if isinstance(sent, str) else sent) == content(later)


def test_a_folder_is_only_below_the_one_that_was_set(fatima, saved, settings, tmp_path, own_files):
    actor = Actor.user(fatima)
    with pytest.raises(BadInput, match="EXPORT_FOLDER"):
        add_export_place(actor=actor, label="Share", kind="folder", settings={"folder": "books"})
    settings.EXPORT_FOLDER = str(tmp_path / "out")
    for bad in ("..", "../x", "/etc", "a/b", "", ".ssh"):
        with pytest.raises(BadInput):
            add_export_place(actor=actor, label="Share", kind="folder", settings={"folder": bad})
    scheduled(fatima, saved, add_export_place(actor=actor, label="Share", kind="folder", settings={"folder": "books"}))
    export = the_day_comes()
    (there,) = Path(settings.EXPORT_FOLDER, "books").iterdir()
    assert there.read_bytes() == content(export)


def test_places_and_schedules_are_finances(fatima, marta, ayaka, saved, server):
    place = sftp(fatima, server)
    for person in (marta, ayaka):
        actor = Actor.user(person)
        with pytest.raises(NotAllowed):
            schedule_export(actor=actor, saved_id=saved.pk, place_id=place.pk, rhythm="daily")
        with pytest.raises(NotAllowed):
            try_export_place(actor=actor, place_id=place.pk)
    actor = Actor.user(fatima)
    for wrong in ({"rhythm": "hourly"}, {"day": 29}, {"hour": 24}, {"attaches": True}):
        with pytest.raises(BadInput):
            schedule_export(
                **{"actor": actor, "saved_id": saved.pk, "place_id": place.pk, "rhythm": "monthly", **wrong}
            )
    with pytest.raises(BadInput):
        add_export_place(actor=actor, label="Us", kind="mail", settings={}, people=["mila@home.example"])
    with pytest.raises(Conflict):
        sftp(fatima, server)
    schedule = scheduled(fatima, saved, place)
    remove_export_place(actor=actor, place_id=place.pk)
    schedule.refresh_from_db()
    assert not schedule.is_on
    with pytest.raises(Conflict):
        turn_schedule(actor=actor, schedule_id=schedule.pk, is_on=True)


def test_who_may_export_no_more_has_nothing_exported_by_a_schedule(fatima, saved, server, own_files):
    scheduled(fatima, saved, sftp(fatima, server))
    fatima.groups.clear()
    with clock.clock_at(SECOND_OF_NOVEMBER):
        begin_scheduled_exports()
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    ("rhythm", "day", "hour", "after", "expected"),
    [
        ("daily", 1, 2, "2026-03-28T12:00+00:00", "2026-03-29T01:00+00:00"),  # two o'clock is left out: it is three
        ("daily", 1, 2, "2026-10-24T12:00+00:00", "2026-10-25T00:00+00:00"),  # the first of both
        ("weekly", 1, 6, "2026-11-02T05:00+00:00", "2026-11-09T05:00+00:00"),
        ("monthly", 28, 0, "2027-02-01T00:00+00:00", "2027-02-27T23:00+00:00"),
    ],
)
def test_hours_are_the_shops(rhythm, day, hour, after, expected):
    assert next_moment(rhythm, day, hour, datetime.fromisoformat(after)) == datetime.fromisoformat(expected)


def test_spans_are_whole_days_before_today():
    spans = {span: period_of(span, date(2026, 5, 1)) for span in ("yesterday", "last_week", "last_month", "this_month")}
    assert {span: (str(each.first_on), str(each.last_on)) for span, each in spans.items()} == {
        "yesterday": ("2026-04-30", "2026-04-30"), "last_week": ("2026-04-20", "2026-04-26"),
        "last_month": ("2026-04-01", "2026-04-30"), "this_month": ("2026-04-01", "2026-04-30"),
    }  # fmt: skip
    quarter, year = period_of("last_quarter", date(2026, 2, 3)), period_of("last_year", date(2026, 2, 3))
    assert (str(quarter.first_on), str(quarter.last_on)) == ("2025-10-01", "2025-12-31")
    assert (str(year.first_on), str(year.last_on)) == ("2025-01-01", "2025-12-31")
