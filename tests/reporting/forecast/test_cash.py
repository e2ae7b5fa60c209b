"""Will the money reach: balances day by day, payouts, one warning, and what a batch would do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customers import clock
from customers.actors import Actor
from customers.shop_days import shop_day
from refunds.models import Refund, SettlementEntry, SettlementReport, StaffNotice
from reporting.actions.order_forecast import order_forecast
from reporting.actions.plan_payouts import record_balance, set_payout_plan
from reporting.foresight.cash_days import Flows, Plan, project
from reporting.foresight.outlook import read_outlooks
from reporting.models import AccountBalance, CashOutlook, CashWarning, PayoutPlan
from reporting.tasks import look_at_cash, make_forecasts
from tests import desk

MONDAY = date(2026, 3, 2)
PAGE = "/staff/finance/cash/"


def flows(inflow: int, outflow: int, weeks: int = 3) -> Flows:
    return Flows(MONDAY, [[inflow] * weeks], [[outflow] * weeks])


def test_every_cent_that_moves_is_in_the_balance():
    told = project(10_000, MONDAY, flows(701, 1_400), Plan())
    assert len(told.days) == 21
    assert told.days[-1].likely == 10_000 + 3 * 701 - 3 * 1_400
    assert told.dry_on is None and told.missing_minor == 0


def test_it_says_the_day_on_which_the_money_ends_and_how_much_is_missing():
    told = project(1_000, MONDAY, flows(0, 700), Plan())
    assert told.dry_on == MONDAY + timedelta(days=10), "a hundred a day: nothing is left after ten days"
    assert told.missing_minor == 1_100


def test_a_payout_takes_what_is_over_and_leaves_what_stays():
    told = project(5_000, MONDAY, flows(0, 700), Plan("weekly", weekday=2, keep_minor=500))
    assert [day.likely for day in told.days[:4]] == [4_900, 4_800, 500, 400]
    assert told.dry_on == MONDAY + timedelta(days=8) and told.paid_out_minor == 4_200


def test_what_is_approved_goes_first_and_is_not_counted_twice():
    told = project(10_000, MONDAY, flows(0, 700), Plan(), waiting_minor=900)
    assert told.days[0].likely == 9_100
    assert told.days[-1].likely == 10_000 - 2_100, "it was part of what was foreseen"


def test_the_month_ends_where_it_is_shorter():
    plan = Plan("monthly", day=31)
    assert plan.pays_on(date(2026, 2, 28)) and not plan.pays_on(date(2026, 3, 28))


@pytest.mark.django_db
class TestFatima:
    """She enters the plan and the balance, is warned once, and asks what holding a batch would do."""

    @pytest.fixture(autouse=True)
    def a_year(self, past, own_account):
        past(44)
        make_forecasts()

    @pytest.fixture
    def own_account(self, settings):
        """The practice gateway would tell its own balance."""
        from refunds.gateways.sandbox.adapter import Sandbox

        kept = Sandbox.capabilities
        Sandbox.capabilities = kept.__class__(
            **{**{name: getattr(kept, name) for name in kept.__slots__}, "balance": False}
        )
        yield
        Sandbox.capabilities = kept

    def test_she_enters_a_balance_and_a_plan_and_is_warned_once(self, fatima, sign_in, program_of):
        browser = sign_in(fatima)
        assert "What is there is not known" in browser.get(PAGE).content.decode()
        plan = {"account": "sandbox:EUR", "rhythm": "daily", "weekday": 0, "day": 1, "keep": "100.00"}
        assert browser.post(f"{PAGE}payout-plan/", plan).status_code == 302
        assert browser.post(f"{PAGE}balance/", {"account": "sandbox:EUR", "balance": "150.50"}).status_code == 302
        assert AccountBalance.objects.get().balance_minor == 15_050
        assert (PayoutPlan.objects.get().keep_minor, PayoutPlan.history.count()) == (10_000, 1)

        program = program_of(fatima, "operations:write", "reports:read")
        low = {"account": "sandbox", "currency": "EUR", "balance_minor": -50_000}
        assert program.post("cash/balance/", low).status_code == 201
        for _ in range(2):
            look_at_cash()
        warning = CashWarning.objects.get(ended_at=None)
        (notice,) = StaffNotice.objects.filter(person=fatima, kind="gateway")
        assert "sandbox may run dry on" in notice.words and warning.missing_minor > 0

        (told,) = program.get("cash/").json()["results"]
        assert told["projection"]["dry_on"] == warning.dry_on.isoformat() == shop_day(clock.now()).isoformat()
        page = browser.get(PAGE).content.decode()
        assert "It may run dry on" in page and "every working day" in page and "Reserve proposed" in page

        assert program.post("cash/balance/", {**low, "balance_minor": 10**9}).status_code == 201
        keep_all = {"account": "sandbox", "currency": "EUR", "rhythm": "by_hand"}
        assert program.post("cash/payout-plan/", keep_all).status_code == 200
        assert look_at_cash() == 0
        assert StaffNotice.objects.filter(person=fatima, kind="gateway").count() == 1

    def test_holding_a_batch_is_shown_and_nothing_is_changed(self, fatima, boris, sign_in, make_payment, mila):
        asked = desk.ask(make_payment(mila, total_minor=20_000))
        refund = desk.approve(asked, boris) if asked.state == Refund.State.UNDER_REVIEW else asked
        assert refund.state == Refund.State.APPROVED
        AccountBalance.objects.create(account="sandbox", currency="EUR", balance_minor=50_000, source="hand")
        later = (shop_day(clock.now()) + timedelta(days=60)).isoformat()
        wish = {"account": "sandbox:EUR", "move": "hold", "on": later, "batch": ""}
        page = sign_in(fatima).get(PAGE, wish).content.decode()
        assert "1 approved refunds of 200.00" in page.replace("\u00a0", " ") and "Nothing has been changed." in page
        assert desk.again(refund).state == Refund.State.APPROVED

    def test_what_a_gateway_keeps_does_not_come_in(self, fatima, sign_in):
        """A tenth of what was sold in the newest weeks: the inflow is a tenth less, to the cent of each week."""
        whole = CashOutlook.objects.get()
        assert "is not known, so they come in whole" in self.page_with_balance(fatima, sign_in)
        report = SettlementReport.objects.create(
            gateway="sandbox", gateway_account="sandbox", name="r", requested_by="x", requested_label="x"
        )
        SettlementEntry.objects.create(
            report=report, number=1, gateway_account="sandbox", line_id="l1", kind="fee", currency="EUR",
            amount_minor=-(whole.sold_minor // 10), settled_at=clock.now() - timedelta(days=9),
        )  # fmt: skip
        order_forecast(actor=Actor.user(fatima))
        make_forecasts()
        less = CashOutlook.objects.order_by("-id").first()
        assert (less.sold_minor, less.fees_minor) == (whole.sold_minor, whole.sold_minor // 10) and less.fees_minor
        for path, before in zip(less.inflow, whole.inflow, strict=True):
            assert all(abs(10 * amount - 9 * sold) <= 10 for amount, sold in zip(path, before, strict=True))
        assert less.outflow == whole.outflow
        assert "less 10.0 % that the gateway" in self.page_with_balance(fatima, sign_in)

    def test_the_balance_to_come_is_kept_until_something_of_it_is_told_anew(
        self, fatima, boris, sign_in, make_payment, mila
    ):
        self.page_with_balance(fatima, sign_in)
        kept = CashOutlook.objects.get()
        first = kept.projected
        assert len(first["days"]) >= 85 and kept.projected_at and first["waiting_minor"] == 0
        asked = desk.ask(make_payment(mila, total_minor=20_000))
        if asked.state == Refund.State.UNDER_REVIEW:
            desk.approve(asked, boris)
        (told,) = read_outlooks(clock.now())
        assert told.waiting_minor == 0 and [d.low for d in told.projection.days] == [d[0] for d in first["days"]]
        look_at_cash()
        (told,) = read_outlooks(clock.now())
        assert told.waiting_minor == 20_000 and told.projection.days[0].likely < first["days"][0][1]
        set_payout_plan(actor=Actor.user(fatima), account="sandbox", currency="EUR", rhythm="daily", keep_minor=1_000)
        again = CashOutlook.objects.get().projected
        assert again["plan"] and min(day[1] for day in again["days"]) < min(day[1] for day in first["days"])
        with clock.clock_at(clock.now() + timedelta(days=1)):
            (told,) = read_outlooks(clock.now())
            assert told.projection.days[0].on == shop_day(clock.now()), "yesterday's does not stand for today"

    def page_with_balance(self, fatima, sign_in) -> str:
        record_balance(actor=Actor.user(fatima), account="sandbox", currency="EUR", balance_minor=50_000)
        return sign_in(fatima).get(PAGE).content.decode()

    @pytest.mark.parametrize(
        ("wish", "status"),
        [
            ({"on": "2000-01-01"}, 400), ({"on": "tomorrow"}, 400), ({"move": "spend"}, 400),
            ({"account": "nobody:EUR"}, 400), ({"batch": "XX-1"}, 400),
        ],
    )  # fmt: skip
    def test_what_cannot_be_meant_is_refused_in_words(self, fatima, sign_in, wish, status):
        AccountBalance.objects.create(account="sandbox", currency="EUR", balance_minor=50_000, source="hand")
        asked = {"account": "sandbox:EUR", "move": "hold", "on": shop_day(clock.now()).isoformat(), "batch": "", **wish}
        assert sign_in(fatima).get(PAGE, asked).status_code == status

    def test_a_bad_balance_changes_nothing_and_says_why(self, fatima, sign_in):
        answer = sign_in(fatima).post(f"{PAGE}balance/", {"account": "sandbox:EUR", "balance": "a lot"})
        assert answer.status_code == 400 and "Write the amount with digits" in answer.content.decode()
        assert not AccountBalance.objects.exists()

    def test_the_account_pays_its_whole_currency(self):
        outlook = CashOutlook.objects.get()
        assert (outlook.account, outlook.currency, outlook.why_unknown) == ("sandbox", "EUR", "")
        assert outlook.reserve_minor >= max(week["likely"] for week in outlook.weeks[:4])
