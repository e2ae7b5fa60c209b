"""The pages of tax, closing, differences and packs, as finance walks them; and their twins over HTTP."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest

from refunds.gateways.types import SettlementKind
from refunds.models import Difference, RefundAttempt, SettlementEntry, SettlementReport
from reporting.models import MonthlyPack, PeriodClosing, Reopening
from reporting.tasks import finish_closings, make_packs

pytestmark = pytest.mark.django_db

IN_OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)
DAYS = {"since": "2026-10-01", "until": "2026-10-31"}
OCTOBER = {"first_on": "2026-10-01", "last_on": "2026-10-31"}


@pytest.fixture
def october(make_payment, mila, transferred):
    lamp = make_payment(mila, captured_at=IN_OCTOBER - timedelta(days=3))
    return transferred(lamp, IN_OCTOBER, amount_minor=4310)


def test_fatima_closes_october_step_by_step(fatima, marta, sign_in, october):
    desk = sign_in(fatima)
    page = desk.post("/staff/finance/closings/", OCTOBER, follow=True)
    closing = PeriodClosing.objects.get()
    assert page.redirect_chain[-1][0] == f"/staff/finance/closings/{closing.reference}/"
    assert "Every entry is balanced" in page.content.decode()

    here = f"/staff/finance/closings/{closing.reference}/"
    wrong = desk.post(f"{here}closing/", {"confirm": "CL-1"})
    assert wrong.status_code == 400 and PeriodClosing.objects.get().state == "open"
    page = desk.post(f"{here}closing/", {"confirm": closing.reference}, follow=True)
    assert "A worker looks at everything" in page.content.decode()
    finish_closings()
    text = desk.get(here).content.decode()
    assert "Frozen figures" in text and "45.90" in text
    assert "The books are closed until" in desk.get("/staff/finance/closings/").content.decode()

    desk.post(f"{here}reopening/", {"reason": "A report came late."})
    refused = desk.post(f"{here}reopening/release/", {})
    assert refused.status_code == 403 and "somebody else must decide" in refused.content.decode()
    sign_in(marta).post(f"{here}reopening/release/", {"words": "Right."})
    assert PeriodClosing.objects.get().state == "reopened" and Reopening.objects.get().decider == marta


def test_an_open_check_is_carried_over_on_its_page(fatima, sign_in, october):
    Difference.objects.create(
        kind="unknown", subject="refund:re_1", facts_hash="x", gateway="sandbox", gateway_account="sandbox",
        found_at=IN_OCTOBER,
    )  # fmt: skip
    desk = sign_in(fatima)
    desk.post("/staff/finance/closings/", OCTOBER)
    here = f"/staff/finance/closings/{PeriodClosing.objects.get().reference}/"
    page = desk.get(here)
    (blocked,) = page.context["blocked"]
    assert "1 check is open" in page.content.decode() and "refund:re_1" in page.content.decode()
    wish = {"check": blocked["code"], "fingerprint": blocked["fingerprint"], "reason": ""}
    assert desk.post(f"{here}carrying-over/", wish).status_code == 400
    page = desk.post(f"{here}carrying-over/", {**wish, "reason": "It is small."}, follow=True)
    assert "Carried over by Fatima Haddad: It is small." in page.content.decode()


def test_the_tax_page_leads_to_its_lines_and_files(fatima, sign_in, october):
    desk = sign_in(fatima)
    page = desk.get("/staff/finance/tax/", DAYS)
    (row,) = page.context["rows"]
    assert row["refunds_tax_minor"] == 4310 * 19 // 119 and "14.21" in page.content.decode()
    lines = desk.get(
        "/staff/finance/tax/lines/",
        {**DAYS, "kind": "refund", "country": row["country"], "rate": "19", "currency": "EUR"},
    )
    assert october.reference in lines.content.decode() and "Shared" in lines.content.decode()
    table = b"".join(desk.get("/staff/finance/tax/table.csv", DAYS)).decode()
    assert "6.88" in table and table.count("\r\n") == 2
    every = b"".join(desk.get("/staff/finance/tax/lines/table.csv", DAYS)).decode()
    assert october.reference in every and '"shared"' in every and '"named"' in every
    assert b"2026-Q4" in b"".join(desk.get("/staff/finance/tax/one-stop-shop/table.csv", {"quarter": "2026-Q4"}))
    assert desk.get("/staff/finance/tax/one-stop-shop/", {"quarter": "2026-Q4"}).status_code == 200


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("tax/", {"since": "2026-10-31", "until": "2026-10-01"}),
        ("tax/", {"since": "x", "until": "2026-10-01"}),
        ("tax/lines/", {"kind": "x"}),
        ("tax/lines/", {"rate": "NaN"}),
        ("tax/lines/", {"rate": "x"}),
        ("tax/one-stop-shop/", {"quarter": "2026-Q9"}),
        ("packs/", None),
    ],
)
def test_crooked_questions_are_told_and_break_nothing(fatima, sign_in, policy, address, query):
    desk = sign_in(fatima)
    answer = desk.get(f"/staff/finance/{address}", query) if query else desk.post(f"/staff/finance/{address}", {})
    assert answer.status_code == 400


def test_a_pack_is_made_of_what_is_frozen_and_again_to_the_byte(
    fatima, sign_in, program_of, october, make_payment, tom
):
    desk = sign_in(fatima)
    desk.post("/staff/finance/closings/", OCTOBER)
    closing = PeriodClosing.objects.get()
    desk.post(f"/staff/finance/closings/{closing.reference}/closing/", {"confirm": closing.reference})
    finish_closings()
    desk.post("/staff/finance/packs/", DAYS)
    page = desk.get(f"/staff/finance/packs/{MonthlyPack.objects.get().reference}/")
    assert "It waits for a worker" in page.content.decode()
    make_packs()
    make_payment(tom, captured_at=IN_OCTOBER)  # becomes known after the closing
    program = program_of(fatima)
    again = program.post("packs/", OCTOBER).json()["reference"]
    make_packs()

    first, second = MonthlyPack.objects.order_by("id")
    assert first.state == second.state == "ready" and first.trouble == ""
    assert (first.closing, first.checksum) == (closing, second.checksum)
    assert bytes(first.pdf) == bytes(second.pdf) and bytes(first.archive) == bytes(second.archive)
    got = desk.get(f"/staff/finance/packs/{first.reference}/zip/")
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        names = archive.namelist()
        told = json.loads(archive.read("checksums.json"))
        assert names[0] == "pack.pdf" and archive.read("pack.pdf").startswith(b"%PDF")
        assert "43.10" in archive.read("movements.csv").decode()
        assert "sandbox" not in archive.read("tax.csv").decode()
    assert told["figures"] == first.checksum and set(told["files"]) == set(names) - {"checksums.json"}
    assert desk.get(f"/staff/finance/packs/{first.reference}/pdf/").content == bytes(first.pdf)
    assert program.get(f"packs/{again}/archive/").content == bytes(first.archive)


def settled(refund, **fields) -> SettlementEntry:
    report, _new = SettlementReport.objects.get_or_create(
        gateway="sandbox", gateway_account="sandbox", name="r", requested_by="x", requested_label="x"
    )
    number = SettlementEntry.objects.count() + 1
    return SettlementEntry.objects.create(
        **{
            "report": report, "number": number, "gateway_account": "sandbox", "line_id": f"l{number}",
            "kind": SettlementKind.REFUND, "currency": "EUR",
            "gateway_reference": RefundAttempt.objects.get(refund=refund).gateway_reference if refund else "",
            **fields,
        }
    )  # fmt: skip


def test_every_step_to_the_gateways_figure_is_named(fatima, sign_in, program_of, make_payment, mila, tom, boris):
    """One as it is, one across midnight, one not reported, one of another amount, fees, and a console refund."""
    from tests import desk as engine

    def refunded(customer, total):
        return engine.ask(engine.known_to_sandbox(make_payment(customer, total_minor=total)))

    same, later, unreported, short = (refunded(mila, total) for total in (4000, 3000, 2000, 1000))
    engine.worker_runs()
    today = engine.again(same).finished_at
    settled(same, amount_minor=-4000, fee_minor=25, settled_at=today, payout_reference="po_1")
    settled(later, amount_minor=-3000, settled_at=today + timedelta(days=1, minutes=5))
    settled(short, amount_minor=-900, settled_at=today)
    settled(None, amount_minor=-555, settled_at=today, gateway_reference="re_console")
    settled(None, kind=SettlementKind.FEE, amount_minor=-70, settled_at=today)
    settled(None, kind=SettlementKind.PAYOUT, amount_minor=4025, settled_at=today, payout_reference="po_1")
    for payment in (same.payment, later.payment, unreported.payment, short.payment):
        assert payment.captured_at < today - timedelta(days=2)

    day = today.date().isoformat()
    desk = sign_in(fatima)
    page = desk.get("/staff/finance/differences-explained/", {"since": day, "until": day, "account": "sandbox/EUR"})
    found = page.context["explained"]
    steps = {step.why: (step.delta_minor, step.count) for step in found.steps}
    assert steps == {
        "transit": (2000, 1), "midnight": (3000, 1), "amount": (100, 1), "console": (-555, 1), "fees": (-95, 2),
    }  # fmt: skip
    assert (found.ours_minor, found.theirs_minor, found.remainder_minor) == (-10_000, -5550, 0)
    text = page.content.decode()
    assert unreported.reference in text and "cannot be explained" not in text
    assert (found.paid_out_minor, found.unpaid_minor, found.payout_remainder_minor) == (-4025, -1525, 0)

    told = program_of(fatima).get(
        "differences-explained/", first_on=day, last_on=day, account="sandbox", currency="EUR"
    ).json()  # fmt: skip
    assert told["remainder_minor"] == 0 and [step["why"] for step in told["steps"]] == [s.why for s in found.steps]


def test_programs_close_and_read_as_people_do(fatima, marta, program_of, october):
    program = program_of(fatima)
    reference = program.post("closings/", OCTOBER).json()["reference"]
    detail = program.get(f"closings/{reference}/").json()
    assert {check["state"] for check in detail["checks"]} == {"green"}
    assert program.post(f"closings/{reference}/closing/", {}).json()["state"] == "closing"
    finish_closings()
    detail = program.get(f"closings/{reference}/").json()
    assert (detail["state"], detail["closer"]) == ("closed", "Fatima Haddad")
    report = program.get("tax/report/", **OCTOBER).json()
    assert report["closing"] == reference and report["totals"][0]["balance_gross_minor"] == 4590
    lines = program.get("tax/lines/", **OCTOBER, kind="refund", rate="19").json()
    assert [line["reference"] for line in lines["results"]] == [october.reference] and lines["next"] is None
    assert program.get("tax/one-stop-shop/", quarter="2026-Q4").json()["quarter"] == "2026-Q4"
    for crooked in ({"first_on": "2026-10-31", "last_on": "2026-10-01"}, {"first_on": "x", "last_on": "2026-10-01"}):
        assert program.get("tax/report/", **crooked).status_code == 400
    assert program.get("tax/lines/", **OCTOBER, kind="sale", after="x").status_code == 400
    program.post(f"closings/{reference}/reopening/", {"reason": "Late."})
    assert program_of(marta).post(f"closings/{reference}/reopening/release/", {}).json()["state"] == "reopened"


def test_lines_are_read_page_by_page(fatima, sign_in, make_payment, mila):
    for _number in range(51):
        make_payment(mila, captured_at=IN_OCTOBER)
    desk = sign_in(fatima)
    page = desk.get("/staff/finance/tax/lines/", {**DAYS, "kind": "sale"})
    assert len(page.context["rows"]) == 50
    rest = desk.get(f"/staff/finance/tax/lines/{page.context['next_url']}")
    assert len(rest.context["rows"]) == 1 and rest.context["next_url"] == ""
    assert date(2026, 10, 14) == rest.context["rows"][0]["line"].at.date()
