"""Finance's figures and papers, read and ordered by a program."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers import clock
from reporting.actions.make_statement import make_next_statement
from reporting.models import Statement

pytestmark = pytest.mark.django_db


def test_fatimas_program_orders_a_statement_and_takes_it_home(program_of, fatima, make_payment, mila):
    make_payment(mila)
    program, today = program_of(fatima), clock.now().date()
    wish = {"first_on": str(today - timedelta(days=30)), "last_on": str(today), "customer": mila.reference}

    ordered = program.post("statements/", wish)
    assert ordered.status_code == 201 and ordered.json()["state"] == "queued"
    paper = ordered.json()["reference"]
    assert ordered["Location"] == f"/api/v1/statements/{paper}/"
    too_early = program.get(f"statements/{paper}/paper/")
    assert (too_early.status_code, too_early["Content-Type"]) == (404, "application/json")

    make_next_statement()
    told = program.get(f"statements/{paper}/").json()
    assert (told["state"], told["customer"], told["requested_by"]) == (
        "ready",
        mila.reference,
        ordered.json()["requested_by"],
    )
    assert program.get(f"statements/{paper}/paper/").content.startswith(b"%PDF")
    assert [row["reference"] for row in program.get("statements/").json()["results"]] == [paper]


@pytest.mark.parametrize(
    "wish",
    [{}, {"first_on": "2026-11-01"}, {"first_on": "2026-11-30", "last_on": "2026-11-01"},
     {"first_on": "2999-01-01", "last_on": "2999-01-02"}, {"first_on": "0001-01-01", "last_on": "2026-01-01"},
     {"first_on": 20261101, "last_on": "2026-11-02"}, {"first_on": "2026-02-30", "last_on": "2026-11-02"},
     {"first_on": "2026-11-01", "last_on": "2026-11-02", "customer": "CU-1999-1"},
     {"first_on": "2026-11-01", "last_on": "2026-11-02", "customer": "a\u0000b"}],
)  # fmt: skip
def test_a_period_that_cannot_be_meant_is_refused(program_of, fatima, wish):
    assert program_of(fatima).post("statements/", wish).status_code == 400
    assert not Statement.objects.exists()


def test_the_agent_reads_no_reports(program_of, ana):
    program = program_of(ana)
    for address in ("statements/", "statements/ST-2026-000001/", "statements/ST-2026-000001/paper/", "dashboards/"):
        assert program.get(address).status_code == 403
    wish = {"first_on": "2026-11-01", "last_on": "2026-11-02"}
    assert program.post("statements/", wish).status_code == 403
