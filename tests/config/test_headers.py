"""What every answer tells the browser, and where the browser complains."""

from __future__ import annotations

import json

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

REPORT = {"csp-report": {"document-uri": "https://x.example/staff/", "violated-directive": "script-src"}}


def report(body: bytes | str, **options):
    return Client().post("/csp-report/", body, content_type="application/csp-report", **options)


@pytest.mark.parametrize(
    "place", ["/accounts/login/", "/portal/", "/nowhere/", "/staff/", "/api/v1/refunds/", "/healthz"]
)
def test_every_answer_has_the_headers(place):
    answer = Client().get(place)
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    for rule in ("default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "report-uri"):
        assert rule in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_a_report_is_taken_and_logged(caplog):
    assert report(json.dumps(REPORT)).status_code == 204
    assert any("content policy broken" in str(line.msg) for line in caplog.records)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff\xfe", b"null", b'{"csp-report": 5}', b"[" * 9000])
def test_a_report_that_is_none_is_refused(body):
    assert report(body).status_code == 400


def test_a_report_is_small_and_few_are_taken():
    assert report(b"x" * 20_000).status_code == 413
    statuses = [report(json.dumps(REPORT)).status_code for _ in range(32)]
    assert statuses[-1] == 429
    assert statuses.count(204) == 30


def test_nobody_else_may_read_the_address(client):
    assert client.get("/csp-report/").status_code == 405
