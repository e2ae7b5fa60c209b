"""The API explained to a person: the schema as a page, without a script."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.api.description import api_schema
from config.api.error_codes import COMMON_CODES
from config.api.groups import GROUPS
from config.api.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from customers.models.apikey import SCOPES
from refunds.views.access import StaffRequest, staff_page

METHODS = ("get", "post")


@require_safe
@staff_page()
def docs(request: StaffRequest) -> HttpResponse:
    """Show every operation with its input, its answer, an example of both and the scope it needs."""
    document = api_schema()
    context = {
        "info": document["info"],
        "groups": _groups(document),
        "shapes": _shapes(document),
        "scopes": SCOPES.items(),
        "codes": [(code, status, meaning) for code, (status, meaning) in COMMON_CODES.items()],
        "limits": settings.API_CALLS_PER_MINUTE,
        "default_limit": DEFAULT_LIMIT,
        "largest_limit": LARGEST_LIMIT,
    }
    return render(request, "api/docs.html", context)


def _groups(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The groups in their order, each with its sentence and its operations."""
    groups: dict[str, dict[str, Any]] = {
        name: {"name": name, "sentence": GROUPS[name][0], "operations": []} for name in GROUPS
    }
    for address, operations in document["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                groups[operation["tags"][0]]["operations"].append(_operation(address, method, operation))
    return list(groups.values())


def _operation(address: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "id": operation["operationId"],
        "is_post": method == "post",
        "method": method.upper(),
        "address": address,
        "summary": operation.get("summary") or operation.get("description", ""),
        "scope": operation.get("x-scope", ""),
        "parameters": operation.get("parameters", []),
        "body": _name(body.get("schema", {})),
        "asked": _written(body),
        "answered": next(filter(None, map(_answer_of, operation["responses"].items())), ""),
        "answers": [
            {"status": status, "description": answer.get("description", ""), "shape": _shape_of(answer)}
            for status, answer in operation["responses"].items()
        ],
    }


def _answer_of(said: tuple[str, dict[str, Any]]) -> str:
    status, answer = said
    content = answer.get("content", {}).get("application/json", {})
    return _written(content) if status.startswith("2") else ""


def _written(content: dict[str, Any]) -> str:
    return json.dumps(content["example"], indent=2, ensure_ascii=False) if "example" in content else ""


def _shape_of(answer: dict[str, Any]) -> str:
    return _name(answer.get("content", {}).get("application/json", {}).get("schema", {}))


def _shapes(document: dict[str, Any]) -> list[dict[str, Any]]:
    schemas = document["components"]["schemas"]
    return [
        {
            "name": name,
            "description": shape.get("description", ""),
            "fields": _fields(shape),
            "choices": shape.get("enum", []),
        }
        for name, shape in schemas.items()
    ]


def _fields(shape: dict[str, Any]) -> list[dict[str, Any]]:
    needed = shape.get("required", [])
    return [
        {"name": name, "type": _type(field), "needed": name in needed, "description": field.get("description", "")}
        for name, field in shape.get("properties", {}).items()
    ]


def _type(field: dict[str, Any]) -> str:
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    return _name(field) or " ".join(filter(None, [field.get("type", "any"), field.get("format", "")]))


def _name(schema: dict[str, Any]) -> str:
    """The component that a schema points to, wrapped or not."""
    pointers = [schema, *schema.get("allOf", ()), *schema.get("oneOf", ())]
    return next((each["$ref"].rpartition("/")[2] for each in pointers if "$ref" in each), "")
