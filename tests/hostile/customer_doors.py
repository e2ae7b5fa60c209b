"""Hostile words through the doors of the customer's side: withdrawal, second look, assistant, mail, brand."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from django.test import Client

from customers.actors import Actor
from customers.mailbox.addresses import address_for
from customers.mailbox.keep import keep_mail
from customers.models import BrandVersion, Payment
from disputes.actions.take_dispute import take_dispute
from refunds.gateways.dispute_types import DisputeRecord, DisputeStage, DisputeState
from refunds.tasks import take_mail
from tests.files import photo
from tests.hostile.doors import Case, House, Words, fill

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")
ELSEWHERE = ("NO", "IS", "LI", "CA", "AU", "NZ", "JP", "BR", "MX", "IN")
"""Countries of which no law is delivered."""


def withdraw(house: House, words: Words, number: int) -> str:
    """Withdraw from a contract; return the address of the receipt, or an empty text where the words were refused."""
    line = "".join(filter(str.isprintable, fill(words, 120)))
    said = {
        "name": line,
        "order_reference": line[:60],
        "email": f"stranger{number}@home.example",
        "items": fill(words, 400),
        "request_key": f"a-key-of-this-form-{number:04}",
    }
    page = house.send("withdrawal", Client(), "/portal/withdrawal/", said)
    assert page.status_code in (200, 400)
    done = house.send("withdrawal confirmed", Client(), "/portal/withdrawal/confirmation/", said)
    return str(done.headers.get("Location", ""))


def ask_the_assistant(house: House, case: Case) -> None:
    asked = {"question": fill(case.words, 400), "about": case.paid}
    house.send("question to the assistant", case.phone, "/portal/questions/", asked)
    house.send("question of a visitor", Client(), "/portal/policy/1/questions/", {"question": fill(case.words, 400)})


def ask_once_more(house: House, case: Case) -> None:
    house.send("appeal", case.phone, f"/portal/refunds/{case.refused}/appeal/", {"words": fill(case.words, 2000)})


def say_how_it_was(house: House, case: Case) -> None:
    said = {"answer": "bad", "words": fill(case.words, 300)}
    house.send("feedback", case.phone, f"/portal/refunds/{case.paid}/feedback/", said)


def write_by_mail(house: House, case: Case, email: str) -> None:
    """Answer a letter about what was refused."""
    _mail_to(house, case, case.refused, email)


def _mail_to(house: House, case: Case, about: str, email: str) -> None:
    """Answer a letter, with the words for subject, text, the sender's name and the name of a file."""
    line = "".join(filter(str.isprintable, fill(case.words, 200))) or "x"
    mail = EmailMessage()
    mail["From"] = Address(line[:60], addr_spec=email)
    mail["To"] = address_for(about)
    mail["Subject"] = line
    mail["Message-ID"] = f"<{about}@home.example>"
    mail.set_content(f"{fill(case.words, 3000)}\n".replace("\x00", "").encode("utf-8", "replace").decode())
    mail.add_attachment(photo(), maintype="image", subtype="jpeg", filename=f"{line[:80]}.jpg")
    kept = keep_mail(mail.as_bytes())
    assert kept is not None
    take_mail()
    kept.refresh_from_db()
    (house.taken if kept.state == "taken" else house.refused)["mail"] += 1


def keep_ready_answer(house: House, words: Words) -> None:
    texts = {f"texts_{language}": fill(words, 1000) for language in LANGUAGES}
    house.send("ready answer", house.ana, "/staff/ready-answers/", {"name": fill(words, 60), **texts})


def show_brand(house: House, words: Words) -> None:
    """Save a look of the shop made of the words."""
    newest = BrandVersion.objects.order_by("-number").first()
    line = "".join(filter(str.isprintable, fill(words, 60))).strip() or "x"
    look = {
        "save": "1",
        "name": line,
        "sender_name": line,
        "imprint": fill(words, 2000),
        "privacy": fill(words, 2000),
        "terms": fill(words, 2000),
        "why": line,
        "number": newest.number if newest else 0,
        **{f"welcome_{language}": line for language in LANGUAGES},
    }
    house.send("brand", house.marta, "/staff/brand/", look)


def dispute_it(house: House, case: Case, number: int) -> None:
    """The payment is disputed; its customer signs that it was a mistake, and answers the letter about it by mail."""
    payment = Payment.objects.get(reference=case.payment)
    record = DisputeRecord(
        f"dp_{number}", DisputeState.INQUIRY, DisputeStage.INQUIRY, "open", payment.captured_minor, payment.currency,
        (payment.gateway_reference,),
    )  # fmt: skip
    actor = Actor.gateway(payment.gateway_account)
    dispute = take_dispute(actor=actor, gateway=payment.gateway, account=payment.gateway_account, record=record)
    case.dispute = dispute.reference
    signed = {"name": fill(case.words, 120), "words": fill(case.words, 1000), "agreed": "on"}
    house.send(
        "words about the dispute",
        house.ana,
        f"/staff/disputes/{case.dispute}/writing/",
        {"text": fill(case.words, 1000)},
    )
    house.send("signed statement", case.phone, f"/portal/disputes/{case.dispute}/statement/", signed)
    _mail_to(house, case, case.dispute, f"guest{number}@home.example")


def set_message_rules(house: House, words: Words) -> list[Any]:
    """Words where hours and numbers are wanted. Returns the pages that refuse them."""
    said = {name: fill(words, 60) for name in ("per_day", "quiet_from", "quiet_until", "delay-refund_received")}
    rule = {"kind": fill(words, 60), "is_on": True, "delay_minutes": 0}
    wish = {"rules": [rule], "per_day": None, "quiet_from": fill(words, 20), "quiet_until": None}
    return [
        house.send("message rules", house.marta, "/staff/texts/rules/", said),
        house.call("message rules of a program", "message-rules/", wish, house.manager),
    ]


def name_an_account(house: House, case: Case) -> Any:
    """A part is paid by bank transfer, and the customer says to whose account. Returns what they get to see."""
    wish = {
        "payment": case.payment, "reason": "other", "reason_text": "By transfer, please.", "amount_minor": 14_000,
        "currency": "EUR", "rail": "bank_transfer",
    }  # fmt: skip
    case.transfer = house.call("asking by a program", "refunds/", wish, house.agent).json()["reference"]
    seen = house.program.get(f"/api/v1/refunds/{case.transfer}/").json()["approval_hash"]
    house.call("approval", f"refunds/{case.transfer}/approval/", {"seen": seen}, house.approver)
    said = {"holder": fill(case.words, 70), "iban": "NL91ABNA0417164300", "compared": "on"}
    return house.send("bank account", case.phone, f"/portal/refunds/{case.transfer}/bank-account/", said)


def write_law(house: House, words: Words, number: int) -> None:
    """Write down a law of withdrawal in these words."""
    line = "".join(filter(str.isprintable, fill(words, 80))).strip() or "x"
    law = {
        "name": f"{number} {line}"[:80], "countries": ELSEWHERE[number % len(ELSEWHERE)], "counted": "calendar",
        "wording": fill(words, 1000), "source": line, "as_of": "2026-11-01",
    }  # fmt: skip
    house.send("law", house.marta, "/staff/withdrawal-laws/", law)
