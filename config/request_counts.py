"""The requests of this process, counted for /metrics."""

from __future__ import annotations

from prometheus_client import Histogram

REQUESTS = Histogram(
    "recourse_request_seconds",
    "Requests by route and status: how many, and how long they took.",
    ["method", "route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def count_request(method: str | None, route: str, status: int, seconds: float) -> None:
    """Routes, statuses and methods are few; what a caller makes up is none of them."""
    said = method if method in METHODS else "OTHER"
    REQUESTS.labels(said, route, str(status)).observe(seconds)
