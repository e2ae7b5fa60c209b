"""How the estimates have done: what counts and what does not, in bands, with intervals, honest where it is empty."""

from __future__ import annotations

import pytest

from customers.actors import Actor
from customers.models import Payment
from disputes.actions.keep_appraisal import keep_appraisal
from disputes.actions.store_answer import store_answer
from disputes.models import Appraisal, DisputeAnswer, FraudWarning, WeighingTally
from disputes.tasks import count_outcomes
from disputes.weighing.pressure import Pressure, pressures
from disputes.weighing.programmes import DELIVERED
from disputes.weighing.report import bands_of, followed_of
from disputes.weighing.tally import last_tally
from disputes.weighing.weigh import weigh
from tests.disputes.conftest import again
from tests.disputes.desk import disputed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("limits")]

ADDRESS = "/staff/disputes/weighing/"


def answered(dispute, person):
    """As answer_dispute keeps it, without a packet; the gateway has it."""
    actor = Actor.user(person)
    answer = store_answer(dispute, DisputeAnswer.Kind.EVIDENCE, actor)
    keep_appraisal(dispute, actor, weigh(dispute), answer=answer)
    answer.send()
    answer.save()
    answer.take()
    answer.save()
    return answer


@pytest.fixture
def history(make_payment, mila, tom, ana):
    """Six of Mila's disputes with an even chance: four won, one of them late, and two lost. Others do not count."""
    begun = [disputed(make_payment(mila)) for _ in range(6)]
    for dispute in begun:
        answered(dispute, ana)
    for dispute, outcome in zip(begun, ["won", "won", "won", "lost", "lost", "lost"], strict=True):
        disputed(dispute.payment, "under_review")
        disputed(dispute.payment, outcome)
    disputed(begun[-1].payment, "won")
    for outcome in ("lost", "accepted", "expired", "prevented", "withdrawn"):
        disputed(make_payment(tom), outcome)
    still_open = disputed(make_payment(tom))
    answered(still_open, ana)
    count_outcomes()
    return begun


def test_only_what_ended_won_or_lost_after_an_answer_counts(history):
    tally = last_tally()
    assert [(row[3], row[4]) for row in tally.outcomes] == [(4, 2)], "a late win is a win"
    assert tally.outcomes[0][:2] == ["fraudulent", "visa"] and tally.outcomes[0][2] in Appraisal.Strength.values
    assert tally.bands == [[2, 6, 4, 6 * 5_000]]


def test_bands_say_whether_the_estimate_fits(history):
    bands = bands_of(last_tally())
    assert [(band.begins, band.cases, band.verdict) for band in bands] == [
        (0, 0, "few"), (2_000, 0, "few"), (4_000, 6, "fits"), (6_000, 0, "few"), (8_000, 0, "few"),
    ]  # fmt: skip
    assert (bands[2].share, bands[2].seen.likely) == (6_667, 6_250)
    hopeful = bands_of(WeighingTally(bands=[[4, 20, 5, 20 * 9_000]]))[4]
    gloomy = bands_of(WeighingTally(bands=[[0, 20, 15, 20 * 1_000]]))[0]
    assert (hopeful.verdict, gloomy.verdict) == ("high", "low")


def test_whether_advice_was_followed_and_how_that_ended(history):
    (found,) = followed_of(last_tally())
    assert (found.advice, found.decision, found.as_advised) == ("fight", "fight", True)
    assert (found.won, found.lost, found.other) == (4, 2, 1)


def test_counting_twice_changes_nothing(history):
    before = last_tally()
    count_outcomes()
    assert (last_tally().outcomes, last_tally().bands) == (before.outcomes, before.bands)
    assert WeighingTally.objects.count() == 1


def test_the_page_shows_it_with_few_questions(history, ayaka, sign_in, django_assert_max_num_queries):
    client = sign_in(ayaka)
    with django_assert_max_num_queries(8):
        page = client.get(ADDRESS).content.decode()
    for words in ("40–60 %", "fits", "(67 %)", "has too few cases", "6 disputes ended won or lost after an answer"):
        assert words in page, words


def test_an_empty_house_says_so(ana, sign_in):
    client = sign_in(ana)
    assert "Nothing has been counted yet." in client.get(ADDRESS).content.decode()
    count_outcomes()
    page = client.get(ADDRESS).content.decode()
    assert "No dispute that was answered with an estimate has ended yet." in page
    assert "every chance is even, with the widest of intervals" in page
    assert "Nothing has been decided by people" in page


def test_programs_read_it(history, ana, program_of):
    told = program_of(ana).get("disputes/weighing/").json()
    assert told["bands"][2]["won"] == 4 and told["outcomes"][0]["lost"] == 2
    assert {one["programme"] for one in told["pressures"]} == {"VAMP", "ECM"}


def test_the_networks_count_what_was_opened_this_month(make_payment, mila, ana):
    payments = [make_payment(mila) for _ in range(4)]
    Payment.objects.update(card_brand="visa")
    disputed(payments[0])
    disputed(payments[1], "inquiry", "inquiry")
    disputed(payments[2], "prevented")
    at_sandbox = {"gateway": "sandbox", "gateway_account": "sandbox", "gateway_reference": "w"}
    FraudWarning.objects.create(payment=payments[3], **at_sandbox)
    count_outcomes()
    counted = last_tally().networks["visa"]
    assert (counted["disputes"], counted["warnings"]) == (1, 1), "an inquiry and a prevented one do not count"
    visa = pressures(last_tally().networks)[0]
    assert visa.cases == 2 and visa.level == "far"


@pytest.mark.parametrize(
    ("cases", "sales", "level"),
    [(1_500, 100_000, "over"), (1_499, 99_000, "near"), (1_000, 100_000, "near"), (999, 10_000, "far"),
     (1_500, 200_000, "far"), (5, 0, "far")],
)  # fmt: skip
def test_both_the_share_and_the_number_make_the_limit(cases, sales, level):
    share = round(cases * 10_000 / sales) if sales else None
    assert Pressure(DELIVERED[1], cases, sales, share).level == level


def test_mastercard_compares_with_last_months_sales_and_leaves_warnings_out():
    counted = {"mastercard": {"disputes": 120, "warnings": 50, "payments": 1, "payments_before": 6_000}}
    mastercard = pressures(counted)[1]
    assert (mastercard.cases, mastercard.sales, mastercard.share, mastercard.level) == (120, 6_000, 200, "over")


def test_an_estimate_uses_what_ended_before(history, make_payment, mila, ana):
    weighed = weigh(again(disputed(make_payment(mila), number="dp_next")))
    assert weighed.chance.cases == 6 and 5_000 < weighed.chance.likely < 7_000
