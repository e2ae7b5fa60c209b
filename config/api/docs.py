"""The API explained to a person: the schema as a page, without a script."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post")


@login_required
def docs(request: HttpRequest) -> HttpResponse:
    """Show every operation with its input, its answer and the scope it needs."""
    document = _document()
    context = {"info": document["info"], "groups": _groups(document), "shapes": _shapes(document)}
    return render(request, "api/docs.html", context)


@cache
def _document() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def _groups(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Operations by the first word of their address."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, operations in document["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                group = address.removeprefix("/api/v1/").partition("/")[0]
                groups.setdefault(group, []).append(_operation(address, method, operation))
    return groups


def _operation(address: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "address": address,
        "summary": operation.get("summary") or operation.get("description", ""),
        "scope": operation.get("x-scope", ""),
        "parameters": operation.get("parameters", []),
        "body": _name(body),
        "answers": [
            {"status": status, "description": answer.get("description", ""), "shape": _shape_of(answer)}
            for status, answer in operation["responses"].items()
        ],
    }


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
