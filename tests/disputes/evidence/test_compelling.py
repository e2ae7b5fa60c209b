"""Visa's Compelling Evidence 3.0: met exactly, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from disputes.evidence.compelling import Mark, find_match, is_asked
from disputes.evidence.facts import EarlierPayment, Seen

OPENED = datetime(2026, 11, 1, tzinfo=UTC)
DEVICE = "ios-3f2c9a71b0d84e55"


def seen(**marks) -> list[Seen]:
    return [Seen("purchase", OPENED, **{"ip": "203.0.113.7", "account": "mila", **marks})]


def earlier(days: int, description: str = "1 × Lamp", **marks) -> EarlierPayment:
    at = OPENED - timedelta(days=days)
    return EarlierPayment(f"PAY-{days}", f"ch_{days}", at, description, 8900, "EUR", seen(**marks))


def test_two_payments_in_time_that_share_address_and_account_fulfil_it():
    match = find_match(OPENED, seen(), [earlier(130), earlier(300)])
    assert match is not None
    assert [payment.reference for payment in match.payments] == ["PAY-130", "PAY-300"]
    assert dict(match.shared) == {Mark.IP: "203.0.113.7", Mark.ACCOUNT: "mila"}


@pytest.mark.parametrize("days", [120, 365])
def test_the_first_and_the_last_day_count(days):
    assert find_match(OPENED, seen(), [earlier(days), earlier(200)])


@pytest.mark.parametrize("days", [119, 366])
def test_a_day_outside_does_not(days):
    assert find_match(OPENED, seen(), [earlier(days), earlier(200)]) is None


def test_one_payment_is_not_enough():
    assert find_match(OPENED, seen(), [earlier(200)]) is None


def test_one_mark_is_not_enough():
    assert find_match(OPENED, seen(), [earlier(130, account="tom"), earlier(200)]) is None


def test_account_and_delivery_address_without_device_or_internet_address_are_not_enough():
    marks = {"ip": "", "address": "Lindenweg 4, 10115 Berlin"}
    assert find_match(OPENED, seen(**marks), [earlier(130, **marks), earlier(200, **marks)]) is None
    also = {**marks, "device_id": DEVICE}
    assert find_match(OPENED, seen(**also), [earlier(130, **also), earlier(200, **also)])


@pytest.mark.parametrize(("name", "shortest"), [("device_id", 15), ("fingerprint", 20)])
def test_a_device_that_is_named_too_shortly_is_none(name, shortest):
    for length, fits in ((shortest, True), (shortest - 1, False)):
        marks = {"ip": "", name: "d" * length}
        assert bool(find_match(OPENED, seen(**marks), [earlier(130, **marks), earlier(200, **marks)])) is fits


def test_an_address_is_compared_as_people_write_it():
    marks = [
        {"account": "", "address": text}
        for text in ("Lindenweg 4, Berlin", "lindenweg 4  Berlin", "LINDENWEG 4,Berlin")
    ]
    match = find_match(OPENED, seen(**marks[0]), [earlier(130, **marks[1]), earlier(200, **marks[2])])
    assert match is not None and set(match.shared) == {Mark.IP, Mark.ADDRESS}


def test_a_payment_without_a_description_does_not_count():
    assert find_match(OPENED, seen(), [earlier(130, description=" "), earlier(200)]) is None


def test_the_newest_two_that_fit_together_are_taken():
    found = find_match(OPENED, seen(), [earlier(300), earlier(125, ip="198.51.100.9"), earlier(140), earlier(200)])
    assert found is not None
    assert [payment.reference for payment in found.payments] == ["PAY-140", "PAY-200"]


def test_only_visa_and_only_10_4_asks_for_it():
    assert is_asked("Visa", "10.4")
    assert not is_asked("visa", "10.5")
    assert not is_asked("mastercard", "10.4")
