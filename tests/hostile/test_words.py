"""Two hundred hostile words through every field: none breaks a page, runs in one, or becomes a formula or a header.

Twenty at a time, by turns in the fields that do not hold so many; each alone in every field: `make fuzz`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from customers import clock
from customers.models import Message
from customers.tasks import deliver_due_messages
from refunds.models import PolicyDraft, Refund, RefundDocument, WithdrawalPaper
from refunds.tasks import work_withdrawals
from refunds.withdrawal_laws import write_delivered_laws
from reporting.models import Statement
from reporting.periods import shop_day
from reporting.tasks import make_statements
from tests.desk import worker_runs
from tests.hostile import customer_doors, doors, finance_doors
from tests.hostile.doors import Case, House, Words
from tests.hostile.reading import (
    links_of,
    squeezed,
    what_a_paper_could_do,
    what_could_calculate,
    what_could_run,
    what_is_no_text,
    words_of,
)
from tests.hostile.strings import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PARTS = ("story", "talk", "money", "letters")

ALONE = os.environ.get("HOSTILE_WORDS") == "alone"
AT_ONCE, IN_A_HOUSE = (1, 40) if ALONE else (20, 200)
HOUSES = range(0, len(HOSTILE), IN_A_HOUSE)

SAYS_NO = {
    "portal door",
    "sign-in",
    "filter",
    "comparison",
    "message rules",
    "message rules of a program",
    "bank account",
    "account of the books",
}
"""Doors that refuse most of this, and say so on a page that is read as well."""


@pytest.fixture
def house(
    sign_in, limits, policy, fresh_sandbox, own_files, settings, tmp_path, ana, boris, ida, marta, fatima
) -> House:
    settings.MAIL_REPLY_ADDRESS = "reply@inbox.shop.example"
    settings.EXPORT_FOLDER = str(tmp_path)
    settings.BANK_ACCOUNT = {"name": "Lumen & Hearth", "iban": "DE89370400440532013000", "bic": ""}
    settings.PORTAL_POSTS_PER_MINUTE = settings.ASSISTANT_QUESTIONS_PER_HOUR = 0
    return doors.open_house(sign_in, ana=ana, boris=boris, ida=ida, marta=marta, fatima=fatima)


def test_there_are_two_hundred_of_them():
    assert len(set(HOSTILE)) == 200


@pytest.mark.parametrize("first", HOUSES)
def test_words_stay_words(house: House, first: int):
    words = HOSTILE[first : first + IN_A_HOUSE]
    handfuls = [tuple(words[at : at + AT_ONCE]) for at in range(0, len(words), AT_ONCE)]
    cases = let_them_in(house, handfuls)
    worker_runs(2)
    for number, case in enumerate(cases):
        customer_doors.say_how_it_was(house, case)
        assert what_could_run(customer_doors.name_an_account(house, case).content.decode()) == [], case.words
        customer_doors.dispute_it(house, case, number)
    work_withdrawals()
    deliver_everything()

    every_door_takes_them(house)
    for name, page in pages_of_the_house(house):
        assert what_could_run(page) == [], name
    for case in cases:
        for name, page in pages_of(house, case):
            assert what_could_run(page) == [], f"{name} with {case.words}"
        assert_said_as_it_was(house, case)
    assert_letters_are_letters()
    assert_papers_are_papers(house)
    assert_credit_notes_are_papers(house)
    assert_files_are_files(house)


def let_them_in(house: House, handfuls: list[Words]) -> list[Case]:
    cases, letter = [], 0
    write_delivered_laws()
    for number, words in enumerate(handfuls):
        case = doors.bring_in(house, words, number)
        doors.refuse_one(house, case, with_paper=number % 7 == 0)
        doors.ask_again(house, case)
        finance_doors.name_the_seller(house, words)
        finance_doors.keep_the_books(house, words, number)
        if number % 5 == 0:  # printing one takes a second or two
            finance_doors.credit_without_a_refund(house, words, case.payment)
        case.receipt = customer_doors.withdraw(house, words, number)
        customer_doors.ask_the_assistant(house, case)
        customer_doors.write_by_mail(house, case, f"guest{number}@home.example")
        customer_doors.ask_once_more(house, case)
        customer_doors.keep_ready_answer(house, words)
        customer_doors.write_law(house, words, number)
        customer_doors.show_brand(house, words)
        doors.draft_policy(house, words)
        letter = doors.write_letter(house, words, letter)
        doors.name_people_and_keys(house, words, number)
        doors.close_order(house, words, number)
        doors.keep_view(house, words)
        for answer in (*doors.search_for(house, words), *customer_doors.set_message_rules(house, words)):
            assert what_could_run(answer.content.decode()) == [], f"{answer.request['PATH_INFO']} with {words}"
        cases.append(case)
    run = doors.handle_in_bulk(house, cases, handfuls[0])
    assert_tables_are_tables(house, run)
    for case in cases:
        doors.pay_it(house, case)
    return cases


def deliver_everything() -> None:
    """A round ends when its time is over; what is left then goes with the next ones."""
    sent = -1
    while sent < len(mail.outbox):
        sent = len(mail.outbox)
        deliver_due_messages()


def every_door_takes_them(house: House) -> None:
    """A test through doors that are shut would show nothing."""
    shut = {door for door in house.refused if house.taken[door] < house.refused[door]}
    assert shut <= SAYS_NO | {"document", "document of the customer"}, (house.taken, house.refused)
    assert len(house.taken) >= 25


def pages_of_the_house(house: House) -> Iterator[tuple[str, str]]:
    """What the desk, the office and the public read."""
    lists = (
        "", "?tab=all", "payments/", "customers/", "mail/", "notices/", "bulk/", "views/", "withdrawals/",
        "conversations/", "ready-answers/", "questions/", "withdrawal-laws/",
    )  # fmt: skip
    yield from read(house.boris, *(f"/staff/{path}" for path in lists))
    drafts = PolicyDraft.objects.values_list("reference", flat=True)
    yield from read(
        house.marta,
        "/staff/policies/",
        "/staff/texts/refund_approved/en/",
        "/staff/texts/refund_approved/en/history/",
        *(f"/staff/policies/drafts/{draft}/" for draft in drafts),
        *(f"/staff/policies/drafts/{draft}/text/" for draft in drafts[:1]),
        *(f"/staff/policies/comparison/?left=v1&right={draft}" for draft in drafts[:2]),
    )
    yield from read(
        house.ida,
        "/staff/brand/",
        "/staff/people/",
        "/staff/keys/",
        *(f"/staff/operations/?tab={t}" for t in ("orders", "acts")),
    )
    money = (
        "", "entities/", "credit-notes/", "accounts/?layout=quickbooks", "rates/", "network-limits/", "exports/",
        "exports/places/", "exports/saved/", "exports/schedules/",
    )  # fmt: skip
    yield from read(house.fatima, *(f"/staff/finance/{path}" for path in money), "/staff/refusals/")
    yield from read(Client(), "/portal/", *(f"/portal/legal/{kind}/" for kind in ("imprint", "privacy", "terms")))


def pages_of(house: House, case: Case) -> Iterator[tuple[str, str]]:
    """What colleagues and the customer read about one case."""
    numbers = (case.refused, case.paid)
    letters = Message.objects.filter(about__in=numbers).order_by("id").values_list("pk", flat=True)
    papers = RefundDocument.objects.filter(refund__reference=case.refused).select_related("document")
    yield from read(
        house.boris,
        *(f"/staff/refunds/{number}/?part={part}" for number in numbers for part in PARTS),
        f"/staff/refunds/{case.refused}/merge/?other={case.paid}",
        *(f"/staff/refunds/{case.refused}/documents/{paper.document.key}/" for paper in papers),
        f"/staff/payments/{case.payment}/",
        f"/staff/customers/{case.customer}/",
        f"/staff/disputes/{case.dispute}/",
        f"/staff/disputes/{case.dispute}/evidence/",
        *(f"/staff/mail/{letter}/" for letter in letters[:2]),
        *(f"/staff/mail/{letter}/paper/" for letter in letters),
    )
    yield from read(
        case.phone,
        "/portal/payments/",
        f"/portal/payments/{case.payment}/",
        f"/portal/payments/{case.payment}/refund/",
        "/portal/questions/",
        *([case.receipt] if case.receipt else []),
        *(f"/portal/refunds/{number}/" for number in numbers),
        f"/portal/disputes/{case.dispute}/",
        f"/portal/refunds/{case.transfer}/bank-account/",
    )


def read(client: Any, *paths: str) -> Iterator[tuple[str, str]]:
    for path in paths:
        answer = client.get(path)
        assert answer.status_code < 500, path
        yield path, answer.content.decode()


def assert_said_as_it_was(house: House, case: Case) -> None:
    """What was typed stands on the page and in the JSON letter by letter, and is typed as JSON."""
    page = words_of(house.boris.get(f"/staff/refunds/{case.paid}/").content.decode())
    answer = house.program.get(f"/api/v1/refunds/{case.paid}/")
    assert answer["Content-Type"] == "application/json" and answer["X-Content-Type-Options"] == "nosniff"
    for word in case.words:
        assert squeezed(word) in page, word
        assert squeezed(word) in squeezed(json.loads(answer.content)["reason_text"])


def assert_letters_are_letters() -> None:
    """One reader, one subject, and nothing in it that could run."""
    assert len(mail.outbox) > 10
    for letter in mail.outbox:
        sent = letter.message()
        assert len(letter.to) == 1 and not letter.bcc and not letter.cc
        assert re.search(r"[\r\n]", letter.subject) is None
        kinds = {part.get_content_type() for part in sent.walk() if not part.is_multipart()}
        assert sent.get_all("Bcc") is None and kinds <= {"text/plain", "text/html", "application/pdf"}
        for html, _kind in letter.alternatives:
            assert what_could_run(html) == [], letter.subject


def assert_tables_are_tables(house: House, run: str) -> None:
    table = house.boris.get(f"/staff/bulk/{run}/result.csv")
    workbook = house.boris.get(f"/staff/bulk/{run}/result.xlsx")
    assert what_could_calculate(table.content) == [] and what_is_no_text(workbook.content) == []
    assert what_could_run(house.boris.get(f"/staff/bulk/{run}/").content.decode()) == []


def assert_papers_are_papers(house: House) -> None:
    """The statement of everybody in this house: it opens, runs nothing, leads nowhere and carries no file."""
    today = shop_day(clock.now())
    order = {"first_on": str(today - timedelta(days=1)), "last_on": str(today)}
    customer = Refund.objects.filter(state=Refund.State.COMPLETED).select_related("customer")[0].customer
    for more in ({}, {"customer": customer.reference}):
        sent = house.send("statement", house.fatima, "/staff/finance/statements/", {**order, **more})
        assert sent.status_code == 302
    make_statements()
    for receipt in WithdrawalPaper.objects.all():
        assert what_a_paper_could_do(bytes(receipt.pdf)) == []
    paid = Refund.objects.filter(state=Refund.State.COMPLETED)[0]
    paper_of_it = house.boris.get(f"/staff/refunds/{paid.reference}/confirmation/")
    assert paper_of_it.status_code == 200 and what_a_paper_could_do(paper_of_it.content) == []
    for paper in Statement.objects.all():
        assert paper.state == Statement.State.READY, paper.trouble
        assert what_a_paper_could_do(bytes(paper.pdf)) == []


def assert_credit_notes_are_papers(house: House) -> None:
    """A note carries its own invoice and leads to its own check, and to nowhere else; its XML can be read."""
    notes = finance_doors.printed_notes(house)
    assert notes
    for paper, invoice in notes:
        assert set(what_a_paper_could_do(paper)) <= {"/EmbeddedFiles", "/URI"}
        assert {urlsplit(link).netloc for link in links_of(paper)} <= {urlsplit(settings.PUBLIC_URL).netloc}
        assert b"<!DOCTYPE" not in invoice and ElementTree.fromstring(invoice).tag.endswith("CreditNote")


def assert_files_are_files(house: House) -> None:
    """What goes home in a spreadsheet stays text there."""
    for table in finance_doors.take_home(house, "csv"):
        assert what_could_calculate(table) == []
    for workbook in finance_doors.take_home(house, "xlsx"):
        assert what_is_no_text(workbook) == []
