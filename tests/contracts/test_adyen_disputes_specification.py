"""What we send to Adyen about disputes and what it tells of them, held to its own specifications."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from refunds.gateways.adyen.defence import wanted_of
from refunds.gateways.adyen.disputes import BY_STATUS, EVENTS
from refunds.gateways.adyen.items import prove, read_items
from refunds.gateways.adyen.wire import DISPUTES_VERSION
from refunds.gateways.dispute_types import AnswerState, EvidenceFile, EvidenceInstruction
from tests.adyen_stand_in import DISPUTES, HMAC_KEY, MERCHANT, StandIn
from tests.specifications import operation, specification, validate

SAMPLES = Path(__file__).parents[1] / "samples" / "adyen" / "disputes"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))
FORGOTTEN = {
    "PREARBITRATION_ACCEPTED", "PREARBITRATION_DECLINED", "PREARBITRATION_ISSUER_WITHDRAWN",
    "SCHEME_ARBITRATION", "SCHEME_ARBITRATION_WON", "SCHEME_ARBITRATION_LOST",
}  # fmt: skip
"""Webhooks of the specification whose codes its schemas do not list."""
PDF = EvidenceFile("uncategorized_file", "packet.pdf", "application/pdf", b"%PDF-1.7")


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    return specification("adyen_DisputeService-v30.json")


@pytest.fixture(scope="module")
def webhooks() -> dict[str, Any]:
    return specification("adyen_Webhooks-v1.json")


def bodies(adyen: StandIn) -> dict[str, Any]:
    return {path.removeprefix(DISPUTES): json.loads(body) for path, body in adyen.asked}


def test_the_specification_is_of_the_version_that_we_call(spec: dict[str, Any]) -> None:
    assert spec["info"]["version"] == str(DISPUTES_VERSION)
    assert spec["servers"][0]["url"].endswith(DISPUTES.rstrip("/"))


def test_every_body_is_what_the_specification_asks_for(spec: dict[str, Any], adyen: StandIn) -> None:
    defence = "GoodsOrServicesProvided"
    gateway, dispute = adyen.gateway(), adyen.disputed()
    answer = EvidenceInstruction("a-1", dispute, "P1", files=[PDF], defence=defence)
    assert gateway.answer_dispute(answer).state == AnswerState.TAKEN
    gateway.accept_dispute(dispute, "a-2")

    sent = bodies(adyen)
    assert set(sent) == {path.strip("/") for path in spec["paths"]} - {"deleteDisputeDefenseDocument"}
    for call, body in sent.items():
        asked = operation(spec, "POST", f"/{call}")["requestBody"]["content"]["application/json"]["schema"]
        schema = asked["$ref"].rpartition("/")[2]
        validate(spec, schema, body)
        assert set(body) <= set(spec["components"]["schemas"][schema]["properties"])


def test_the_stand_in_answers_by_the_specification(spec: dict[str, Any], adyen: StandIn) -> None:
    gateway, dispute = adyen.gateway(), adyen.disputed()
    gateway.accept_dispute(dispute, "a-1")

    for _status, told in adyen.answers.values():
        validate(spec, "AcceptDisputeResponse", told)
    about = {"disputePspReference": adyen.disputed("D2"), "merchantAccountCode": MERCHANT}
    validate(spec, "DefenseReasonsResponse", adyen._about_dispute("retrieveApplicableDefenseReasons", "", about)[1])


def test_the_specifications_own_example_of_what_is_wanted_is_understood(spec: dict[str, Any]) -> None:
    name = "post-retrieveApplicableDefenseReasons-retrieve-defense-reasons-200"
    wanted = wanted_of(spec["components"]["examples"][name]["value"])

    assert {want.defence for want in wanted} == {
        "GoodsNotReturned", "GoodsRepairedOrReplaced", "GoodsWereAsDescribed", "SupplyDefenseMaterial"
    }  # fmt: skip
    assert [(want.code, want.weight) for want in wanted if want.defence == "SupplyDefenseMaterial"] == [
        ("TIDorInvoice", "optional"),
        ("DefenseMaterial", "required"),
    ]


def test_every_event_and_every_status_is_one_of_the_specification(webhooks: dict[str, Any]) -> None:
    extra = webhooks["components"]["schemas"]["DisputesNotificationAdditionalData"]["properties"]

    assert {f"/{code}" for code in EVENTS} <= set(webhooks["webhooks"])
    assert {status for _code, status in BY_STATUS} <= set(extra["disputeStatus"]["enum"])


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_a_webhook_of_the_specification_and_signed(webhooks: dict[str, Any], name: str) -> None:
    raw = (SAMPLES / f"{name}.json").read_bytes()
    schema = webhooks["webhooks"][f"/{name.upper()}"]["post"]["requestBody"]["content"]["application/json"]["schema"]

    validate(webhooks, schema["$ref"].rpartition("/")[2], _as_specified(json.loads(raw)))
    prove(read_items(raw), [HMAC_KEY], MERCHANT)


def test_every_event_has_its_sample() -> None:
    assert {name.upper() for name in NAMES} == {*EVENTS, "NOTIFICATION_OF_FRAUD"}


def _as_specified(webhook: dict[str, Any]) -> dict[str, Any]:
    """Some schemas of the specification forget fields, and some of its own event codes in their lists."""
    (wrapper,) = webhook["notificationItems"]
    item = {**wrapper["NotificationRequestItem"], "additionalData": {}}
    forgotten = {"eventCode": "CHARGEBACK"} if item["eventCode"] in FORGOTTEN else {}
    return {**webhook, "notificationItems": [{"NotificationRequestItem": {**item, **forgotten}}]}
