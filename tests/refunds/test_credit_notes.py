"""Fatima credits what was invoiced: on paper, as an e-invoice, from a series in which no number is missing."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from facturx import get_facturx_xml_from_pdf, xml_check_xsd
from lxml import etree
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import IssuedPaper, PaymentLine
from customers.portal.links import make_link
from refunds.actions.issue_credit_note import issue_for_refund, issue_without_refund, void_credit_note
from refunds.actions.print_credit_note import keep_paper
from refunds.actions.set_entity import set_entity
from refunds.credit_notes.paper import print_note
from refunds.credit_notes.queries import to_be_voided
from refunds.models import CreditNote, CreditNotePaper, LegalEntity, RefundAttempt
from refunds.tasks import print_credit_notes
from tests.desk import again, approve, ask, kinds, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def gmbh(fatima) -> LegalEntity:
    """Who sells everything here, with a number that begins anew each year."""
    return set_entity(
        actor=Actor.user(fatima), code="de", name="Lumen & Hearth GmbH", street="Torstraße 1", postal_code="10119",
        city="Berlin", country="DE", vat_id="DE136695976", registration="HRB 12345 B", email="books@lumen.example",
        is_usual=True, number_format="GS-{year}-{number:05}",
    )  # fmt: skip


@pytest.fixture
def invoiced(make_payment):
    """invoiced(mila, lines=[...]): a payment whose invoice is known, so that it can be credited."""

    def pay(customer, **fields):
        named = {"invoice_reference": "RE-2026-0815", "invoiced_on": date(2026, 10, 3), **fields}
        return known_to_sandbox(make_payment(customer, **named))

    return pay


def paid_back(payment, boris, **wish):
    refund = ask(payment, **wish)
    if refund.state == "under_review":
        approve(refund, boris)
    worker_runs(3)
    print_credit_notes()
    return again(refund)


def words(pdf: bytes) -> str:
    pages = PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def signed_in(customer) -> Client:
    browser = Client()
    browser.post(f"/portal/link/{make_link(customer)}/")
    return browser


def test_a_refund_that_completes_gets_its_credit_note_and_mila_takes_it_home(
    gmbh, invoiced, mila, tom, boris, fatima, sign_in
):
    refund = paid_back(invoiced(mila), boris)
    note = CreditNote.objects.get()
    assert (refund.state, note.refund, note.number[:3], note.serial) == ("completed", refund, "GS-", 1)
    assert (note.net_minor, note.tax_minor, note.total_minor) == (7479, 1421, 8900)
    assert "refund.credit_note" in kinds(refund)
    said = words(bytes(note.paper.pdf))
    for word in (
        "Credit note",
        note.number,
        "RE-2026-0815",
        "3 Oct 2026",
        "Lumen & Hearth GmbH",
        "DE136695976",
        "19 %",
    ):
        assert word in said
    address = f"/portal/credit-notes/{note.number}/"
    mine = signed_in(mila)
    assert note.number in mine.get(f"/portal/refunds/{refund.reference}/").content.decode()
    assert mine.get(address).content == bytes(note.paper.pdf)
    assert signed_in(tom).get(address).status_code == 404
    desk = sign_in(fatima)
    assert note.number in desk.get(f"/staff/refunds/{refund.reference}/").content.decode()
    assert desk.get(f"/staff/finance/credit-notes/?q={note.number[:6]}").content.decode().count(note.number) >= 1
    assert "RE-2026-0815" in desk.get(f"/staff/finance/credit-notes/{note.number}/").content.decode()


def test_the_paper_is_an_archive_with_the_e_invoice_inside_and_both_forms_pass_their_schemas(
    gmbh, invoiced, mila, boris
):
    paid_back(invoiced(mila, lines=[("Lamp", 2, 8900), ("Book", 1, 1500)]), boris, amount_minor=5000)
    paper = CreditNotePaper.objects.get()
    name, inside = get_facturx_xml_from_pdf(bytes(paper.pdf), check_xsd=True, check_schematron=False)
    assert name == "factur-x.xml" and inside == paper.cii.encode()
    assert xml_check_xsd(paper.ubl.encode(), flavor="ubl-2.1-creditnote")
    root = PdfReader(io.BytesIO(bytes(paper.pdf))).trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in metadata and "<fx:ConformanceLevel>EN 16931<" in metadata
    assert metadata.count("<rdf:RDF") == 1 and "/OutputIntents" in root
    tree = etree.fromstring(inside)
    at = {"ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"}
    assert tree.findtext(".//ram:TypeCode", namespaces=at) == "381"
    lines = [Decimal(e.text) for e in tree.iterfind(".//ram:LineTotalAmount", at)]
    whole = lines.pop()
    tax = Decimal(tree.findtext(".//ram:TaxTotalAmount", namespaces=at))
    assert sum(lines) == whole and whole + tax == Decimal("50.00")


def test_the_same_note_gives_the_same_bytes(gmbh, invoiced, mila, boris):
    paid_back(invoiced(mila), boris)
    paper = CreditNotePaper.objects.get()
    assert print_note(paper.note, paper.cii) == bytes(paper.pdf)
    assert keep_paper(paper.note) == paper


def test_a_note_in_the_customers_language(gmbh, invoiced, mila, boris):
    mila.language = "de"
    mila.save()
    paid_back(invoiced(mila), boris)
    note = CreditNote.objects.get()
    assert note.language == "de" and "03.10.2026" in words(bytes(note.paper.pdf))


def test_fatima_takes_a_note_back_by_a_document_with_its_own_number(gmbh, invoiced, mila, boris, fatima, sign_in):
    refund = paid_back(invoiced(mila), boris)
    note = CreditNote.objects.get()
    before = CreditNote.objects.values().get()
    page = sign_in(fatima).post(
        f"/staff/finance/credit-notes/{note.number}/voiding/", {"reason": "It came back <b>x</b>"}, follow=True
    )
    print_credit_notes()
    counter = CreditNote.objects.get(voids=note)
    assert counter.number in page.content.decode() and counter.serial == 2 and counter.total_minor == 8900
    assert CreditNote.objects.values().get(pk=note.pk) == before, "the note itself stays as it is"
    assert note.number in words(bytes(counter.paper.pdf)) and "<b>x</b>" in words(bytes(counter.paper.pdf))
    assert xml_check_xsd(counter.paper.ubl.encode(), flavor="ubl-2.1-invoice")
    assert kinds(refund)[-1] == "refund.credit_note_voided"
    with pytest.raises(Conflict, match="already"):
        void_credit_note(actor=Actor.user(fatima), number=note.number, reason="Again")
    with pytest.raises(Conflict, match="new credit note"):
        void_credit_note(actor=Actor.user(fatima), number=counter.number, reason="Back")
    second = issue_for_refund(actor=Actor.user(fatima), reference=refund.reference)
    assert second.serial == 3


def test_money_that_comes_back_proposes_to_take_the_note_back(gmbh, invoiced, mila, boris, fatima, sign_in):
    from refunds.actions.settle import apply_refund_outcome
    from refunds.gateways.types import Outcome, OutcomeState

    refund = paid_back(invoiced(mila), boris)
    assert not to_be_voided(CreditNote.objects.all())
    back = Outcome(state=OutcomeState.REVERSED, code="account_closed", message="The account is closed.")
    apply_refund_outcome(RefundAttempt.objects.get(refund=refund).pk, back, Actor.system("worker"))
    note = CreditNote.objects.get()
    assert list(to_be_voided(CreditNote.objects.all())) == [note]
    assert note.number in sign_in(fatima).get("/staff/finance/credit-notes/?tab=taking-back").content.decode()
    void_credit_note(actor=Actor.user(fatima), number=note.number, reason="The money came back.")
    assert not to_be_voided(CreditNote.objects.all())


def test_a_refund_without_a_note_and_a_note_without_a_refund(gmbh, invoiced, make_payment, mila, boris, fatima):
    without = paid_back(known_to_sandbox(make_payment(mila)), boris)
    assert without.state == "completed" and not CreditNote.objects.exists()
    with pytest.raises(BadInput, match="no invoice"):
        issue_for_refund(actor=Actor.user(fatima), reference=without.reference)
    payment = invoiced(mila, lines=[("Lamp", 1, 8900)])
    note = issue_without_refund(
        actor=Actor.user(fatima), payment_reference=payment.reference, amount_minor=1000, reason="Paid back in cash."
    )
    assert (note.refund, note.reason, note.net_minor, note.tax_minor) == (None, "Paid back in cash.", 840, 160)
    with pytest.raises(Conflict, match="more than was paid"):
        issue_without_refund(
            actor=Actor.user(fatima), payment_reference=payment.reference, amount_minor=7901, reason="Too much."
        )
    with pytest.raises(NotAllowed):
        issue_without_refund(
            actor=Actor.user(boris), payment_reference=payment.reference, amount_minor=1, reason="Not his to say."
        )
    assert CreditNote.objects.count() == 1


def test_an_entity_that_writes_none_by_itself_leaves_the_refund_on_the_list(
    gmbh, invoiced, mila, boris, fatima, sign_in
):
    LegalEntity.objects.update(is_automatic=False)
    refund = paid_back(invoiced(mila), boris)
    assert not CreditNote.objects.exists()
    desk = sign_in(fatima)
    assert refund.reference in desk.get("/staff/finance/credit-notes/?tab=missing").content.decode()
    desk.post(f"/staff/refunds/{refund.reference}/credit-note/")
    assert CreditNote.objects.get().refund == refund
    assert refund.reference not in desk.get("/staff/finance/credit-notes/?tab=missing").content.decode()


def test_who_sells_by_account_then_country_then_everything_else(gmbh, invoiced, mila, tom, fatima):
    actor = Actor.user(fatima)
    kk = {"name": "Lumen KK", "country": "JP", "number_format": "JP{number:06}"}
    set_entity(actor=actor, code="jp", countries=["JP"], **kk)
    abroad = invoiced(mila, country="JP")
    payments = (abroad, invoiced(mila), abroad)
    said = {"amount_minor": 100, "reason": "A trial."}
    numbers = [issue_without_refund(actor=actor, payment_reference=p.reference, **said).number for p in payments]
    assert (numbers[0], numbers[1][-6:], numbers[2]) == ("JP000001", "-00001", "JP000002")
    with pytest.raises(BadInput, match="numbers its credit notes so already"):
        set_entity(actor=actor, code="ch", name="Lumen AG", country="CH", number_format="JP{number:06}")
    with pytest.raises(BadInput, match="sold by Lumen KK"):
        set_entity(actor=actor, code="ch", name="Lumen AG", country="CH", number_format="C{number}", countries=["JP"])
    for wrong in (
        "GS-{year}",
        "{number}{number}",
        "{number.__class__}",
        "A/{number}",
        "{number:99}",
        "{year:3}{number}",
    ):
        with pytest.raises(BadInput, match="Write"):
            set_entity(actor=actor, code="ch", name="Lumen AG", country="CH", number_format=wrong)


HOSTILE = "</ram:Name><x>&amp;]]>\u202e\x01\x0c<script>alert(1)</script>{{ 7|add:1 }} Ω 山田"


def test_hostile_words_are_words_on_paper_and_in_the_e_invoice(gmbh, invoiced, mila, boris):
    mila.name = HOSTILE.replace("\x01", "").replace("\x0c", "")
    mila.save()
    payment = invoiced(mila, invoice_reference="RE<&>\"'1")
    PaymentLine.objects.filter(payment=payment).update(description=HOSTILE.replace("\x01", ""))
    paid_back(payment, boris)
    paper = CreditNotePaper.objects.get()
    assert "<script>alert(1)</script>{{7|add:1}}" in words(bytes(paper.pdf)).replace(" ", "")
    assert xml_check_xsd(paper.ubl.encode(), flavor="ubl-2.1-creditnote")
    assert "\x0c" not in paper.cii and "\u202e" not in paper.cii and "&lt;script&gt;" in paper.cii


def test_a_paper_is_proved_by_its_address_which_tells_of_nobody(gmbh, invoiced, mila, boris, client, settings):
    paid_back(invoiced(mila), boris)
    note = CreditNote.objects.get()
    assert f"/verify/{note.checksum[:24]}/" in words(bytes(note.paper.pdf))
    page = client.get(f"/verify/{note.checksum[:24]}/").content.decode()
    assert note.number in page and note.checksum in page and "This paper was issued here" in page
    for secret in ("Mila", "mila@", "89.00", "RE-2026-0815", note.refund.reference, note.customer.reference):
        assert secret not in page
    assert client.get(f"/verify/{note.checksum}/").status_code == 200
    for other in (note.checksum[:23], note.checksum[:24] + "0" * 40, "x" * 64, "0" * 24, "%00"):
        assert client.get(f"/verify/{other}/").status_code == 404
    spaced = " ".join(note.checksum[at : at + 4] for at in range(0, 24, 4))
    assert client.get("/verify/", {"code": spaced})["Location"] == f"/verify/{note.checksum[:24]}/"
    assert IssuedPaper.objects.count() == 1
    settings.VERIFICATIONS_PER_MINUTE = 3
    assert 429 in {client.get("/verify/0000/").status_code for _ in range(9)}


def test_in_dinars_of_three_decimals_there_is_a_paper_but_no_e_invoice(gmbh, invoiced, mila, fatima, sign_in):
    payment = invoiced(mila, currency="KWD", total_minor=12_345)
    issue_without_refund(
        actor=Actor.user(fatima), payment_reference=payment.reference, amount_minor=1_234, reason="A scratch."
    )
    print_credit_notes()
    note = CreditNote.objects.get()
    assert note.paper.pdf[:5] == b"%PDF-" and (note.paper.cii, note.paper.ubl) == ("", "")
    page = sign_in(fatima).get(f"/staff/finance/credit-notes/{note.number}/").content.decode()
    assert f"{note.number}/pdf/" in page and f"{note.number}/ubl/" not in page
    answer = sign_in(fatima).get(f"/staff/finance/credit-notes/{note.number}/ubl/")
    assert answer.status_code == 404 and "no place for them" in answer.content.decode()
