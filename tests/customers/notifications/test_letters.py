"""Every letter about a refund: both forms, the right words, nothing left unfilled, and a door that is no key."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as house

from customers.models import Customer, Message
from refunds import notices
from refunds.models import Refund
from tests.cast import PaymentFactory
from tests.desk import ask

pytestmark = pytest.mark.django_db

WORDS = {
    "received": "thank you for your request",
    "reply": "it left the warehouse this morning",
    "approved": "you get 89.00 EUR back to your card ending 4242, usually within 5 to 10 business days",
    "bank_details": "we need the account that it shall go to",
    "bank_details_again": "we do not know yet which account it shall go to",
    "on_its_way": "send 89.00 EUR back to your card ending 4242",
    "sent_to_bank": "it is not confirmed yet",
    "confirmed": "89.00 EUR went back to your card ending 4242",
    "came_back": "your money is safe with us",
    "rejected": "the seal was broken",
    "needs_info": "which corner?",
    "asked_again": "have not heard from you. a colleague would still like to know",
    "appeal_received": "who had no say in the first answer",
    "canceled": "no money moves for it",
    "merged": "we closed rf-2026-000999 and go on with",
    "rail_proposed": "pay your refund to your bank account, at once, instead of to your card ending 4242",
}
PROPOSAL = {
    "old_way": "your card ending 4242",
    "new_way": "your bank account",
    "new_arrival": "at once",
    "proposal": "Your card has expired.",
    "answer_by": "30 November 2026",
}
EXTRA = {
    "rejected": {"explanation": "The seal was broken."},
    "reply": {"colleague": "Lena", "message": "It left the warehouse this morning."},
    "needs_info": {"question": "Which corner?\nSince when?"},
    "asked_again": {"question": "Which corner?"},
    "merged": {"other": "RF-2026-000999"},
    "rail_proposed": PROPOSAL,
    "appeal_received": {"answer_by": "30 November 2026"},
    "bank_details": {"answer_by": "30 November 2026"},
    "bank_details_again": {"answer_by": "30 November 2026"},
}


@pytest.fixture
def refund(mila: Customer, make_payment: PaymentFactory) -> Refund:
    return ask(make_payment(mila, order_reference="R-1001"))


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split()).lower()


@pytest.mark.parametrize("step", notices.STEPS)
def test_each_step_has_its_letter_in_both_forms(refund: Refund, step: str) -> None:
    letter = notices.tell(refund, step, **EXTRA.get(step, {}))
    assert refund.reference in letter.subject and "\n" not in letter.subject
    for body in (letter.body_text, letter.body_html):
        assert WORDS[step].lower() in plain(body), step
        assert "hello mila novak" in plain(body) and "r-1001" in plain(body)
        assert f"{house.PUBLIC_URL}/portal/door/refunds/{refund.reference}/" in body
        assert "{{" not in body and "{%" not in body and "None" not in body and "/portal/link/" not in body
    assert "<" not in letter.body_text and "&" not in letter.body_text and "\n\n\n" not in letter.body_text
    assert letter.about == refund.reference and letter.to_address == "mila@home.example"


def test_every_letter_can_be_translated() -> None:
    """No word of a letter stands outside a translation tag."""
    for path in (house.BASE_DIR / "templates" / "emails").glob("*.*"):
        text = path.read_text().partition("</style>")[2] if path.name == "base.html" else path.read_text()
        text = re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.S)
        text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", text, flags=re.S)
        text = re.sub(r"{%.*?%}|{{.*?}}|<[^>]+>", "", text, flags=re.S)
        assert not re.search(r"[A-Za-z]{2,}", text), path


def test_a_rejection_by_policy_says_why_in_kind_words(mila: Customer, make_payment: PaymentFactory) -> None:
    from datetime import timedelta

    from django.utils import timezone

    long_ago = timezone.now() - timedelta(days=400)
    refund = ask(make_payment(mila, ordered_at=long_ago, captured_at=long_ago, delivered_at=long_ago))
    assert refund.state == "rejected"
    letter = Message.objects.get(kind="refund_rejected")
    assert "The return window has ended" in letter.body_text and "The return window has ended" in letter.body_html


def test_store_credit_and_bank_transfer_are_told_in_their_own_words(refund: Refund) -> None:
    refund.rail = Refund.Rail.STORE_CREDIT
    assert "on your store credit now" in plain(notices.tell(refund, "confirmed").body_text)
    refund.rail = Refund.Rail.BANK_TRANSFER
    assert "paid 89.00 eur to your bank account" in plain(notices.tell(refund, "confirmed").body_html)


def test_words_of_staff_are_words_in_html_too(refund: Refund) -> None:
    letter = notices.tell(refund, "rejected", explanation="<script>alert(1)</script> & more")
    assert "<script>" not in letter.body_html and "&lt;script&gt;" in letter.body_html
    assert "<script>alert(1)</script> & more" in letter.body_text


def test_only_the_demos_mail_page_shows_working_links(refund: Refund, settings) -> None:  # type: ignore[no-untyped-def]
    from customers.portal.doors import shown_html

    letter = notices.tell(refund, "approved")
    assert "/portal/link/" not in shown_html(letter)
    settings.RECOURSE_ENV = "demo"
    assert "/portal/link/" in shown_html(letter) and "/portal/door/" not in shown_html(letter)
