"""A part of the price is kept where somebody changed their mind: said before, taken off each line, waived in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from customers.actors import Actor
from customers.errors import BadInput, NotAllowed
from customers.models import Message
from refunds.actions.line_amounts import LineAsk
from refunds.actions.quote_refund import quote_refund
from refunds.models import PolicyVersion
from refunds.policy.facts import PRODUCT_KINDS
from refunds.policy.fees import MOST_PERCENT, Fee, Returned, fees_on
from refunds.policy.parameters import DEFAULT_POLICY, validate
from tests.desk import again, ask, at_the_gateway, known_to_sandbox, worker_runs

TEN_PERCENT = [{"product_kind": "physical", "percent": 10}]


@pytest.fixture
def fees(policy):
    """fees([…]) puts a policy with these fees in force."""

    def put_in_force(entries, **more):
        document = {**DEFAULT_POLICY, "restocking_fee": {"fees": entries, **more}}
        PolicyVersion.objects.create(number=2, document=document, starts_at=timezone.now() - timedelta(days=300))

    return put_in_force


@pytest.fixture
def payment(make_payment, mila):
    return make_payment(mila, lines=[("Desk lamp", 2, 2_001), ("Shelf", 1, 3_000)])


def one_lamp(payment) -> list[LineAsk]:
    return [LineAsk(payment.lines.get(position=1).pk, 1)]


@pytest.mark.django_db
def test_mila_reads_gross_fee_and_net_before_she_asks_and_gets_that(payment, fees, mila):
    fees(TEN_PERCENT)
    known_to_sandbox(payment)
    wish = {"lines": one_lamp(payment), "reason": "changed_mind", "origin": "portal"}
    quote = quote_refund(actor=Actor.customer(mila), payment_reference=payment.reference, **wish)
    assert "10.01" in quote.fee_sentence and "1.00" in quote.fee_sentence and "9.01" in quote.fee_sentence
    refund = ask(payment, **wish)
    assert (refund.amount_minor, refund.fee_minor, refund.gross_minor) == (901, 100, 1_001)
    line = refund.lines.get()
    assert (line.amount_minor, line.fee_minor, line.tax_minor) == (901, 100, 144)
    worker_runs()
    assert at_the_gateway(payment) == [(901, "succeeded")]
    assert "Restocking fee kept: 1.00" in Message.objects.get(about=refund.reference, kind="refund_approved").body_text


@pytest.mark.django_db
def test_nothing_is_kept_where_something_went_wrong(payment, fees):
    fees(TEN_PERCENT)
    assert ask(payment, lines=one_lamp(payment), reason="damaged").fee_minor == 0


@pytest.mark.django_db
def test_what_the_fee_kept_cannot_be_asked_for_afterwards(payment, fees, lena):
    fees(TEN_PERCENT)
    whole = [LineAsk(line.pk, line.quantity) for line in payment.lines.all()]
    refund = ask(payment, lines=whole, reason="changed_mind")
    assert refund.state == "approved"
    kept = refund.fee_minor
    assert again(refund).payment.left_minor == kept == 500
    for wish in ({}, {"amount_minor": 1}):
        with pytest.raises(BadInput):
            ask(again(refund).payment, reason="other", **wish)
    given_back = ask(again(refund).payment, reason="goodwill", actor=Actor.user(lena), origin="staff")
    assert given_back.amount_minor == kept


@pytest.mark.django_db
def test_ana_waives_it_in_words(payment, fees, ana):
    fees(TEN_PERCENT)
    words = "It was our advice to buy it."
    wish = {"lines": one_lamp(payment), "reason": "changed_mind", "fee_waiver": words}
    refund = ask(payment, actor=Actor.user(ana), origin="staff", **wish)
    assert (refund.amount_minor, refund.fee_minor, refund.fee_waiver) == (1_001, 0, words)
    event = refund.events.get(kind="refund.fee_waived")
    assert (event.data["words"], event.data["fee_minor"]) == (words, 100)
    with pytest.raises(NotAllowed, match="Only the shop"):
        ask(payment, **wish)


@pytest.mark.django_db
def test_an_amount_without_lines_goes_before_a_person_where_a_fee_may_be_due(payment, fees):
    fees(TEN_PERCENT)
    refund = ask(payment, amount_minor=900, reason="changed_mind")
    assert refund.state == "under_review"
    assert "restocking fee is due" in str(refund.decisions.first().rule_verdicts)


@pytest.mark.django_db
def test_a_fixed_fee_is_for_each_piece_and_in_its_currency(payment, fees, make_payment, mila):
    fees([{"product_kind": "physical", "fixed_minor": {"EUR": 150}}])
    both = [LineAsk(payment.lines.get(position=1).pk, 2)]
    assert ask(payment, lines=both, reason="changed_mind").fee_minor == 300
    dollars = make_payment(mila, lines=[("Lamp", 1, 2_000)], currency="USD")
    assert ask(dollars, reason="changed_mind").fee_minor == 0


@pytest.mark.parametrize(
    "fees",
    [
        "ten",
        [{"product_kind": "physical"}],
        [{"product_kind": "stone", "percent": 10}],
        [{"product_kind": "physical", "percent": 91}],
        [{"product_kind": "physical", "percent": 10, "fixed_minor": {"EUR": 1}}],
        [{"product_kind": "physical", "fixed_minor": {"EUR": -1}}],
        [*TEN_PERCENT, *TEN_PERCENT],
    ],
)
def test_a_policy_with_a_fee_that_cannot_be_meant_is_refused(fees):
    assert validate({"restocking_fee": {"fees": fees}})


def test_no_fee_can_be_put_on_a_fault():
    assert validate({"restocking_fee": {"reasons": ["damaged"]}})


returned = st.builds(Returned, st.sampled_from(PRODUCT_KINDS[:2]), st.integers(1, 1_000), st.integers(0, 10**12))
fee = st.one_of(
    st.builds(Fee, st.just("physical"), percent=st.integers(1, MOST_PERCENT)),
    st.builds(Fee, st.just("physical"), fixed_minor=st.fixed_dictionaries({"EUR": st.integers(0, 10**9)})),
)


@given(lines=st.lists(returned, max_size=8), fee=fee)
def test_a_fee_is_never_more_than_its_share_and_something_always_goes_back(lines, fee):
    kept = fees_on(lines, [fee], "EUR")
    physical = sum(line.worth_minor for line in lines if line.product_kind == "physical")
    assert all(0 <= part <= line.worth_minor for part, line in zip(kept, lines, strict=True))
    assert all(part == 0 for part, line in zip(kept, lines, strict=True) if line.product_kind != "physical")
    if fee.percent:
        assert sum(kept) == physical * fee.percent // 100
    assert sum(kept) < physical or physical == 0
