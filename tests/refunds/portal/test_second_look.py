"""Mila reads why it was no, asks once more, and somebody else decides; then she says how it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from customers import clock
from customers.actors import Actor
from customers.clock import clock_at
from customers.errors import NotAllowed
from customers.models import Customer, Message, User
from refunds.actions.appeal_refund import appeal_refund
from refunds.actions.reject_refund import reject_refund
from refunds.fingerprint import seen_hash
from refunds.models import Appeal, Approval, Feedback, Refund, Rejection
from tests.cast import PaymentFactory, staff_member
from tests.desk import again, approve, ask, bookings, kinds, known_to_sandbox, letters, worker_runs
from tests.files import photo
from tests.refunds.portal.test_asking import text_of

Phone = Callable[[Customer], Client]
pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=60)


@pytest.fixture
def turned_down(make_payment: PaymentFactory, mila: Customer, boris: User) -> Refund:
    """Boris said no, because no picture was there."""
    refund = ask(known_to_sandbox(make_payment(mila)), reason="damaged")
    return no_of(refund, boris, "We see no damage.", "documents_required")


@pytest.fixture
def greta(db: None) -> User:
    return staff_member("Greta", "Holm", "approver")


def no_of(refund: Refund, person: User, words: str, rule: str = "other") -> Refund:
    seen = seen_hash(again(refund))
    reject_refund(actor=Actor.user(person), reference=refund.reference, seen=seen, explanation=words, rule=rule)
    return again(refund)


def appeal(refund: Refund, words: str = "The crack is at the back.") -> Refund:
    appeal_refund(actor=Actor.customer(refund.customer), reference=refund.reference, words=words)
    return again(refund)


def page_of(browser: Client, refund: Refund) -> str:
    return text_of(browser.get(f"/portal/refunds/{refund.reference}/"))


def letter_of(refund: Refund, kind: str) -> str:
    return Message.objects.filter(about=refund.reference, kind=f"refund_{kind}").latest("id").body_text


class TestExplained:
    def test_a_no_of_the_policy_names_rule_version_facts_and_remedy(self, phone, mila, make_payment):
        bought_at = timezone.now() - LONG_AGO
        payment = make_payment(
            mila, lines=[("Lamp", 1, 8900)], captured_at=bought_at, ordered_at=bought_at, delivered_at=None
        )
        refund = ask(payment)
        assert refund.state == "rejected"
        page, letter = page_of(phone(mila), refund), letter_of(refund, "rejected")
        for told in (page, letter):
            assert "Return window" in told and "You can ask for a refund within 30 days" in told
            assert re.search(r"“Lamp” was bought on \d+ \w+ \d{4}, and its window ended on", told)
            assert "For a change of mind nothing changes it." in told
        assert 'href="/portal/policy/1/"' in phone(mila).get(f"/portal/refunds/{refund.reference}/").content.decode()
        assert "/portal/policy/1/" in letter and "A second look until:" in letter
        said = Rejection.objects.get(refund=refund)
        assert (said.rules, said.person) == (["return_window"], None)

    def test_a_persons_no_names_the_rule_that_they_chose(self, phone, mila, turned_down):
        page = page_of(phone(mila), turned_down)
        assert "We see no damage." in page
        assert "You asked for more than 25.00 EUR, and we had no photo or other document." in page
        assert "A photo or another document that shows what is wrong changes it." in page

    def test_a_no_without_a_rule_says_so(self, phone, mila, make_payment, boris):
        refund = no_of(ask(make_payment(mila), reason="other"), boris, "It was worn.")
        assert "No rule of the policy decided this" in page_of(phone(mila), refund)

    def test_the_form_asks_for_the_rule_and_takes_no_other(self, make_payment, mila, boris, sign_in):
        refund = ask(make_payment(mila), reason="damaged")
        address = f"/staff/refunds/{refund.reference}/rejection/"
        for rule in ("", "automatic_approval", "no_such_rule"):
            answer = sign_in(boris).post(address, {"seen": seen_hash(refund), "explanation": "No.", "rule": rule})
            assert answer.status_code == 400 and 'id="rejection-rule_error"' in answer.content.decode()
        assert again(refund).state == "under_review"


class TestAppeal:
    def test_mila_shows_more_and_chidi_says_yes(self, phone, mila, turned_down, chidi, own_files):
        browser = phone(mila)
        assert "Ask for a second look" in page_of(browser, turned_down)
        sent = {
            "words": "The crack is at the back.",
            "documents": SimpleUploadedFile("crack.jpg", photo(), "image/jpeg"),
        }
        answer = browser.post(f"/portal/refunds/{turned_down.reference}/appeal/", sent)
        assert answer.status_code == 302
        refund, asked = again(turned_down), Appeal.objects.get()
        assert (refund.state, refund.decided_at, asked.outcome) == ("under_review", None, "open")
        assert refund.decide_by == asked.answer_by > clock.now()
        assert "somebody who had no say" in letter_of(refund, "appeal_received").lower()
        assert refund.papers.count() == 1

        refund = approve(refund, chidi)
        assert (refund.state, refund.appeals.get().outcome) == ("approved", "granted")
        assert bookings(refund) == [("reserve", 1)]
        assert "We say yes after all" in Message.objects.get(kind="refund_approved").body_html
        worker_runs()
        page = page_of(browser, refund)
        assert "You asked for a second look" in page and again(refund).state == "completed"

    def test_what_mila_says_on_the_phone_is_passed_on_over_the_api_by_somebody_who_then_has_no_say(
        self, phone, mila, turned_down, boris, chidi, greta, ana, program_of
    ):
        path, said = f"refunds/{turned_down.reference}/appeal/", {"words": "The crack is at the back."}
        desk = program_of(chidi)
        answer = desk.post(path, said, key="one-intent")
        assert answer.status_code == 200 and answer.json()["appeal"]["words"] == said["words"]
        assert desk.post(path, said, key="one-intent").json() == answer.json()
        assert program_of(ana).post(path, said).json()["error"]["code"] == "appealed_already"
        refund = again(turned_down)
        assert refund.appeals.get().barred == sorted([boris.pk, chidi.pk])
        assert "We wrote down that you ask for a second look" in page_of(phone(mila), refund)
        with pytest.raises(NotAllowed, match="had a say"):
            approve(refund, chidi)
        assert approve(refund, greta).state == "approved"

    def test_greta_passes_on_what_mila_says_on_the_telephone_and_then_has_no_say(
        self, phone, mila, turned_down, boris, chidi, greta, sign_in
    ):
        desk, case = sign_in(greta), f"/staff/refunds/{turned_down.reference}/"
        assert "Ask for a second look for the customer" in text_of(desk.get(case))
        assert f'action="{case}appeal/"' in desk.get(f"{case}moves/appeal/").content.decode()
        assert desk.post(f"{case}appeal/", {"words": " "}).status_code == 400
        assert desk.post(f"{case}appeal/", {"words": "She says the crack is at the back."}).status_code == 302
        refund = again(turned_down)
        assert refund.appeals.get().barred == sorted([boris.pk, greta.pk])
        assert "We wrote down that you ask for a second look" in page_of(phone(mila), refund)
        assert letters(refund).count("appeal_received") == 1
        assert desk.post(f"{case}approval/", {"seen": seen_hash(refund)}).status_code == 403
        assert desk.post(f"{case}appeal/", {"words": "Once more."}).status_code == 409
        assert approve(refund, chidi).state == "approved"

    def test_nobody_who_had_a_say_decides_it(self, turned_down, boris, sign_in):
        refund = appeal(turned_down)
        assert refund.appeals.get().barred == [boris.pk]
        page = sign_in(boris).get(f"/staff/refunds/{refund.reference}/").content.decode()
        assert "You had a say in this before the customer asked again" in page
        for move in ("approval", "rejection"):
            body = {"seen": seen_hash(refund), "rule": "other", "explanation": "No."}
            assert sign_in(boris).post(f"/staff/refunds/{refund.reference}/{move}/", body).status_code == 403
        assert sign_in(boris).post(f"/staff/refunds/{refund.reference}/taking/").status_code == 409
        row = {"refund": refund, "number": 1, "approver": boris, "actor": "user:1", "seen_hash": "x"}
        with pytest.raises(ProgrammingError, match="had a say"), transaction.atomic():
            Approval.objects.create(**row)
        assert again(refund).state == "under_review"

    def test_an_earlier_yes_bars_too_and_counts_no_more(self, make_payment, mila, boris, chidi, lena):
        refund = approve(ask(make_payment(mila, total_minor=60_000), reason="damaged"), boris)
        refund = appeal(no_of(refund, chidi, "No."))
        assert refund.appeals.get().barred == sorted([boris.pk, chidi.pk])
        assert approve(refund, lena).state == "under_review"

    def test_the_second_no_is_the_last(self, phone, mila, turned_down, chidi):
        refund = no_of(appeal(turned_down), chidi, "The number is not ours.")
        assert (refund.state, refund.appeals.get().outcome, refund.may_be_appealed) == ("rejected", "upheld", False)
        letter = letter_of(refund, "rejected")
        assert "The number is not ours." in letter and "/feedback/" in letter and "A second look until" not in letter
        page = page_of(phone(mila), refund)
        assert "Turned down again" in page and "Is that not right?" not in page
        late = phone(mila).post(f"/portal/refunds/{refund.reference}/appeal/", {"words": "Please."})
        assert late.status_code == 409
        assert kinds(refund).count("refund.appealed") == 1 and bookings(refund) == []

    def test_the_window_is_the_managers_and_the_day_that_was_told_holds(self, phone, mila, turned_down):
        assert turned_down.appeal_until - clock.now() > timedelta(days=30)
        with clock_at(turned_down.appeal_until + timedelta(minutes=1)):
            late = phone(mila).post(f"/portal/refunds/{turned_down.reference}/appeal/", {"words": "Please."})
        assert late.status_code == 409
        assert again(turned_down).state == "rejected" and not Appeal.objects.exists()

    @pytest.mark.parametrize("words", ["", "  ", "x" * 2001, "a\x00b"])
    def test_words_that_cannot_be_kept_are_said_at_the_field(self, phone, mila, turned_down, words):
        answer = phone(mila).post(f"/portal/refunds/{turned_down.reference}/appeal/", {"words": words})
        assert answer.status_code == 400 and 'id="id_words_error"' in answer.content.decode()
        assert again(turned_down).state == "rejected"

    def test_it_stands_in_the_work_list_with_a_mark(self, turned_down, sign_in, lena):
        appeal(turned_down)
        page = sign_in(lena).get("/staff/?appealed=yes").content.decode()
        assert turned_down.reference in page and "Appeal" in page and "asked for a second look" in page
        assert turned_down.reference not in sign_in(lena).get("/staff/?appealed=no").content.decode()


class TestFeedback:
    def test_it_is_asked_when_it_is_over_and_changed_for_a_day(self, phone, mila, make_payment, sign_in, lena):
        refund = ask(known_to_sandbox(make_payment(mila, total_minor=4310)))
        address, browser = f"/portal/refunds/{refund.reference}/feedback/", phone(mila)
        assert browser.post(address, {"answer": "good"}).status_code == 409
        worker_runs()
        assert "/feedback/" in letter_of(refund, "confirmed")
        assert browser.post(address, {"answer": "best"}).status_code == 400
        assert browser.post(address, {"answer": "good", "words": "Quick\nand friendly."}).status_code == 302
        assert browser.post(address, {"answer": "mixed", "words": "x" * 301}).status_code == 400
        assert browser.post(address, {"answer": "mixed", "words": "A day late."}).status_code == 302
        given = Feedback.objects.get()
        assert (given.answer, given.words, given.outcome, given.decided_by) == (
            "mixed", "A day late.", "completed", None,
        )  # fmt: skip
        assert given.history.count() == 2
        with clock_at(clock.now() + timedelta(days=1, minutes=1)):
            assert phone(mila).post(address, {"answer": "bad"}).status_code == 409
        assert "A day late." in sign_in(lena).get(f"/staff/refunds/{refund.reference}/").content.decode()

    def test_a_link_that_is_only_opened_keeps_nothing(self, phone, mila, make_payment):
        refund = ask(known_to_sandbox(make_payment(mila, total_minor=4310)))
        worker_runs()
        assert "How was it" in text_of(phone(mila).get(f"/portal/refunds/{refund.reference}/feedback/"))
        assert not Feedback.objects.exists()

    def test_results_give_no_figure_under_five(
        self, mila, make_payment, boris, lena, sign_in, django_assert_max_num_queries
    ):
        for nth in range(9):
            refund = ask(make_payment(mila), reason="other")
            Feedback.objects.create(
                refund=refund, answer="good" if nth else "bad", outcome="rejected",
                reason="damaged" if nth < 6 else "fraud", decided_by=boris if nth < 5 else None,
            )  # fmt: skip
        browser = sign_in(lena)
        browser.get("/staff/feedback/")
        with django_assert_max_num_queries(20):
            page = text_of(browser.get("/staff/feedback/"))
        assert "83 %" in page and "fewer than 5, so no figure" in page
        assert re.search(r"Boris Meyer\s*5\s*4", page) and not re.search(r"did not make this payment\s*\d", page)
        assert browser.get("/staff/feedback/?months=7").status_code == 400


class TestFollowing:
    def test_one_timeline_tells_both_sides_and_nothing_of_the_inside(self, phone, mila, turned_down, ana, chidi):
        refund = appeal(turned_down, "The crack is at the back.")
        page = page_of(phone(mila), refund)
        order = ["Our letter: We look at your request", "You asked for a second look", "We turned it down"]
        places = [page.index(title, page.index("Everything so far")) for title in order]
        assert places == sorted(places)
        for inside in ("Boris", "documents_required", "refund.", "barred", "Given to a colleague"):
            assert inside not in page

    @pytest.mark.parametrize(
        ("method", "words"),
        [("card", "There is no bank number yet."), ("wallet", "For the way you paid no bank number is given.")],
    )
    def test_why_there_is_no_number_is_said(self, phone, mila, make_payment, method, words):
        refund = ask(known_to_sandbox(make_payment(mila, total_minor=4310, method=method)))
        worker_runs()
        assert words in page_of(phone(mila), refund)


def test_letters_say_the_same_steps(turned_down, chidi):
    assert letters(turned_down) == ["received", "rejected"]
    assert letters(approve(appeal(turned_down), chidi)) == ["received", "rejected", "appeal_received", "approved"]
