"""Who may call: a key acts with its scopes in the name of its owner, and never further than the owner."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from customers.api.base import ApiView
from customers.models import ApiKey
from refunds.models import Refund

pytestmark = pytest.mark.django_db


def refused(response, status, code):
    assert response.status_code == status, response.content
    error = response.json()["error"]
    assert error["code"] == code
    assert set(error) == {"code", "message", "fields", "correlation_id"}
    assert error["correlation_id"] == response["X-Request-ID"]
    return error


def test_without_a_key_nobody_is_let_in(client):
    response = client.get("/api/v1/refunds/")
    refused(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"] == "Api-Key"


@pytest.mark.parametrize(
    "header",
    ["Api-Key", "Api-Key ", "Api-Key nonsense", "Api-Key abcdefgh.wrong", "Bearer x", "Basic eDp5", "Api-Key é.é",
     "Api-Key " + "x" * 5000],
)  # fmt: skip
def test_a_wrong_key_is_a_wrong_key(header):
    response = Client(headers={"Authorization": header}).get("/api/v1/refunds/")
    refused(response, 401, "bad_key")


def test_the_right_prefix_with_a_wrong_secret_is_a_wrong_key(program_of, ana):
    program = program_of(ana)
    response = Client(headers={"Authorization": f"Api-Key {program.key.prefix}.guess"}).get("/api/v1/refunds/")
    refused(response, 401, "bad_key")


def test_a_revoked_key_stops_at_the_next_request(program_of, ana):
    program = program_of(ana)
    assert program.get("refunds/").status_code == 200
    program.key.revoked = True
    program.key.save()
    refused(program.get("refunds/"), 401, "bad_key")


def test_an_expired_key_is_a_wrong_key(program_of, ana):
    program = program_of(ana)
    ApiKey.objects.filter(pk=program.key.pk).update(expiry_date=timezone.now() - timedelta(seconds=1))
    refused(program.get("refunds/"), 401, "bad_key")


def test_the_key_of_somebody_who_left_is_a_wrong_key(program_of, ana):
    program = program_of(ana)
    ana.is_active = False
    ana.save()
    refused(program.get("refunds/"), 401, "bad_key")


def test_a_signed_in_person_is_not_a_program(ana, sign_in):
    refused(sign_in(ana).get("/api/v1/refunds/"), 401, "not_authenticated")


def test_a_key_reads_only_within_its_scopes(program_of, ana):
    program = program_of(ana, "payments:read")
    assert program.get("payments/").status_code == 200
    refused(program.get("refunds/"), 403, "scope_missing")
    refused(program.get("customers/"), 403, "scope_missing")


def test_a_key_whose_owner_lost_all_roles_reads_nothing(program_of, ana):
    program = program_of(ana)
    ana.groups.clear()
    refused(program.get("payments/"), 403, "role_missing")


def test_a_key_never_goes_further_than_its_owner(program_of, ayaka, mila, make_payment):
    """Ayaka audits: whatever scopes her key has, it asks for nothing and records nothing."""
    payment = make_payment(mila)
    program = program_of(ayaka)
    refused(program.post("refunds/", {"payment": payment.reference, "reason": "other"}), 403, "role_missing")
    refused(program.post("customers/", {"email": "new@home.example"}), 403, "role_missing")
    assert not Refund.objects.exists()


def _api_views(patterns=None, path=""):
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        full = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _api_views(entry.url_patterns, full)
        elif full.startswith("api/v1/"):
            yield full, entry.callback.view_class


API_VIEWS = list(_api_views())
THE_SAME_EVERY_TIME = ("TransferDownloadView",)
"""A second call does nothing more, and what it hands out is kept nowhere else."""


@pytest.mark.parametrize(("path", "view"), API_VIEWS, ids=[path for path, _view in API_VIEWS])
def test_every_endpoint_says_what_a_key_needs(path, view):
    assert issubclass(view, ApiView)
    methods = {method.upper() for method in ("get", "post") if hasattr(view, method)}
    assert set(view.scopes) == methods


@pytest.mark.parametrize(("path", "view"), API_VIEWS, ids=[path for path, _view in API_VIEWS])
def test_every_post_acts_once_per_key(path, view):
    if hasattr(view, "post") and view.__name__ not in THE_SAME_EVERY_TIME:
        assert view.post.acts_once


@pytest.mark.parametrize(("path", "view"), API_VIEWS, ids=[path for path, _view in API_VIEWS])
def test_every_endpoint_is_closed_to_a_key_without_scopes(path, view, program_of, boris):
    program = program_of(boris, "nothing:at-all")
    address = re.sub(r"<slug:\w+>", "RF-2026-000001", re.sub(r"<int:\w+>", "1", path.removeprefix("api/v1/")))
    if hasattr(view, "get"):
        refused(program.get(address), 403, "scope_missing")
    if hasattr(view, "post"):
        refused(program.post(address, {}), 403, "scope_missing")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_do_not_exist(method, program_of, ana):
    response = getattr(program_of(ana).client, method)("/api/v1/refunds/")
    refused(response, 405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD, POST"


def test_no_answer_is_kept_on_the_way(program_of, ana):
    assert program_of(ana).get("payments/")["Cache-Control"] == "no-store"
