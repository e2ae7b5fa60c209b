"""Coming in: by order number and mail address, by a link that works once, and not by guessing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from customers.models import Customer, Message, PortalLink, TryCount, User
from customers.notifications.send import deliver_due
from customers.portal import tries
from customers.portal.links import find_link, make_link, safe_path, use_link
from tests.cast import PaymentFactory

LINK = re.compile(r"/portal/link/[A-Za-z0-9_-]{30,}/")


@pytest.fixture
def door() -> Iterator[Client]:
    """A browser of somebody we do not know yet."""
    yield Client()


def enter(browser: Client, order: str, email: str, **more: str):  # type: ignore[no-untyped-def]
    return browser.post("/portal/", {"order_reference": order, "email": email, **more})


def link_in_mailbox() -> str:
    """The link in the newest letter that really left."""
    deliver_due()
    found = LINK.search(str(mail.outbox[-1].body))
    assert found
    return found[0]


class TestOrderNumberAndAddress:
    def test_the_pair_lets_mila_see_her_payments(
        self, door: Client, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila, order_reference="R-1001")
        answer = enter(door, " #r-1001 ", "Mila@Home.example")
        assert answer.status_code == 302
        page = door.get(answer["Location"])
        assert payment.reference in page.content.decode()

    @pytest.mark.parametrize(
        ("order", "email"),
        [("R-1001", "tom@home.example"), ("R-1001", "nobody@home.example"), ("R-9999", "mila@home.example")],
    )
    def test_a_wrong_half_gets_the_same_answer_whichever_it_is(
        self, door: Client, mila: Customer, tom: Customer, make_payment: PaymentFactory, order: str, email: str
    ) -> None:
        make_payment(mila, order_reference="R-1001")
        answer = enter(door, order, email)
        assert answer.status_code == 400
        assert "We found no order with this number and this e-mail address" in answer.content.decode()
        assert door.get("/portal/payments/").status_code == 302

    def test_it_signs_in_the_customer_of_that_very_order(
        self, door: Client, mila: Customer, tom: Customer, make_payment: PaymentFactory
    ) -> None:
        make_payment(mila, order_reference="R-1")
        toms = make_payment(tom, order_reference="R-1")
        enter(door, "R-1", tom.email)
        page = door.get("/portal/payments/").content.decode()
        assert toms.reference in page and "Tom Berg" in page and "Mila" not in page

    def test_after_ten_tries_the_door_stays_shut_even_for_the_right_pair(
        self, door: Client, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        make_payment(mila, order_reference="R-1001")
        for number in range(tries.TRIES_PER_ADDRESS):
            assert enter(door, f"R-{number}", mila.email).status_code == 400
        assert enter(door, "R-1001", mila.email).status_code == 429
        assert door.get("/portal/payments/").status_code == 302

    def test_one_place_cannot_go_on_with_ever_new_addresses(self, door: Client, db: None) -> None:
        for number in range(tries.TRIES_PER_PLACE):
            tries.count_try("order", f"{number}@home.example", "127.0.0.1")
        assert enter(door, "R-1", "fresh@home.example").status_code == 429

    def test_when_the_window_is_over_the_door_opens_again(
        self, door: Client, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        make_payment(mila, order_reference="R-1001")
        for _ in range(tries.TRIES_PER_ADDRESS + 1):
            with pytest.raises(tries.TooManyTries) if _ == tries.TRIES_PER_ADDRESS else _nothing():
                tries.count_try("order", mila.email, "10.0.0.1")
        TryCount.objects.update(window_ends_at=timezone.now() - timedelta(seconds=1))
        assert enter(door, "R-1001", mila.email).status_code == 302

    def test_nobody_leads_a_sign_in_elsewhere(self, door: Client, mila: Customer, make_payment: PaymentFactory) -> None:
        make_payment(mila, order_reference="R-1")
        for elsewhere in ("https://evil.example/", "//evil.example", "/portal/../staff/", "/portal/\\evil", "/staff/"):
            assert enter(Client(), "R-1", mila.email, next=elsewhere)["Location"] == "/portal/payments/"
            TryCount.objects.all().delete()

    def test_a_session_gets_a_new_key_and_staff_beside_it_stay_signed_in(
        self, mila: Customer, ana: User, make_payment: PaymentFactory
    ) -> None:
        make_payment(mila, order_reference="R-1")
        browser = Client()
        browser.force_login(ana)
        before = browser.session.session_key
        enter(browser, "R-1", mila.email)
        assert browser.session.session_key != before
        assert browser.session["_auth_user_id"] == str(ana.pk)
        browser.post("/portal/sign-out/")
        assert browser.session["_auth_user_id"] == str(ana.pk)
        assert browser.get("/portal/payments/").status_code == 302

    def test_an_hour_without_a_sign_of_life_ends_it_even_while_the_page_refreshes_itself(
        self, door: Client, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        make_payment(mila, order_reference="R-1")
        enter(door, "R-1", mila.email)
        session = door.session
        session["portal_seen"] -= 3599
        session.save()
        assert door.get("/portal/payments/", headers={"HX-Request": "true"}).status_code == 200
        session = door.session
        session["portal_seen"] -= 2
        session.save()
        answer = door.get("/portal/payments/", headers={"HX-Request": "true"})
        assert answer["HX-Redirect"] == "/portal/"


class TestLinks:
    def test_mila_asks_for_a_link_reads_her_mail_and_is_in(self, door: Client, mila: Customer) -> None:
        answer = door.post("/portal/sign-in-link/", {"email": "MILA@home.example"})
        link = link_in_mailbox()
        assert mail.outbox[-1].to == [mila.email]
        assert "Continue" in door.get(link).content.decode()
        door.post(link)
        assert "Mila Novak" in door.get("/portal/payments/").content.decode()
        assert answer["Location"] == "/portal/sign-in-link/sent/"

    def test_a_stranger_gets_the_same_answer_as_slowly_and_no_letter(self, door: Client, mila: Customer) -> None:
        import time

        began = time.monotonic()
        answer = door.post("/portal/sign-in-link/", {"email": "nobody@home.example"})
        assert time.monotonic() - began >= 0.29
        assert answer["Location"] == "/portal/sign-in-link/sent/"
        assert not Message.objects.exists()

    def test_looking_at_a_link_uses_up_nothing_and_using_it_uses_it_up(self, door: Client, mila: Customer) -> None:
        link = f"/portal/link/{make_link(mila)}/"
        assert [door.get(link).status_code for _ in range(3)] == [200, 200, 200]
        assert door.post(link)["Location"] == "/portal/payments/"
        second = Client()
        assert second.post(link).status_code == 410
        assert second.get("/portal/payments/").status_code == 302

    def test_it_leads_where_it_was_meant_to(self, door: Client, mila: Customer) -> None:
        link = f"/portal/link/{make_link(mila, '/portal/refunds/RF-2026-000001/')}/"
        assert door.post(link)["Location"] == "/portal/refunds/RF-2026-000001/"

    def test_after_thirty_minutes_it_is_worth_nothing(self, door: Client, mila: Customer) -> None:
        token = make_link(mila)
        PortalLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert door.post(f"/portal/link/{token}/").status_code == 410
        assert use_link(token) is None

    def test_an_old_link_can_be_renewed_but_only_to_its_owner(self, door: Client, mila: Customer) -> None:
        token = make_link(mila, "/portal/refunds/RF-2026-000001/")
        use_link(token)
        door.post(f"/portal/link/{token}/new/")
        assert mail.outbox == []
        fresh = link_in_mailbox()
        assert mail.outbox[-1].to == [mila.email]
        assert door.post(fresh)["Location"] == "/portal/refunds/RF-2026-000001/"

    def test_an_invented_link_says_no_more_than_an_old_one(self, door: Client, db: None) -> None:
        assert door.get("/portal/link/invented/").status_code == 410
        assert door.post("/portal/link/invented/new/")["Location"] == "/portal/sign-in-link/sent/"

    def test_neither_the_database_nor_the_stored_letter_holds_a_key(self, door: Client, mila: Customer) -> None:
        door.post("/portal/sign-in-link/", {"email": mila.email})
        token = link_in_mailbox().split("/")[-2]
        letter = Message.objects.get()
        assert token not in letter.body_text + letter.body_html
        assert "/portal/door/payments/" in letter.body_text
        assert find_link(token) and not PortalLink.objects.filter(token_hash=token).exists()

    def test_a_letter_to_an_address_that_is_no_longer_hers_opens_nothing(self, door: Client, mila: Customer) -> None:
        door.post("/portal/sign-in-link/", {"email": mila.email})
        Customer.objects.filter(pk=mila.pk).update(email="new@home.example")
        deliver_due()
        assert not LINK.search(str(mail.outbox[-1].body)) and not PortalLink.objects.exists()

    @pytest.mark.parametrize(
        "path",
        ["", "/portal", "portal/", "/portal/é", "/portal/a\nb", "/portal/" + "a" * 300, "/portal/a/../../staff/"],
    )
    def test_only_plain_paths_in_the_portal_are_led_to(self, path: str) -> None:
        assert safe_path(path) == ""


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_of_eight_who_use_a_link_at_once_one_comes_in(self, mila: Customer) -> None:
        token = make_link(mila)
        with ThreadPoolExecutor(8) as crowd:
            used = list(crowd.map(_alone(use_link), [token] * 8))
        assert sum(link is not None for link in used) == 1

    def test_of_eighty_tries_at_once_exactly_ten_are_let_through(self) -> None:
        def knock(number: int) -> bool:
            try:
                tries.count_try("order", "mila@home.example", f"10.0.0.{number}")
            except tries.TooManyTries:
                return False
            return True

        with ThreadPoolExecutor(8) as crowd:
            through = list(crowd.map(_alone(knock), range(80)))
        assert sum(through) == tries.TRIES_PER_ADDRESS


def _alone(act):  # type: ignore[no-untyped-def]
    def with_own_connection(argument):  # type: ignore[no-untyped-def]
        try:
            return act(argument)
        finally:
            connection.close()

    return with_own_connection


def _nothing():  # type: ignore[no-untyped-def]
    from contextlib import nullcontext

    return nullcontext()
