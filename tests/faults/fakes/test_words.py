"""What the fake gateways answer, held to the vendors' own specifications and example objects."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.faults.fake_gateways import adyen, paypal, stripe
from tests.faults.fake_gateways.accounts import (
    ADYEN_KEY,
    ADYEN_MERCHANT,
    PAYPAL_CLIENT,
    PAYPAL_SECRET,
    STRIPE_KEY,
)
from tests.faults.fake_gateways.running import FakeGateways
from tests.specifications import specification, validate

OF_STRIPE_ONLY_SOMETIMES = {"failure_balance_transaction", "failure_reason", "pending_reason"}
"""Fields of a refund that Stripe's example does not have: it is neither pending nor failed."""


@pytest.fixture
def fakes(fakes: FakeGateways) -> FakeGateways:
    """The fake gateways with payments of 50.00 EUR."""
    for code in ("stripe", "paypal", "adyen"):
        payments = [{"reference": f"PAID{number}", "amount_minor": 5000, "currency": "EUR"} for number in range(3)]
        fakes.declare_payments(code, payments)
    return fakes


class Caller:
    """Asks one gateway in its own form."""

    def __init__(self, fakes: FakeGateways, gateway: str) -> None:
        self.fakes, self.gateway, self.session = fakes, gateway, requests.Session()

    def rules(self, **rules: Any) -> None:
        self.fakes.all_goes_well()
        self.fakes.set_faults(self.gateway, outcome_ms=0, webhook_ms=0, **rules)

    def post(self, path: str, body: Any, key: str = "", **asked: Any) -> requests.Response:
        headers = {"Idempotency-Key": key, "PayPal-Request-Id": key}
        return self.session.post(self.fakes.url_of(self.gateway) + path, headers=headers, json=body, timeout=5, **asked)

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.fakes.url_of(self.gateway) + path, timeout=5)


@pytest.fixture
def paypal_caller(fakes: FakeGateways) -> Caller:
    caller = Caller(fakes, "paypal")
    caller.rules()
    token = caller.post("/v1/oauth2/token", {}, auth=(PAYPAL_CLIENT, PAYPAL_SECRET)).json()["access_token"]
    caller.session.headers["Authorization"] = f"Bearer {token}"
    return caller


@pytest.fixture
def adyen_caller(fakes: FakeGateways) -> Caller:
    caller = Caller(fakes, "adyen")
    caller.rules()
    caller.session.headers["X-API-Key"] = ADYEN_KEY
    return caller


@pytest.fixture
def stripe_caller(fakes: FakeGateways) -> Caller:
    caller = Caller(fakes, "stripe")
    caller.rules()
    caller.session.headers["Authorization"] = f"Bearer {STRIPE_KEY}"
    return caller


def money(value: str) -> dict[str, Any]:
    return {"amount": {"currency_code": "EUR", "value": value}}


REFUND = "/v2/payments/captures/PAID0/refund"


def test_paypals_objects_are_those_of_its_specification(paypal_caller: Caller) -> None:
    spec = specification("paypal_payments_payment_v2.json")

    made = paypal_caller.post(REFUND, {**money("20.00"), "custom_id": "RF-1", "invoice_id": "RF-1"}, key="k1")
    again = paypal_caller.post(REFUND, {**money("20.00"), "custom_id": "RF-1", "invoice_id": "RF-1"}, key="k1")

    assert (made.status_code, again.status_code) == (201, 200)
    for refund in (made.json(), again.json(), paypal_caller.get(f"/v2/payments/refunds/{made.json()['id']}").json()):
        validate(spec, "refund", refund)
    for name in ("PAID0", "PAID1"):
        validate(spec, "capture", paypal_caller.get(f"/v2/payments/captures/{name}").json())
    order = paypal_caller.get("/v2/payments/captures/PAID0").json()["supplementary_data"]["related_ids"]["order_id"]
    (unit,) = paypal_caller.get(f"/v2/checkout/orders/{order}").json()["purchase_units"]
    validate(spec, "refund", unit["payments"]["refunds"][0])


@pytest.mark.parametrize("course", ["pending", "pending_fail"])
def test_a_refund_that_is_under_way_at_paypal_is_one_of_its_specification(paypal_caller: Caller, course: str) -> None:
    paypal_caller.rules(**{course: 1})

    made = paypal_caller.post("/v2/payments/captures/PAID2/refund", money("1.00"), key=course).json()

    spec = specification("paypal_payments_payment_v2.json")
    validate(spec, "refund", made)
    validate(spec, "refund", paypal_caller.get(f"/v2/payments/refunds/{made['id']}").json())


@pytest.mark.parametrize(
    ("status", "rules", "body"),
    [
        (400, {}, {"amount": {"currency_code": "EUR", "value": "a few"}}),
        (409, {"conflict": 1}, money("1.00")),
        (422, {}, money("900.00")),
        (422, {"decline": 1, "decline_as": "TRANSACTION_DISPUTED"}, money("1.00")),
        (422, {"waits_for_funds": 1}, money("1.00")),
        (500, {"error_after": 1}, money("1.00")),
        (503, {"error_before": 1}, money("1.00")),
    ],
)
def test_paypals_errors_are_those_of_its_specification(
    paypal_caller: Caller, status: int, rules: dict[str, Any], body: dict[str, Any]
) -> None:
    paypal_caller.rules(**rules)

    answer = paypal_caller.post(REFUND, body, key=json.dumps([rules, body]))

    spec = specification("paypal_payments_payment_v2.json")
    assert answer.status_code == status
    validate(spec, f"error_{status}", answer.json())
    for schema in ("captures.refund-422", "409", "captures.refund-400"):
        if schema.endswith(str(status)):
            validate(spec, schema, answer.json())


def test_every_refusal_of_paypal_is_one_of_its_specification() -> None:
    schema = specification("paypal_payments_payment_v2.json")["components"]["schemas"]["captures.refund-422"]
    listed = [issue["properties"] for issue in schema["properties"]["details"]["items"]["anyOf"]]
    sentences = {issue["issue"]["enum"][0]: issue["description"].get("enum") for issue in listed}

    assert {word: [sentence] for word, sentence in paypal.REFUSALS.items()}.items() <= sentences.items()


def test_strangers_and_lost_ways_are_answered_by_paypals_specification(paypal_caller: Caller) -> None:
    spec = specification("paypal_payments_payment_v2.json")
    missing = paypal_caller.get("/v2/payments/captures/NOBODYS")
    paypal_caller.session.headers["Authorization"] = "Bearer another"
    stranger = paypal_caller.get("/v2/payments/captures/PAID0")

    assert (missing.status_code, stranger.status_code) == (404, 401)
    validate(spec, "error_404", missing.json())
    validate(spec, "error_401", stranger.json())


def asked_of_adyen(**changes: Any) -> dict[str, Any]:
    amount = {"currency": "EUR", "value": 1000}
    return {"merchantAccount": ADYEN_MERCHANT, "amount": amount, "reference": "RF-1"} | changes


@pytest.mark.parametrize(
    ("status", "rules", "changes"),
    [
        (201, {}, {}),
        (403, {}, {"merchantAccount": "Another"}),
        (422, {}, {"amount": {}}),
        (422, {"decline": 1, "decline_as": "905"}, {}),
        (409, {"conflict": 1}, {}),
        (429, {"rate_limited": 1}, {}),
        (500, {"error_after": 1}, {}),
    ],
)
def test_adyens_answers_are_those_of_its_specification(
    adyen_caller: Caller, status: int, rules: dict[str, Any], changes: dict[str, Any]
) -> None:
    adyen_caller.rules(**rules)

    answer = adyen_caller.post(
        "/v71/payments/PAID1/refunds", asked_of_adyen(reference=f"RF-{status}", **changes), key=str((status, rules))
    )

    spec = specification("adyen_CheckoutService-v71.json")
    assert answer.status_code == status
    validate(spec, "PaymentRefundResponse" if status == 201 else "ServiceError", answer.json())


def test_adyens_letters_are_those_of_its_specification(fakes: FakeGateways, adyen_caller: Caller) -> None:
    adyen_caller.rules(fail_later=1, fail_later_ms=0)
    refund = adyen_caller.post("/v71/payments/PAID2/refunds", asked_of_adyen(), key="letters").json()["pspReference"]
    while len(sent := fakes.rows("SELECT kind, body FROM webhook WHERE refund = ? AND state = 'kept'", refund)) < 2:
        pass

    spec = specification("adyen_Webhooks-v1.json")
    for kind, body in sent:
        schema = spec["webhooks"][f"/{kind}"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        letter = json.loads(body)
        letter["notificationItems"][0]["NotificationRequestItem"]["additionalData"] = {}  # which some schemas forget
        validate(spec, schema.rpartition("/")[2], letter)
    assert sent[0][0] == "REFUND"
    assert {kind for kind, _ in sent} <= {"REFUND", *adyen.RETURNS}


def test_stripes_objects_have_the_fields_of_its_examples(fakes: FakeGateways, stripe_caller: Caller) -> None:
    examples = specification("stripe_fixtures3.json")["resources"]
    form = {"charge": "PAID0", "amount": 1000, "metadata[recourse_reference]": "RF-1"}
    address = fakes.url_of("stripe")
    made = stripe_caller.session.post(f"{address}/v1/refunds", data=form, timeout=5).json()

    assert set(made) - OF_STRIPE_ONLY_SOMETIMES <= set(examples["refund"])
    for path, name in (("charges", "charge"), ("balance_transactions", "balance_transaction")):
        listed = stripe_caller.get(f"/v1/{path}").json()
        assert listed["object"] == "list"
        assert set(listed["data"][0]) <= set(examples[name])
    assert set(stripe_caller.get("/v1/balance").json()) <= set(examples["balance"])
    assert stripe.API_VERSION in json.dumps(
        fakes.rows("SELECT CAST(body AS TEXT) FROM webhook WHERE gateway = 'stripe'")
    )
