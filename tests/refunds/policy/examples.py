"""Mila's ordinary request, any facts at all, and a way to ask one rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from refunds.policy.discovery import policy_rules
from refunds.policy.facts import ORIGINS, PRODUCT_KINDS, RAILS, REASONS, Facts, LineFacts
from refunds.policy.parameter_types import read_parameters
from refunds.policy.verdicts import RuleVerdict

ASKED_AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
DELIVERED_AT = datetime(2026, 3, 1, 9, tzinfo=UTC)

LAMP = LineFacts(
    line_id=1,
    description="Lamp",
    product_kind="physical",
    channel="web",
    quantity_bought=1,
    quantity_asked=1,
    paid_minor=4310,
    asked_minor=4310,
    already_minor=0,
    delivered_on=date(2026, 3, 1),
)
COURSE = replace(LAMP, line_id=2, description="Course", product_kind="digital", paid_minor=2000, asked_minor=2000)
SHIPPING = replace(LAMP, line_id=3, description="Shipping", product_kind="shipping", paid_minor=490, asked_minor=490)

REQUEST = Facts(
    asked_at=ASKED_AT,
    amount_minor=4310,
    currency="EUR",
    rail="original",
    reason="changed_mind",
    origin="portal",
    country="DE",
    purchased_at=datetime(2026, 2, 27, 8, tzinfo=UTC),
    captured_at=datetime(2026, 2, 27, 9, tzinfo=UTC),
    delivered_at=DELIVERED_AT,
    captured_minor=6800,
    reserved_minor=0,
    refunded_minor=0,
    lines=(LAMP,),
    open_holds=(),
    documents=0,
    duplicate_references=(),
    customer_requests_30d=0,
    customer_refunds_90d=0,
    customer_refunded_90d_minor=0,
    method_refundable=True,
    requested_by_staff=False,
)


def request(**changes: Any) -> Facts:
    return replace(REQUEST, **changes)


def not_asked(line: LineFacts) -> LineFacts:
    return replace(line, quantity_asked=0, asked_minor=0)


def asked_for(*lines: LineFacts, **changes: Any) -> Facts:
    """A request for exactly these lines."""
    return request(lines=lines, amount_minor=sum(line.asked_minor for line in lines), **changes)


def only_an_amount(*lines: LineFacts, **changes: Any) -> Facts:
    """A request for some money of an order with these lines."""
    return request(lines=tuple(not_asked(line) for line in lines), amount_minor=1000, **changes)


def days_after_delivery(count: int) -> datetime:
    return DELIVERED_AT + timedelta(days=count)


def ask(code: str, facts: Facts, **parameters: Any) -> RuleVerdict:
    """Ask one rule; parameters not named take their defaults."""
    rule = policy_rules()[code]
    return rule.judge(facts, read_parameters(rule.parameters, parameters))


moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.timezones())
amounts = st.integers(min_value=-(10**6), max_value=10**12)
counts = st.integers(min_value=0, max_value=10**4)
texts = st.text(max_size=20)

lines = st.builds(
    LineFacts,
    line_id=st.integers(min_value=1, max_value=10**9),
    description=texts,
    product_kind=st.sampled_from(PRODUCT_KINDS),
    channel=texts,
    quantity_bought=counts,
    quantity_asked=counts,
    paid_minor=amounts,
    asked_minor=amounts,
    already_minor=amounts,
    delivered_on=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    returnable=st.booleans(),
)
any_facts = st.builds(
    Facts,
    asked_at=moments,
    amount_minor=amounts,
    currency=st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF"]),
    rail=st.sampled_from(RAILS),
    reason=st.sampled_from(REASONS),
    origin=st.sampled_from(ORIGINS),
    country=st.sampled_from(["", "DE", "JP"]),
    purchased_at=moments,
    captured_at=moments,
    delivered_at=st.none() | moments,
    captured_minor=amounts,
    reserved_minor=amounts,
    refunded_minor=amounts,
    lines=st.lists(lines, max_size=4).map(tuple),
    open_holds=st.lists(texts, max_size=3).map(tuple),
    documents=counts,
    duplicate_references=st.lists(texts, max_size=3).map(tuple),
    customer_requests_30d=counts,
    customer_refunds_90d=counts,
    customer_refunded_90d_minor=amounts,
    method_refundable=st.booleans(),
    requested_by_staff=st.booleans(),
    keeps_percent=st.integers(min_value=0, max_value=100),
    wants_exchange=st.booleans(),
)
