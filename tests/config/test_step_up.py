"""Before what cannot be taken back one shows again who one is; what was sent is kept and finished afterwards."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client

from customers.models import ApiKey, User
from refunds.fingerprint import seen_hash
from refunds.models import BulkRun, Refund, StepUpAmount
from refunds.tasks import work_bulk_runs
from tests.desk import again, ask

pytestmark = pytest.mark.django_db

PASSWORD = "eleven lanterns over Porto"


@pytest.fixture(autouse=True)
def required(settings) -> None:
    settings.STEP_UP = True


@pytest.fixture
def with_password(boris, ida, fatima) -> None:
    for person in (boris, ida, fatima):
        person.set_password(PASSWORD)
        person.save()


def approve(browser: Client, refund: Refund):
    sent = {"seen": seen_hash(again(refund))}
    return browser.post(f"/staff/refunds/{refund.reference}/approval/", sent)


def show(browser: Client, answer, password: str = PASSWORD):
    """Type the password at the page to which the answer leads."""
    path, _question, query = answer.url.partition("?next=")
    return browser.post(path, {"password": password, "next": unquote(query)})


@pytest.fixture
def small_and_large(mila, make_payment) -> tuple[Refund, Refund]:
    StepUpAmount.objects.create(currency="EUR", above_minor=30_000)
    return ask(make_payment(mila, 25_000)), ask(make_payment(mila, 40_000))


def test_a_small_approval_asks_nothing(boris, small_and_large, with_password, sign_in):
    small, _large = small_and_large
    assert approve(sign_in(boris), small).url == f"/staff/refunds/{small.reference}/"


def test_a_large_approval_asks_for_the_password_and_is_finished_then(boris, small_and_large, with_password, sign_in):
    _small, large = small_and_large
    browser = sign_in(boris)
    asked = approve(browser, large)
    assert asked.url.startswith("/accounts/reauthenticate/?next=")
    assert not large.approvals.exists()
    assert "kept and finished" in browser.get(asked.url).content.decode()

    assert show(browser, asked, "wrong").status_code == 200
    assert not large.approvals.exists()
    done = show(browser, asked)

    assert done.url == f"/staff/refunds/{large.reference}/"
    assert large.approvals.get().approver == boris


def test_for_some_minutes_it_is_not_asked_again(boris, mila, make_payment, with_password, sign_in):
    browser = sign_in(boris)
    first, second = ask(make_payment(mila)), ask(make_payment(mila))
    show(browser, approve(browser, first))
    assert approve(browser, second).url == f"/staff/refunds/{second.reference}/"


def test_a_fresh_sign_in_counts(boris, mila, make_payment, with_password):
    browser = Client()
    browser.post("/accounts/login/", {"login": boris.email, "password": PASSWORD})
    refund = ask(make_payment(mila))
    assert approve(browser, refund).url == f"/staff/refunds/{refund.reference}/"


def test_an_old_sign_in_does_not(boris, mila, make_payment, with_password, settings):
    browser = Client()
    browser.post("/accounts/login/", {"login": boris.email, "password": PASSWORD})
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert approve(browser, ask(make_payment(mila))).url.startswith("/accounts/reauthenticate/")


def test_a_case_that_changed_meanwhile_is_shown_with_the_refusal(boris, mila, make_payment, with_password, sign_in):
    browser = sign_in(boris)
    refund = ask(make_payment(mila))
    asked = approve(browser, refund)
    Refund.objects.filter(pk=refund.pk).update(amount_minor=refund.amount_minor - 1)
    page = show(browser, asked)
    assert page.status_code == 409
    assert refund.reference in page.content.decode()
    assert not refund.approvals.exists()


def test_what_boris_left_unfinished_is_not_finished_by_somebody_else(boris, chidi, mila, make_payment, with_password):
    browser = Client()
    browser.force_login(boris)
    refund = ask(make_payment(mila))
    asked = approve(browser, refund)
    chidi.set_password(PASSWORD)
    chidi.save()
    browser.force_login(chidi)
    show(browser, asked)
    assert not refund.approvals.exists()


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/staff/keys/", {"name": "x", "owner": "ida@shop.example", "scopes": ["refunds:read"], "days": "1"}),
        ("/staff/keys/abcdefgh/revocation/", {}),
        ("/staff/people/invitations/", {"email": "n@shop.example", "first_name": "N", "roles": ["agent"]}),
        ("/staff/people/limits/", {"currency": "EUR", "above": "1"}),
        ("/staff/people/{boris}/roles/", {"roles": ["admin"]}),
        ("/staff/people/{boris}/disabling/", {}),
        ("/staff/people/{boris}/second-factor-reset/", {}),
        ("/staff/people/{boris}/password-renewal/", {}),
    ],
)
def test_keys_roles_and_limits_ask_first(address, sent, ida, boris, with_password, sign_in):
    answer = sign_in(ida).post(address.format(boris=boris.pk), sent)
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert not ApiKey.objects.exists()
    assert User.objects.get(pk=boris.pk).is_active


def test_a_statement_is_handed_out_after_showing_and_not_before(fatima, with_password, sign_in):
    answer = sign_in(fatima).get("/staff/finance/statements/ST-1/pdf/")
    assert answer.url == "/accounts/reauthenticate/?next=%2Fstaff%2Ffinance%2Fstatements%2FST-1%2Fpdf%2F"


def test_a_run_that_releases_more_than_the_amount_together_asks_first(
    boris, mila, make_payment, with_password, sign_in
):
    StepUpAmount.objects.create(currency="EUR", above_minor=30_000)
    browser = sign_in(boris)
    small = [ask(make_payment(mila, total_minor=total)) for total in (10_000, 20_000)]
    assert confirmed(browser, small).url.startswith("/staff/bulk/")
    large = [ask(make_payment(mila, total_minor=total)) for total in (15_000, 20_000)]
    assert confirmed(browser, large).url.startswith("/accounts/reauthenticate/")
    assert BulkRun.objects.latest("id").state == BulkRun.State.CHECKED
    assert confirmed(browser, large, move="question", words="Which colour?").url.startswith("/staff/bulk/")


def confirmed(browser, refunds, **more):
    """Choose these, let the worker check them, and begin."""
    sent = {"refund": [refund.reference for refund in refunds], "move": "approval", **more}
    address = browser.post("/staff/bulk/new/", sent).url
    work_bulk_runs()
    return browser.post(f"{address}confirmation/", {"reason": "Recall", "typed": str(len(refunds))})
