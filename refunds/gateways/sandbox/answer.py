"""What the sandbox says: an HTTP answer without the HTTP, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


class Silence(Exception):
    """No answer came. The argument says how: `timeout`, `connection_reset` or `connection_refused`."""


def refused(status: int, code: str, message: str, **headers: str) -> Answer:
    return Answer(status, {"error": {"code": code, "message": message}}, headers)


def refund_body(row: Mapping[str, Any]) -> dict[str, Any]:
    """Show a refund as the sandbox shows it to the outside."""
    return {
        "object": "refund",
        "id": row["gateway_reference"],
        "status": row["status"],
        "payment": row["payment_reference"],
        "reference": row["reference"],
        "amount": row["amount_minor"],
        "currency": row["currency"],
        "failure_code": row["failure_code"],
        "created": row["created_at"].isoformat(),
    }
