"""A letter leaves over a real mail server that takes it, refuses it, is not there, or sees the sender die."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from customers.models import Customer, Message, Notification, PortalLink
from customers.notifications import send
from customers.notifications.send import deliver_due
from customers.notifications.write import write_message
from customers.portal.doors import door
from tests.customers.notifications.mail_server import HANG_UP, KILL_THE_SENDER, MailServer, running

DELIVER = "import django; django.setup(); from customers.notifications.send import deliver_due; deliver_due()"


@pytest.fixture
def post_office(settings) -> Iterator[MailServer]:  # type: ignore[no-untyped-def]
    with running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server


@pytest.fixture
def letter(mila: Customer) -> Message:
    return write_message(mila, "portal_link", {"door": door("payments/")})


def again(letter: Message) -> Message:
    return Message.objects.get(pk=letter.pk)


def tries(letter: Message) -> list[tuple[int, str]]:
    return list(letter.notifications.order_by("number").values_list("number", "result"))


def time_passes() -> None:
    """Let every next try and every lease come due."""
    past = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(due_at__isnull=False).update(due_at=past)
    Message.objects.filter(leased_until__isnull=False).update(leased_until=past)


@pytest.mark.django_db
class TestDelivery:
    def test_a_letter_arrives_in_both_forms_and_the_try_is_kept(self, post_office: MailServer, letter: Message) -> None:
        assert deliver_due() == 1
        (mail,) = post_office.taken
        assert mail["To"] == "mila@home.example" and mail["Subject"] == letter.subject
        assert mail["Auto-Submitted"] == "auto-generated"
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text and "/portal/link/" in text.get_content()
        assert html and "/portal/link/" in html.get_content() and "/portal/door/" not in html.get_content()
        assert again(letter).state == "sent" and again(letter).sent_at
        assert tries(letter) == [(1, "accepted")]
        assert deliver_due() == 0 and len(post_office.taken) == 1

    @pytest.mark.parametrize("no", ["550 no such mailbox", "data 554 we think this is spam"])
    def test_a_final_no_ends_it_and_is_kept_in_the_servers_words(
        self, post_office: MailServer, letter: Message, no: str
    ) -> None:
        post_office.script = [no]
        deliver_due()
        assert again(letter).state == "failed" and tries(letter) == [(1, "refused")]
        assert Notification.objects.get().answer == no.removeprefix("data ")
        time_passes()
        assert deliver_due() == 0

    @pytest.mark.parametrize("later", ["450 grey list, come back", "data 452 mailbox full"])
    def test_a_not_now_is_tried_again(self, post_office: MailServer, letter: Message, later: str) -> None:
        post_office.script = [later]
        deliver_due()
        assert again(letter).state == "queued" and again(letter).due_at > timezone.now()  # type: ignore[operator]
        assert deliver_due() == 0
        time_passes()
        deliver_due()
        assert again(letter).state == "sent" and tries(letter) == [(1, "unreachable"), (2, "accepted")]

    def test_a_mail_server_that_is_not_there_is_tried_ever_more_slowly_and_given_up_in_the_end(
        self, post_office: MailServer, letter: Message, settings: object
    ) -> None:
        settings.EMAIL_PORT = 9  # type: ignore[attr-defined]
        waits = []
        for _ in range(len(send.RETRY_AFTER_SECONDS)):
            deliver_due()
            waits.append((again(letter).due_at - timezone.now()).total_seconds())  # type: ignore[operator]
            time_passes()
        assert waits == sorted(waits) and waits[0] < 31 and waits[-1] > 86_000
        deliver_due()
        assert again(letter).state == "failed"
        assert {result for _number, result in tries(letter)} == {"unreachable"}
        assert len(tries(letter)) == len(send.RETRY_AFTER_SECONDS) + 1

    def test_when_it_is_back_the_letter_leaves(
        self, post_office: MailServer, letter: Message, settings: object
    ) -> None:
        port, settings.EMAIL_PORT = post_office.port, 9  # type: ignore[attr-defined]
        deliver_due()
        settings.EMAIL_PORT = port  # type: ignore[attr-defined]
        time_passes()
        deliver_due()
        assert [mail["To"] for mail in post_office.taken] == ["mila@home.example"]

    def test_one_broken_letter_does_not_hold_up_the_next(
        self, post_office: MailServer, letter: Message, tom: Customer
    ) -> None:
        Message.objects.filter(pk=letter.pk).update(channel="pigeon")
        whole = write_message(tom, "portal_link", {"door": door("payments/")})
        deliver_due()
        assert again(whole).state == "sent"
        assert again(letter).state == "queued" and "KeyError" in letter.notifications.get().answer

    def test_the_link_is_made_when_the_letter_leaves_and_lives_from_then(
        self, post_office: MailServer, letter: Message
    ) -> None:
        assert not PortalLink.objects.exists()
        deliver_due()
        left = PortalLink.objects.get().expires_at - timezone.now()
        assert timedelta(minutes=29) < left <= timedelta(minutes=30)

    def test_a_hang_up_after_the_letter_was_taken_sends_it_again_with_the_same_id(
        self, post_office: MailServer, letter: Message
    ) -> None:
        post_office.script = [HANG_UP]
        deliver_due()
        assert tries(letter) == [(1, "unreachable")]
        time_passes()
        deliver_due()
        first, second = post_office.taken
        assert first["Message-ID"] == second["Message-ID"] == f"<message-{letter.pk}@localhost>"


@pytest.mark.django_db(transaction=True)
class TestManyWorkers:
    @pytest.mark.crash
    def test_a_worker_killed_after_the_letter_was_taken_leaves_it_due_and_it_goes_out_again(
        self, post_office: MailServer, letter: Message, process_environment: dict[str, str]
    ) -> None:
        post_office.script = [KILL_THE_SENDER]
        address = f"smtp://127.0.0.1:{post_office.port}"
        worker = subprocess.Popen([sys.executable, "-c", DELIVER], env={**process_environment, "EMAIL_URL": address})
        post_office.sender_pid = worker.pid
        assert worker.wait(60) == -9
        assert again(letter).state == "queued" and tries(letter) == []
        assert deliver_due() == 0, "its lease still stands"
        time_passes()
        deliver_due()
        assert again(letter).state == "sent" and tries(letter) == [(2, "accepted")]
        assert len({mail["Message-ID"] for mail in post_office.taken}) == 1 and len(post_office.taken) == 2

    @pytest.mark.race
    def test_eight_workers_send_each_of_forty_letters_once(self, post_office: MailServer, mila: Customer) -> None:
        for _ in range(40):
            write_message(mila, "portal_link", {"door": door("payments/")})

        def work(_: int) -> int:
            try:
                return sum(deliver_due(limit=7) for _ in range(6))
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as crowd:
            assert sum(crowd.map(work, range(8))) == 40
        assert len({mail["Message-ID"] for mail in post_office.taken}) == len(post_office.taken) == 40
        assert Notification.objects.count() == 40

    def test_a_worker_that_lost_its_lease_does_not_send(self, post_office: MailServer, letter: Message) -> None:
        slow = send._lease(10)
        time_passes()
        assert deliver_due() == 1
        for message in slow:
            send._try(message)
        assert len(post_office.taken) == 1 and tries(letter) == [(2, "accepted")]
