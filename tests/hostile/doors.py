"""Hostile words through every door that takes words: the API, the portal and the desk, as people and programs do.

Words go in a handful at a time, side by side in each field as far as it reaches; `make fuzz` sends each alone.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from customers.models import ApiKey, Payment, User
from customers.models.apikey import SCOPES
from customers.portal.links import make_link
from refunds.models import WorkOrder
from refunds.tasks import work_bulk_runs
from tests.desk import known_to_sandbox
from tests.files import photo

PAID_MINOR, ASKED_MINOR = 60_000, 45_000

_turns = itertools.count()

Words = tuple[str, ...]


def fill(words: Words, limit: int) -> str:
    """As many of the words as a field takes, beginning each time with another, so that short fields meet all kinds."""
    begin = next(_turns) % max(len(words), 1)
    return " ".join((*words[begin:], *words[:begin]))[:limit]


@dataclass(slots=True)
class Case:
    """What became of some words: a payment, a request that was refused, and one that was paid."""

    words: Words
    payment: str
    customer: str
    phone: Client
    refused: str = ""
    paid: str = ""
    receipt: str = ""
    dispute: str = ""
    transfer: str = ""


@dataclass(slots=True)
class House:
    """The people who work here, a program with every scope, and how often each door took a word or refused it."""

    ana: Client
    boris: Client
    ida: Client
    marta: Client
    fatima: Client
    program: Client
    """Ida's; the others are named after what their owner is."""
    agent: Client
    approver: Client
    manager: Client
    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def send(self, door: str, client: Client, path: str, body: dict[str, Any]) -> Any:
        """POST a form. Whatever is typed, it is taken or refused with a sentence, and never breaks the house."""
        return self.note(door, path, client.post(path, body))

    def call(self, door: str, path: str, body: dict[str, Any], client: Client | None = None) -> Any:
        """POST JSON to the API."""
        key = f"intent-{sum(self.taken.values()) + sum(self.refused.values())}"
        answer = (client or self.program).post(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
        )
        return self.note(door, path, answer)

    def note(self, door: str, path: str, answer: Any) -> Any:
        assert answer.status_code < 500, f"{door} at {path}"
        (self.refused if answer.status_code >= 400 else self.taken)[door] += 1
        return answer


def open_house(sign_in: Any, **people: User) -> House:
    clients = {name: sign_in(person) for name, person in people.items()}
    keys = {"program": "ida", "agent": "ana", "approver": "boris", "manager": "marta"}
    return House(**clients, **{name: _key_of(people[owner]) for name, owner in keys.items()})


def _key_of(person: User) -> Client:
    _key, secret = ApiKey.objects.create_key(name="shop", owner=person, scopes=list(SCOPES))
    return Client(headers={"Authorization": f"Api-Key {secret}"})


def bring_in(house: House, words: Words, number: int) -> Case:
    """Record a payment whose every text is made of the words; where that is refused, of what can be a name."""
    answer = house.call("payment", "payments/", _payment(words, number))
    if answer.status_code >= 400:
        plain = tuple("".join(filter(str.isprintable, word)) or "x" for word in words)
        answer = house.call("payment without lines", "payments/", _payment(plain, number))
    found = answer.json()
    payment = Payment.objects.select_related("customer").get(reference=found["reference"])
    known_to_sandbox(payment)
    phone = Client()
    phone.post(f"/portal/link/{make_link(payment.customer)}/")
    return Case(words, found["reference"], found["customer"], phone)


def _payment(words: Words, number: int) -> dict[str, Any]:
    now = timezone.now().isoformat()
    each = PAID_MINOR // len(words)
    return {
        "gateway_account": "sandbox",
        "gateway_reference": f"pay-{number} {fill(words, 180)}",
        "customer_email": f"guest{number}@home.example",
        "customer_name": fill(words, 200),
        "customer_external_reference": f"{number} {fill(words, 110)}",
        "order_reference": fill(words, 120),
        "invoice_reference": fill(words, 120),
        "invoiced_on": now[:10],
        "currency": "EUR",
        "captured_minor": each * len(words),
        "method": "card",
        "card_brand": "visa",
        "card_last4": "4242",
        "method_label": fill(words, 64),
        "captured_at": now,
        "delivered_at": now,
        "ordered_at": now,
        "lines": [
            {"description": word[:300], "sku": word[:64], "channel": word[:40], "quantity": 1, "net_minor": each}
            for word in words
        ],
    }


def refuse_one(house: House, case: Case, with_paper: bool) -> None:
    """The customer asks; words go back and forth; colleagues are called; an approver says no."""
    phone, said, short = case.phone, fill(case.words, 500), fill(case.words, 300)
    ask = {
        "scope": "amount",
        "amount": "450.00",
        "reason": "other",
        "reason_text": fill(case.words, 2000),
        "wants_exchange": "on",
        "exchange_wish": said,
        "rail": "original",
        "request_key": f"a-key-of-this-form-{case.payment}",
    }
    sent = house.send("asking", phone, f"/portal/payments/{case.payment}/refund/", ask)
    assert sent.status_code == 302, "What happened is told in one's own words, whatever they are."
    case.refused = sent["Location"].strip("/").rpartition("/")[2]
    desk, portal = f"/staff/refunds/{case.refused}/", f"/portal/refunds/{case.refused}/"
    if with_paper:
        ours = {"documents": _picture(case.words[0]), "description": short}
        house.send("document", house.ana, f"{desk}documents/", ours)
        theirs = {"documents": _picture(case.words[-1])}
        house.send("document of the customer", phone, f"{portal}documents/", theirs)
    house.send("note", house.ana, f"{desk}notes/", {"text": said})
    house.send("question", house.ana, f"{desk}question/", {"question": said, "note": said})
    house.send("answer", phone, f"{portal}answer/", {"answer": said})
    house.send("words", phone, f"{portal}conversation/", {"text": said})
    house.send("words of ours", house.ana, f"{desk}conversation/", {"text": said})
    house.send("escalation", house.ana, f"{desk}escalation/", {"why": said})
    house.send("handing over", house.ana, f"{desk}handing-over/", {"to": "boris@shop.example", "words": said})
    house.send("way proposed", house.ana, f"{desk}rail_proposal/", {"rail": "bank_transfer", "words": said})
    house.send("way answered", house.ana, f"{desk}rail_answer/", {"agrees": "no", "words": said})
    house.send("change", house.ana, f"{desk}change/", _change(said, _seen(house, case.refused)))
    house.send("hold", house.ana, f"/staff/payments/{case.payment}/holds/", {"reason": short})
    no = {"seen": _seen(house, case.refused), "rule": "other", "explanation": said, "note": said}
    house.send("rejection", house.boris, f"{desk}rejection/", no)
    house.send("hold lifted", house.ana, f"/staff/payments/{case.payment}/holds/", {"lift": "1"})


def ask_again(house: House, case: Case) -> None:
    """A colleague's program asks in the customer's name."""
    wish = {
        "payment": case.payment, "reason": "other", "reason_text": fill(case.words, 2000), "amount_minor": ASKED_MINOR,
        "currency": "EUR",
    }  # fmt: skip
    case.paid = house.call("asking by a program", "refunds/", wish, house.agent).json()["reference"]


def handle_in_bulk(house: House, cases: list[Case], words: Words) -> str:
    """Ask all of them the same in bulk, and give the words for the reason too. Returns the number of the run."""
    chosen = {"refund": [case.paid for case in cases], "move": "question", "words": fill(words, 1000)}
    answer = house.send("bulk", house.boris, "/staff/bulk/new/", chosen)
    run = str(answer["Location"].strip("/").rpartition("/")[2])
    work_bulk_runs()
    begin = {"reason": fill(words, 300), "typed": str(len(cases))}
    house.send("bulk begun", house.boris, f"/staff/bulk/{run}/confirmation/", begin)
    work_bulk_runs()
    return run


def pay_it(house: House, case: Case) -> None:
    """The customer answers; an approver says yes and adds the words to the letter."""
    house.send("answer", case.phone, f"/portal/refunds/{case.paid}/answer/", {"answer": fill(case.words, 1000)})
    yes = {"seen": _seen(house, case.paid), "note": fill(case.words, 500)}
    house.call("approval", f"refunds/{case.paid}/approval/", yes, house.approver)


def draft_policy(house: House, words: Words) -> str:
    """A draft with the words for its name, its note, a channel and the reason why it went back. Returns its number."""
    answer = house.call("draft", "policy/drafts/", {"name": fill(words, 120)}, house.manager)
    if answer.status_code >= 400:
        return ""
    draft = answer.json()
    channels = [{"channel": word[:40], "days": 3} for word in words]
    window = {**draft["document"]["return_window"], "windows": channels}
    body = {
        "version": draft["version"], "name": fill(words, 120), "note": fill(words, 300), "limits": draft["limits"],
        "document": {**draft["document"], "return_window": window},
    }  # fmt: skip
    path = f"policy/drafts/{draft['reference']}/"
    written = house.call("draft written", f"{path}text/", body, house.manager)
    if written.status_code < 400:
        house.call("draft proposed", f"{path}proposal/", {"version": written.json()["version"]}, house.manager)
        house.call("draft returned", f"{path}return/", {"why": fill(words, 300)})
    return str(draft["reference"])


def write_letter(house: House, words: Words, number: int) -> int:
    """Put the words into the letter of an approval, save what would be a placeholder. Returns its newest version."""
    text = " ".join(fill(tuple(word for word in words if not set(word) & set("{}")), 4000).split())
    line = "".join(filter(str.isprintable, text))[:120]
    body = {"subject": line, "heading": line, "body": f"{text} {{amount}}", "why": text[:300]}
    sent = {**body, "number": number, "use": True}
    answer = house.call("letter", "texts/refund_approved/en/", sent, house.manager)
    return int(answer.json()["number"]) if answer.status_code < 400 else number


def name_people_and_keys(house: House, words: Words, number: int) -> None:
    invited = {"email": f"new{number}@shop.example", "first_name": fill(words, 150), "last_name": fill(words, 150)}
    house.send("invitation", house.ida, "/staff/people/invitations/", {**invited, "roles": "agent"})
    key = {"owner": "ana@shop.example", "name": fill(words, 50), "scopes": ["refunds:read"], "days": 1}
    house.call("key", "keys/", key)


def close_order(house: House, words: Words, number: int) -> None:
    order = WorkOrder.objects.create(
        topic="refund.submit", key=f"left/{number}", state="parked", last_error=fill(words, 200)
    )
    path = f"/staff/operations/orders/{order.pk}/closing/"
    house.send("order put aside", house.ida, path, {"words": fill(words, 300)})


def keep_view(house: House, words: Words) -> None:
    """Keep a view of the work list under the words, unless the person has enough of them."""
    view = {"name": fill(words, 60), "list": "reason=damaged"}
    house.send("view", house.boris, "/staff/views/", view)


def search_for(house: House, words: Words) -> list[Any]:
    """Put the words into every box that looks for something, and into the doors. Returns the pages."""
    text, pages = fill(words, 100), []
    for path in ("/staff/", "/staff/payments/", "/staff/customers/", "/staff/mail/"):
        pages.append(house.note("search", path, house.boris.get(path, {"q": text})))
    wanted = {"sku": fill(words, 64), "customer": text, "currency": text[:3], "assignee": text, "age": text}
    pages.append(house.note("filter", "/staff/", house.boris.get("/staff/", {**wanted, "panel": "1"})))
    pages.append(house.note("comparison", "policies", house.marta.get("/staff/policies/comparison/", {"left": text})))
    door = {"order_reference": text, "email": f"{text}@x.example", "next": text}
    pages.append(house.send("portal door", Client(), "/portal/", door))
    pages.append(house.send("sign-in", Client(), "/accounts/login/", {"login": text, "password": text, "next": text}))
    return pages


def _change(word: str, seen: str) -> dict[str, str]:
    wish = {"part": "amount", "amount": "449.00", "reason": "damaged", "reason_text": word, "fee_waiver": word}
    return {**wish, "words": word, "seen": seen}


def _seen(house: House, reference: str) -> str:
    return str(house.program.get(f"/api/v1/refunds/{reference}/").json()["approval_hash"])


def _picture(word: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{word[:60]}.jpg", photo())
