"""The policy read by everybody: staff, customers, on paper, side by side; and its owner reminded."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from babel.dates import format_date
from django.db import connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from customers.clock import clock_at
from customers.models import Message
from customers.portal.links import make_link
from customers.shop_days import shop_day
from refunds.actions.send_digests import send_digests
from refunds.models import PolicyReminder, PolicyReview, PolicyVersion, StaffNotice
from refunds.policy.parameters import DEFAULT_POLICY
from refunds.tasks import remind_of_policy_review
from tests.desk import ask
from tests.refunds.policies.conftest import ROOT

pytestmark = pytest.mark.django_db

PUBLIC = "/portal/policy/"


@pytest.fixture
def second(policy) -> PolicyVersion:
    """Since an hour ago, twelve days; the first one held before."""
    document = {**DEFAULT_POLICY, "return_window": {**DEFAULT_POLICY["return_window"], "days": 12}}
    return PolicyVersion.objects.create(number=2, document=document, starts_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def later(policy) -> PolicyVersion:
    starts_at = timezone.now() + timedelta(days=9)
    return PolicyVersion.objects.create(number=3, document=DEFAULT_POLICY, starts_at=starts_at, summary="Secret plans")


def text_of(answer) -> str:
    reader = PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("person", ["ana", "boris", "lena", "marta", "fatima", "ayaka", "ida"])
def test_every_role_reads_the_policy_in_plain_words(person, request, sign_in, second, later):
    desk = sign_in(request.getfixturevalue(person))
    page = desk.get(ROOT).content.decode()
    assert "You can ask for a refund within 12 days after delivery" in page
    assert "Two people must approve above" in page
    assert ("Begin a draft" in page) == (person == "marta")
    assert "You can ask for a refund within 30 days" in desk.get(f"{ROOT}versions/1/").content.decode()
    assert "Starts later" in desk.get(f"{ROOT}versions/3/").content.decode()


def test_the_list_of_versions_is_walked_without_a_query_for_each(sign_in, ana, policy, django_assert_max_num_queries):
    moment = timezone.now() - timedelta(days=300)
    for number in range(2, 70):
        PolicyVersion.objects.create(number=number, document={}, starts_at=moment + timedelta(days=number))
    desk = sign_in(ana)
    with django_assert_max_num_queries(15):
        page = desk.get(ROOT).content.decode()
    assert "?after=" in page


def test_two_versions_side_by_side_show_only_what_differs(sign_in, ana, second):
    page = sign_in(ana).get(f"{ROOT}comparison/?left=v1&right=v2").content.decode()
    assert "30 days" in page and "12 days" in page
    assert "Days after delivery" in page and "Reasons that need a document" not in page


def test_anybody_reads_the_policy_in_force_and_those_before_it(policy, second, later):
    page = Client().get(PUBLIC).content.decode()
    assert "within 12 days after delivery" in page
    earlier = Client().get(f"{PUBLIC}1/").content.decode()
    assert "within 30 days after delivery" in earlier
    assert "still holds for that" in earlier
    hidden = Client().get(f"{PUBLIC}3/")
    assert hidden.status_code == 404
    assert "Secret plans" not in hidden.content.decode()
    assert Client().get(f"{PUBLIC}99999999999999/").status_code == 404
    assert Client().get(f"{PUBLIC}3/paper/").status_code == 404


def test_mila_finds_the_policy_of_her_order_from_payment_and_refund(make_payment, mila, second):
    payment = make_payment(mila)
    refund = ask(payment)
    browser = Client()
    browser.post(f"/portal/link/{make_link(mila)}/")
    for address in (f"/portal/payments/{payment.reference}/", f"/portal/refunds/{refund.reference}/"):
        assert f'href="{PUBLIC}1/"' in browser.get(address).content.decode()


def test_customers_read_in_their_own_language(make_payment, mila, policy):
    mila.language = "de"
    mila.save()
    browser = Client()
    browser.post(f"/portal/link/{make_link(mila)}/")
    assert "50,00\u00a0EUR" in browser.get(PUBLIC).content.decode()
    assert "50.00\u00a0EUR" in Client().get(PUBLIC).content.decode()
    since = format_date(shop_day(policy.starts_at), "long", locale="de")
    assert f"{since.split('. ')[0]}. " in since and since in browser.get(PUBLIC).content.decode()


def test_a_shop_without_a_policy_says_so(db):
    answer = Client().get(PUBLIC)
    assert answer.status_code == 409
    assert "no refund policy yet" in answer.content.decode()


def test_the_papers_say_what_the_pages_say(sign_in, ana, second, limits):
    public = Client().get(f"{PUBLIC}2/paper/")
    assert public["Content-Type"] == "application/pdf"
    assert "within 12 days after delivery" in text_of(public)
    assert "Days after delivery" not in text_of(public)
    assert "Days after delivery" in text_of(sign_in(ana).get(f"{ROOT}versions/2/paper/"))


def test_a_hostile_channel_name_stays_text(sign_in, ana, policy):
    channel = "<img src=x onerror=alert(1)>"
    window = {**DEFAULT_POLICY["return_window"], "windows": [{"channel": channel, "days": 3}]}
    document = {**DEFAULT_POLICY, "return_window": window}
    PolicyVersion.objects.create(number=2, document=document, starts_at=timezone.now())
    for address in (PUBLIC, ROOT, f"{ROOT}comparison/?left=v1&right=v2"):
        page = sign_in(ana).get(address).content.decode()
        assert channel not in page and "&lt;img src=x" in page
    assert "<img src=x" in text_of(Client().get(f"{PUBLIC}2/paper/"))


def in_days(count):
    return shop_day(timezone.now()) + timedelta(days=count)


def set_owner(desk, owner, days=10):
    return desk.post(f"{ROOT}review/", {"owner_id": owner.pk, "review_on": in_days(days).isoformat()})


def test_the_owner_is_reminded_once_on_the_day_and_every_week_until_reviewed(sign_in, marta, policy):
    desk = sign_in(marta)
    assert set_owner(desk, marta).status_code == 302
    remind_of_policy_review()
    assert not StaffNotice.objects.exists()

    for days, letters in ((10, 1), (11, 1), (17, 2), (25, 3)):
        with clock_at(timezone.now() + timedelta(days=days)):
            remind_of_policy_review()
            remind_of_policy_review()
        assert Message.objects.filter(person=marta).count() == letters, days
        assert StaffNotice.objects.filter(person=marta, kind="policy", refund=None).count() == letters, days
    letter = Message.objects.filter(person=marta).latest("id")
    assert letter.subject == "The refund policy waits to be looked at"
    assert "/staff/policies/" in letter.body_text and "/staff/policies/" in letter.body_html
    inbox = desk.get("/staff/notices/").content.decode()
    assert "The refund policy waits to be looked at" in inbox and "Refund policy" in inbox
    opened = desk.post(f"/staff/notices/{StaffNotice.objects.latest('id').pk}/reading/")
    assert opened["Location"] == ROOT
    assert list(PolicyReminder.objects.order_by("number").values_list("number", flat=True)) == [0, 1, 2]

    answer = desk.post(f"{ROOT}review/", {"reviewed": "1", "review_on": in_days(90).isoformat()})
    assert answer.status_code == 302
    with clock_at(timezone.now() + timedelta(days=30)):
        remind_of_policy_review()
    assert StaffNotice.objects.count() == 3
    newest = PolicyReview.objects.first()
    assert (newest.kind, newest.owner) == ("reviewed", marta)


def test_who_wants_one_letter_a_day_reads_of_the_policy_in_that_one(sign_in, marta, policy):
    set_owner(sign_in(marta), marta)
    marta.notice_mail = "daily"
    marta.save()
    with clock_at(timezone.now() + timedelta(days=10)):
        remind_of_policy_review()
    assert not Message.objects.filter(person=marta).exists()
    with clock_at(timezone.now() + timedelta(days=12)):
        send_digests()
    assert "Refund policy" in Message.objects.get(person=marta).body_text


@pytest.mark.parametrize("day", ["2020-01-01", "9999-12-31", "soon", ""])
def test_a_day_that_cannot_be_meant_is_refused(sign_in, marta, policy, day):
    answer = sign_in(marta).post(f"{ROOT}review/", {"owner_id": marta.pk, "review_on": day})
    assert answer.status_code == 400
    assert not PolicyReview.objects.exists()


def test_only_who_writes_the_policy_owns_it_or_confirms_it(sign_in, marta, boris, policy):
    assert set_owner(sign_in(boris), marta).status_code == 403
    assert set_owner(sign_in(marta), boris).status_code == 400
    early = sign_in(marta).post(f"{ROOT}review/", {"reviewed": "1", "review_on": in_days(9).isoformat()})
    assert early.status_code == 409
    assert not PolicyReview.objects.exists()


def test_reviews_and_reminders_are_never_changed(sign_in, marta, policy):
    set_owner(sign_in(marta), marta)
    with pytest.raises(Exception, match="Cannot update"), connection.cursor() as cursor:
        cursor.execute("UPDATE refunds_policyreview SET review_on = '2030-01-01'")
