"""The admin configures who is who. It moves no case, and no limit: that takes a draft and a second person."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from customers.models import User
from refunds import permissions
from refunds.models import ApprovalLimit, PolicyVersion, Refund

pytestmark = pytest.mark.django_db


def test_ida_alone_raises_no_limit(ida, boris, sign_in):
    limit = ApprovalLimit.objects.get(role="approver", currency="EUR")
    browser = sign_in(ida)

    assert browser.get("/admin/refunds/approvallimit/").status_code == 200
    changed = {"role": "approver", "currency": "EUR", "up_to_minor": "300000"}
    assert browser.post(f"/admin/refunds/approvallimit/{limit.pk}/change/", changed).status_code == 403
    assert browser.post("/admin/refunds/approvallimit/add/", {**changed, "currency": "USD"}).status_code == 403
    assert (
        browser.post("/admin/refunds/secondapproval/add/", {"currency": "USD", "above_minor": "1"}).status_code == 403
    )
    assert permissions.limit_of(boris, "EUR") == 200_000


def test_ida_opens_an_account_and_gives_it_a_role(ida, sign_in):
    browser = sign_in(ida)
    password = "a-long-enough-sentence"
    browser.post(
        "/admin/customers/user/add/",
        {"email": "noor@shop.example", "first_name": "Noor", "password1": password, "password2": password},
    )
    noor = User.objects.get(email="noor@shop.example")
    agent, _created = Group.objects.get_or_create(name="agent")
    browser.post(
        f"/admin/customers/user/{noor.pk}/change/",
        {"email": noor.email, "first_name": "Noor", "is_active": "on", "groups": [agent.pk]},
    )

    assert permissions.roles_of(noor) == {"agent"}
    assert browser.get(f"/admin/customers/user/{noor.pk}/delete/").status_code == 403


@pytest.mark.parametrize("person", ["ana", "boris", "fatima", "ayaka"])
def test_nobody_else_comes_in(person, request, sign_in):
    answer = sign_in(request.getfixturevalue(person)).get("/admin/refunds/approvallimit/")
    assert answer.status_code in (302, 403)


def test_the_admin_knows_no_cases_and_changes_no_policy(ida, policy, sign_in):
    from django.contrib import admin

    assert Refund not in admin.site._registry
    browser = sign_in(ida)
    assert browser.get("/admin/refunds/policyversion/").status_code == 200
    assert browser.get("/admin/refunds/policyversion/add/").status_code == 403
    assert browser.post(f"/admin/refunds/policyversion/{policy.pk}/change/", {"summary": "x"}).status_code == 403
    assert PolicyVersion.objects.get().summary == policy.summary
