"""Everybody reads their own language: letters, the portal, its sentences, dates and amounts; staff choose theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from customers.models import Customer, Message
from customers.portal.links import make_link
from customers.shop_days import shop_day
from refunds import notices
from tests.desk import ask

pytestmark = pytest.mark.django_db

GREETING = {
    "de": "Guten Tag Mila Novak,",
    "fr": "Bonjour Mila Novak,",
    "es": "Hola, Mila Novak:",
    "it": "Buongiorno Mila Novak,",
    "nl": "Beste Mila Novak,",
}
APPROVED = {
    "de": "Sie erhalten 89,00 EUR zurück auf Ihre Karte mit der Endnummer 4242, in der Regel innerhalb von 5 bis 10",
    "fr": "Vous recevez 89,00 EUR sur votre carte se terminant par 4242, généralement sous 5 à 10 jours ouvrés",
    "es": "Recibirá 89,00 EUR en su tarjeta terminada en 4242, normalmente en un plazo de 5 a 10 días hábiles",
    "it": "Riceverà 89,00 EUR tramite la sua carta che termina con 4242, di norma entro 5–10 giorni lavorativi",
    "nl": "U ontvangt 89,00 EUR terug via uw kaart eindigend op 4242, meestal binnen 5 tot 10 werkdagen",
}
HEADINGS = {
    "de": "Meine Zahlungen",
    "fr": "Mes paiements",
    "es": "Mis pagos",
    "it": "I miei pagamenti",
    "nl": "Mijn betalingen",
}


def spoken_by(customer, language):
    Customer.objects.filter(pk=customer.pk).update(language=language)
    customer.refresh_from_db()
    return customer


def phone(customer, **headers):
    client = Client(headers=headers)
    client.post(f"/portal/link/{make_link(customer)}/")
    return client


@pytest.mark.parametrize("language", GREETING)
def test_a_letter_speaks_the_customers_language_whoever_decides(make_payment, mila, language):
    refund = ask(make_payment(spoken_by(mila, language)))
    letter = notices.tell(refund, "approved")
    plain = letter.body_text.replace("\xa0", " ").replace("\u202f", " ")
    assert letter.language == language and GREETING[language] in plain and APPROVED[language] in plain
    assert f'<html lang="{language}">' in letter.body_html
    english = ("Hello", "Goes to", "See how far", "You get this letter")
    assert not [words for words in english if words in plain]


def test_who_has_no_language_on_record_is_written_to_in_that_of_the_purchase(make_payment, mila):
    letter = notices.tell(ask(make_payment(mila, language="fr-CA")), "approved")
    assert letter.language == "fr" and GREETING["fr"] in letter.body_text
    assert notices.tell(ask(make_payment(mila, language="pl")), "approved").language == "en"
    own = notices.tell(ask(make_payment(spoken_by(mila, "es"), language="fr")), "approved")
    assert own.language == "es"


@pytest.mark.parametrize("language", HEADINGS)
def test_the_portal_speaks_the_customers_language_before_the_browsers(make_payment, mila, language):
    payment = make_payment(spoken_by(mila, language))
    client = phone(mila, **{"Accept-Language": "en"})
    page = client.get("/portal/payments/").content.decode()
    assert HEADINGS[language] in page and f'<html lang="{language}"' in page and "My payments" not in page
    asking = client.get(f"/portal/payments/{payment.reference}/refund/").content.decode()
    assert "Ask for a refund" not in asking and "Return window" not in asking


def test_a_stranger_is_spoken_to_as_the_browser_asks(client):
    page = client.get("/portal/", headers={"Accept-Language": "es-MX,en;q=0.5"}).content.decode()
    assert "Sus pagos y reembolsos" in page
    refused = client.post("/portal/", {"email": "nobody"}, headers={"Accept-Language": "de"})
    assert "Dieses Feld ist zwingend erforderlich." in refused.content.decode()
    assert "Hier ist nichts" in client.get("/nowhere/", headers={"Accept-Language": "de"}).content.decode()


def test_the_switch_in_the_foot_changes_pages_and_letters(make_payment, mila):
    refund = ask(make_payment(mila))
    client = phone(mila)
    assert client.post("/portal/language/", {"language": "fr", "next": "/portal/payments/"}).url == "/portal/payments/"
    assert "Mes paiements" in client.get("/portal/payments/").content.decode()
    mila.refresh_from_db()
    assert mila.language == "fr" and mila.history.latest().history_actor == f"customer:{mila.pk}"
    refund.customer.refresh_from_db()
    assert notices.tell(refund, "approved").language == "fr"


def test_before_the_door_the_switch_is_kept_in_the_browser_and_leads_nowhere_else(client):
    assert client.post("/portal/language/", {"language": "de", "next": "https://evil.example/"}).url == "/portal/"
    assert "Ihre Zahlungen und Erstattungen" in client.get("/portal/").content.decode()


@pytest.mark.parametrize("language", ["", "pl", "de-AT", "x" * 4000, "d\x00"])
def test_a_language_that_we_do_not_speak_changes_nothing(make_payment, mila, language):
    client = phone(mila)
    assert client.post("/portal/language/", {"language": language}).status_code in (302, 400)
    mila.refresh_from_db()
    assert mila.language == ""


def test_a_day_and_a_status_are_written_as_germans_write_them(make_payment, mila):
    refund = ask(make_payment(spoken_by(mila, "de"), total_minor=45_000))
    page = phone(mila).get(f"/portal/refunds/{refund.reference}/").content.decode()
    today = shop_day(refund.created_at)
    assert f"{today:%d.%m.%Y}" in page and "Jemand aus unserem Team sieht sich Ihren Antrag an" in page


def test_a_no_by_policy_is_explained_in_the_language_in_which_it_was_asked(make_payment, mila):
    long_ago = timezone.now() - timedelta(days=400)
    times = {"ordered_at": long_ago, "captured_at": long_ago, "delivered_at": long_ago}
    payment = make_payment(spoken_by(mila, "de"), **times)
    wish = {"scope": "everything", "reason": "changed_mind", "rail": "original", "request_key": "k" * 24}
    phone(mila).post(f"/portal/payments/{payment.reference}/refund/", wish)
    assert "Die Rückgabefrist ist" in Message.objects.get(kind="refund_rejected").body_text


def test_staff_pages_stay_english_until_somebody_chooses(ana, sign_in):
    desk = sign_in(ana)
    assert '<html lang="en"' in desk.get("/staff/", headers={"Accept-Language": "de"}).content.decode()
    answer = desk.post("/staff/language/", {"language": "de", "next": "/staff/mail/"})
    assert answer.url == "/staff/mail/"
    assert '<html lang="de"' in desk.get("/staff/").content.decode()
    assert desk.post("/staff/language/", {"language": "de", "next": "//evil.example/"}).url == "/staff/"
    assert desk.post("/staff/language/", {"language": "klingon"}).status_code == 400
