"""Ida looks after who works here: inviting, roles, limits, disabling. What she does acts at the next request."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from customers.models import ApiKey, Invitation, PeopleEvent, User
from customers.portal.links import make_link
from customers.staff_sessions import sessions_of
from refunds import permissions
from refunds.models import Refund, SecondApproval, StepUpAmount
from tests.cast import staff_member
from tests.desk import ask

pytestmark = pytest.mark.django_db

PASSWORD = "eleven lanterns over Porto"


@pytest.fixture
def noor_invited(ida, sign_in, mailoutbox, django_capture_on_commit_callbacks) -> str:
    """Ida invites Noor as an agent; this is the address in the letter."""
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(ida).post(
            "/staff/people/invitations/",
            {"email": "Noor@shop.example", "first_name": "Noor", "roles": ["agent"]},
        )
    assert answer.status_code == 302
    return re.search(r"http\S+(/accounts/invitation/\S+/)", mailoutbox[-1].body)[1]


def choose(path: str, password: str = PASSWORD):
    return Client().post(path, {"password": password, "again": password})


def kinds_about(about: str) -> list[str]:
    return list(PeopleEvent.objects.filter(about=about).order_by("id").values_list("kind", flat=True))


def test_noor_is_invited_chooses_a_password_and_has_her_role(noor_invited, ida):
    assert Client().get(noor_invited).status_code == 200
    assert choose(noor_invited).url == "/accounts/login/"
    noor = User.objects.get(email="noor@shop.example")
    assert noor.check_password(PASSWORD)
    assert permissions.roles_of(noor) == {"agent"}
    assert kinds_about("noor@shop.example") == ["person.invited", "person.joined"]
    assert PeopleEvent.objects.get(kind="person.invited").actor == f"user:{ida.pk}"


def test_an_invitation_opens_once(noor_invited):
    choose(noor_invited)
    again = choose(noor_invited, "another long sentence")
    assert again.status_code == 404
    assert User.objects.get(email="noor@shop.example").check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["short", "password1234", "refund-refund-1", "recourse2026!", "summer2026summer"])
def test_a_password_that_is_easily_guessed_is_refused_and_the_invitation_still_opens(weak, noor_invited):
    assert choose(noor_invited, weak).status_code == 400
    assert not User.objects.filter(email="noor@shop.example").exists()
    assert choose(noor_invited).status_code == 302


@pytest.mark.parametrize("what", ["withdrawal", "sending"])
def test_the_first_link_is_spoiled_when_ida_takes_it_back_or_sends_another(what, noor_invited, ida, sign_in):
    invitation = Invitation.objects.get()
    assert sign_in(ida).post(f"/staff/people/invitations/{invitation.pk}/{what}/").status_code == 302
    assert choose(noor_invited).status_code == 404


def test_an_old_link_opens_no_more(noor_invited):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(noor_invited).status_code == 404


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"email": "ana@shop.example"}, "works here already"),
        ({"email": "not an address"}, "valid email"),
        ({"roles": ["king"]}, "king"),
        ({"roles": []}, "required"),
        ({"first_name": "x" * 151}, "150"),
        ({"first_name": "N\x00r"}, "Null characters"),
    ],
)
def test_an_invitation_that_cannot_be_meant_is_refused_and_kept_in_the_form(wish, sentence, ida, ana, sign_in):
    sent = {"email": "noor@shop.example", "first_name": "Noor", "roles": ["agent"], **wish}
    answer = sign_in(ida).post("/staff/people/invitations/", sent)
    assert answer.status_code in (400, 409)
    assert sentence in answer.content.decode()
    assert not Invitation.objects.exists()


def test_the_same_address_is_invited_once(noor_invited, ida, sign_in):
    answer = sign_in(ida).post(
        "/staff/people/invitations/", {"email": "noor@shop.example", "first_name": "N", "roles": ["agent"]}
    )
    assert answer.status_code == 409
    assert Invitation.objects.count() == 1


def test_boris_is_demoted_in_mid_session_and_his_next_call_is_refused(ida, boris, mila, make_payment, sign_in):
    refund = ask(make_payment(mila))
    desk = sign_in(boris)
    assert desk.get(f"/staff/refunds/{refund.reference}/").status_code == 200

    answer = sign_in(ida).post(f"/staff/people/{boris.pk}/roles/", {"roles": ["auditor"]})

    assert answer.status_code == 302
    move = desk.post(
        f"/staff/refunds/{refund.reference}/rejection/", {"seen": "x", "rule": "other", "explanation": "No."}
    )
    assert move.status_code == 403
    assert Refund.objects.get().state == refund.state
    event = PeopleEvent.objects.get(kind="person.roles_changed")
    assert event.data == {"before": ["approver"], "after": ["auditor"]}


def test_somebody_who_is_disabled_is_out_at_once_with_sessions_keys_and_cases(ida, boris, mila, make_payment, sign_in):
    refund = ask(make_payment(mila))
    Refund.objects.filter(pk=refund.pk).update(assignee=boris)
    _key, secret = ApiKey.objects.create_key(name="shop", owner=boris, scopes=["refunds:read"])
    program = Client(headers={"Authorization": f"Api-Key {secret}"})
    desk = sign_in(boris)
    assert (desk.get("/staff/").status_code, program.get("/api/v1/refunds/").status_code) == (200, 200)

    sign_in(ida).post(f"/staff/people/{boris.pk}/disabling/")

    assert desk.get("/staff/").url.startswith("/accounts/login/")
    assert program.get("/api/v1/refunds/").status_code == 401
    assert Refund.objects.get().assignee is None
    assert refund.events.get(kind="refund.freed").data["old"] == boris.label
    assert PeopleEvent.objects.get().data["cases"] == 1
    assert kinds_about(boris.email) == ["person.disabled"]
    sign_in(ida).post(f"/staff/people/{boris.pk}/enabling/")
    assert program.get("/api/v1/refunds/").status_code == 200


@pytest.mark.parametrize(
    "act", ["roles", "disabling", "enabling", "second-factor-reset", "sessions-ending", "password-renewal"]
)
def test_nobody_changes_their_own_account_here(act, ida, sign_in):
    answer = sign_in(ida).post(f"/staff/people/{ida.pk}/{act}/", {"roles": ["agent"]})
    assert answer.status_code == 403
    assert not PeopleEvent.objects.exists()


def test_two_admins_cannot_both_shut_each_other_out(ida, sign_in):
    noor = staff_member("Noor", "Khan", "admin")
    hers, idas = sign_in(noor), sign_in(ida)
    assert hers.post(f"/staff/people/{ida.pk}/disabling/").status_code == 302
    assert idas.post(f"/staff/people/{noor.pk}/disabling/").url.startswith("/accounts/login/")
    assert permissions.roles_of(User.objects.get(pk=noor.pk)) == {"admin"}


def test_a_lost_second_factor_is_reset_with_an_event_and_a_letter(
    ida, boris, sign_in, mailoutbox, django_capture_on_commit_callbacks
):
    Authenticator.objects.create(user=boris, type="totp", data={"secret": "x"})
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(ida).post(f"/staff/people/{boris.pk}/second-factor-reset/")
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=boris).exists()
    assert kinds_about(boris.email) == ["person.second_factor_reset"]
    assert mailoutbox[-1].to == [boris.email]
    assert "Ida Berg" in mailoutbox[-1].body


def test_a_mail_server_that_is_down_undoes_nothing_and_the_page_says_so(
    ida, sign_in, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    browser = sign_in(ida)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(
            "/staff/people/invitations/", {"email": "noor@shop.example", "first_name": "Noor", "roles": ["agent"]}
        )
    assert Invitation.objects.get().mailed_at is None
    assert "Letter not sent" in browser.get("/staff/people/").content.decode()


def test_ida_alone_sets_only_from_which_amount_one_shows_oneself_again(ida, boris, sign_in):
    sent = {"currency": "EUR", "above": "1000", "approver": "3000", "second_above": "9999", "goodwill.approver": "500"}
    assert sign_in(ida).post("/staff/people/limits/", sent).status_code == 302
    amount = StepUpAmount.objects.get(currency="EUR")
    assert amount.above_minor == 100_000
    assert amount.history.latest().history_actor == f"user:{ida.pk}"
    assert PeopleEvent.objects.get(kind="step_up.set").data["above"] == 100_000
    assert permissions.limit_of(boris, "EUR") == 200_000
    assert permissions.goodwill_limit_of(boris, "EUR").up_to_minor == 15_000
    assert SecondApproval.objects.get(currency="EUR").above_minor == 50_000


def test_an_empty_amount_means_every_time_and_nothing_is_an_amount(ida, sign_in):
    browser = sign_in(ida)
    browser.post("/staff/people/limits/", {"currency": "eur", "above": "0"})
    assert StepUpAmount.objects.get().above_minor == 0
    assert browser.post("/staff/people/limits/", {"currency": "EUR", "above": "0.00"}).status_code == 302
    browser.post("/staff/people/limits/", {"currency": "EUR", "above": ""})
    assert not StepUpAmount.objects.exists()


def test_the_page_shows_every_limit_and_the_way_to_the_draft(ida, limits, sign_in):
    page = sign_in(ida).get("/staff/people/limits/").content.decode()
    for amount in ("2,000.00", "10,000.00", "150.00", "600.00", "500.00"):
        assert amount in page
    assert 'href="/staff/policies/"' in page
    assert 'name="approver"' not in page


@pytest.mark.parametrize("amount", ["-1", "1e3", "NaN", "1.234", "9" * 23, "ten", "1\x000"])
def test_an_amount_that_is_none_changes_nothing(amount, ida, sign_in):
    answer = sign_in(ida).post("/staff/people/limits/", {"currency": "EUR", "above": amount})
    assert answer.status_code == 400
    assert not StepUpAmount.objects.exists()


def test_the_people_page_asks_a_fixed_number_of_questions(ida, sign_in, django_assert_max_num_queries):
    for number in range(30):
        staff_member(f"Agent{number}", "Smith", "agent")
    browser = sign_in(ida)
    with django_assert_max_num_queries(16):
        assert browser.get("/staff/people/").status_code == 200


def test_a_key_is_made_shown_once_used_and_revoked(ida, ana, sign_in):
    browser = sign_in(ida)
    answer = browser.post(
        "/staff/keys/", {"name": "Shop", "owner": "Ana@shop.example", "scopes": ["refunds:read"], "days": "30"}
    )
    key = ApiKey.objects.get()
    secret = re.search(rf'data-copy="({key.prefix}\.\w+)"', answer.content.decode())[1]
    program = Client(headers={"Authorization": f"Api-Key {secret}"})
    assert secret not in browser.get("/staff/keys/").content.decode()
    assert program.get("/api/v1/refunds/").status_code == 200
    key.refresh_from_db()
    first_use = key.last_used_at
    program.get("/api/v1/refunds/")
    key.refresh_from_db()
    assert key.last_used_at == first_use is not None
    assert browser.post(f"/staff/keys/{key.prefix}/revocation/").status_code == 302
    assert program.get("/api/v1/refunds/").status_code == 401
    assert kinds_about(ana.email) == ["key.created", "key.revoked"]


@pytest.mark.parametrize(
    "wish", [{"owner": "nobody@shop.example"}, {"scopes": []}, {"scopes": ["all"]}, {"days": "0"}, {"days": "99999"},
             {"name": "x" * 51}, {"name": "\x00"}],
)  # fmt: skip
def test_a_key_that_cannot_be_meant_is_not_made(wish, ida, ana, sign_in):
    sent = {"name": "Shop", "owner": ana.email, "scopes": ["refunds:read"], "days": "30", **wish}
    assert sign_in(ida).post("/staff/keys/", sent).status_code == 400
    assert not ApiKey.objects.exists()


def test_roles_and_keys_are_for_admins_only(boris, marta, sign_in):
    for person in (boris, marta):
        browser = sign_in(person)
        assert browser.get("/staff/people/").status_code == 403
        assert browser.get("/staff/keys/").status_code == 403
        assert browser.post(f"/staff/people/{boris.pk}/roles/", {"roles": ["admin"]}).status_code == 403
    assert permissions.roles_of(boris) == {"approver"}


def at_the_desk(person: User) -> Client:
    """A browser in which somebody has signed in with a password."""
    person.set_password(PASSWORD)
    person.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return browser


def test_signing_somebody_out_ends_every_session(ida, boris, sign_in):
    desk = at_the_desk(boris)
    assert len(sessions_of(boris)) == 1
    sign_in(ida).post(f"/staff/people/{boris.pk}/sessions-ending/")
    assert sessions_of(boris) == []
    assert desk.get("/staff/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("way", ["in", "in and out"])
def test_also_one_that_got_another_key_at_the_customers_door(way, ida, boris, mila, sign_in):
    desk = at_the_desk(boris)
    desk.post(f"/portal/link/{make_link(mila)}/")
    if way == "in and out":
        desk.post("/portal/sign-out/")
    assert desk.get("/staff/").status_code == 200
    sign_in(ida).post(f"/staff/people/{boris.pk}/sessions-ending/")
    assert desk.get("/staff/").url.startswith("/accounts/login/")
    assert desk.get("/portal/payments/").status_code == 302
