"""Mila at home, in German: she asks with a photo, answers with another, and agrees to have it paid another way."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from customers.actors import Actor
from customers.models import CreditEntry, User
from refunds.actions.answer_customer import answer_customer
from refunds.models import Refund
from tests.browser.conftest import NARROW, Window, open_move, phone_of, seat_of
from tests.desk import again, bookings, kinds, letters, worker_runs
from tests.files import pdf, photo


def test_mila_hands_in_a_photo_answers_with_a_paper_and_agrees_to_store_credit(
    window: Window, make_payment, mila, ana, boris
):
    payment = make_payment(mila, total_minor=45_000, order_reference="R-1001")
    phone, desk = phone_of(window(viewport=NARROW), mila), seat_of(window(), ana)

    mila_asks(phone, payment.reference)
    refund = Refund.objects.get()
    hand_in(phone, "#upload-files", "lampe.jpg", photo())
    phone.get_by_role("button", name="Einreichen").press("Enter")
    expect(phone.get_by_role("link", name="lampe.jpg")).to_be_visible()

    ana_asks_back(desk, refund)
    phone.goto(f"/portal/refunds/{refund.reference}/")
    expect(phone.get_by_text("Wo ist die Rechnung?").first).to_be_visible()
    phone.locator("#id_answer").fill("Hier ist sie.")
    what_is_typed_outlives_the_news(phone, refund, ana)
    hand_in(phone, "#answer-files", "rechnung.pdf", pdf())
    phone.get_by_role("button", name="Antwort senden").click()
    expect(phone.get_by_role("link", name="rechnung.pdf")).to_be_visible()
    assert again(refund).state == Refund.State.UNDER_REVIEW
    assert [paper.document.name for paper in refund.papers.order_by("id")] == ["lampe.jpg", "rechnung.pdf"]

    ana_proposes_store_credit(desk, refund)
    phone.goto(f"/portal/refunds/{refund.reference}/")
    phone.locator("#rail button[value=yes]").click()
    expect(phone.locator("#rail")).to_have_count(0)
    assert again(refund).rail == Refund.Rail.STORE_CREDIT

    boris_approves(seat_of(window(), boris), refund)
    worker_runs(2)
    assert again(refund).state == Refund.State.COMPLETED
    told = [kind for kind in kinds(refund) if kind != "refund.document_added"]
    wanted = [
        "refund.asked",
        "refund.answered",
        "refund.rail_proposed",
        "refund.rail_agreed",
        "refund.approved",
        "refund.completed",
    ]
    assert [kind for kind in told if kind in wanted] == wanted
    assert ("settle", 1) in bookings(refund)
    assert CreditEntry.objects.get(account__customer=mila).amount_minor == 45_000
    assert letters(refund)[0] == "received" and "rail_proposed" in letters(refund)


def what_is_typed_outlives_the_news(page: Page, refund: Refund, ana: User) -> None:
    """The page draws itself anew while Mila is still typing."""
    answer_customer(actor=Actor.user(ana), reference=refund.reference, text="Ein Foto genügt.")
    expect(page.locator("#conversation")).to_contain_text("Ein Foto genügt.", timeout=20_000)
    expect(page.locator("#id_answer")).to_have_value("Hier ist sie.")


def mila_asks(page: Page, payment: str) -> None:
    page.goto("/portal/payments/")
    page.locator("footer button[value=de], .languages button[value=de]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto(f"/portal/payments/{payment}/refund/")
    page.locator("#id_reason").select_option("damaged")
    page.locator("#id_reason_text").fill("Der Schirm ist zerbrochen.")
    page.get_by_role("button", name="Antrag senden").click()
    page.wait_for_url("**/portal/refunds/RF-*/")


def hand_in(page: Page, field: str, name: str, content: bytes) -> None:
    page.locator(field).set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})


def ana_asks_back(page: Page, refund: Refund) -> None:
    page.goto(f"/staff/refunds/{refund.reference}/")
    expect(page.get_by_text("lampe.jpg").first).to_be_visible()
    moves = page.locator("#moves")
    open_move(page, "question")
    moves.get_by_label("What is missing?").fill("Wo ist die Rechnung?")
    moves.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("Asked. The request waits for the customer now.")).to_be_visible()


def ana_proposes_store_credit(page: Page, refund: Refund) -> None:
    page.goto(f"/staff/refunds/{refund.reference}/")
    expect(page.get_by_text("Hier ist sie.").first).to_be_visible()
    form = open_move(page, "rail_proposal")
    form.get_by_label("Pay it back by").select_option("store_credit")
    form.get_by_label("Why, in words for the customer").fill("Ihre Karte ist abgelaufen.")
    form.get_by_role("button").first.click()
    expect(page.get_by_text("The case waits for the customer's yes.").first).to_be_visible()


def boris_approves(page: Page, refund: Refund) -> None:
    page.goto(f"/staff/refunds/{refund.reference}/")
    open_move(page, "approval").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved.").first).to_be_visible()
