"""Django's admin shows configuration; what has a page of its own is changed there. It moves no case."""

from __future__ import annotations

import pytest

from refunds.models import PolicyVersion, Refund

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "place",
    ["customers/user", "auth/group", "refunds/approvallimit", "refunds/secondapproval",
     "refunds/goodwilllimit", "refunds/stepupamount", "mfa/authenticator",
     "usersessions/usersession", "account/emailaddress", "rest_framework_api_key/apikey", "axes/accessattempt"],
)  # fmt: skip
def test_people_limits_and_keys_are_not_changed_behind_the_back_of_their_pages(place, ida, sign_in):
    assert sign_in(ida).get(f"/admin/{place}/").status_code == 404


def test_a_change_needs_somebody_who_has_just_shown_who_they_are(ida, sign_in, settings):
    settings.STEP_UP = True
    answer = sign_in(ida).post("/admin/refunds/policyversion/", {"action": "nothing"})
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("person", ["ana", "boris", "fatima", "ayaka"])
def test_nobody_else_comes_in(person, request, sign_in):
    answer = sign_in(request.getfixturevalue(person)).get("/admin/refunds/policyversion/")
    assert answer.status_code in (302, 403)


def test_the_admin_knows_no_cases_and_changes_no_policy(ida, policy, sign_in):
    from django.contrib import admin

    assert Refund not in admin.site._registry
    browser = sign_in(ida)
    assert browser.get("/admin/refunds/policyversion/").status_code == 200
    assert browser.get("/admin/refunds/policyversion/add/").status_code == 403
    assert browser.post(f"/admin/refunds/policyversion/{policy.pk}/change/", {"summary": "x"}).status_code == 403
    assert PolicyVersion.objects.get().summary == policy.summary
