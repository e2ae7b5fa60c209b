"""What we send to PayPal about disputes and take from it, held to its own specification of the Disputes API."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from refunds.gateways.dispute_types import (
    EvidenceFile,
    EvidenceInstruction,
    OfferInstruction,
    OfferKind,
    ReturnInstruction,
)
from refunds.gateways.paypal import GATEWAY as PayPal
from refunds.gateways.paypal.disputes import (
    MOVEMENTS,
    OF_A_CLAIM,
    OF_AN_INQUIRY,
    OFFER_STEPS,
    OFFERS,
    OUTCOMES,
    RETURNS,
    STAGES,
)
from refunds.gateways.paypal.evidence import CARRIERS, NOTE
from tests.paypal_stand_in import CLIENT
from tests.refunds.gateways.answering_server import Asked, answering_server
from tests.specifications import operation, specification, validate

SAMPLES = Path(__file__).parents[1] / "samples" / "paypal" / "disputes"
DISPUTE = "PP-D-27803"
ANSWER = EvidenceInstruction(
    key="a-1",
    dispute_reference=DISPUTE,
    payment_reference="27P87694T8134741U",
    texts={
        "shipping_carrier": "Kannenpost",
        "shipping_tracking_number": "00340434161094015902",
        "uncategorized_text": "It arrived.",
        "access_activity_log": "x" * 1400,
    },
    files=[
        EvidenceFile("uncategorized_file", "Päckchen (1).PDF", "application/pdf", b"%PDF"),
        EvidenceFile("PROOF_OF_DELIVERY_SIGNATURE", "sign.png", "image/png", b"\x89PNG"),
        EvidenceFile("receipt", "no ending", "image/jpeg", b"\xff\xd8"),
    ],
    refund_references=["1JU08902781691411"],
)
MAY = ("appeal", "make-offer", "acknowledge-return-item")
HOME = {"line": "Lindenweg 4", "city": "Berlin", "postal_code": "10115", "country": "DE"}
EVERY_OFFER = [
    OfferInstruction(
        key=f"o-{kind}",
        reference="DP-2026-000001-1-1",
        dispute_reference=DISPUTE,
        kind=kind,
        words="Would this do?",
        amount_minor=None if kind is OfferKind.REPLACEMENT else 2_000,
        currency="EUR",
        return_address=HOME if kind is OfferKind.WITH_RETURN else {},
    )
    for kind in OFFERS.values()
]


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    return specification("paypal_customer_disputes_v1.json")


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """Every call to the Disputes API that the adapter makes."""
    shown = json.loads((SAMPLES / "claim_waiting_for_seller.json").read_bytes())
    link = {
        "rel": "provide-supporting-info",
        "href": f"https://x/v1/customer/disputes/{DISPUTE}/provide-supporting-info",
    }
    path = f"/v1/customer/disputes/{DISPUTE}"
    with answering_server() as server:
        server.by_path["/v1/oauth2/token"] = (200, b'{"access_token": "t", "token_type": "Bearer", "expires_in": 900}')
        server.by_path[path] = (200, json.dumps(shown).encode())
        gateway = PayPal("paypal", {**CLIENT, "api_base": server.address})
        server.says(200, {"links": []})
        now = datetime.now(UTC)
        list(gateway.pull_disputes(now - timedelta(days=1), now))
        gateway.answer_dispute(ANSWER)
        gateway.accept_dispute(DISPUTE, "a-2")
        server.by_path[path] = (200, json.dumps({**shown, "links": [link]}).encode())
        gateway.answer_dispute(ANSWER)
        acts = [
            {"rel": act, "href": f"https://x{path}/{act}"}
            for act in ("appeal", "make-offer", "acknowledge-return-item")
        ]
        options = {
            "make_offer": {"offer_types": list(OFFERS)},
            "acknowledge_return_item": {"acknowledgement_types": list(RETURNS)},
        }
        may = {**shown, "links": acts, "allowed_response_options": options}
        server.by_path[path] = (200, json.dumps(may).encode())
        gateway.answer_dispute(replace(ANSWER, is_appeal=True))
        for offer in EVERY_OFFER:
            gateway.make_offer(offer)
        for finding in RETURNS.values():
            gateway.acknowledge_return(ReturnInstruction(f"r-{finding}", DISPUTE, finding, "We opened the parcel."))
        return [asked for asked in server.asked if "oauth2" not in asked.path]


def told(call: Asked) -> Any:
    raw = b"Content-Type: " + call.headers["Content-Type"].encode() + b"\r\n\r\n" + call.body
    parts = {
        part.get_param("name", header="content-disposition"): part for part in message_from_bytes(raw).get_payload()
    }
    return json.loads(parts["input"].get_payload(decode=True))


def enum(spec: dict[str, Any], schema: str, *names: str) -> set[str]:
    thing = spec["components"]["schemas"][schema]
    for name in names:
        thing = thing["properties"][name]
    return set(thing["enum"])


def test_every_request_is_one_that_the_specification_knows(spec: dict[str, Any], asked: list[Asked]) -> None:
    operations = [operation(spec, call.method, call.path.partition("?")[0]) for call in asked]

    assert [found["operationId"].removeprefix("disputes.") for found in operations] == [
        "list", "get", "provide-evidence", "get", "accept-claim", "get", "provide-supporting-info", "get", "appeal",
        *["get", "make-offer"] * len(EVERY_OFFER), *["get", "acknowledge-return-item"] * len(RETURNS),
    ]  # fmt: skip
    for call, found in zip(asked, operations, strict=True):
        kinds = found.get("requestBody", {})
        if call.method == "POST":
            kinds = spec["components"]["requestBodies"]["evidences"] if "$ref" in kinds else kinds
            assert call.headers["Content-Type"].partition(";")[0] in kinds["content"]


def test_a_list_is_asked_for_by_parameters_of_the_operation(spec: dict[str, Any], asked: list[Asked]) -> None:
    names = {pair.partition("=")[0] for pair in asked[0].path.partition("?")[2].split("&")}

    assert names <= {parameter["name"] for parameter in spec["components"]["parameters"].values()}


@pytest.mark.parametrize("act", ["provide-evidence", "appeal"])
def test_every_piece_of_evidence_is_one_to_the_specification(
    spec: dict[str, Any], asked: list[Asked], act: str
) -> None:
    (call,) = [call for call in asked if call.path.endswith(act)]
    evidences = told(call)["evidences"]

    assert [evidence["evidence_type"] for evidence in evidences] == [
        "PROOF_OF_FULFILLMENT", "PROOF_OF_REFUND", "OTHER", "PROOF_OF_DELIVERY_SIGNATURE"
    ]  # fmt: skip
    for evidence in evidences:
        validate(spec, "evidence", evidence)


def test_the_note_of_supporting_information_fits(spec: dict[str, Any], asked: list[Asked]) -> None:
    (call,) = [call for call in asked if call.path.endswith("provide-supporting-info")]

    validate(spec, "supporting_info", told(call))
    assert spec["components"]["schemas"]["supporting_info"]["properties"]["notes"]["maxLength"] == NOTE
    assert spec["components"]["schemas"]["evidence"]["properties"]["notes"]["maxLength"] == NOTE


def test_a_claim_is_accepted_in_the_specifications_own_word(spec: dict[str, Any], asked: list[Asked]) -> None:
    (call,) = [call for call in asked if call.path.endswith("accept-claim")]

    assert told(call)["accept_claim_type"] in enum(spec, "accept_claim_type")


def test_every_offer_is_one_to_the_specification(spec: dict[str, Any], asked: list[Asked]) -> None:
    told_offers = [json.loads(call.body) for call in asked if call.path.endswith("make-offer")]

    assert [told_offer["offer_type"] for told_offer in told_offers] == list(OFFERS)
    for told_offer in told_offers:
        validate(spec, "make_offer", told_offer)
    assert told_offers[1]["return_shipping_address"]["country_code"] == "DE"
    assert "offer_amount" not in told_offers[3]


def test_every_word_on_returned_goods_is_one_of_the_specification(spec: dict[str, Any], asked: list[Asked]) -> None:
    words = [told(call) for call in asked if call.path.endswith("acknowledge-return-item")]

    assert {word["acknowledgement_type"] for word in words} == set(RETURNS) == enum(spec, "acknowledgement_type")
    assert {word["note"] for word in words} == {"We opened the parcel."}
    options = {"acknowledge_return_item": {"acknowledgement_types": list(RETURNS)}}
    validate(spec, "allowed_response_options", options)


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_a_sample_is_a_dispute_to_the_specification(spec: dict[str, Any], name: str) -> None:
    validate(spec, "dispute", json.loads((SAMPLES / f"{name}.json").read_bytes()))


def test_every_word_of_the_specification_has_its_meaning_or_is_left_out_on_purpose(spec: dict[str, Any]) -> None:
    statuses = enum(spec, "status") - {"RESOLVED", "OTHER"}

    assert enum(spec, "dispute_lifecycle_stage") == set(STAGES)
    assert statuses == set(OF_A_CLAIM) == set(OF_AN_INQUIRY)
    assert enum(spec, "dispute_outcome", "outcome_code") - {"NONE"} == set(OUTCOMES)
    reasons, ways = enum(spec, "money_movement_reason"), enum(spec, "money_movement", "type")
    assert {(reason, way) for reason in reasons for way in ways} == set(MOVEMENTS)
    assert enum(spec, "tracking_info", "carrier_name") >= CARRIERS
    assert enum(spec, "offer_type") == set(OFFERS)
    assert enum(spec, "offer_history", "event_type") == set(OFFER_STEPS)
