"""A file for the bank: collected by one, released by another, and started with its first download."""

from __future__ import annotations

import hashlib
import logging
import re

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from lxml import etree
from sepaxml.validation import try_valid_xml

from customers.models import Message, PaymentHold
from refunds.models import BankDetails, Refund, RefundAttempt, RefundEvent, TransferFile, TransferLine
from tests.desk import again, bookings, kinds, letters
from tests.refunds.transfers.conftest import MILAS, OURS, TOMS, today

pytestmark = pytest.mark.django_db
State = TransferFile.State
SPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def file_url(file: TransferFile, move: str = "") -> str:
    return f"/staff/transfers/files/{file.reference}/{move}"


def test_fatima_collects_what_is_due_and_nothing_has_left(draft):
    assert re.fullmatch(r"TF-\d{4}-\d{6}", draft.reference)
    assert (draft.state, draft.line_count, draft.total_minor) == ("draft", 2, 57_050)
    for line in draft.lines.all():
        assert kinds(line.refund)[-1] == "refund.put_into_payment_file"
        refund = again(line.refund)
        assert (refund.state, refund.attention, line.attempt) == ("approved", "", None)


@pytest.mark.four_eyes
def test_the_maker_does_not_release_it_neither_by_the_page_nor_by_sql(draft, release, fatima, sign_in):
    assert "somebody else must release it" in sign_in(fatima).get(file_url(draft)).content.decode()
    assert release(draft, fatima).status_code == 403
    assert TransferFile.objects.get().state == State.DRAFT
    with pytest.raises(IntegrityError, match="transfer_file_not_released_by_maker"), transaction.atomic():
        TransferFile.objects.update(releaser=fatima)


@pytest.mark.four_eyes
def test_whoever_asked_for_a_refund_in_it_does_not_release_it(make_payment, names_account, mila, lena, boris, fatima):
    from customers.actors import Actor
    from refunds.actions.collect_transfers import collect_transfers
    from refunds.actions.release_transfers import release_transfer_file
    from refunds.actions.transfer_files import contents_hash
    from tests.desk import approve, ask

    wish = {"rail": "bank_transfer", "actor": Actor.user(lena), "origin": "staff"}
    refund = approve(ask(make_payment(mila, total_minor=45_000), **wish), boris)
    names_account(refund, MILAS)
    file = collect_transfers(actor=Actor.user(fatima))
    seen = contents_hash(file, list(file.lines.all()))
    with pytest.raises(Exception, match="You asked for this refund"):
        release_transfer_file(actor=Actor.user(lena), reference=file.reference, seen=seen)


@pytest.mark.parametrize("who", ["farid", "lena"])
def test_finance_or_a_lead_releases_it_as_a_manager_does(draft, release, request, who):
    assert release(draft, request.getfixturevalue(who)).status_code == 302
    file = TransferFile.objects.get()
    assert (file.state, len(file.sha256), file.releaser) == ("released", 64, request.getfixturevalue(who))
    assert MILAS.encode() not in bytes(file.sealed_xml)


def test_nobody_else_does(draft, release, ana, boris, ayaka, ida):
    assert {release(draft, person).status_code for person in (ana, boris, ayaka, ida)} == {403}
    assert TransferFile.objects.get().state == State.DRAFT


def test_a_wrong_number_or_a_stale_page_releases_nothing(draft, release, marta, fatima, sign_in):
    assert release(draft, marta, typed="TF-2026-999999").status_code == 400
    line = draft.lines.last()
    stale = sign_in(marta).get(file_url(draft)).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', stale)[1]
    sign_in(fatima).post(file_url(draft, "removal/"), {"refund": line.refund.reference})
    assert release(draft, marta, seen=seen).status_code == 409
    file = TransferFile.objects.get()
    assert (file.state, file.line_count, file.total_minor) == ("draft", 1, 45_000)


def test_the_file_holds_exactly_what_was_collected(at_the_bank):
    file, xml = at_the_bank
    try_valid_xml(xml, "pain.001.001.09")
    assert hashlib.sha256(xml).hexdigest() == file.sha256
    root = etree.fromstring(xml)

    def read(path: str) -> list[str]:
        return [node.text for node in root.iterfind(f".//{path}", SPACE)]

    assert read("p:GrpHdr/p:MsgId") == read("p:PmtInf/p:PmtInfId") == [file.reference]
    assert read("p:GrpHdr/p:NbOfTxs") == ["2"] and read("p:GrpHdr/p:CtrlSum") == ["570.50"]
    assert read("p:DbtrAcct/p:Id/p:IBAN") == [OURS]
    assert read("p:CdtrAcct/p:Id/p:IBAN") == [MILAS, TOMS]
    assert read("p:InstdAmt") == ["450.00", "120.50"]
    lines = list(file.lines.all())
    assert read("p:EndToEndId") == [line.attempt.reference for line in lines]
    first = lines[0].refund
    assert read("p:Ustrd")[0].endswith(f"Refund {first.reference}, order {first.payment.order_reference}")


def test_the_older_schema_and_names_from_everywhere(settings, ready, mila, fatima, marta, release, sign_in):
    settings.BANK_FILE_SCHEMA = "pain.001.001.03"
    mila.name = "Müla Новак & Søn <b>"
    mila.save()
    refund = ready(mila, MILAS)
    sign_in(fatima).post("/staff/transfers/", {"everything": "1", "execution_on": today()})
    file = TransferFile.objects.get()
    release(file, marta)
    xml = sign_in(fatima).post(file_url(file, "download/")).content
    try_valid_xml(xml, "pain.001.001.03")
    assert b"<Nm>Muela Novak + Son b</Nm>" in xml
    assert again(refund).state == "processing"


def test_the_first_download_starts_the_refunds_and_the_second_gives_the_same_bytes(at_the_bank, fatima, sign_in):
    file, xml = at_the_bank
    for line in file.lines.all():
        refund = again(line.refund)
        assert (refund.state, line.attempt.state, line.attempt.gateway) == ("processing", "pending", "bank_transfer")
        assert kinds(refund)[-2:] == ["refund.given_to_bank", "attempt.pending"]
        assert letters(refund)[-1] == "sent_to_bank" and line.attempt.next_check_at
    assert sign_in(fatima).post(file_url(file, "download/")).content == xml
    assert RefundAttempt.objects.count() == 2 and TransferFile.objects.get().fetches == 2


def test_only_finance_downloads_and_only_after_showing_who_they_are(settings, draft, release, marta, fatima, sign_in):
    release(draft, marta)
    assert sign_in(marta).post(file_url(draft, "download/")).status_code == 403
    settings.STEP_UP = True
    answer = sign_in(fatima).post(file_url(draft, "download/"))
    assert answer.status_code == 302 and "/accounts/" in answer["Location"]
    assert not RefundAttempt.objects.exists()


def test_a_refund_stands_in_one_file_only(draft, fatima, sign_in, mila):
    line = draft.lines.first()
    again_in = {"refund": line.refund.reference, "execution_on": today()}
    answer = sign_in(fatima).post("/staff/transfers/", again_in)
    assert answer.status_code == 409 and f"payment file {draft.reference} already" in answer.content.decode()
    assert sign_in(fatima).post("/staff/transfers/", {"everything": "1", "execution_on": today()}).status_code == 400
    with pytest.raises(IntegrityError, match="transfer_line_in_one_file"), transaction.atomic():
        TransferLine.objects.create(
            file=draft,
            number=9,
            refund=line.refund,
            round=line.round,
            reference="x",
            details=line.details,
            amount_minor=1,
        )
    answer = sign_in(fatima).post(f"/staff/refunds/{line.refund.reference}/transfer/", {"bank_reference": "SEPA 1"})
    assert answer.status_code == 409 and again(line.refund).state == "approved"


def test_an_amount_that_changed_after_collection_stops_release_and_download(draft, release, marta, fatima, sign_in):
    line = draft.lines.first()
    Refund.objects.filter(pk=line.refund_id).update(amount_minor=44_000)
    assert release(draft, marta).status_code == 409
    Refund.objects.filter(pk=line.refund_id).update(amount_minor=45_000)
    release(draft, marta)
    Refund.objects.filter(pk=line.refund_id).update(amount_minor=44_000)
    answer = sign_in(fatima).post(file_url(draft, "download/"))
    assert answer.status_code == 409 and "amount is another one now" in answer.content.decode()
    assert not RefundAttempt.objects.exists()
    with pytest.raises(DatabaseError, match="as_collected"), transaction.atomic():
        TransferLine.objects.update(amount_minor=1)


def test_a_hold_or_a_canceled_refund_after_the_release_lets_nothing_leave(
    draft, release, marta, fatima, ana, lena, sign_in
):
    release(draft, marta)
    refund = draft.lines.first().refund
    assert sign_in(ana).post(f"/staff/refunds/{refund.reference}/cancellation/").status_code == 409
    hold = PaymentHold.objects.create(payment=refund.payment, kind="dispute", reason="A dispute came")
    assert sign_in(fatima).post(file_url(draft, "download/")).status_code == 409
    assert hold and not RefundAttempt.objects.exists()

    assert sign_in(lena).post(file_url(draft, "withdrawal/")).status_code == 302
    file = TransferFile.objects.get()
    assert (file.state, bytes(file.sealed_xml)) == ("withdrawn", b"")
    assert sign_in(ana).post(f"/staff/refunds/{refund.reference}/cancellation/").status_code == 302
    assert "payment file" in again(draft.lines.last().refund).attention
    page = sign_in(fatima).get("/staff/transfers/").content.decode()
    assert page.count('name="refund"') == 1


def test_a_canceled_refund_leaves_a_draft_and_the_last_one_takes_it_along(draft, ana, sign_in):
    for left, line in zip((1, 0), draft.lines.all(), strict=True):
        sign_in(ana).post(f"/staff/refunds/{line.refund.reference}/cancellation/")
        assert again(line.refund).state == "canceled"
        assert TransferFile.objects.get().line_count == left
    assert TransferFile.objects.get().state == State.WITHDRAWN


def test_what_may_be_at_the_bank_is_not_withdrawn(at_the_bank, fatima, sign_in):
    file, _xml = at_the_bank
    answer = sign_in(fatima).post(file_url(file, "withdrawal/"))
    assert answer.status_code == 409 and "may be at the bank" in answer.content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        TransferFile.objects.update(state="withdrawn")


def test_no_account_number_stands_where_it_should_not(
    at_the_bank, fatima, ana, ayaka, ida, sign_in, caplog, program_pages
):
    file, _xml = at_the_bank
    refund = file.lines.first().refund
    pages = [
        file_url(file),
        "/staff/transfers/",
        "/staff/transfers/files/",
        f"/staff/refunds/{refund.reference}/",
        f"/staff/refunds/{refund.reference}/?part=money",
        f"/staff/refunds/{refund.reference}/?part=letters",
    ]
    caplog.set_level(logging.DEBUG)
    for person in (fatima, ana, ayaka, ida):
        client = sign_in(person)
        for page in pages:
            shown = client.get(page).content.decode()
            assert MILAS not in shown.replace(" ", "") and "0417164300" not in shown, (person, page)
    said = [str(event.data) for event in RefundEvent.objects.all()]
    said += [f"{letter.subject} {letter.body_text} {letter.body_html}" for letter in Message.objects.all()]
    said += [f"{bytes(attempt.body)!r} {attempt.answer}" for attempt in RefundAttempt.objects.all()]
    for tracked in (BankDetails, TransferFile, RefundAttempt, Refund):
        said += [str(row) for row in tracked.history.values()]
    said += [record.getMessage() for record in caplog.records] + program_pages(file, refund)
    assert len(said) > 20
    assert not [text for text in said if "0417164300" in text]


@pytest.fixture
def program_pages(fatima):
    """What a program with Fatima's key reads of a file and a refund."""
    from django.test import Client

    from customers.models import ApiKey

    def read(file: TransferFile, refund: Refund) -> list[str]:
        _key, secret = ApiKey.objects.create_key(name="shop", owner=fatima, scopes=["refunds:read"])
        client = Client(headers={"Authorization": f"Api-Key {secret}"})
        paths = (f"transfer-files/{file.reference}/", f"refunds/{refund.reference}/", "transfers/", "bank-answers/")
        return [client.get(f"/api/v1/{path}").content.decode() for path in paths]

    return read


def test_lists_ask_the_database_the_same_for_many(ready, mila, fatima, sign_in, django_assert_max_num_queries):
    for _ in range(3):
        ready(mila, MILAS)
    client = sign_in(fatima)
    for page in ("/staff/transfers/", "/staff/transfers/waiting/", "/staff/transfers/files/"):
        with django_assert_max_num_queries(12):
            client.get(page)


def test_settled_by_hand_it_is_an_attempt_like_any(settings, approved, fatima, sign_in, mila):
    settings.BANK_ACCOUNT = {"name": "", "iban": "", "bic": ""}
    refund = approved(mila)
    sign_in(fatima).post(f"/staff/refunds/{refund.reference}/transfer/", {"bank_reference": "SEPA 4711"})
    attempt = RefundAttempt.objects.get()
    assert (attempt.gateway, attempt.state, attempt.answer) == (
        "bank_transfer",
        "succeeded",
        {"bank_reference": "SEPA 4711"},
    )
    assert (again(refund).state, bookings(refund)) == ("completed", [("reserve", 1), ("settle", 1)])
