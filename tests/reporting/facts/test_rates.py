"""What a euro was worth: taken out of the ECB's file as it is published, set by hand, and used with care."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from reporting.facts.rates import Converter, convert, reporting_currency
from reporting.models import ExchangeRate

pytestmark = pytest.mark.django_db

CSV = b"""Date,USD,JPY,BGN,CYP,GBP,
2026-09-23,1.1000,160.0,1.9558,N/A,0.86080,
2026-09-22,1.1050,161.25,1.9558,N/A,0.86100,
2026-09-18,1.0800,159.0,1.9558,N/A,0.85000,
"""
XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time="2026-09-23"><Cube currency="USD" rate="1.1000"/><Cube currency="JPY" rate="160.0"/></Cube></Cube>
</gesmes:Envelope>"""
PAGE = "/staff/finance/rates/"


def zipped(content: bytes, *names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        for name in names:
            packed.writestr(name, content)
    return kept.getvalue()


def sent(client: Any, content: bytes, name: str = "eurofxref-hist.csv") -> Any:
    return client.post(f"{PAGE}files/", {"ecb-file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("content", [CSV, CSV.replace(b"\n", b"\r\n"), zipped(CSV, "eurofxref-hist.csv"), XML])
def test_finance_takes_the_file_in_as_it_is_published(fatima, sign_in, content):
    client = sign_in(fatima)
    assert sent(client, content).status_code == 302
    assert convert(11_000, "USD", "EUR", date(2026, 9, 23)) == 10_000
    page = client.get(PAGE).content.decode()
    assert "1.1" in page and "rates were taken" in page
    assert sent(client, content).status_code == 302
    assert "0 rates were taken" in client.get(PAGE).content.decode(), "a second time changes nothing"


@pytest.mark.parametrize("content", [
    b"", b"Date\n2026-09-23\n", b"Day,USD,\n", CSV.replace(b"1.1000", b"-1.1"), CSV.replace(b"1.1000", b"1,1"),
    CSV.replace(b"1.1000", b"=1+1"), CSV.replace(b"160.0", b"0"), CSV.replace(b"2026-09-22", b"2026-09-31"),
    CSV.replace(b"2026-09-22", b"2026-09-23"), CSV.replace(b"160.0,", b""), CSV.replace(b"JPY", b"EUR"),
    CSV.replace(b"JPY", b"yen"), b"\xff\xfe\x00", zipped(CSV, "a.csv", "b.csv"), b"PK\x03\x04 no zip",
    XML.replace(b"<gesmes:Env", b'<!DOCTYPE x [<!ENTITY a "b">]><gesmes:Env'), XML[:200],
    XML.replace(b'rate="1.1000"', b'rate="1e3"'), b"<html></html>",
])  # fmt: skip
def test_a_doubtful_file_is_refused_whole(fatima, sign_in, content):
    answer = sent(sign_in(fatima), content)
    assert answer.status_code == 400
    assert not ExchangeRate.objects.exists()


def test_a_zip_that_swells_is_not_unpacked(fatima, sign_in):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("eurofxref-hist.csv", b"0" * (17 * 1024 * 1024))
    assert sent(sign_in(fatima), kept.getvalue()).status_code == 400


def test_what_somebody_set_goes_before_the_file(fatima, ayaka, sign_in):
    client = sign_in(fatima)
    rate = {"rate-day": "2026-09-23", "rate-currency": "usd", "rate-per_euro": "1.25", "rate-source": "Our bank"}
    assert client.post(f"{PAGE}by-hand/", rate).status_code == 302
    sent(client, CSV)
    assert convert(12_500, "USD", "EUR", date(2026, 9, 23)) == 10_000
    row = ExchangeRate.objects.get(day="2026-09-23", currency="USD")
    assert (row.kind, row.per_euro, row.history.count()) == ("hand", Decimal("1.25"), 2)
    assert "Our bank" in sign_in(ayaka).get(PAGE).content.decode(), "the auditor reads it"
    assert sign_in(ayaka).post(f"{PAGE}by-hand/", rate).status_code == 403
    assert client.post(f"{PAGE}{row.pk}/removal/").status_code == 302
    sent(client, CSV)
    assert convert(11_000, "USD", "EUR", date(2026, 9, 23)) == 10_000


@pytest.mark.parametrize("change", [
    {"rate-currency": "EUR"}, {"rate-currency": "XQX"}, {"rate-per_euro": "0"}, {"rate-per_euro": "-1"},
    {"rate-day": "2199-01-01"}, {"rate-source": ""},
])  # fmt: skip
def test_a_rate_that_cannot_be_is_refused(fatima, sign_in, change):
    rate = {"rate-day": "2026-09-23", "rate-currency": "USD", "rate-per_euro": "1.2", "rate-source": "Our bank"}
    assert sign_in(fatima).post(f"{PAGE}by-hand/", rate | change).status_code == 400
    assert not ExchangeRate.objects.exists()


def test_amounts_are_converted_across_the_euro_and_rounded_once(fatima, sign_in):
    sent(sign_in(fatima), CSV)
    on = date(2026, 9, 23)
    assert convert(12_345, "EUR", "EUR", on) == 12_345
    assert convert(10_000, "EUR", "JPY", on) == 16_000, "the yen has no cents"
    assert convert(16_000, "JPY", "USD", on) == 11_000
    assert convert(-16_000, "JPY", "USD", on) == -11_000
    ExchangeRate.objects.create(day=on, currency="CHF", per_euro=2, kind="hand", source="x", actor="user:1")
    assert [convert(amount, "CHF", "EUR", on) for amount in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2], "half to even"
    assert convert(10_000, "USD", "EUR", date(2026, 9, 21)) == round(10_000 / 1.08), "the last one before"
    assert convert(10_000, "USD", "EUR", date(2026, 9, 30)) is not None, "seven days back"
    assert convert(10_000, "USD", "EUR", date(2026, 10, 1)) is None
    assert convert(10_000, "SEK", "EUR", on) is None
    converter = Converter("EUR", ["USD", "SEK"], on, on)
    assert converter.convert_all({"EUR": 100, "USD": 1100, "SEK": 7}, on) == (1100, ["SEK"])


def test_finance_chooses_what_it_reads_in(fatima, sign_in):
    client = sign_in(fatima)
    assert reporting_currency() == "EUR"
    assert client.post(f"{PAGE}currency/", {"chosen-currency": "usd"}).status_code == 302
    assert reporting_currency() == "USD"
    assert client.post(f"{PAGE}currency/", {"chosen-currency": "XQX"}).status_code == 400
    assert "There is no rate of these currencies" in client.get(PAGE).content.decode()


def test_the_command_takes_the_same_file(fatima, ana, tmp_path, capsys):
    path = tmp_path / "eurofxref-hist.csv"
    path.write_bytes(CSV)
    call_command("import_rates", str(path), "--as", fatima.email)
    assert "12 rates taken" in capsys.readouterr().out
    for person, file in ((ana, path), (fatima, tmp_path / "absent.csv")):
        with pytest.raises(CommandError):
            call_command("import_rates", str(file), "--as", person.email)
