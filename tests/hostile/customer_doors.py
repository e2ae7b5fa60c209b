"""Hostile words through the doors of the customer's side: withdrawal, second look, assistant, mail, brand."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage

from django.test import Client

from customers.mailbox.addresses import address_for
from customers.mailbox.keep import keep_mail
from customers.models import BrandVersion
from refunds.tasks import take_mail
from tests.files import photo
from tests.hostile.doors import Case, House, Words, fill

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")


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
    """Answer a letter, with the words for subject, text, the sender's name and the name of a file."""
    line = "".join(filter(str.isprintable, fill(case.words, 200))) or "x"
    mail = EmailMessage()
    mail["From"] = Address(line[:60], addr_spec=email)
    mail["To"] = address_for(case.refused)
    mail["Subject"] = line
    mail["Message-ID"] = f"<{case.payment}@home.example>"
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
