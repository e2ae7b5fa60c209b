"""Fatima's way through the pages and the API of exports; who may not, and what is not there."""

from __future__ import annotations

import re

import pytest

from customers.actors import Actor
from refunds.actions.api_keys import create_api_key
from reporting.models import Export, SavedExport
from reporting.tasks import make_exports
from tests.reporting.exports.conftest import IN_OCTOBER

pytestmark = pytest.mark.django_db
DAYS = {"first_on": "2026-10-01", "last_on": "2026-10-31"}


@pytest.fixture
def two(make_payment, mila):
    for _ in range(2):
        make_payment(mila, captured_at=IN_OCTOBER)


def test_fatima_orders_a_file_follows_it_and_takes_it_home(fatima, sign_in, two, own_files):
    browser = sign_in(fatima)
    assert "No export yet" in browser.get("/staff/finance/exports/").content.decode()
    wish = {**DAYS, "format": "csv", "columns": ["payment", "amount"], "only_country": ""}
    page = browser.post("/staff/finance/exports/new/?subject=payments", wish, follow=True)
    assert "It waits for a worker" in page.content.decode()
    make_exports()
    export = Export.objects.get()
    page = browser.get(f"/staff/finance/exports/{export.reference}/").content.decode()
    assert "Download the file" in page and export.sha256 in page
    answer = browser.get(f"/staff/finance/exports/{export.reference}/file/")
    assert (
        answer.streaming
        and f'filename="{export.reference}-payments-2026-10-01-2026-10-31.csv"' in (answer["Content-Disposition"])
    )
    assert b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0] == "payment,amount"
    assert export.reference in browser.get("/staff/finance/exports/").content.decode()


def test_the_format_that_was_taken_last_is_chosen_already(fatima, ayaka, sign_in, exported, two):
    def chosen(person):
        page = sign_in(person).get("/staff/finance/exports/new/?subject=payments").content.decode()
        return re.findall(r'name="format" value="(\w+)"[^>]* checked', page)

    assert chosen(fatima) == ["csv"]
    exported("refunds", "parquet")
    assert (chosen(fatima), chosen(ayaka)) == (["parquet"], ["csv"])


def test_a_wish_is_saved_used_by_colleagues_and_removed_by_its_owner(fatima, ayaka, sign_in, two, own_files):
    browser = sign_in(fatima)
    wish = {**DAYS, "format": "xlsx", "columns": ["payment"], "keep": "yes", "label": "Books", "span": "last_month"}
    answer = browser.post("/staff/finance/exports/new/?subject=payments", {**wish, "is_shared": "on"})
    saved = SavedExport.objects.get()
    assert answer.status_code == 302 and (saved.columns, saved.is_shared) == (["payment"], True)
    other = sign_in(ayaka)
    assert "Books" in other.get("/staff/finance/exports/saved/").content.decode()
    assert other.post(f"/staff/finance/exports/saved/{saved.pk}/order/").status_code == 302
    assert Export.objects.get().saved == saved
    assert other.post(f"/staff/finance/exports/saved/{saved.pk}/removal/").status_code == 403
    assert browser.post(f"/staff/finance/exports/saved/{saved.pk}/removal/").status_code == 302
    assert "Nothing is saved" in other.get("/staff/finance/exports/saved/").content.decode()
    SavedExport.objects.update(removed_at=None, is_shared=False)
    assert other.post(f"/staff/finance/exports/saved/{saved.pk}/order/").status_code == 404


def test_a_wrong_order_is_told_at_its_field_and_writes_nothing(fatima, sign_in):
    browser = sign_in(fatima)
    for subject, wish, sentence in (
        ("payments", {**DAYS, "format": "csv", "columns": ["payment"], "last_on": "2026-01-01"}, "before the first"),
        ("payments", {**DAYS, "format": "csv", "columns": ["password"]}, "password is not one of"),
        ("payments", {**DAYS, "format": "exe", "columns": ["payment"]}, "exe is not one of"),
        ("movements", {**DAYS, "format": "csv", "columns": ["at"], "only_measure": "sorrow"}, "no figure of the name"),
        ("journal", {**DAYS, "format": "datev", "only_currency": "EUR"}, "The program asks for more"),
        ("journal", {**DAYS, "format": "datev", "only_currency": "???"}, ""),
    ):
        answer = browser.post(f"/staff/finance/exports/new/?subject={subject}", wish)
        assert answer.status_code in (400, 409) and sentence in answer.content.decode(), (wish, sentence)
    assert browser.get("/staff/finance/exports/new/?subject=secrets").status_code == 400
    assert not Export.objects.exists()


def test_every_subject_has_its_page(fatima, sign_in):
    browser = sign_in(fatima)
    page = browser.get("/staff/finance/exports/").content.decode()
    for subject in (
        "refunds",
        "credit_notes",
        "credit_note_lines",
        "disputes",
        "ledger",
        "movements",
        "figures",
        "journal",
    ):
        assert f"?subject={subject}" in page
        assert browser.get(f"/staff/finance/exports/new/?subject={subject}").status_code == 200


def test_ana_and_boris_export_nothing(ana, boris, fatima, sign_in, exported, two):
    export = exported("payments", "csv")
    for person in (ana, boris):
        browser = sign_in(person)
        for path in (
            "",
            "new/",
            "saved/",
            "places/",
            "schedules/",
            f"{export.reference}/",
            f"{export.reference}/file/",
        ):
            assert browser.get(f"/staff/finance/exports/{path}").status_code == 403


def test_an_unready_file_and_an_unknown_one_are_not_found(fatima, sign_in, exported, two):
    export = exported("payments", "csv")
    browser = sign_in(fatima)
    assert browser.get("/staff/finance/exports/EX-1/").status_code == 404
    assert browser.post(f"/staff/finance/exports/{export.reference}/cancellation/").status_code == 302
    export.refresh_from_db()
    assert export.state == "ready"
    export.forget()
    export.save()
    assert browser.get(f"/staff/finance/exports/{export.reference}/file/").status_code == 404


def test_a_program_orders_a_file_and_takes_it(fatima, ida, client, two, own_files):
    _key, secret = create_api_key(
        actor=Actor.user(ida), owner_email=fatima.email, name="books", scopes=["reports:read"], days=30
    )
    headers = {"HTTP_AUTHORIZATION": f"Api-Key {secret}"}
    subjects = client.get("/api/v1/export-subjects/", **headers).json()
    assert {"refunds", "journal"} <= {subject["name"] for subject in subjects["subjects"]}
    wish = {"subject": "payments", "format": "jsonl", **DAYS, "columns": ["payment", "amount"]}
    sent = {"content_type": "application/json", **headers}
    answer = client.post("/api/v1/exports/", wish, HTTP_IDEMPOTENCY_KEY="1", **sent)
    assert answer.status_code == 201, answer.content
    address = answer["Location"]
    assert client.get(f"{address}file/", **headers).status_code == 404
    make_exports()
    assert client.get(address, **headers).json()["state"] == "ready"
    lines = b"".join(client.get(f"{address}file/", **headers).streaming_content).splitlines()
    assert len(lines) == 2 and b'"amount_minor":8900' in lines[0]
    wrong = client.post("/api/v1/exports/", {**wish, "format": "exe"}, HTTP_IDEMPOTENCY_KEY="2", **sent)
    assert wrong.status_code == 400
