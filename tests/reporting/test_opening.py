"""Opening a shop, the demo's or a real one: all or nothing, as often as one likes, and no demo in production."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from customers.models import Payment, User
from refunds.models import PolicyVersion
from tests.reporting.seeding import seed

pytestmark = pytest.mark.django_db


def test_production_refuses(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        seed()

    assert not Payment.objects.exists()


def test_ida_sets_up_a_real_shop_as_often_as_she_likes():
    first, second = StringIO(), StringIO()
    call_command("set_up_shop", "--admin-email", "ida@shop.example", stdout=first)
    call_command("set_up_shop", "--admin-email", "ida@shop.example", stdout=second)

    assert "/accounts/password/reset/key/" in first.getvalue()
    assert second.getvalue().strip() == "Everything is in place already."
    assert PolicyVersion.objects.count() == 1
    ida = User.objects.get(email="ida@shop.example")
    assert ida.is_superuser and not ida.has_usable_password()


def test_the_printed_link_lets_ida_choose_her_password():
    out = StringIO()
    call_command("set_up_shop", "--admin-email", "ida@shop.example", stdout=out)
    link = out.getvalue().split("once: ")[1].strip()

    page = Client().get("/accounts/" + link.split("/accounts/")[1], follow=True)

    assert page.status_code == 200
    assert b'type="password"' in page.content


def test_a_real_shop_is_left_alone(make_payment, mila):
    make_payment(mila)
    assert "nothing was added" in seed("--payments", "5000")
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    "wish",
    [("--payments", "30000001"), ("--refunds-per-thousand", "0"), ("--refunds-per-thousand", "1001")],
)
def test_a_wish_beyond_all_measure_is_refused(wish):
    with pytest.raises(CommandError):
        seed(*wish)
    assert not Payment.objects.exists()
