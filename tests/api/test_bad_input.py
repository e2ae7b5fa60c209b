"""Whatever cannot be meant gets a clear 4xx in the one shape, and nothing is written."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError, connection

from customers.models import Customer, IdempotentAnswer, Payment
from refunds.models import Refund

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(program_of, ana):
    return program_of(ana)


@pytest.fixture
def payment(mila, make_payment):
    return make_payment(mila, lines=[("Desk lamp", 2, 8_900)])


@pytest.fixture
def his_line(tom, make_payment):
    return make_payment(tom).lines.get()


def refused(response, status=400, field=None):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    error = response.json()["error"]
    assert error["code"] and error["message"] and error["correlation_id"]
    if field:
        assert field in error["fields"], error
    assert not Refund.objects.exists()
    assert not IdempotentAnswer.objects.exists()
    return error


AMOUNTS = [
    0,
    -1,
    -0.0,
    0.5,
    10.0,
    1e3,
    True,
    False,
    None,
    "1000",
    "１０",
    "1,00",
    "",
    [],
    {},
    [1],
    10**15 + 1,
    2**63,
    10**400,
]


@pytest.mark.parametrize("amount", AMOUNTS, ids=[str(amount)[:12] for amount in AMOUNTS])
def test_an_amount_is_a_positive_whole_number_of_minor_units(amount, program, payment):
    body = {"payment": payment.reference, "reason": "other", "amount_minor": amount, "currency": "EUR"}
    refused(program.post("refunds/", body), field="amount_minor")


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e308", "1E3", "0x10", "010", "1_000", "9" * 5000])
def test_a_number_is_a_number_as_json_knows_it(word, program, payment):
    raw = f'{{"payment": "{payment.reference}", "reason": "other", "amount_minor": {word}, "currency": "EUR"}}'
    refused(program.post("refunds/", raw))


WISHES = [
    ({"amount": 1000}, "amount"),
    ({"state": "approved"}, "state"),
    ({"reference": "RF-1"}, "reference"),
    ({"origin": "portal"}, "origin"),
    ({"requester": 1}, "requester"),
    ({"iban": "DE02120300000000202051"}, "iban"),
    ({"amount_minor": 1000}, "currency"),
    ({"amount_minor": 1000, "currency": "USD"}, "currency"),
    ({"amount_minor": 1000, "currency": "eur"}, "currency"),
    ({"amount_minor": 1000, "currency": "XXZ"}, "currency"),
    ({"amount_minor": 1000, "currency": 978}, "currency"),
    ({"amount_minor": 8901, "currency": "EUR"}, "amount_minor"),
    ({"reason": "because"}, "reason"),
    ({"reason": None}, "reason"),
    ({"reason": ["other"]}, "reason"),
    ({"rail": "cash"}, "rail"),
    ({"reason_text": "x" * 2001}, "reason_text"),
    ({"reason_text": 5}, "reason_text"),
    ({"lines": []}, "lines"),
    ({"lines": "all"}, "lines"),
    ({"lines": [7]}, "lines.0"),
    ({"lines": [{"line_id": 1}]}, "lines.0.quantity"),
    ({"lines": [{"line_id": 1, "quantity": 0}]}, "lines.0.quantity"),
    ({"lines": [{"line_id": 1, "quantity": True}]}, "lines.0.quantity"),
    ({"lines": [{"line_id": 2**63, "quantity": 1}]}, "lines.0.line_id"),
    ({"lines": [{"line_id": 1, "quantity": 1, "amount_minor": 5}]}, "lines.0.amount_minor"),
    ({"payment": 17}, "payment"),
    ({"payment": None}, "payment"),
    ({"payment": "x" * 33}, "payment"),
]


@pytest.mark.parametrize(("wish", "field"), WISHES, ids=[json.dumps(wish)[:40] for wish, _field in WISHES])
def test_what_cannot_be_asked_names_the_field(wish, field, program, payment):
    refused(program.post("refunds/", {"payment": payment.reference, "reason": "other", **wish}), field=field)


def test_a_line_twice_is_refused(program, payment):
    line = {"line_id": payment.lines.get().pk, "quantity": 1}
    error = refused(
        program.post("refunds/", {"payment": payment.reference, "reason": "other", "lines": [line, line]}),
        field="lines",
    )
    assert error["code"] == "line_twice"


def test_a_line_of_somebody_elses_payment_is_refused(program, payment, his_line):
    wish = {"payment": payment.reference, "reason": "other", "lines": [{"line_id": his_line.pk, "quantity": 1}]}
    assert refused(program.post("refunds/", wish), field="lines")["code"] == "foreign_line"


def test_more_units_than_were_bought_are_refused(program, payment):
    wish = {
        "payment": payment.reference,
        "reason": "other",
        "lines": [{"line_id": payment.lines.get().pk, "quantity": 3}],
    }
    assert refused(program.post("refunds/", wish), field="lines")["code"] == "quantity_exceeded"


def test_lines_and_an_amount_together_are_refused(program, payment):
    line = {"line_id": payment.lines.get().pk, "quantity": 1}
    wish = {"payment": payment.reference, "reason": "other", "lines": [line], "amount_minor": 100, "currency": "EUR"}
    refused(program.post("refunds/", wish), field="amount_minor")


def test_an_unknown_payment_is_not_found(program):
    refused(program.post("refunds/", {"payment": "PM-1999-1", "reason": "other"}), 404, field="payment")


BODIES = {
    "nothing": b"",
    "not json": b"amount=5",
    "half": b'{"payment": "PM',
    "a list": b"[]",
    "a word": b'"x"',
    "null": b"null",
    "key twice": b'{"payment": "a", "payment": "b", "reason": "other"}',
    "inner key twice": b'{"payment": "a", "reason": "other", "lines": [{"quantity": 1, "quantity": 2}]}',
    "bom": b'\xef\xbb\xbf{"payment": "a", "reason": "other"}',
    "utf-16": '{"payment": "a"}'.encode("utf-16"),
    "latin-1": '{"payment": "ä"}'.encode("latin-1"),
    "depth bomb": b'{"payment": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "deep": b'{"payment": ' + b"[" * 50 + b"]" * 50 + b"}",
    "nul": b'{"payment": "a\\u0000", "reason": "other"}',
    "nul in a key": b'{"pay\\u0000ment": "a"}',
    "raw nul": b'{"payment": "a\x00"}',
    "lone surrogate": b'{"payment": "\\ud800", "reason": "other"}',
    "comment": b'{"payment": "a" /* x */}',
    "trailing": b'{"payment": "a"} {}',
    "long number": b'{"amount_minor": ' + b"1" * 200_000 + b"}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_is_not_one_json_object_is_refused(body, program):
    refused(program.post("refunds/", body))


def test_a_huge_body_is_refused(program):
    body = json.dumps({"payment": "a", "reason": "other", "reason_text": "x" * 300_000})
    assert refused(program.post("refunds/", body), 413)["code"] == "body_too_large"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"]
)
def test_only_json_is_taken(kind, program):
    response = program.client.post("/api/v1/refunds/", b"{}", content_type=kind, headers={"Idempotency-Key": "k"})
    refused(response, 415)


QUERIES = [
    {"limit": "0"}, {"limit": "201"}, {"limit": "-1"}, {"limit": "ten"}, {"limit": "１"}, {"cursor": "x"},
    {"cursor": "W10"}, {"cursor": "WyJ4Iiwx"}, {"cursor": "é"}, {"state": "lost"}, {"colour": "red"},
    {"payment__captured_minor__gt": "1"}, {"order_by": "password"}, {"created_from": "yesterday"},
    {"payment": "a\x00b"}, {"payment": "x" * 33}, {"format": "html"},
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=[str(query)[:40] for query in QUERIES])
def test_a_query_that_cannot_be_meant_is_refused(query, program):
    refused(program.get("refunds/", **query))


def test_a_wrong_address_answers_in_the_same_shape(program):
    assert refused(program.get("refund/"), 404)["code"] == "not_found"
    assert refused(program.client.get("/api/v2/"), 404)
    assert refused(program.client.get("/api/v1/refunds/RF%00/"), 404)


def test_a_strange_host_answers_in_the_same_shape(program, settings):
    settings.ALLOWED_HOSTS = ["shop.example"]
    refused(program.get("refunds/"), 400)


def test_a_database_that_is_away_asks_for_patience(program_of, fatima):
    program = program_of(fatima)

    def away(execute, sql, params, many, context):
        if "customers_payment" in sql:
            raise OperationalError("the connection is lost")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away):
        answer = program.get("payments/")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert answer.json()["error"]["code"] == "unavailable"


CHARGE = {
    "gateway_account": "sandbox",
    "gateway_reference": "pay_new",
    "customer_email": "new@home.example",
    "currency": "JPY",
    "captured_minor": 1200,
    "captured_at": "2026-01-05T10:00:00Z",
}


def test_a_payment_is_recorded_with_its_customer(program_of, fatima):
    lines = [{"description": "Tea", "net_minor": 1091, "tax_minor": 109, "tax_rate": "10", "product_kind": "physical"}]
    answer = program_of(fatima).post("payments/", {**CHARGE, "lines": lines, "country": "JP", "language": "ja"})
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["left_minor"], shown["currency"], shown["lines"][0]["tax_rate"]) == (1200, "JPY", "10.000")
    customer = Customer.objects.get(email="new@home.example")
    assert (customer.country, customer.language, shown["customer"]) == ("JP", "ja", customer.reference)
    assert customer.history.first().history_user == fatima
    assert Payment.objects.get().history.first().history_actor.startswith("api_key:")


def test_the_same_charge_is_recorded_once(program_of, fatima):
    program = program_of(fatima)
    program.post("payments/", CHARGE)
    again = program.post("payments/", CHARGE)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "payment_exists")
    assert Payment.objects.count() == 1


CHARGES = [
    ({"captured_minor": 12.5}, "captured_minor"), ({"captured_minor": 0}, "captured_minor"),
    ({"currency": "ABC"}, "currency"), ({"customer_email": "no"}, "customer_email"),
    ({"customer_email": None}, "customer_email"), ({"country": "XQ"}, "country"), ({"country": "de"}, "country"),
    ({"language": "klingon"}, "language"), ({"gateway_account": "elsewhere"}, "gateway_account"),
    ({"gateway_reference": ""}, "gateway_reference"), ({"captured_at": "soon"}, "captured_at"),
    ({"captured_at": "2199-01-01T00:00:00Z"}, "captured_at"), ({"card_last4": "4242424242424242"}, "card_last4"),
    ({"card_last4": "42a2"}, "card_last4"), ({"refunded_before_minor": 1201}, "refunded_before_minor"),
    ({"reserved_minor": 1}, "reserved_minor"), ({"reference": "PM-1"}, "reference"),
    ({"method": "shells"}, "method"), ({"lines": [{"description": "Tea", "net_minor": 1201}]}, "lines"),
    ({"lines": [{"description": "", "net_minor": 1}]}, "lines.0.description"),
    ({"lines": [{"description": "Tea", "net_minor": 1, "tax_rate": 10.5}]}, "lines.0.tax_rate"),
    ({"lines": [{"description": "Tea", "net_minor": 1, "tax_rate": "1e3"}]}, "lines.0.tax_rate"),
    ({"customer_name": "x" * 201}, "customer_name"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), CHARGES, ids=[json.dumps(change)[:40] for change, _field in CHARGES])
def test_a_charge_that_cannot_be_is_refused(change, field, program_of, fatima):
    refused(program_of(fatima).post("payments/", {**CHARGE, **change}), field=field)
    assert not Payment.objects.exists()
    assert not Customer.objects.exists()


def test_one_mail_address_is_one_customer(program_of, fatima, mila):
    answer = program_of(fatima).post("customers/", {"email": "MILA@home.example"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "customer_exists")
    assert Customer.objects.count() == 1
