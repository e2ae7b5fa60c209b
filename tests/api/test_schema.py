"""The API describes itself: every address, every refusal, every key it needs."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from config.api.error_codes import COMMON_CODES
from config.api.groups import GROUPS
from customers.models.apikey import SCOPES
from tests.api.test_keys_and_scopes import API_VIEWS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document():
    written = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)
    return yaml.safe_load(written.getvalue())


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_valid_and_names_every_address(document):
    routes = {"/" + re.sub(r"<(?:slug|int):(\w+)>", r"{\1}", path) for path, _view in API_VIEWS}
    assert set(document["paths"]) == routes


def test_every_operation_tells_its_refusals_its_scope_and_its_key(document):
    for path, method, operation in operations(document):
        assert operation["x-scope"], path
        assert operation["security"] == [{"ApiKey": []}], path
        for status in ("400", "401", "403", "404"):
            content = operation["responses"][status]["content"]["application/json"]
            assert content["schema"]["$ref"] == "#/components/schemas/Error", (path, status)
        if method == "post":
            keys = [p for p in operation["parameters"] if p["name"] == "Idempotency-Key"]
            assert keys and keys[0]["required"], path
            assert {"409", "413", "415", "422"} <= set(operation["responses"])


def test_money_can_only_go_where_a_rail_leads(document):
    """No writable field names a destination."""
    shapes = [shape for name, shape in document["components"]["schemas"].items() if name.endswith("InRequest")]
    written = {field for shape in shapes for field in shape.get("properties", {})}
    assert not {field for field in written if re.search(r"iban|bic|account_number|destination|card_number", field)}
    assert "rail" in written


def test_the_document_and_its_page_are_for_staff(client, sign_in, ana):
    assert client.get("/api/schema/").status_code == 403
    assert client.get("/api/docs/").status_code == 302
    desk = sign_in(ana)
    assert desk.get("/api/schema/").status_code == 200
    page = desk.get("/api/docs/").content.decode()
    assert "/api/v1/refunds/{reference}/approval/" in page
    assert "Idempotency-Key" in page
    assert "<script" not in page.split("<main")[1]


def test_the_page_explains_scopes_refusals_pages_and_shows_examples(sign_in, ana):
    page = sign_in(ana).get("/api/docs/").content.decode()
    for word in (*SCOPES, *COMMON_CODES, "Retry-After", "cursor", *GROUPS):
        assert word in page
    assert page.count("<pre") > 150
    assert 'href="#group-Refunds"' in page and 'id="group-Refunds"' in page
    assert "/api/docs/" in sign_in(ana).get("/staff/").content.decode()


def test_the_refusals_that_the_page_explains_are_the_ones_that_are_given():
    files = [path for room in ("config", "customers", "refunds") for path in Path(room).rglob("*.py")]
    source = "".join(path.read_text() for path in files if path.name != "error_codes.py")
    given_by_the_framework = {"not_authenticated", "method_not_allowed"}
    assert not {code for code in COMMON_CODES if f'"{code}"' not in source} - given_by_the_framework
