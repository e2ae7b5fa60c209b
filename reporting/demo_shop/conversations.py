"""What customers of the demo shop and its desk write to each other: some answered, some waiting, one too long."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from customers.actors import Actor
from customers.clock import clock_at
from customers.mailbox.answer import answer_letter
from customers.models import Message
from refunds.actions.answer_customer import answer_customer, settle_conversation
from refunds.actions.keep_ready_answers import save_ready_answer
from refunds.actions.take_mail import take_mail
from refunds.actions.watch_waits import tell_of_late_answers
from refunds.actions.write_to_shop import write_to_shop
from refunds.models import Conversation, Refund
from reporting.demo_shop.staff import Staff

WAITING = (
    "Hello, has the parcel arrived at your side? I sent it on Monday.",
    "Could you pay it to my bank account instead? The card has expired.",
    "I have found the box after all. Do you need it as well?",
    "The lamp flickers again since yesterday. Shall I send a film of it?",
)
ANSWERED = (
    ("When do I hear from you? It has been a week.",
     "I am sorry that it took so long. I have your photos and decide by tomorrow evening."),
    ("Do I have to pay for sending it back?",
     "No. The label in your account is paid for by us; just drop the parcel at any shop of the carrier."),
    ("Is there a way to get a new one instead of the money?",
     "Yes, it is in stock again. Tell me which colour you would like and it leaves the house today."),
)  # fmt: skip
BY_MAIL = "I answer from my telephone: yes, please go on with it."
FROM_THE_OFFICE = "I write from my office because I cannot reach my own mail. The order is mine."
THANKS = "Thank you, that was quick!"

READY: tuple[tuple[str, dict[str, str], bool], ...] = (
    (
        "Parcel has arrived",
        {
            "en": "Hello {first_name},\n\nyour parcel for order {order} is here. I check it today and write to you"
            " tomorrow at the latest.",
            "de": "Guten Tag {first_name},\n\nIhr Paket zur Bestellung {order} ist da. Ich prüfe es heute und schreibe"
            " Ihnen spätestens morgen.",
            "fr": "Bonjour {first_name},\n\nvotre colis pour la commande {order} est arrivé. Je le vérifie aujourd’hui"
            " et vous écris demain au plus tard.",
        },
        True,
    ),
    (
        "Where the money is",
        {
            "en": "Hello {first_name},\n\n{amount} went back to {destination}. It appears there {arrival}.",
            "de": "Guten Tag {first_name},\n\n{amount} sind auf dem Weg: {destination}. Sie sind da: {arrival}.",
            "es": "Hola {first_name}:\n\n{amount} van de vuelta a {destination}. Llegan {arrival}.",
        },
        True,
    ),
    ("My sorry", {"en": "That should not have happened, and I am sorry for the trouble it made you."}, False),
)


def talk(staff: Staff, rng: Random, now: datetime) -> int:
    """Let customers of open cases write, and colleagues answer some. Returns how many conversations there are."""
    with clock_at(now - timedelta(days=40)):
        for name, texts, is_shared in READY:
            actor = staff.lena if is_shared else staff.ana
            save_ready_answer(actor=actor, name=name, texts=texts, is_shared=is_shared)
    states = (Refund.State.UNDER_REVIEW, Refund.State.PROCESSING, Refund.State.COMPLETED)
    cases = Refund.objects.filter(state__in=states, origin=Refund.Origin.PORTAL, created_at__gt=now - timedelta(days=9))
    open_cases = list(cases.select_related("customer").order_by("-created_at")[:40])
    rng.shuffle(open_cases)
    found = iter(open_cases)
    hours = (2, 5, 21, 70)
    for words, ago, refund in zip(WAITING, hours, found, strict=False):
        _waits(refund, words, now - timedelta(hours=ago))
    for pair, refund in zip(ANSWERED, found, strict=False):
        _is_answered(refund, pair, staff, now, rng)
    for (sender, words), refund in zip(_MAILS, found, strict=False):
        _by_mail(refund, sender, words, now)
    with clock_at(now):
        tell_of_late_answers()
    return Conversation.objects.count()


_MAILS = (("", BY_MAIL), ("m.office@work.example", FROM_THE_OFFICE))


def _waits(refund: Refund, words: str, at: datetime) -> None:
    with clock_at(max(at, refund.created_at + timedelta(minutes=20))):
        _write(refund, words)


def _is_answered(refund: Refund, pair: tuple[str, str], staff: Staff, now: datetime, rng: Random) -> None:
    asked, answer = pair
    began = refund.created_at + (now - refund.created_at) / 4
    with clock_at(began):
        _write(refund, asked)
    with clock_at(began + (now - began) / 2):
        answer_customer(actor=rng.choice((staff.ana, staff.boris)), reference=refund.reference, text=answer)
    if rng.random() < 0.5:
        with clock_at(began + (now - began) * 3 / 4):
            _write(refund, THANKS)
        with clock_at(began + (now - began) * 5 / 6):
            settle_conversation(actor=staff.ana, reference=refund.reference)


def _by_mail(refund: Refund, sender: str, words: str, now: datetime) -> None:
    """An answer to the newest letter, as a mail program sends it; from another address it waits for a person."""
    letter = Message.objects.filter(about=refund.reference, direction="out").select_related("customer").last()
    if letter is None:
        return
    with clock_at(now - timedelta(hours=3)):
        mail = answer_letter(letter, words, sender)
        if mail is not None:
            take_mail(mail)


def _write(refund: Refund, words: str) -> None:
    write_to_shop(actor=Actor.customer(refund.customer), reference=refund.reference, text=words)
