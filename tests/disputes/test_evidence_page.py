"""The page of a case's evidence, as people use it: from the checklist to the second person's release."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disputes.models import Dispute, DisputeAnswer, EvidenceDraft
from disputes.tasks import work_answers
from disputes.views.draft_form import hash_of
from tests.disputes.desk import answers_at_sandbox, delivered, disputed_at_sandbox
from tests.files import photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox", "own_files")]

SUMMARY = "uncategorized_text"


@pytest.fixture
def dispute(make_payment, mila):
    payment = make_payment(mila, 90_000)
    delivered(payment)
    return disputed_at_sandbox(payment)


@pytest.fixture
def address(dispute):
    return f"/staff/disputes/{dispute.reference}/evidence/"


def typed(draft: EvidenceDraft, drawn_at: int = 0, was: str | None = None, **texts: str) -> dict[str, str]:
    """A form as a browser posts it: the fields, and the marks that its page was drawn with."""
    now = EvidenceDraft.objects.get(pk=draft.pk)
    shown = {SUMMARY: now.texts.get(SUMMARY, "") if was is None else was}
    marks = {f"was-{name}": f"{drawn_at}:{hash_of(shown.get(name, ''))}" for name in texts}
    return {**{f"text-{name}": text for name, text in texts.items()}, **marks}


def test_from_the_checklist_to_the_release(dispute, address, ana, boris, sign_in):
    desk = sign_in(ana)
    page = desk.get(address).content.decode()
    assert "DHL 00340434161094021501, delivered on" in page and "Begin the draft" in page
    assert desk.post(f"{address}drafting/").status_code == 302
    draft = dispute.drafts.get()
    assert desk.post(f"{address}draft/", typed(draft, **{SUMMARY: "It came."})).status_code == 302
    picture = SimpleUploadedFile("door.jpg", photo(), "image/jpeg")
    assert desk.post(f"{address}files/", {"piece": "delivery_confirmed", "documents": picture}).status_code == 302
    assert desk.post(f"{address}packet/").status_code == 302
    draft.refresh_from_db()
    page = desk.get(address).content.decode()
    assert "Look at it as it will arrive" in page and "Hand in the answer" in page and "above the limit" in page
    viewed = desk.get(f"{address}files/{draft.packet.key}/")
    assert viewed.status_code == 200
    assert desk.get(f"{address}files/{draft.packet.key}/1/page/").headers["Content-Type"] == "image/png"
    wrong = desk.post(f"{address}submission/", {"confirm": "yes", "version": draft.version})
    assert wrong.status_code == 400 and is_open_with_its_error(wrong.content.decode(), f"{address}submission/")
    assert not DisputeAnswer.objects.exists()
    sure = {"confirm": dispute.reference, "version": draft.version}
    assert desk.post(f"{address}submission/", sure).status_code == 302
    work_answers()
    answer = DisputeAnswer.objects.get()
    assert answer.state == "waiting" and not answers_at_sandbox(dispute)
    assert "somebody else must release it" in desk.get(address).content.decode()
    release = {"confirm": dispute.reference, "answer": str(answer)}
    assert desk.post(f"{address}release/", release).status_code == 403
    second = sign_in(boris)
    assert "Release the answer" in second.get(address).content.decode()
    assert second.post(f"{address}release/", release).status_code == 302
    work_answers()
    assert len(answers_at_sandbox(dispute)) == 1
    assert Dispute.objects.get(pk=dispute.pk).state == "under_review"
    assert "Handed in" in second.get(address).content.decode()
    assert second.post(f"{address}submission/", sure).status_code == 409


def is_open_with_its_error(page: str, action: str) -> bool:
    """Whether the form stands unfolded, says beside its field what was wrong, and has the focus there."""
    head, form = page.split(f'action="{action}"')
    unfolded = head.rpartition("<details")[2].partition(">")[0].endswith(" open")
    field = form.partition("</form>")[0]
    said = "Nothing was sent." in field and 'aria-invalid="true"' in field and " autofocus" in field
    return unfolded and said and page.count("Nothing was sent.") == 1


@pytest.fixture
def draft(dispute, address, ana, sign_in):
    sign_in(ana).post(f"{address}drafting/")
    return dispute.drafts.get()


def test_it_saves_itself_and_says_so(draft, address, ana, sign_in):
    fragment = sign_in(ana).post(
        f"{address}draft/", typed(draft, **{SUMMARY: "It came."}), headers={"HX-Request": "true"}
    )
    shown = fragment.content.decode()
    assert "version 1. It saves itself" in shown and 'id="budget"' in shown
    assert f'value="1:{hash_of("It came.")}"' in shown
    draft.refresh_from_db()
    assert draft.texts[SUMMARY] == "It came."


def test_what_nobody_touched_here_never_overwrites_what_somebody_else_wrote(draft, address, ana, boris, sign_in):
    old = draft.texts[SUMMARY]
    sign_in(ana).post(f"{address}draft/", typed(draft, **{SUMMARY: "Ana's words."}))
    late = {
        **typed(draft, was=old, **{SUMMARY: old}),
        "text-billing_address": "Lindenweg 4",
        "was-billing_address": f"0:{hash_of('')}",
    }
    shown = sign_in(boris).post(f"{address}draft/", late, headers={"HX-Request": "true"}).content.decode()
    draft.refresh_from_db()
    assert (draft.texts[SUMMARY], draft.texts["billing_address"]) == ("Ana's words.", "Lindenweg 4")
    assert "Ana Lima wrote in “Summary” meanwhile" in shown and not draft.set_aside


def test_a_stale_save_shows_both_texts_and_the_choice(draft, address, ana, boris, sign_in):
    old = draft.texts[SUMMARY]
    sign_in(ana).post(f"{address}draft/", typed(draft, **{SUMMARY: "Ana's words."}))
    desk = sign_in(boris)
    desk.post(f"{address}draft/", typed(draft, was=old, **{SUMMARY: "Boris's words."}))
    page = desk.get(address).content.decode()
    assert "Ana&#x27;s words." in page and "Boris&#x27;s words." in page and "choose one" in page
    desk.post(f"{address}choice/", {"choice": f"{SUMMARY}:take"})
    draft.refresh_from_db()
    assert draft.texts[SUMMARY] == "Boris's words." and not draft.set_aside


@pytest.mark.parametrize("text", ["x" * 20_001, "a\x00b"], ids=["long", "nul"])
def test_bad_words_are_refused_on_the_page_and_kept_in_the_form(draft, address, ana, sign_in, text):
    answer = sign_in(ana).post(f"{address}draft/", typed(draft, **{SUMMARY: text}))
    assert answer.status_code == 400 and "Please shorten the text" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.version == 0


def test_a_file_of_the_wrong_kind_is_refused_in_words(draft, address, ana, sign_in):
    lie = SimpleUploadedFile("invoice.pdf", photo(), "application/pdf")
    answer = sign_in(ana).post(f"{address}files/", {"piece": "receipt", "documents": lie})
    assert answer.status_code == 400 and "not what its name says" in answer.content.decode()
    assert not draft.files.exists()


def test_who_only_reads_sees_it_and_changes_nothing(draft, address, ayaka, fatima, sign_in):
    page = sign_in(ayaka).get(address)
    assert page.status_code == 200 and "Save the draft" not in page.content.decode()
    for move in ("drafting", "draft", "files", "packet", "submission", "acceptance", "release", "taking-back"):
        assert sign_in(fatima).post(f"{address}{move}/").status_code == 403, move


def test_a_dispute_that_is_not_there_is_not_found(ana, sign_in):
    assert sign_in(ana).get("/staff/disputes/DP-1999-000001/evidence/").status_code == 404


def test_the_page_asks_a_fixed_number_of_questions(draft, address, ana, sign_in, django_assert_max_num_queries):
    desk = sign_in(ana)
    desk.get(address)
    with django_assert_max_num_queries(45):
        desk.get(address)
