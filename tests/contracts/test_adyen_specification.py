"""What we send to Adyen and read from it, held against its own specifications, where they are at hand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from refunds.gateways.adyen import GATEWAY as Adyen
from refunds.gateways.adyen.events import TOPICS
from refunds.gateways.adyen.items import read_items
from refunds.gateways.adyen.verdicts import VERDICTS, received_outcome, verdict_of
from refunds.gateways.types import OutcomeState, PreparedRefund, RefundInstruction
from tests.adyen_stand_in import MERCHANT, StandIn, signed

ROOT = Path(__file__).parents[2]
SPECIFICATIONS = ROOT.parent / "shared" / "specs"
SAMPLES = ROOT / "tests" / "samples" / "adyen"
NAMES = ("adyen_CheckoutService-v71", "adyen_Webhooks-v1")

pytestmark = pytest.mark.skipif(
    not all((SPECIFICATIONS / f"{name}.json").exists() for name in NAMES), reason="Adyen's specifications are not here"
)

REFUNDS = "/payments/{paymentPspReference}/refunds"
WEBHOOKS = {path.stem: json.loads(path.read_bytes()) for path in sorted(SAMPLES.glob("*.json"))}


@cache
def specification(name: str) -> dict[str, Any]:
    return json.loads((SPECIFICATIONS / f"{name}.json").read_bytes())


def checkout() -> dict[str, Any]:
    return specification("adyen_CheckoutService-v71")


def webhooks() -> dict[str, Any]:
    return specification("adyen_Webhooks-v1")


def validate(document: dict[str, Any], schema: str, value: Any) -> None:
    pointed = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    Draft202012Validator(pointed).validate(value)


def examples_of(document: dict[str, Any], content: dict[str, Any]) -> list[Any]:
    examples = content["application/json"].get("examples", {}).values()
    return [document["components"]["examples"][example["$ref"].rsplit("/", 1)[-1]]["value"] for example in examples]


def test_the_specification_is_of_the_version_that_we_are_pinned_to() -> None:
    assert checkout()["info"]["version"] in Adyen.protocol


@pytest.mark.parametrize("reason", ["", "duplicate", "goodwill", "damaged", "fraud"])
@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD", "CLP", "IDR"])
def test_every_refund_that_we_ask_for_is_one_by_the_specification(reason: str, currency: str) -> None:
    config = {"secret_key": "k", "merchant_account": MERCHANT, "send_reason": True}
    instruction = RefundInstruction("RF-2026-000123-1", "key", "PAY1", 2000, currency, reason)

    validate(checkout(), "PaymentRefundRequest", json.loads(Adyen("adyen", config).prepare(instruction).body))


def test_what_leaves_goes_where_the_specification_says_and_the_stand_in_answers_by_it(adyen: StandIn) -> None:
    gateway, payment = adyen.gateway(), adyen.pay(5000)
    gateway.send(gateway.prepare(RefundInstruction("RF-2026-000123-1", "k" * 64, payment, 2000, "EUR")))
    gateway.check()

    (refund, body), (check, question) = adyen.asked
    assert refund == "/v71" + REFUNDS.replace("{paymentPspReference}", payment)
    assert check == "/v71/paymentMethods"
    assert {REFUNDS, "/paymentMethods"} <= set(checkout()["paths"])
    validate(checkout(), "PaymentRefundRequest", json.loads(body))
    validate(checkout(), "PaymentMethodsRequest", json.loads(question))
    for status, told in adyen.answers.values():
        validate(checkout(), "PaymentRefundResponse" if status == 201 else "ServiceError", told)


def test_the_answers_of_the_specification_are_understood() -> None:
    responses = checkout()["paths"][REFUNDS]["post"]["responses"]
    (created,) = examples_of(checkout(), responses["201"]["content"])
    asked = PreparedRefund("key", created["reference"], created["paymentPspReference"], b"")

    outcome = received_outcome(created, asked, lambda value, currency: value)

    assert (outcome.state, outcome.gateway_reference) == (OutcomeState.PENDING, created["pspReference"])
    assert (outcome.amount_minor, outcome.currency) == (created["amount"]["value"], created["amount"]["currency"])
    assert {status for status in responses if status != "201"} == {"400", "401", "403", "422", "500"}
    assert {status for status, _kind, _code in VERDICTS} == {400, 401, 403, 422, 429}
    for status in ("400", "401", "403", "422", "500"):
        for error in examples_of(checkout(), responses[status]["content"]):
            validate(checkout(), "ServiceError", error)
            assert verdict_of(int(status), error["errorType"], error["errorCode"])


def test_every_webhook_of_the_specification_is_read_once_it_is_signed() -> None:
    read = set()
    for name, hook in webhooks()["webhooks"].items():
        for example in examples_of(webhooks(), hook["post"]["requestBody"]["content"]):
            if "notificationItems" not in example:
                continue
            told = [wrapper["NotificationRequestItem"] for wrapper in example["notificationItems"]]
            assert [item.event_code for item in read_items(signed(*told))] == [item["eventCode"] for item in told]
            read.add(name.strip("/"))
    assert set(TOPICS) - {"HANDLED_EXTERNALLY"} <= {name.strip("/") for name in webhooks()["webhooks"]}
    assert len(read) > 30


@pytest.mark.parametrize("name", WEBHOOKS)
def test_the_samples_are_webhooks_by_the_specification(name: str) -> None:
    hook = webhooks()["webhooks"][f"/{name.upper().removesuffix('_REFUSED')}"]
    schema = hook["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]

    validate(webhooks(), schema, without_signature(WEBHOOKS[name]))


def without_signature(webhook: dict[str, Any]) -> dict[str, Any]:
    """Some schemas of the specification forget the signature, which their own examples have."""
    (wrapper,) = webhook["notificationItems"]
    return {
        **webhook,
        "notificationItems": [
            {"NotificationRequestItem": {**wrapper["NotificationRequestItem"], "additionalData": {}}}
        ],
    }
