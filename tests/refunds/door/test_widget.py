"""The state of Mila's refund on the shop's own page: who sees it, where it may stand, and in whose language."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from customers import clock
from customers.actors import Actor
from customers.models import Customer, User
from refunds.actions.widget_origins import add_widget_origin
from refunds.models import Refund, WidgetOrigin
from refunds.widget import make_widget_token
from tests.cast import PaymentFactory
from tests.desk import ask

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example"


@pytest.fixture
def refund(mila: Customer, make_payment: PaymentFactory) -> Refund:
    return ask(make_payment(mila, total_minor=45_000))


def look(token: str, **more: str) -> Any:
    return Client().get("/widget/", {"token": token, **more})


def test_a_program_asks_for_a_token_and_the_frame_shows_that_one_refund(
    program_of: Callable[..., Any], ana: User, ida: User, refund: Refund, django_assert_max_num_queries: Any
) -> None:
    add_widget_origin(actor=Actor.user(ida), origin=SHOP)
    made = program_of(ana, "refunds:read").post(f"refunds/{refund.reference}/widget-token/", {"seconds": 600})
    assert made.status_code == 201 and made.json()["frame_url"].endswith(made.json()["token"])
    with django_assert_max_num_queries(6):
        frame = look(made.json()["token"])
    page = frame.content.decode()
    assert "Being looked at" in page and "450.00" in page
    assert f"/portal/refunds/{refund.reference}/" in page and 'rel="noopener"' in page
    assert not frame.cookies and "X-Frame-Options" not in frame and "Access-Control-Allow-Origin" not in frame
    assert f"frame-ancestors {SHOP}" in frame["Content-Security-Policy"]
    assert "default-src 'none'" in frame["Content-Security-Policy"]
    assert frame["Referrer-Policy"] == "no-referrer" and frame["Cache-Control"] == "no-store"


def test_what_colleagues_wrote_does_not_leave_the_portal(refund: Refund, boris: User) -> None:
    from refunds.actions.reject_refund import reject_refund
    from refunds.fingerprint import seen_hash

    reject_refund(
        actor=Actor.user(boris), reference=refund.reference, explanation="You wore it.", seen=seen_hash(refund)
    )
    page = look(make_widget_token(refund)).content.decode()
    assert "Turned down" in page and "You wore it." not in page


def test_it_speaks_the_customers_language(refund: Refund, mila: Customer) -> None:
    Customer.objects.filter(pk=mila.pk).update(language="de")
    page = look(make_widget_token(refund), theme="dark").content.decode()
    assert '<html lang="de" data-theme="dark">' in page and "Your refund" not in page


def test_until_a_site_is_named_nobody_may_frame_it_and_nothing_else_is_ever_framed(refund: Refund, ida: User) -> None:
    assert "frame-ancestors 'none'" in look(make_widget_token(refund))["Content-Security-Policy"]
    add_widget_origin(actor=Actor.user(ida), origin=SHOP)
    for place in ("/portal/", "/widget/demo/", "/staff/", "/widget/widget.js", "/portal/policy/"):
        answer = Client().get(place)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], place
        assert answer["X-Frame-Options"] == "DENY" and "Access-Control-Allow-Origin" not in answer


def test_a_token_that_does_not_count_shows_nothing(refund: Refund, tom: Customer) -> None:
    sound = make_widget_token(refund)
    ends = int((clock.now() + timedelta(hours=1)).timestamp())
    hostile = {
        "none": "",
        "expired": make_widget_token(refund, -1),
        "of another key": signing.dumps([refund.pk, refund.customer_id, ends], key="another", salt="refunds.widget"),
        "changed": sound[:-2] + ("aa" if sound[-2:] != "aa" else "bb"),
        "of somebody else": signing.dumps([refund.pk, tom.pk, ends], salt="refunds.widget"),
        "signed for something else": signing.dumps([refund.pk, refund.customer_id, ends], salt="other"),
        "no list": signing.dumps(7, salt="refunds.widget"),
        "words": signing.dumps(["a", "b", "c"], salt="refunds.widget"),
        "huge": sound * 2000,
        "odd": "😀:\x00:é",
    }
    for why, token in hostile.items():
        answer = look(token)
        assert answer.status_code == 410 and "This view has ended" in answer.content.decode(), why
        assert "450.00" not in answer.content.decode()
    assert look(sound).status_code == 200


def test_the_script_may_be_loaded_from_anywhere_and_holds_nothing(refund: Refund) -> None:
    script = Client().get("/widget/widget.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert script["Cross-Origin-Resource-Policy"] == "cross-origin" and not script.cookies


@pytest.mark.parametrize(
    "origin",
    ["*", "https://*.shop.example", "https://shop.example/path", "shop.example", "https://u:p@shop.example",
     "http://shop.example", "https://shop.example https://evil.example", "https://shop.example;script-src *",
     "javascript:alert(1)", "https://", "https://shop.example:0", "https://shop.example:99999", "null", "\x00"],
)  # fmt: skip
def test_what_is_no_site_is_refused(sign_in: Callable[[User], Client], ida: User, origin: str) -> None:
    answer = sign_in(ida).post("/staff/door/origins/", {"origin": origin})
    assert answer.status_code == 400 and not WidgetOrigin.objects.exists()


def test_an_admin_names_a_site_and_takes_it_back(
    sign_in: Callable[[User], Client], ida: User, marta: User, program_of: Callable[..., Any]
) -> None:
    desk = sign_in(ida)
    assert desk.post("/staff/door/origins/", {"origin": " HTTPS://Shop.example:443/ "}).status_code == 302
    named = WidgetOrigin.objects.get()
    assert named.origin == SHOP and SHOP in desk.get("/staff/door/").content.decode()
    assert desk.post("/staff/door/origins/", {"origin": SHOP}).status_code == 409
    assert sign_in(marta).post(f"/staff/door/origins/{named.pk}/removal/").status_code == 403
    assert desk.post(f"/staff/door/origins/{named.pk}/removal/").status_code == 302
    assert [row.history_type for row in WidgetOrigin.history.order_by("history_id")] == ["+", "-"]
    program = program_of(ida, "door:read", "door:write")
    added = program.post("widget-origins/", {"origin": SHOP}).json()
    assert [row["origin"] for row in program.get("widget-origins/").json()["results"]] == [SHOP]
    assert program.post(f"widget-origins/{added['id']}/removal/", {}).json()["origin"] == SHOP
    assert json.loads(program.post("widget-origins/", {"origin": "*"}).content)["error"]["code"] == "bad_origin"


def test_outside_the_demo_the_shops_page_is_not_there(refund: Refund) -> None:
    assert Client().get("/widget/demo/").status_code == 404
