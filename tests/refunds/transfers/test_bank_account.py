"""Where the money goes is said by the customer, on their own page, and stands nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from customers import clock
from customers.clock import clock_at
from customers.models import Message
from refunds.gateways.secrets import unseal
from refunds.models import BankDetails
from refunds.tasks import look_at_bank_details
from tests.desk import again, kinds, letters
from tests.refunds.transfers.conftest import MILAS, TOMS

pytestmark = pytest.mark.django_db
State = BankDetails.State


def test_mila_is_asked_when_her_transfer_is_approved_and_nobody_is_alarmed_meanwhile(approved, mila):
    refund = approved(mila)
    assert refund.attention == ""
    assert "bank_details" in letters(refund) and "approved" not in letters(refund)
    letter = Message.objects.get(kind="refund_bank_details")
    assert f"/portal/door/refunds/{refund.reference}/bank-account/" in letter.body_text
    assert kinds(refund)[-2:] == ["refund.approved", "refund.bank_details_asked"]


def test_she_names_it_on_her_page_and_it_is_kept_sealed(approved, names_account, phone, mila):
    refund = approved(mila)
    assert names_account(refund, "nl91 abna 0417 1643 00").status_code == 302
    details = BankDetails.objects.get()
    assert (details.state, details.last4, details.country, details.bic) == ("confirmed", "4300", "NL", "ABNANL2A")
    assert MILAS.encode() not in bytes(details.sealed_iban)
    assert unseal(bytes(details.sealed_iban).decode(), details.place) == MILAS
    page = phone(mila).get(f"/portal/refunds/{refund.reference}/bank-account/").content.decode()
    assert "4300" in page and MILAS not in page
    assert "payment file" in again(refund).attention


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("NL91ABNA0417164301", "a letter or digit is wrong"),
        ("NL91ABNA04171643", "too short or too long"),
        ("XX91ABNA0417164300", "two letters of its country"),
        ("TR330006100519786457841326", "SEPA countries only"),
        ("NL91ABNA04171643\x0000", "Null characters are not allowed"),
        ("٣" * 20, "a letter or digit is wrong"),
        ("N" * 5000, "at most 60 characters"),
        ("", "This field is required"),
    ],
)
def test_a_slip_of_the_pen_is_said_in_a_sentence_and_what_was_typed_stays(
    approved, names_account, mila, typed, sentence
):
    refund = approved(mila)
    answer = names_account(refund, typed, holder="Mila N. Novak")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert sentence in page and "Mila N. Novak" in page
    assert BankDetails.objects.get().state == State.ASKED


def test_without_comparing_nothing_is_kept(approved, names_account, mila):
    refund = approved(mila)
    assert names_account(refund, MILAS, compared="").status_code == 400
    assert BankDetails.objects.get().state == State.ASKED


def test_tom_sees_and_changes_nothing_of_it(approved, phone, mila, tom):
    refund = approved(mila)
    address = f"/portal/refunds/{refund.reference}/bank-account/"
    assert phone(tom).get(address).status_code == 404
    typed = {"holder": "Tom", "iban": TOMS, "compared": "on"}
    assert phone(tom).post(address, typed).status_code == 404
    assert phone(tom).post(f"{address}removal/").status_code == 404
    assert BankDetails.objects.get().state == State.ASKED


def test_she_names_another_one_and_the_first_is_forgotten(ready, names_account, phone, mila):
    refund = ready(mila, MILAS)
    names_account(refund, TOMS)
    first, second = BankDetails.objects.order_by("id")
    assert (first.state, bytes(first.sealed_iban), first.bic) == ("revoked", b"", "")
    assert (second.state, second.last4) == ("confirmed", TOMS[-4:])

    phone(mila).post(f"/portal/refunds/{refund.reference}/bank-account/removal/")
    assert BankDetails.objects.filter(state=State.CONFIRMED).count() == 0
    assert again(refund).attention == ""


def test_silence_is_reminded_once_then_ends_and_ana_asks_again(approved, names_account, ana, sign_in, mila):
    refund = approved(mila)
    with clock_at(clock.now() + timedelta(days=8)):
        assert (look_at_bank_details(), look_at_bank_details()) == (1, 0)
        assert letters(refund).count("bank_details_again") == 1
    with clock_at(clock.now() + timedelta(days=31)):
        assert names_account(refund, MILAS).status_code == 409
        assert look_at_bank_details() == 1
    assert "named no bank account in time" in again(refund).attention
    assert names_account(refund, MILAS).status_code == 409

    page = sign_in(ana).get(f"/staff/refunds/{refund.reference}/").content.decode()
    assert "No bank account was named in time" in page
    sign_in(ana).post(f"/staff/refunds/{refund.reference}/account-question/")
    assert again(refund).attention == ""
    assert letters(refund)[-1] == "bank_details"
    assert names_account(refund, MILAS).status_code == 302


def test_a_canceled_refund_forgets_the_account(ready, ana, sign_in, mila):
    refund = ready(mila, MILAS)
    sign_in(ana).post(f"/staff/refunds/{refund.reference}/cancellation/")
    details = BankDetails.objects.get()
    assert (details.state, bytes(details.sealed_iban)) == ("revoked", b"")
    assert kinds(refund)[-1] == "refund.bank_details_revoked"


def test_other_currencies_are_paid_by_hand_as_ever_and_nobody_is_asked(make_payment, mila, ida):
    from refunds.actions.bank_details import needs_details
    from tests.desk import ask

    refund = ask(make_payment(mila, total_minor=45_000, currency="USD"), rail="bank_transfer")
    assert not needs_details(refund)


def test_without_an_account_of_ours_everything_is_paid_by_hand(settings, approved, mila):
    settings.BANK_ACCOUNT = {"name": "", "iban": "", "bic": ""}
    refund = approved(mila)
    assert "record the bank's reference" in refund.attention
    assert letters(refund)[-1] == "approved" and not BankDetails.objects.exists()


def test_the_database_keeps_no_account_beyond_its_need(ready, mila):
    ready(mila, MILAS)
    with pytest.raises(IntegrityError, match="bank_details_iban_only_while_needed"), transaction.atomic():
        BankDetails.objects.update(sealed_iban=b"")
    history = BankDetails.history.model._meta
    assert not {"holder", "sealed_iban", "last4", "bic"} & {field.name for field in history.get_fields()}
