"""What repeats is found by the worker, told once, followed up by somebody; a handful of cases raises no alarm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers.models import PaymentLine
from disputes.models import DisputePattern
from disputes.tasks import find_patterns
from refunds.models import StaffNotice
from tests.disputes.results.conftest import NOW

pytestmark = pytest.mark.django_db

PAGE = "/staff/disputes/results/patterns/"
DAY = timedelta(days=1)


@pytest.fixture
def sold(make_payment, mila):
    """sold(40, days_ago=10, sku="LAMP", country="FR") are so many payments of then, a minute apart."""

    def sell(number: int, *, days_ago: int, sku: str = "CUP", **facts):
        payments = []
        for nth in range(number):
            at = NOW - days_ago * DAY - timedelta(minutes=nth)
            payment = make_payment(mila, 8900, captured_at=at, **facts)
            PaymentLine.objects.filter(payment=payment).update(sku=sku, description=f"The {sku.lower()}")
            payments.append(payment)
        return payments

    return sell


@pytest.fixture
def disputes_of(says):
    """disputes_of(payments, days_ago=5) disputes each of them."""

    def dispute(payments, *, days_ago: int, **facts):
        at = NOW - days_ago * DAY
        return [
            says("needs_response", about=payment, reference=f"dp_{payment.pk}", opened_at=at, **facts)
            for payment in payments
        ]

    return dispute


def found(kind: str) -> list[DisputePattern]:
    return list(DisputePattern.objects.filter(kind=kind))


def test_a_customer_who_disputes_again(today, says, make_payment, tom, lena, sign_in):
    first = says("needs_response", about=make_payment(tom), reference="dp_1", opened_at=NOW - 100 * DAY)
    find_patterns()
    assert found("customer") == []
    second = says("needs_response", about=make_payment(tom), reference="dp_2", opened_at=NOW - 2 * DAY)
    assert find_patterns() == 1
    (pattern,) = found("customer")
    assert (pattern.subject, set(pattern.cases.all())) == (tom.reference, {first, second})
    assert (pattern.first_seen_at, pattern.last_seen_at) == (first.opened_at, second.opened_at)
    notice = StaffNotice.objects.get(person=lena, kind="dispute_pattern")
    assert notice.link == f"{PAGE}{pattern.pk}/"
    page = sign_in(lena).get(notice.link).content.decode()
    assert first.reference in page and second.reference in page and "2 payments disputed within a year" in page
    assert "A customer disputes again" in sign_in(lena).get(f"/staff/disputes/{second.reference}/").content.decode()


def test_two_disputes_of_one_payment_are_no_pattern(today, says, payment, lena):
    says("lost", reference="dp_1", opened_at=NOW - 20 * DAY)
    says("needs_response", reference="dp_2", opened_at=NOW - 2 * DAY)
    assert find_patterns() == 0


def test_it_is_told_once_and_grows(today, says, make_payment, tom, lena):
    for number in (1, 2):
        says("needs_response", about=make_payment(tom), reference=f"dp_{number}", opened_at=NOW - number * DAY)
    assert (find_patterns(), find_patterns()) == (1, 0)
    rows = DisputePattern.history.count()
    says("needs_response", about=make_payment(tom), reference="dp_3", opened_at=NOW)
    assert find_patterns() == 0
    (pattern,) = found("customer")
    assert (pattern.cases.count(), pattern.numbers["cases"]) == (3, 3)
    assert DisputePattern.history.count() == rows + 1, "nothing was written where nothing was new"
    assert StaffNotice.objects.filter(person=lena, kind="dispute_pattern").count() == 1


def test_a_product_that_draws_disputes(today, sold, disputes_of, lena):
    """6 of 30 lamps (20 %, surely above 9.5 %) where 6 of 130 sales are disputed (4.6 %): surely twice as many."""
    sold(100, days_ago=10)
    lamps = sold(30, days_ago=9, sku="LAMP")
    disputes_of(lamps[:6], days_ago=3)
    find_patterns()
    (pattern,) = found("product")
    assert (pattern.subject, pattern.numbers["cases"], pattern.numbers["out_of"]) == ("LAMP", 6, 30)
    assert pattern.label == "The lamp (LAMP)"


def test_few_cases_or_a_usual_rate_raise_no_alarm(today, sold, disputes_of, lena):
    lamps, cups = sold(10, days_ago=9, sku="LAMP"), sold(60, days_ago=10)
    disputes_of(lamps[:4], days_ago=3)
    disputes_of(cups[:12], days_ago=3)
    find_patterns()
    assert found("product") == [], "four lamps are too few, and every fifth cup is what is usual here"


def test_payments_that_nobody_recognizes(today, sold, disputes_of, lena):
    disputes_of(sold(5, days_ago=9), days_ago=3, reason="unrecognized", network_code="")
    disputes_of(sold(5, days_ago=8), days_ago=3)
    find_patterns()
    (pattern,) = found("unrecognized")
    assert (pattern.subject, pattern.numbers["cases"], pattern.numbers["out_of"]) == ("sandbox", 5, 10)


def test_two_of_four_that_nobody_recognizes_are_too_few(today, sold, disputes_of, lena):
    disputes_of(sold(2, days_ago=9), days_ago=3, reason="unrecognized", network_code="")
    disputes_of(sold(2, days_ago=8), days_ago=3)
    find_patterns()
    assert found("unrecognized") == []


def test_a_countrys_rate_that_rises(today, sold, disputes_of, lena):
    """France had 2 of 60 (at most 11.4 %), and has 10 of 30 now (at least 19.2 %); Germany stays what it was."""
    disputes_of(sold(60, days_ago=60, country="FR")[:2], days_ago=50)
    disputes_of(sold(30, days_ago=9, country="FR")[:10], days_ago=3)
    disputes_of(sold(30, days_ago=60, country="DE")[:6], days_ago=50)
    disputes_of(sold(30, days_ago=9, country="DE")[:6], days_ago=3)
    find_patterns()
    (pattern,) = found("country")
    assert (pattern.subject, pattern.numbers["usual_cases"], pattern.numbers["usual_out_of"]) == ("FR", 2, 60)


def test_a_country_without_a_before_is_no_rise(today, sold, disputes_of, lena):
    disputes_of(sold(30, days_ago=9, country="FR")[:10], days_ago=3)
    find_patterns()
    assert found("country") == []


@pytest.fixture
def pattern(today, says, make_payment, tom, lena):
    for number in (1, 2):
        says("needs_response", about=make_payment(tom), reference=f"dp_{number}", opened_at=NOW - number * DAY)
    find_patterns()
    return DisputePattern.objects.get()


def again(pattern: DisputePattern) -> DisputePattern:
    return DisputePattern.objects.select_related("owner").get(pk=pattern.pk)


def act(client, pattern, move: str, **said):
    return client.post(f"{PAGE}{pattern.pk}/{move}/", said)


def test_somebody_follows_it_up_and_ends_it(pattern, today, ana, boris, says, make_payment, tom, sign_in):
    client = sign_in(ana)
    assert act(client, pattern, "following", words="I write to Tom.", to="").status_code == 302
    pattern = again(pattern)
    assert (pattern.state, pattern.owner, pattern.words) == ("followed", ana, "I write to Tom.")
    act(client, pattern, "following", words="Boris knows him.", to=boris.email)
    assert StaffNotice.objects.get(person=boris, kind="dispute_pattern").words == "Boris knows him."
    today(NOW + DAY)
    assert act(sign_in(boris), pattern, "end", words="He buys at the counter now.").status_code == 302
    today(NOW + 2 * DAY)
    assert find_patterns() == 0, "what somebody has dealt with is no reason to begin again"
    for number in (3, 4):
        says("needs_response", about=make_payment(tom), reference=f"dp_{number}", opened_at=NOW + 2 * DAY)
    assert find_patterns() == 1
    assert [one.state for one in DisputePattern.objects.order_by("id")] == ["done", "new"]
    assert DisputePattern.objects.get(state="new").cases.count() == 2
    story = sign_in(ana).get(f"{PAGE}{pattern.pk}/").content.decode()
    assert "I write to Tom." in story and "He buys at the counter now." in story


def test_what_is_ignored_is_not_told_again(pattern, ana, says, make_payment, tom, sign_in):
    client = sign_in(ana)
    assert act(client, pattern, "ignoring", words="  ").status_code == 400, "with a reason only"
    assert act(client, pattern, "ignoring", words="Both were our mistake.").status_code == 302
    says("needs_response", about=make_payment(tom), reference="dp_9", opened_at=NOW)
    assert find_patterns() == 0
    assert pattern.label in client.get(PAGE, {"tab": "ignored"}).content.decode()
    assert "Nothing repeats." in client.get(PAGE).content.decode()


@pytest.mark.parametrize("words", ["", "x" * 1001, "zero \x00"])
def test_words_that_cannot_be_kept_change_nothing(pattern, ana, sign_in, words):
    response = act(sign_in(ana), pattern, "end", words=words)
    assert (response.status_code, again(pattern).state) == (400, "new")


def test_an_auditor_only_reads_and_what_is_done_stays_so(pattern, ana, ayaka, sign_in):
    assert sign_in(ayaka).get(f"{PAGE}{pattern.pk}/").status_code == 200
    assert act(sign_in(ayaka), pattern, "end", words="Hm.").status_code == 403
    act(sign_in(ana), pattern, "end", words="Done.")
    assert act(sign_in(ana), pattern, "following", words="Again.", to="").status_code == 409
    assert sign_in(ana).get(f"{PAGE}999999/").status_code == 404


def test_over_the_api(pattern, ana, lena, program_of):
    program = program_of(ana)
    (listed,) = program.get("disputes/patterns/", state="new").json()["results"]
    assert (listed["kind"], listed["told"]) == ("customer", "2 payments disputed within a year.")
    followed = program.post(
        f"disputes/patterns/{pattern.pk}/following/", {"words": "Looking.", "to": lena.email}
    ).json()
    assert (followed["state"], followed["owner"], len(followed["cases"])) == ("followed", lena.email, 2)
    assert program.post(f"disputes/patterns/{pattern.pk}/ignoring/", {"words": "None."}).json()["state"] == "ignored"
    assert program.post(f"disputes/patterns/{pattern.pk}/end/", {"words": "Late."}).status_code == 409
