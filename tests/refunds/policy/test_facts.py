"""Facts are kept as JSON beside the decision; the fingerprint tells whether they are still the same."""

import json
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from customers.models import PaymentLine
from refunds.models import Refund
from refunds.policy.facts import ORIGINS, PRODUCT_KINDS, RAILS, REASONS, Facts
from tests.refunds.policy.examples import COURSE, LAMP, REQUEST, any_facts, not_asked, request


@given(any_facts)
def test_facts_survive_the_way_through_json(facts):
    kept = json.loads(json.dumps(facts.as_json()))

    assert Facts.from_json(kept) == facts
    assert Facts.from_json(kept).fingerprint() == facts.fingerprint()


@given(any_facts, any_facts)
def test_equal_fingerprints_mean_equal_facts(one, other):
    assert (one.fingerprint() == other.fingerprint()) == (one == other)


def test_the_fingerprint_is_the_same_whatever_zone_a_time_was_written_in():
    in_berlin = REQUEST.asked_at.astimezone(timezone(timedelta(hours=1)))

    assert request(asked_at=in_berlin).fingerprint() == REQUEST.fingerprint()


def test_the_fingerprint_is_the_same_in_another_process():
    program = (
        "import json, sys; from refunds.policy.facts import Facts; "
        "print(Facts.from_json(json.load(sys.stdin)).fingerprint())"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(REQUEST.as_json()), capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == REQUEST.fingerprint()


def test_the_night_of_the_clock_change_is_an_hour_longer():
    berlin = ZoneInfo("Europe/Berlin")
    facts = request(
        captured_at=datetime(2026, 10, 24, 12, tzinfo=berlin), asked_at=datetime(2026, 10, 25, 12, tzinfo=berlin)
    )

    assert facts.asked_at - facts.captured_at == timedelta(hours=25)


CHANGES = {
    "asked_at": datetime(2026, 3, 10, 12, 0, 0, 1, tzinfo=UTC),
    "currency": "USD",
    "lines": (replace(LAMP, quantity_asked=0),),
    "open_holds": ("Wait.",),
    "duplicate_references": ("RF-1",),
    "method_refundable": False,
    "delivered_at": None,
    "requested_by_staff": True,
}


@pytest.mark.parametrize("name", [field.name for field in fields(Facts)])
def test_every_single_fact_changes_the_fingerprint(name):
    value = getattr(REQUEST, name)
    if name in CHANGES:
        changed = CHANGES[name]
    elif isinstance(value, datetime):
        changed = value + timedelta(microseconds=1)
    else:
        changed = value + 1 if isinstance(value, int) else value + "x"

    assert request(**{name: changed}).fingerprint() != REQUEST.fingerprint()


@pytest.mark.parametrize("name", ["asked_at", "purchased_at", "captured_at", "delivered_at"])
def test_a_time_without_a_zone_is_refused(name):
    with pytest.raises(ValueError, match=f"{name} has no time zone"):
        request(**{name: datetime(2026, 3, 10)})


def test_a_kept_fact_that_is_unknown_or_missing_is_refused():
    with pytest.raises(TypeError):
        Facts.from_json({**REQUEST.as_json(), "shoe_size": 42})
    with pytest.raises(TypeError):
        Facts.from_json({name: value for name, value in REQUEST.as_json().items() if name != "currency"})


def test_a_request_concerns_the_asked_lines_or_else_all_of_them():
    assert request(lines=(LAMP, not_asked(COURSE))).concerned_lines == (LAMP,)
    assert request(lines=(not_asked(LAMP), not_asked(COURSE))).concerned_lines == (not_asked(LAMP), not_asked(COURSE))


def test_the_policy_knows_the_same_words_as_the_records():
    assert set(RAILS) == set(Refund.Rail.values)
    assert set(REASONS) == set(Refund.Reason.values)
    assert set(ORIGINS) == set(Refund.Origin.values)
    assert set(PRODUCT_KINDS) == set(PaymentLine.ProductKind.values)
