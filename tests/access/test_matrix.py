"""Every route, for everybody, with GET and POST, on their own things and on others': as the table says.

Nothing that a cell does stays: each runs in a savepoint of its own. Every route is knocked at by those who may nothing
and by every sixth of the others, by turns from route to route; `make matrix` lets everybody come to every door.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from customers.actors import Actor
from customers.models import ApiKey, Invitation, Message, Payment, User
from customers.models.apikey import SCOPES
from customers.portal.links import make_link
from disputes.actions.take_alert import Told, bring_alert
from disputes.actions.take_dispute import take_dispute
from disputes.models import Alert, Dispute
from refunds.actions.edit_policy_draft import create_draft
from refunds.actions.receive_withdrawal import receive_withdrawal
from refunds.fingerprint import seen_hash
from refunds.gateways.dispute_types import DisputeRecord, DisputeStage, DisputeState
from refunds.models import Refund
from refunds.permissions import ROLES
from tests.access.row import ADMIN_SITE, API, CLOSED, OPEN, OWN_ACCOUNT, PORTAL, STAFF, Row
from tests.access.table import TABLE
from tests.cast import staff_member
from tests.desk import ask

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WHOLE = os.environ.get("ACCESS_MATRIX") == "whole"
ALWAYS = ("nobody", "no role", "key of no role")
A_SIXTH = 6

ADDED_LINE = """
This route is in no line of tests/access/rows: say there who may reach it, for example

    "{route}": {example},
"""

_numbers = itertools.count(1)


@dataclass(slots=True)
class Visitor:
    """`roles` are those of the signed-in person or the key's owner; `scopes` None means that there is no key."""

    name: str
    client: Client
    person: User | None = None
    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] | None = None
    customer: str = ""

    @property
    def is_signed_in(self) -> bool:
        return self.person is not None and self.scopes is None and self.person.is_active


def routes(patterns: Any = None, begun: str = "") -> Iterator[str]:
    """Every address that the site map knows, once."""
    seen = set()
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        full = begun + str(entry.pattern)
        inner = routes(entry.url_patterns, full) if isinstance(entry, URLResolver) else [full]
        for route in inner:
            if route not in seen:
                seen.add(route)
                yield route


ROUTES = list(routes())


def test_every_route_has_its_line_in_the_table() -> None:
    unknown = [route for route in ROUTES if route not in TABLE]
    said = "".join(ADDED_LINE.format(route=route, example=_example(route)) for route in unknown)
    assert not unknown, said
    assert not set(TABLE) - set(ROUTES), "These lines of the table are about routes that are gone."


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are what this is about; nobody reads their log lines, and they cost half the time."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def things(mila, tom, make_payment, boris, ana, marta, fatima) -> dict[str, Any]:
    """What the placeholders of the routes stand for."""
    payment = make_payment(mila, 40_000)
    refund = ask(payment)
    fresh = make_payment(mila, 30_000)
    target = staff_member("Target", "Person", "agent")
    invitation = Invitation.objects.create(
        email="invited@shop.example",
        first_name="I",
        roles=["agent"],
        token_hash="0" * 64,
        invited_by=boris,
        expires_at=timezone.now() + timedelta(days=1),
    )
    key, _secret = ApiKey.objects.create_key(name="target", owner=target, scopes=["refunds:read"])
    Message.objects.update(state=Message.State.FAILED)
    draft = create_draft(actor=Actor.user(marta), name="Milder")
    return {
        "refund": refund.reference,
        "payment": fresh.reference,
        "customer": mila.reference,
        "dispute": dispute_about(make_payment(mila, 20_000)),
        "alert": _alert_about(make_payment(mila, 20_000), fatima),
        "hold": "CH-0000-000000",
        "correction": "CC-0000-000000",
        "withdrawal": _withdrawal(),
        "statement": "ST-0000-000000",
        "closing": "CL-0000-000000",
        "pack": "MP-0000-000000",
        "statement-batche": "SB-0000-000000",
        "export": "EX-0000-000000",
        "saved_id": 999_999,
        "place_id": 999_999,
        "schedule_id": 999_999,
        "line_id": 999_999,
        "layout": "datev",
        "bulk-run": "BR-0000-000000",
        "bulk": "BR-0000-000000",
        "plan": "RP-0000-000000",
        "draft": draft.reference,
        "trial": "PT-0000-000000",
        "kind": "refund_rejected",
        "language": "en",
        "key": "absent",
        "number": 1,
        "size": "small",
        "version": 0,
        "name": "absent",
        "notice_id": 1,
        "row_id": 999_999,
        "run_id": 999_999,
        "rate_id": 999_999,
        "pattern_id": 999_999,
        "difference_id": 999_999,
        "report_id": 999_999,
        "secret_id": 999_999,
        "attempt_id": 999_999,
        "order_id": 1,
        "subscription_id": 1,
        "origin_id": 999_999,
        "delivery_id": 1,
        "webhook_id": 1,
        "view_id": 1,
        "answer_id": 1,
        "message_id": 999_999,
        "letter_id": Message.objects.order_by("id")[0].pk,
        "person_id": target.pk,
        "email": target.email,
        "invitation_id": invitation.pk,
        "prefix": key.prefix,
        "seen": seen_hash(Refund.objects.get(pk=refund.pk)),
        "mila": mila,
        "tom": tom,
    }


def dispute_about(payment: Payment) -> str:
    """An inquiry that nobody has yet, so that it depends on the role alone who may take it."""
    record = DisputeRecord(
        "dp_1", DisputeState.INQUIRY, DisputeStage.INQUIRY, "open", payment.captured_minor, payment.currency,
        (payment.gateway_reference,),
    )  # fmt: skip
    actor = Actor.gateway(payment.gateway_account)
    dispute = take_dispute(actor=actor, gateway=payment.gateway, account=payment.gateway_account, record=record)
    Dispute.objects.update(owner=None)
    return dispute.reference


def _withdrawal() -> str:
    """A declaration that nobody has matched."""
    declaration = receive_withdrawal(
        actor=Actor.system("withdrawal"),
        name="Mila",
        order_reference="R-UNKNOWN",
        email="mila@home.example",
        origin="portal",
        request_key="matrix",
    )
    return declaration.reference


def _alert_about(payment: Payment, fatima: User) -> str:
    """An alert that nobody has yet."""
    told = Told("ethoca", "e1", payment.captured_minor, payment.currency, payment_reference=payment.gateway_reference)
    alert, _is_new = bring_alert(actor=Actor.user(fatima), told=told)
    Alert.objects.update(owner=None)
    return alert.reference


@pytest.fixture
def visitors(things: dict[str, Any], limits: None) -> list[Visitor]:
    """Everybody who may come to the door, with a browser or with a key."""
    people = {role: staff_member(role.title(), "Role", role, **_boss(role)) for role in ROLES}
    plain = staff_member("No", "Role")
    gone = staff_member("Long", "Gone", "admin")
    came = [Visitor("nobody", Client())]
    for role, person in people.items():
        came.append(Visitor(role, _seat(person), person, (role,)))
    came.append(Visitor("no role", _seat(plain), plain))
    left = Visitor("disabled", _seat(gone), gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    gone.is_active = False
    came.append(left)
    for name in ("mila", "tom"):
        came.append(Visitor(f"customer {name}", _phone(things[name]), customer=name))
    for role, person in people.items():
        came.append(_program(f"key of {role}", person, (role,), tuple(SCOPES)))
    came.append(_program("key of admin without the scope", people["admin"], ("admin",), ()))
    came.append(_program("key of lead without the scope", people["lead"], ("lead",), ()))
    came.append(_program("key of no role", plain, (), tuple(SCOPES)))
    came.append(_program("key of disabled", gone, (), tuple(SCOPES)))
    return came


def test_everybody_reaches_what_the_table_says_and_nothing_else(things, visitors, capsys) -> None:
    wrong, cells = [], 0
    for turn, route in enumerate(ROUTES):
        row = TABLE.get(route)
        if row is None:
            continue
        address = address_of(route, row, things)
        for visitor, method in itertools.product(coming_to(row, visitors, turn), ("get", "post")):
            status, where = knock(visitor, method, address, row, things)
            cells += 1
            if trouble := disagrees(row, visitor, method, status, where):
                wrong.append(f"{method.upper()} /{address} by {visitor.name}: {status} {where}, expected {trouble}")
    with capsys.disabled():
        print(f"\n{cells} cells of the access matrix")
    assert not wrong, f"{len(wrong)} of {cells} cells\n" + "\n".join(wrong[:60])


def test_nobody_decides_about_their_own_request(things, visitors, capsys) -> None:
    """Ownership: the same moves by everybody, each on a request that is their own."""
    wrong, cells = [], 0
    for route, row in TABLE.items():
        for visitor in visitors if row.four_eyes else ():
            if visitor.person is None:
                continue
            address = address_of(route, row, things)
            status, _where = knock(visitor, "post", address, row, things, own=True)
            cells += 1
            if status < 300:
                wrong.append(f"POST /{address} by {visitor.name} on their own request: {status}")
            if status == 302 and visitor.is_signed_in and visitor.roles and row.kind == STAFF:
                wrong.append(f"POST /{address} by {visitor.name} on their own request went through")
    with capsys.disabled():
        print(f"\n{cells} cells on one's own request")
    assert not wrong, "\n".join(wrong)


def test_what_belongs_to_somebody_else_looks_like_what_is_not_there(things, visitors) -> None:
    tom = next(visitor for visitor in visitors if visitor.customer == "tom")
    compared = 0
    for route, row in TABLE.items():
        if row.kind != PORTAL or "<" not in route:
            continue
        for method in ("get", "post"):
            if not getattr(row, method):
                continue
            foreign = answer(tom, method, address_of(route, row, things), row, things)
            absent_things = {**things, "refund": "RF-1999-000001", "payment": "PAY-1999-000001"}
            absent = answer(tom, method, address_of(route, row, absent_things), row, things)
            compared += 1
            assert foreign.status_code == absent.status_code == 404, route
            assert plain(foreign) == plain(absent), route
    assert compared > 5


def coming_to(row: Row, visitors: list[Visitor], turn: int) -> list[Visitor]:
    """All who can mean anything to the route, or those whose turn it is."""
    everybody = _meant_by(row, visitors)
    if WHOLE:
        return everybody
    return [who for at, who in enumerate(everybody, turn) if at % A_SIXTH == 0 or who.name in ALWAYS]


def _meant_by(row: Row, visitors: list[Visitor]) -> list[Visitor]:
    """A key opens no page, whosever it is, and a browser no endpoint: there one of a kind stands for all."""
    keys = [visitor for visitor in visitors if visitor.scopes is not None]
    browsers = [visitor for visitor in visitors if visitor.scopes is None]
    if row.kind == API:
        return [*keys, *(visitor for visitor in browsers if visitor.name in ("nobody", "admin", "customer mila"))]
    return [*browsers, keys[0]]


def address_of(route: str, row: Row, things: dict[str, Any]) -> str:
    """Fill the placeholders of a route with things that are there."""
    named = {**things, "reference": things[row.of or _whose(route)]}
    if row.at:
        return row.at.format(**named)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(named[found[1]]), route)


def knock(
    visitor: Visitor, method: str, address: str, row: Row, things: dict[str, Any], own: bool = False
) -> tuple[int, str]:
    response = answer(visitor, method, address, row, things, own)
    return response.status_code, response.headers.get("Location", "")


def answer(visitor: Visitor, method: str, address: str, row: Row, things: dict[str, Any], own: bool = False) -> Any:
    """Send the request and take back whatever it did."""
    cookies = {name: morsel.value for name, morsel in visitor.client.cookies.items()}
    with transaction.atomic():
        if own:
            Refund.objects.filter(reference=things["refund"]).update(requester=visitor.person)
            things = {**things, "seen": seen_hash(Refund.objects.get(reference=things["refund"]))}
        response = _send(visitor.client, method, f"/{address}", _filled(row.body, things), row.kind == API)
        transaction.set_rollback(True)
    visitor.client.cookies.clear()
    visitor.client.cookies.load(cookies)
    return response


def disagrees(row: Row, visitor: Visitor, method: str, status: int, where: str) -> str:
    """Say what the table expects, or nothing where the answer fits."""
    return _JUDGES[row.kind](row, visitor, getattr(row, method), status, where)


def _judge_staff(row: Row, visitor: Visitor, roles: str | None, status: int, where: str) -> str:
    if roles is None:
        may_read = row.get and set(visitor.roles) & set(row.get.split())
        return "" if status in (405, 302, 403) or (may_read and status == 200) else "405, or the door"
    if not visitor.is_signed_in:
        return "" if status == 302 and where.startswith("/accounts/login/") else "the sign-in page"
    if set(visitor.roles) & set(roles.split()):
        return "" if _is_inside(row, status, where) else "inside"
    return "" if _is_kept_out(row, status) else "403"


def _judge_api(row: Row, visitor: Visitor, asked: tuple[str, str] | None, status: int, where: str) -> str:
    if visitor.scopes is None or (visitor.person and not visitor.person.is_active):
        return "" if status == 401 else "401"
    if asked is None:
        return "" if status in (405, 403) else "405"
    scope, roles = asked
    if scope in visitor.scopes and set(visitor.roles) & set(roles.split()):
        return "" if _is_inside(row, status, where) else "inside"
    return "" if _is_kept_out(row, status) else "403"


OF_NOBODY_ELSE = (
    "portal/payments/",
    "portal/credit/",
    "portal/messages/",
    "portal/messages/address/",
    "portal/questions/",
    "portal/uploads/",
)
"""Addresses that name nothing: every customer finds what is their own there."""


def _judge_portal(row: Row, visitor: Visitor, is_offered: bool, status: int, where: str) -> str:
    if not is_offered:
        return "" if status in (405, 302, 404) else "405"
    if not visitor.customer:
        return "" if status == 302 and where.startswith("/portal/") else "the portal's door"
    if visitor.customer == "mila" or any(row is TABLE[own] for own in OF_NOBODY_ELSE):
        return "" if _is_inside(row, status, where) else "inside"
    return "" if status == 404 else "404"


def _judge_open(row: Row, visitor: Visitor, statuses: set[int], status: int, where: str) -> str:
    return "" if status in statuses else f"one of {sorted(statuses)}"


def _judge_own_account(row: Row, visitor: Visitor, is_offered: bool, status: int, where: str) -> str:
    if not visitor.is_signed_in:
        to_the_door = status == 302 and where.startswith("/accounts/")
        return "" if to_the_door or status in (401, 403, 404, 405) else "the sign-in page"
    if not is_offered:
        return "" if status in (404, 405, 302) else "405"
    own_or_none = _is_inside(row, status, where) or status == 404 or where.startswith("/accounts/")
    return "" if own_or_none else "inside"


def _judge_admin_site(row: Row, visitor: Visitor, _none: None, status: int, where: str) -> str:
    if not visitor.is_signed_in:
        return "" if status == 302 and "login" in where else "the sign-in page"
    if "admin" in visitor.roles:
        return "" if status in (200, 301, 302, 400, 403, 404, 405) else "inside"
    return "" if status in (302, 403) else "403"


def _judge_closed(row: Row, visitor: Visitor, _none: None, status: int, where: str) -> str:
    return "" if status == 404 else "404"


_JUDGES = {
    STAFF: _judge_staff,
    API: _judge_api,
    PORTAL: _judge_portal,
    OPEN: _judge_open,
    OWN_ACCOUNT: _judge_own_account,
    ADMIN_SITE: _judge_admin_site,
    CLOSED: _judge_closed,
}


def plain(response: Any) -> str:
    """The page without what differs from one answer to the next."""
    text = response.content.decode()
    return re.sub(r'nonce="[^"]*"|value="\w{64}"|[0-9a-f]{32}|(RF|PAY|PM)-\d+-\d+', "", text)


def _is_kept_out(row: Row, status: int) -> bool:
    return status == 403 or (row.absent and status in (400, 404, 409))


def _is_inside(row: Row, status: int, where: str) -> bool:
    """Past the door: done, drawn, or refused for what was sent and not for who sent it."""
    led_away = where.startswith(("/accounts/login/", "/accounts/second-factor/"))
    return not led_away and (status in (200, 201, 204, 302, 400, 409, 422) or (row.absent and status == 404))


def _whose(route: str) -> str:
    kinds = "refunds alerts disputes payments customers statement-batches statements exports bulk-runs bulk plans"
    for word in (*kinds.split(), "closings", "packs"):
        if f"{word}/<" in route:
            return word.removesuffix("s")
    return "refund"


def _filled(body: Any, things: dict[str, Any]) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, things) for name, value in body.items()}
    return body.format(**things) if isinstance(body, str) else body


def _send(client: Client, method: str, address: str, body: Any, as_json: bool) -> Any:
    if method == "get":
        return client.get(address)
    if not as_json:
        return client.post(address, body or {})
    key = {"Idempotency-Key": f"matrix-{next(_numbers)}"}
    return client.post(address, json.dumps(body or {}), content_type="application/json", headers=key)


def _boss(role: str) -> dict[str, bool]:
    return {"is_staff": True, "is_superuser": True} if role == "admin" else {}


def _seat(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _phone(customer: Any) -> Client:
    client = Client()
    client.post(f"/portal/link/{make_link(customer)}/")
    return client


def _program(name: str, owner: User, roles: tuple[str, ...], scopes: tuple[str, ...]) -> Visitor:
    _key, secret = ApiKey.objects.create_key(name=name[:50], owner=owner, scopes=list(scopes))
    return Visitor(name, Client(headers={"Authorization": f"Api-Key {secret}"}), owner, roles, scopes)


def _example(route: str) -> str:
    if route.startswith("api/"):
        return 'api(get=("refunds:read", EVERY_ROLE))'
    if route.startswith("portal/"):
        return "portal(get=True)"
    return "staff(get=EVERY_ROLE)" if route.startswith("staff/") else "anybody(get={200})"
