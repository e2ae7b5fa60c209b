"""Finding payments and customers by words, and reading a letter before its move."""

from __future__ import annotations

import pytest

from customers.models import Message
from tests.desk import ask

pytestmark = pytest.mark.django_db


def test_words_find_customers_and_their_payments(program_of, ana, make_payment, mila, tom):
    hers, _his, program = make_payment(mila), make_payment(tom), program_of(ana)
    assert [row["reference"] for row in program.get("customers/", q="nov mil").json()["results"]] == [mila.reference]
    assert [row["reference"] for row in program.get("payments/", q="novak").json()["results"]] == [hers.reference]
    assert program.get("payments/", q="nobody at all").json()["results"] == []


def test_words_beyond_the_limit_are_refused(program_of, ana):
    for words in ("x" * 101, "a\0b"):
        assert program_of(ana).get("payments/", q=words).status_code == 400
        assert program_of(ana).get("customers/", q=words).status_code == 400


def test_boris_reads_the_letter_before_he_turns_it_down(program_of, boris, make_payment, mila):
    refund = ask(make_payment(mila))
    letters = Message.objects.count()
    address = f"refunds/{refund.reference}/letter-preview/"

    said = {"move": "rejection", "words": "It was worn.", "note": "Sorry."}
    look = program_of(boris).post(address, said).json()

    assert "It was worn." in look["text"] and "Sorry." in look["text"] and look["subject"]
    assert Message.objects.count() == letters
    refund.refresh_from_db()
    assert refund.state == "under_review"
    assert program_of(boris).post(address, {"move": "retry"}).status_code == 400


def test_marta_lays_out_an_earlier_text(program_of, marta):
    program, address = program_of(marta), "texts/refund_rejected/en/"
    words = program.get(address).json()["delivered"]
    wish = {name: words[name] for name in ("subject", "heading", "body")}
    program.post(address, {**wish, "heading": "Not this time", "why": "Softer.", "number": 0, "use": True})

    laid_out = program.post(f"{address}restoration/", {"version": 0, "why": "As it was.", "number": 1})
    assert laid_out.status_code == 201 and laid_out.json()["act"] == "draft"
    versions = program.get(f"{address}history/").json()["results"]
    assert [(row["number"], row["heading"]) for row in versions] == [(2, words["heading"]), (1, "Not this time")]
    late = program.post(f"{address}restoration/", {"version": 1, "why": "Again.", "number": 1})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "changed_since_seen")
    nowhere = program.post(f"{address}restoration/", {"version": 9, "why": "Again.", "number": 2})
    assert nowhere.status_code == 404


def test_only_who_writes_texts_lays_one_out(program_of, ana):
    address = "texts/refund_rejected/en/restoration/"
    assert program_of(ana).post(address, {"version": 0, "why": "As it was.", "number": 0}).status_code == 403
