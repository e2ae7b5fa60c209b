"""What we send to PayPal, and what we take from it, held to its own specification and to its SDK's objects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from paypalserversdk.models.captured_payment import CapturedPayment
from paypalserversdk.models.refund import Refund
from paypalserversdk.models.refund_status import RefundStatus

from refunds.gateways.paypal import GATEWAY as PayPal
from refunds.gateways.paypal.refusals import OTHER_SENTENCES, REFUSALS
from refunds.gateways.paypal.verdicts import STATES, Verdict, error_outcome, verdict_of
from refunds.gateways.paypal.wire import Answer
from refunds.gateways.types import OutcomeState, RefundInstruction
from tests.paypal_stand_in import CLIENT
from tests.refunds.gateways.answering_server import Asked, answering_server
from tests.specifications import operation, specification, validate

SAMPLES = Path(__file__).parents[1] / "samples" / "paypal"
REFUND = ("capture_refunded", "capture_refunded_by_hand", "capture_reversed", "refund_pending", "refund_failed")


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    return specification("paypal_payments_payment_v2.json")


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """Every call to the Payments API that the adapter makes."""
    with answering_server() as server:
        server.by_path["/v1/oauth2/token"] = (200, b'{"access_token": "t", "token_type": "Bearer", "expires_in": 900}')
        server.says(404, {})
        gateway = PayPal("paypal", {**CLIENT, "api_base": server.address})
        for currency, amount in (("EUR", 2000), ("JPY", 1200), ("HUF", 120000)):
            instruction = RefundInstruction(
                "RF-2026-000123-1", "key-1", "27P87694T8134741U", amount, currency, "damaged"
            )
            gateway.send(gateway.prepare(instruction))
        gateway.read_refund("1JU08902781691411")
        gateway.look_up("RF-2026-000123-1", "27P87694T8134741U")
        return [asked for asked in server.asked if asked.path.startswith("/v2/payments/")]


def resource(name: str) -> dict[str, Any]:
    return dict(json.loads((SAMPLES / f"{name}.json").read_bytes())["resource"])


def issues_in(schema: object) -> set[str]:
    """Collect every `issue` that a schema of error answers lists."""
    if isinstance(schema, list):
        return set().union(*map(issues_in, schema))
    if not isinstance(schema, dict):
        return set()
    own = schema.get("properties", {}).get("issue", {}).get("enum", [])
    return set(own).union(*map(issues_in, schema.values()))


def test_every_request_is_one_that_the_specification_knows(spec: dict[str, Any], asked: list[Asked]) -> None:
    operations = [operation(spec, call.method, call.path)["operationId"] for call in asked]

    assert operations == ["captures.refund"] * 3 + ["refunds.get", "captures.get"]


def test_every_header_of_paypals_own_is_one_of_the_operation(spec: dict[str, Any], asked: list[Asked]) -> None:
    declared = {name: thing["name"] for name, thing in spec["components"]["parameters"].items()}
    for call in asked:
        references = operation(spec, call.method, call.path)["parameters"]
        known = {declared[reference["$ref"].rpartition("/")[2]].lower() for reference in references}
        ours = {name.lower() for name in call.headers if name.lower() == "prefer" or name.lower().startswith("paypal-")}
        assert ours <= known
        assert ours == ({"paypal-request-id", "prefer"} if call.method == "POST" else set())


def test_every_body_is_what_the_specification_asks_for(spec: dict[str, Any], asked: list[Asked]) -> None:
    bodies = [json.loads(call.body) for call in asked if call.method == "POST"]

    assert len(bodies) == 3
    for body in bodies:
        validate(spec, "refund_request", body)
        assert set(body) <= set(spec["components"]["schemas"]["refund_request"]["properties"])


@pytest.mark.parametrize("name", REFUND)
def test_a_sample_of_a_refund_is_one_to_the_specification_and_to_the_sdk(spec: dict[str, Any], name: str) -> None:
    validate(spec, "refund", resource(name))

    parsed = Refund.from_dictionary(resource(name))
    assert (parsed.id, parsed.status) == (resource(name)["id"], resource(name)["status"])


def test_a_sample_of_a_capture_is_one_to_the_specification_and_to_the_sdk(spec: dict[str, Any]) -> None:
    validate(spec, "capture", resource("capture_completed"))

    assert CapturedPayment.from_dictionary(resource("capture_completed")).id == "27P87694T8134741U"


@pytest.mark.parametrize("name", ["dispute_created", "dispute_updated", "dispute_resolved"])
def test_a_sample_of_a_dispute_is_one_to_the_specification(name: str) -> None:
    validate(specification("paypal_customer_disputes_v1.json"), "dispute", resource(name))


def test_every_status_of_the_specification_and_of_the_sdk_has_its_meaning(spec: dict[str, Any]) -> None:
    listed = spec["components"]["schemas"]["refund_status"]["properties"]["status"]["enum"]
    of_the_sdk = {value for name, value in vars(RefundStatus).items() if name.isupper()}

    assert set(listed) == of_the_sdk == set(STATES)


def test_every_refusal_of_the_specification_has_its_verdict_and_its_sentence(spec: dict[str, Any]) -> None:
    schemas = spec["components"]["schemas"]
    refused, unclear = issues_in(schemas["captures.refund-422"]), {"DUPLICATE_INVOICE_ID"}

    assert refused - unclear == set(REFUSALS)
    assert unclear <= set(OTHER_SENTENCES)
    for issue in refused:
        validate(spec, "error_422", body := _error(schemas, "error_422", issue))
        outcome = error_outcome(Answer(422, body=body))
        assert outcome.state == (OutcomeState.UNKNOWN if issue in unclear else OutcomeState.FAILED)
        assert outcome.message not in ("", body["message"])


@pytest.mark.parametrize(
    ("status", "named", "verdict"),
    [
        (400, ["captures.refund-400", "400"], Verdict.REFUSED),
        (401, ["401"], Verdict.NO_EFFECT),
        (403, ["403"], Verdict.NO_EFFECT),
        (404, ["404"], Verdict.REFUSED),
        (409, ["409"], Verdict.UNPROVEN),
        (500, [], Verdict.UNPROVEN),
        (503, [], Verdict.UNPROVEN),
    ],
)
def test_every_other_error_of_the_specification_has_its_verdict(
    spec: dict[str, Any], status: int, named: list[str], verdict: Verdict
) -> None:
    schemas = spec["components"]["schemas"]
    issues = set().union(*(issues_in(schemas[name]) for name in named)) or {""}

    for issue in issues:
        body = _error(schemas, f"error_{status}", issue)
        validate(spec, f"error_{status}", body)
        assert verdict_of(status, body["name"], issue) is verdict


def _error(schemas: dict[str, Any], schema: str, issue: str) -> dict[str, Any]:
    """Write an answer in the words of its schema."""
    words = schemas[schema]["properties"]
    said = {name: words[name]["enum"][0] for name in ("name", "message")}
    return {**said, "details": [{"issue": issue}] if issue else [], "debug_id": "90957fca61718"}
