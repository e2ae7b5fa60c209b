"""Forged, old, early and broken signatures are refused, and never break us."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.signed_header import WINDOW_SECONDS, sign, verify

RAW, SECRET, NOW = b'{"id": "evt_1"}', "whsec_1", 1_773_478_800
GOOD = sign(RAW, SECRET, NOW)
DIGEST = GOOD.partition("v1=")[2]


def test_a_signature_is_an_hmac_of_time_and_body() -> None:
    assert hmac.new(b"whsec_1", b"1773478800." + RAW, hashlib.sha256).hexdigest() == DIGEST
    verify(RAW, GOOD, [SECRET], NOW)


@pytest.mark.parametrize("away", [0, 1, -1, WINDOW_SECONDS, -WINDOW_SECONDS])
def test_the_window_is_open_on_both_sides(away: int) -> None:
    verify(RAW, GOOD, [SECRET], NOW + away)


@pytest.mark.parametrize("away", [WINDOW_SECONDS + 1, -WINDOW_SECONDS - 1, 86_400, -86_400])
def test_outside_the_window_it_counts_for_nothing(away: int) -> None:
    with pytest.raises(ForgedWebhook):
        verify(RAW, GOOD, [SECRET], NOW + away)


@pytest.mark.parametrize("header", [f"{GOOD},v1={'0' * 64}", f"t={NOW},v1={'0' * 64},v1={DIGEST}", f"v0=x,{GOOD}"])
def test_one_good_signature_among_several_is_enough(header: str) -> None:
    verify(RAW, header, ["whsec_other", SECRET], NOW)


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "t",
        "=",
        ",,,,",
        f"t={NOW}",
        f"v1={DIGEST}",
        f"t=,v1={DIGEST}",
        f"t={NOW},v1=",
        f"t={NOW},v0={DIGEST}",
        f"t={NOW},v1={DIGEST[:-1]}",
        f"t={NOW},v1={DIGEST}0",
        f"t={NOW},v1={DIGEST.upper()}",
        f"t={NOW},v1={DIGEST[::-1]}",
        f"t={NOW + 1},v1={DIGEST}",
        f"t={NOW},t={NOW},v1={DIGEST}",
        f"t={NOW},t={NOW + 1},v1={DIGEST}",
        f"t={NOW}.0,v1={DIGEST}",
        f"t=+{NOW},v1={DIGEST}",
        f"t=-{NOW},v1={DIGEST}",
        f"t=1e9,v1={DIGEST}",
        "t=١٧٧٣٤٧٨٨٠٠,v1=" + DIGEST,
        f"t={NOW},v1=ü{DIGEST[1:]}",
        f"t={NOW},v1={DIGEST}\x00",
        f"t={'9' * 400},v1={DIGEST}",
        f"t={NOW};v1={DIGEST}",
        GOOD + "," + "x" * 5000,
    ],
)
def test_a_header_like_this_is_refused(header: str) -> None:
    with pytest.raises(ForgedWebhook):
        verify(RAW, header, [SECRET], NOW)


@pytest.mark.parametrize("raw", [b"", RAW + b" ", RAW[:-1], b'{"id":"evt_1"}', RAW.replace(b"1", b"2"), b"\xff\xfe"])
def test_another_body_is_refused(raw: bytes) -> None:
    with pytest.raises(ForgedWebhook):
        verify(raw, GOOD, [SECRET], NOW)


@pytest.mark.parametrize("secrets", [[], [""], ["whsec_2"], ["whsec_1 "], ["WHSEC_1"]])
def test_another_secret_is_refused(secrets: list[str]) -> None:
    with pytest.raises(ForgedWebhook):
        verify(RAW, GOOD, secrets, NOW)


@given(raw=st.binary(max_size=200), header=st.text(max_size=200))
def test_no_forgery_gets_through_or_breaks_anything(raw: bytes, header: str) -> None:
    with pytest.raises(ForgedWebhook):
        verify(raw, header, [SECRET], NOW)


@given(raw=st.binary(max_size=200), secret=st.text(st.characters(max_codepoint=127), min_size=1))
def test_what_is_signed_is_verified_and_nothing_else(raw: bytes, secret: str) -> None:
    verify(raw, sign(raw, secret, NOW), [secret], NOW)
    with pytest.raises(ForgedWebhook):
        verify(raw + b"!", sign(raw, secret, NOW), [secret], NOW)
