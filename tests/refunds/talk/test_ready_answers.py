"""Words that are ready: kept in several languages, put in where the customer reads them, shared by those who may."""

from __future__ import annotations

import pytest

from customers.models import Message
from refunds.models import Conversation, ReadyAnswer

pytestmark = pytest.mark.django_db
PAGE = "/staff/ready-answers/"


def text_of(response) -> str:
    return response.content.decode()


def test_ana_keeps_her_own_and_it_is_put_in_in_milas_language(waiting, mila, ana, boris, sign_in):
    mila.language = "de"
    mila.save()
    desk = sign_in(ana)
    kept = {
        "name": "Parcel",
        "texts_en": "Hello {first_name}, it is here.",
        "texts_de": "Hallo {first_name}, da!\n\n{order}",
    }
    assert desk.post(PAGE, {**kept, "is_shared": "on"}).status_code == 302  # she may not share, so it is her own
    row = ReadyAnswer.objects.get()
    assert row.owner == ana and row.history.count() == 1
    address = f"/staff/refunds/{waiting.reference}/conversation/"
    page = text_of(desk.post(address, {"text": "Guten Tag,", "ready": row.pk, "insert": "yes"}))
    assert f"Guten Tag,\n\nHallo Mila, da!\n\n{waiting.payment.order_reference}</textarea>" in page
    assert "The customer reads Deutsch." in page and not Message.objects.filter(kind="refund_reply").exists()
    assert "Parcel" not in text_of(sign_in(boris).get(PAGE))
    assert sign_in(boris).get(f"{PAGE}{row.pk}/").status_code == 404


def test_lena_shares_one_and_ana_uses_it_without_changing_it(ana, lena, sign_in):
    sign_in(lena).post(PAGE, {"name": "Sorry", "texts_en": "We are sorry.", "is_shared": "on"})
    row = ReadyAnswer.objects.get(owner=None)
    desk = sign_in(ana)
    assert "We are sorry." in text_of(desk.get(PAGE))
    assert desk.post(f"{PAGE}{row.pk}/", {"name": "Sorry", "texts_en": "No."}).status_code == 403
    assert desk.post(f"{PAGE}{row.pk}/removal/").status_code == 403
    assert sign_in(lena).post(f"{PAGE}{row.pk}/removal/").status_code == 302
    assert "We are sorry." not in text_of(desk.get(PAGE))
    assert sign_in(lena).post(PAGE, {"name": "Sorry", "texts_en": "Again.", "is_shared": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "texts_en": "x"}, "required"),
        ({"name": "x"}, "Write it in one language at least."),
        ({"name": "x", "texts_en": "{amout}"}, "Nothing is known as {amout} here."),
        ({"name": "x", "texts_de": "one { brace"}, "A brace stands alone."),
        ({"name": "x", "texts_en": "y" * 2001}, "2000"),
        ({"name": "Taken", "texts_en": "x"}, "of this name already"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field(ana, sign_in, typed, said):
    ReadyAnswer.objects.create(owner=ana, name="taken", texts={"en": "x"})
    response = sign_in(ana).post(PAGE, typed)
    assert response.status_code in (400, 409) and said in text_of(response)
    assert ReadyAnswer.objects.count() == 1


def test_a_program_reads_answers_and_settles(waiting, ana, lena, write, program_of):
    write(waiting, "Where is it?")
    program = program_of(ana)
    path = f"refunds/{waiting.reference}/conversation/"
    (said,) = program.get(path).json()["results"]
    assert (said["direction"], said["channel"], said["words"]) == ("in", "portal", "Where is it?")
    assert program.get("conversations/", waiting="true").json()["results"][0]["refund"] == waiting.reference
    texts = {"en": "It is {amount}."}
    kept = program.post("ready-answers/", {"name": "Sum", "texts": texts}).json()
    filled = program.post(f"{path}ready-answer/", {"ready_answer": kept["id"]}).json()
    assert filled["language"] == "en" and filled["text"].startswith("It is") and "450.00" in filled["text"]
    assert program.post(path, {"text": "x", "seen": 0}).status_code == 409
    answered = program.post(path, {"text": filled["text"], "seen": said["id"]})
    assert answered.status_code == 201 and answered.json()["author"] == "shop"
    assert Message.objects.get(kind="refund_reply").signed == "Ana"
    write(waiting, "Thanks!")
    assert program.post(f"{path}settling/", {}).json()["waits_since"] is None
    assert Conversation.objects.get().waits_since is None
    assert program.post("ready-answers/", {"name": "All", "texts": texts, "is_shared": True}).status_code == 403
    assert program.post("ready-answers/", {"name": "All", "texts": {"xx": "no"}}).status_code == 400
    changed = program.post(f"ready-answers/{kept['id']}/", {"name": "Sum", "texts": {"de": "Es sind {amount}."}})
    assert changed.json()["texts"] == {"de": "Es sind {amount}."}
    assert program.post(f"ready-answers/{kept['id']}/removal/", {}).json() == {"results": []}
    assert program_of(lena, "refunds:read").post(path, {"text": "No scope."}).status_code == 403
