"""What the bank made of a file: written down by finance, or read out of its own answer, once and to the cent."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from customers import clock
from customers.clock import clock_at
from refunds.actions.settle import CHECKS_BEFORE_A_PERSON
from refunds.models import BankAnswer, BankDetails, RefundAttempt, TransferFile
from refunds.tasks import look_for_bank_answers, look_up_open_attempts, watch_promises
from tests.desk import again, bookings, kinds, letters
from tests.refunds.transfers.conftest import MILAS, TOMS, today

pytestmark = pytest.mark.django_db

CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"


def camt(*entries: str, space: str = CAMT) -> bytes:
    booked = "".join(entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{space}"><BkToCstmrDbtCdtNtfctn>'
        f"<Ntfctn>{booked}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def entry(reference: str, amount: str, sign: str = "DBIT", code: str = "", status: str = "BOOK", ccy="EUR") -> str:
    returned = f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>" if code else ""
    return (
        f'<Ntry><Amt Ccy="EUR">999.99</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>'
        f"<NtryDtls><TxDtls><Refs><AcctSvcrRef>BANK-7</AcctSvcrRef><EndToEndId>{reference}</EndToEndId></Refs>"
        f'<Amt Ccy="{ccy}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{returned}</TxDtls></NtryDtls></Ntry>'
    )


@pytest.fixture
def upload(fatima, sign_in):
    """upload(content) is Fatima taking in a file of the bank; she reads the page that follows."""

    def send(content: bytes, name: str = "answer.xml"):
        sent = {"file": SimpleUploadedFile(name, content)}
        return sign_in(fatima).post("/staff/transfers/answers/", sent, follow=True)

    return send


@pytest.fixture
def lines(at_the_bank):
    """Mila's line and Tom's."""
    file, _xml = at_the_bank
    return list(file.lines.select_related("refund", "attempt"))


def test_finance_says_one_was_executed_and_one_refused(lines, fatima, sign_in):
    mila, tom = lines
    said = {"line-1-said": "executed", "line-2-said": "refused", "line-2-reason": "The account is closed."}
    sign_in(fatima).post(f"/staff/transfers/files/{mila.file.reference}/answer/", said)
    paid, refused = again(mila.refund), again(tom.refund)
    assert (paid.state, bookings(paid), letters(paid)[-1]) == (
        "completed",
        [("reserve", 1), ("settle", 1)],
        "confirmed",
    )
    assert (refused.state, bookings(refused)) == ("failed", [("reserve", 1), ("release", 1)])
    assert refused.attention == "The bank refused it: The account is closed."
    assert (paid.payment.refunded_minor, refused.payment.reserved_minor) == (45_000, 0)
    assert TransferFile.objects.get().state == "partly"
    assert set(BankDetails.objects.values_list("state", flat=True)) == {"used", "revoked"}
    assert bytes(TransferFile.objects.get().sealed_xml) == b""


def test_without_a_reason_or_for_a_line_that_ended_nothing_is_kept(lines, fatima, sign_in, program_of_fatima):
    mila, tom = lines
    address = f"/staff/transfers/files/{mila.file.reference}/answer/"
    client = sign_in(fatima)
    assert client.post(address, {"line-1-said": "refused", "line-2-said": "stays"}).status_code == 400
    assert client.post(address, {"line-1-said": "stays", "line-2-said": "stays"}).status_code == 400
    assert again(mila.refund).state == "processing"
    client.post(address, {"line-1-said": "executed", "line-2-said": "stays"})
    assert (again(tom.refund).state, TransferFile.objects.get().state) == ("processing", "released")
    refused = {"lines": [{"reference": mila.reference, "said": "refused", "reason": "No."}]}
    answer = program_of_fatima(f"transfer-files/{mila.file.reference}/answer/", refused)
    assert answer.status_code == 409 and "line_ended" in answer.content.decode()


def test_money_that_came_back_reopens_the_refund_and_a_new_account_is_asked_for(
    lines, fatima, boris, sign_in, names_account
):
    mila, _tom = lines
    address = f"/staff/transfers/files/{mila.file.reference}/answer/"
    client = sign_in(fatima)
    client.post(address, {"line-1-said": "executed", "line-2-said": "executed"})
    assert TransferFile.objects.get().state == "executed"
    client.post(address, {"line-1-said": "returned", "line-1-reason": "Unknown account", "line-2-said": "stays"})
    refund = again(mila.refund)
    assert (refund.state, refund.payment.refunded_minor, refund.payment.reserved_minor) == ("failed", 0, 0)
    assert bookings(refund) == [("reserve", 1), ("settle", 1), ("reverse", 1)]
    assert "came back" in refund.attention and letters(refund)[-1] == "came_back"
    assert TransferFile.objects.get().state == "partly"

    sign_in(boris).post(f"/staff/refunds/{refund.reference}/retry/", {"rail": "bank_transfer"})
    assert (again(refund).round, letters(refund)[-1]) == (2, "bank_details")
    names_account(refund, TOMS)
    client.post("/staff/transfers/", {"everything": "1", "execution_on": today()})
    line = TransferFile.objects.order_by("-id")[0].lines.get()
    assert (line.reference, line.round) == (f"{refund.reference}-2", 2)


def test_the_banks_statement_is_read_once_however_often_it_comes(lines, upload):
    mila, tom = lines
    content = camt(
        entry(mila.reference, "450.00"), entry(tom.reference, "120.50"), entry("NOTPROVIDED", "1.00"), entry("XY", "2")
    )
    page = upload(content).content.decode()
    assert "Booked." in page
    answer = BankAnswer.objects.get()
    assert (answer.kind, answer.booked, answer.known, answer.unclear, answer.others) == ("camt", 2, 0, 0, 1)
    assert {again(line.refund).state for line in lines} == {"completed"}
    assert RefundAttempt.objects.get(pk=mila.attempt_id).answer["bank_reference"] == "BANK-7"
    before = (kinds(mila.refund), bookings(mila.refund), letters(mila.refund))

    assert "was read before" in upload(content).content.decode()
    upload(content + b"\n")
    assert BankAnswer.objects.latest("id").known == 2
    assert (kinds(mila.refund), bookings(mila.refund), letters(mila.refund)) == before
    assert TransferFile.objects.get().state == "executed"


def test_a_return_in_the_statement_reverses_even_before_the_execution_was_told(lines, upload):
    mila, tom = lines
    content = camt(entry(mila.reference, "450.00", "CRDT", "AC04"), entry(tom.reference, "120.50"))
    upload(content)
    refund = again(mila.refund)
    assert (refund.state, bookings(refund)) == ("failed", [("reserve", 1), ("settle", 1), ("reverse", 1)])
    attempt = RefundAttempt.objects.get(pk=mila.attempt_id)
    assert (attempt.state, attempt.failure_code, attempt.failure_message) == (
        "reversed",
        "AC04",
        "The account is closed.",
    )
    upload(content.replace(b"<Ntfctn>", b"<Ntfctn> "))
    assert bookings(refund) == [("reserve", 1), ("settle", 1), ("reverse", 1)]


@pytest.mark.parametrize(
    ("told", "became"),
    [
        (("450.01",), "another amount"),
        (("450.00", "DBIT", "", "BOOK", "USD"), "another amount"),
        (("450.00", "DBIT", "", "PDNG"), ""),
        (("450.00", "CRDT"), ""),
    ],
)
def test_what_does_not_fit_to_the_cent_books_nothing(lines, upload, told, became):
    mila, _tom = lines
    upload(camt(entry(mila.reference, *told)))
    refund = again(mila.refund)
    assert refund.state == "processing"
    assert became in refund.attention if became else refund.attention == ""


def test_a_table_does_as_well(lines, upload):
    mila, tom = lines
    head = "reference;amount;currency;status;reason\n"
    table = f"{head}{mila.reference};450.00;EUR;executed;\n{tom.reference};120.50;EUR;refused;AC04\n"
    upload(table.encode(), "answer.csv")
    assert (again(mila.refund).state, again(tom.refund).state) == ("completed", "failed")
    assert again(tom.refund).attention == "The bank refused it: The account is closed."


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><Document>&c;</Document>'
)
BAD = {
    "entity bomb": (BOMB, "no DOCTYPE"),
    "external entity": (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>',
        "no DOCTYPE",
    ),
    "bomb in UTF-16": (
        BOMB.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16"),
        "DOCTYPE",
    ),
    "another namespace": (camt(space="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"), "no statement of a bank"),
    "no namespace": (b"<Document/>", "no statement of a bank"),
    "half a file": (camt()[:-20], "not sound XML"),
    "very deep": (b"<a>" * 5000 + b"</a>" * 5000, "not sound XML"),
    "eleven megabytes": (b"<" + b"x" * 11 * 1024**2, "larger than 5 MB"),
    "empty": (b"", "is empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\xff", "neither a statement"),
    "a table without columns": (b"a,b\n1,2\n", "no column"),
    "a table with a wrong row": (b"reference,amount,currency,status\nRF-1,4 3.1,EUR,executed\n", "Row 2"),
    "a table with a NUL": (b"reference,amount,currency,status\nRF\x00,43.10,EUR,executed\n", ""),
    "a formula": (b"reference,amount,currency,status\n=1+1,NaN,EUR,executed\n", "Row 2"),
}


def test_nothing_bad_is_taken_in_by_the_page_or_the_api(upload, program_of_fatima):
    for name, (content, sentence) in BAD.items():
        answer = upload(content)
        assert answer.status_code == 400 and sentence in answer.content.decode(), name
        if 0 < len(content) < 1024**2:
            sent = {"name": "x.xml", "content": base64.b64encode(content).decode()}
            assert program_of_fatima("bank-answers/", sent).status_code == 400, name
    assert not BankAnswer.objects.exists()


def test_a_bank_that_says_nothing_is_put_before_a_person_and_asked_by_no_machine(lines):
    mila, _tom = lines
    with clock_at(clock.now() + timedelta(days=6)):
        RefundAttempt.objects.update(next_check_at=clock.now() - timedelta(minutes=1))
        assert look_up_open_attempts() == 0
        assert (look_for_bank_answers(), look_for_bank_answers()) == (2, 0)
    refund = again(mila.refund)
    assert f"has not answered about {mila.file.reference}" in refund.attention
    assert RefundAttempt.objects.get(pk=mila.attempt_id).checks < CHECKS_BEFORE_A_PERSON
    assert watch_promises() == 0


def test_programs_go_the_whole_way_and_the_second_person_is_another(
    ready, mila, fatima, marta, program_of_fatima, program_of_marta
):
    refund = ready(mila, MILAS)
    made = program_of_fatima("transfer-files/", {"refunds": [refund.reference]})
    assert made.status_code == 201, made.content
    file = made.json()
    word = {"seen": file["seen"]}
    assert program_of_fatima(f"transfer-files/{file['reference']}/release/", word).status_code == 403
    assert program_of_marta(f"transfer-files/{file['reference']}/release/", {"seen": "0" * 64}).status_code == 409
    assert program_of_marta(f"transfer-files/{file['reference']}/release/", word).status_code == 200
    got = program_of_fatima(f"transfer-files/{file['reference']}/download/", {})
    assert MILAS.encode() in got.content and got["Cache-Control"] == "no-store"
    said = {"lines": [{"reference": f"{refund.reference}-1", "said": "executed"}]}
    assert program_of_fatima(f"transfer-files/{file['reference']}/answer/", said).json()["state"] == "executed"
    assert again(refund).state == "completed"


@pytest.fixture
def program_of_fatima(fatima):
    return _program(fatima)


@pytest.fixture
def program_of_marta(marta):
    return _program(marta)


def _program(person):
    import itertools
    import json

    from django.test import Client

    from customers.models import ApiKey

    scopes = ["refunds:read", "refunds:decide"]
    _key, secret = ApiKey.objects.create_key(name="shop", owner=person, scopes=scopes)
    client, number = Client(headers={"Authorization": f"Api-Key {secret}"}), itertools.count()

    def post(path, body):
        keyed = {"Idempotency-Key": f"{person.pk}-{next(number)}"}
        return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=keyed)

    return post
