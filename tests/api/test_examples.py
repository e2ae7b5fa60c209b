"""The examples of the schema are true: each fits its shape, and the requests are accepted by a small shop."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest

from config.api import examples
from config.api.description import api_schema
from config.api.groups import GROUPS
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from tests.desk import ask

pytestmark = pytest.mark.django_db

ACCEPTED = {
    "record_payment": "fatima", "create_customer": "fatima", "hold_payment": "ana", "quote_refund": "ana",
    "request_refund": "ana", "approve_refund": "boris", "reject_refund": "boris", "ask_about_refund": "boris",
    "cancel_refund": "boris", "take_refund": "boris", "hand_over_refund": "ana", "escalate_refund": "boris",
    "write_note": "ana", "preview_letter_of_refund": "boris", "change_refund": "ana", "quote_change_of_refund": "ana",
    "merge_refunds": "ana", "quote_plan": "ana", "draft_bulk_run": "boris", "save_view": "boris",
    "read_all_notices": "ana", "choose_notice_mail": "ana", "order_statement": "fatima", "create_answer_time": "marta",
    "create_assignment_rule": "lena", "try_assignment_rule": "lena", "create_policy_draft": "marta",
    "preview_text": "marta", "invite_person": "ida", "set_step_up_amount": "ida", "create_key": "ida",
    "add_refund_document": "ana", "add_subscription": "ida",
    "record_payment_trace": "fatima", "set_legal_entity": "fatima", "order_statement_batch": "fatima",
}  # fmt: skip
"""Operation → whose key posts its example."""


@pytest.fixture(scope="module")
def document():
    return api_schema()


def operations(document):
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def as_json_schema(node):
    """OpenAPI 3.0 says nullable where JSON Schema says that null is a type too."""
    if isinstance(node, list):
        return [as_json_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {name: as_json_schema(value) for name, value in node.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain


def test_every_operation_has_an_example_that_fits_its_shape(document):
    shapes = as_json_schema(document["components"])
    for path, operation in operations(document):
        answers = {status: a for status, a in operation["responses"].items() if status.startswith("2")}
        contents = [operation["requestBody"]["content"]["application/json"]] if "requestBody" in operation else []
        contents += [a["content"]["application/json"] for a in answers.values() if "application/json" in a["content"]]
        assert contents or operation["operationId"].startswith("download"), path
        for content in contents:
            schema = {**as_json_schema(content["schema"]), "components": shapes}
            checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
            faults = [
                f"{path} {'.'.join(map(str, f.path))}: {f.message}" for f in checker.iter_errors(content["example"])
            ]
            assert not faults


@pytest.fixture
def shop(make_payment, mila, ana, boris, lena, marta, fatima, ida):
    """The story of the examples, with the references that this shop gave."""
    payment = make_payment(mila, lines=[("Lamp", 2, 8900)], order_reference="S-1042")
    refund = ask(payment, reason=Refund.Reason.DAMAGED, amount_minor=4310)
    other = ask(payment, reason=Refund.Reason.DAMAGED, amount_minor=4000)
    people = {person.first_name.lower(): person for person in (ana, boris, lena, marta, fatima, ida)}
    names = {
        examples.PAYMENT: payment.reference,
        examples.REFUND: refund.reference,
        "RF-2026-000124": other.reference,
        examples.CUSTOMER: mila.reference,
        examples.HASH: seen_hash(Refund.objects.get(pk=refund.pk)),
        '"line_id": 1': f'"line_id": {payment.lines.get().pk}',
    }
    return people, names, refund, payment


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_example_of_a_request_is_accepted(document, shop, program_of, name):
    people, names, refund, payment = shop
    path, operation = next((p, o) for p, o in operations(document) if o["operationId"] == name)
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example", {})
    said = json.dumps(body)
    for example, real in names.items():
        said = said.replace(example, real)
    if name == "hand_over_refund":
        program_of(people["ana"]).post(f"refunds/{refund.reference}/taking/", {})
    reference = payment.reference if path.startswith("/api/v1/payments/") else refund.reference
    address = re.sub(r"\{reference\}", reference, path.removeprefix("/api/v1/"))
    address = address.replace("{kind}", "refund_rejected").replace("{language}", "en")

    answer = program_of(people[ACCEPTED[name]]).post(address, said)

    assert answer.status_code in (200, 201), answer.content


def test_every_operation_stands_in_a_group_with_a_sentence(document):
    assert {tag["name"] for tag in document["tags"]} == set(GROUPS)
    assert all(tag["description"].endswith(".") for tag in document["tags"])
    assert {tag for _path, operation in operations(document) for tag in operation["tags"]} == set(GROUPS)


def test_the_schema_says_when_to_come_again(document):
    for _path, operation in operations(document):
        assert {"Retry-After", "RateLimit-Reset"} <= set(operation["responses"]["429"]["headers"])
        assert "Retry-After" in operation["responses"]["503"]["headers"]
