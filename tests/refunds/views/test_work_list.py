"""The work list: what is due first and why, filters and views, and going through it case by case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.actors import Actor
from refunds.actions.saved_views import MOST_OWN, save_view
from refunds.models import Refund, SavedView
from tests.desk import again, approve, ask

pytestmark = pytest.mark.django_db

QUEUE = "/staff/"
POLLS = {"HX-Request": "true"}


def text_of(response) -> str:
    return response.content.decode()


def shown(response) -> list[str]:
    return [row["refund"].reference for row in response.context["rows"]]


def promise(refund: Refund, **distance: float) -> None:
    Refund.objects.filter(pk=refund.pk).update(decide_by=timezone.now() + timedelta(**distance))


@pytest.fixture
def three(make_payment, mila, tom) -> list[Refund]:
    """Mila's is promised for the day after tomorrow, Tom's was for yesterday, Mila's second is for this minute."""
    refunds = [
        ask(make_payment(person, total_minor=total), reason=reason)
        for person, total, reason in ((mila, 45_000, "damaged"), (tom, 48_000, "fraud"), (mila, 46_000, "other"))
    ]
    for refund, hours in zip(refunds, (50, -26, 0.01), strict=True):
        promise(refund, hours=hours)
    return [again(refund) for refund in refunds]


def test_what_is_due_first_stands_first_and_says_how_long_it_has(three, boris, sign_in):
    page = sign_in(boris).get(QUEUE)
    late, now, later = three[1], three[2], three[0]
    assert shown(page) == [late.reference, now.reference, later.reference]
    assert "1 day over" in text_of(page).replace("\xa0", " ") and "2 days left" in text_of(page).replace("\xa0", " ")
    assert "Says it was not them" in text_of(page)


def test_a_filter_in_the_address_is_drawn_in_words_and_filled_in(three, boris, sign_in):
    page = sign_in(boris).get(QUEUE + "?state=under_review&reason=damaged&panel=1")
    assert shown(page) == [three[0].reference]
    assert "under review, it arrived damaged" in text_of(page)
    assert 'value="damaged" id="id_reason_3" checked' in text_of(page) or 'value="damaged"' in text_of(page)


def test_a_filter_that_cannot_be_meant_gets_a_sentence_and_keeps_what_was_typed(three, boris, sign_in):
    page = sign_in(boris).get(QUEUE + "?state=under_review&currency=EUR&amount_from=ten")
    assert page.status_code == 400
    assert "Amount from: Write the amount with digits and a point" in text_of(page)
    assert 'value="ten"' in text_of(page) and three[0].reference not in text_of(page)


def test_a_filter_that_fits_nothing_says_so(three, boris, sign_in):
    assert "No refund fits this filter." in text_of(sign_in(boris).get(QUEUE + "?reason=goodwill"))


@pytest.mark.parametrize("tab", ["decide", "mine", "attention", "customer", "failed", "moving", "done", "all"])
def test_every_list_says_something_when_it_is_empty(tab, boris, policy, sign_in):
    page = sign_in(boris).get(QUEUE, {"tab": tab})
    assert page.status_code == 200 and 'class="empty"' in text_of(page)


def test_several_words_combine(three, boris, sign_in):
    client = sign_in(boris)
    assert shown(client.get(QUEUE, {"q": "novak 4242"})) == [three[2].reference, three[0].reference]
    assert shown(client.get(QUEUE, {"q": f"tom {three[1].payment.order_reference}"})) == [three[1].reference]
    assert shown(client.get(QUEUE, {"q": "tom novak"})) == []


def test_the_number_in_the_navigation_is_what_waits_for_this_person(three, boris, ana, lena, sign_in):
    Refund.objects.filter(pk=three[0].pk).update(assignee=lena)
    assert '<span class="nav-count">2</span>' in text_of(sign_in(boris).get(reverse("refunds:payments")))
    assert "nav-count" not in text_of(sign_in(ana).get(reverse("refunds:payments")))


@pytest.mark.parametrize(
    "query", ["", "?reason=damaged&hint=fraud", "?q=novak", "?state=completed&reason=fraud", "?view=1"]
)
def test_a_list_asks_twelve_times_at_most(
    query, three, make_payment, mila, boris, sign_in, django_assert_max_num_queries
):
    view = save_view(actor=Actor.user(boris), name="Damaged", filter={"reason": ["damaged"]})
    client, address = sign_in(boris), QUEUE + query.replace("view=1", f"view={view.pk}")
    for _more in range(8):
        ask(make_payment(mila, total_minor=45_000))
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


# --- a list that refreshes itself ----------------------------------------------------------------


def poll(page, **more):
    return {"stamp": page.context["stamp"], "since": page.context["since"], **more}


def test_a_list_that_would_read_the_same_answers_nothing(three, boris, sign_in):
    client = sign_in(boris)
    page = client.get(QUEUE)
    assert client.get(QUEUE, poll(page), headers=POLLS).status_code == 204


def test_a_list_that_nobody_reads_is_drawn_anew(three, make_payment, tom, boris, sign_in):
    client = sign_in(boris)
    page = client.get(QUEUE)
    new = ask(make_payment(tom, total_minor=45_000))
    answer = client.get(QUEUE, poll(page), headers=POLLS)
    assert answer["HX-Retarget"] == "#queue" and new.reference in text_of(answer)


def test_a_list_that_is_read_is_only_told_of_news_and_once(three, make_payment, tom, boris, sign_in):
    client = sign_in(boris)
    page = client.get(QUEUE)
    ask(make_payment(tom, total_minor=45_000))
    answer = client.get(QUEUE, poll(page, reading="1"), headers=POLLS)
    assert "1 new" in text_of(answer) and "<table" not in text_of(answer) and "HX-Retarget" not in answer
    again_asked = poll(page, reading="1", told=answer.context["told"])
    assert client.get(QUEUE, again_asked, headers=POLLS).status_code == 204


# --- from case to case ---------------------------------------------------------------------------


def test_after_a_decision_the_next_case_of_the_list_opens_with_a_way_back(three, boris, sign_in, press):
    _later, late, now = three
    client = sign_in(boris)
    case = client.get(reverse("refunds:refund", args=[late.reference]), {"list": "tab=decide"})
    strip = case.context["strip"]
    assert (strip.previous, strip.next, strip.number) == ("", now.reference, 1)
    seen = case.context["moves"][0]["form"]["seen"].value()
    done = client.post(case.context["moves"][0]["url"], {"seen": seen}, follow=True)
    assert again(late).state == Refund.State.APPROVED
    assert done.context["refund"].reference == now.reference
    assert done.context["strip_back"] == late.reference and f"Back to {late.reference}" in text_of(done)
    assert f">{late.reference}</a>: Approved." in text_of(done)


def test_after_the_last_case_the_list_opens(waiting, boris, sign_in):
    client = sign_in(boris)
    case = client.get(reverse("refunds:refund", args=[waiting.reference]), {"list": "tab=decide"})
    seen = case.context["moves"][0]["form"]["seen"].value()
    done = client.post(case.context["moves"][0]["url"], {"seen": seen}, follow=True)
    assert "That was the last of this list." in text_of(done) and "Nothing waits for a decision." in text_of(done)


def test_a_refused_move_keeps_the_list_in_mind(waiting, boris, sign_in):
    client = sign_in(boris)
    address = reverse("refunds:approval", args=[waiting.reference]) + "?list=tab%3Ddecide"
    refused = client.post(address, {"seen": "0" * 64})
    assert refused.status_code == 409 and "list=tab%3Ddecide" in refused.context["moves"][0]["url"]


@pytest.mark.parametrize("query", ["", "tab=nowhere", "view=99999", "state=paid", "x" * 5000, "%00", "list=list"])
def test_a_case_opens_whatever_list_it_is_said_to_come_from(query, waiting, boris, sign_in):
    page = sign_in(boris).get(reverse("refunds:refund", args=[waiting.reference]), {"list": query})
    assert page.status_code == 200


# --- saved views ---------------------------------------------------------------------------------


def test_a_list_is_kept_under_a_name_and_shown_again(three, boris, sign_in):
    client = sign_in(boris)
    kept = client.post(
        reverse("refunds:views"), {"name": " Broken  things ", "list": "state=under_review&reason=damaged"}
    )
    view = SavedView.objects.get()
    assert (view.name, view.filter, view.order) == (
        "Broken things", {"state": ["under_review"], "reason": ["damaged"]}, "due"
    )  # fmt: skip
    page = client.get(kept["Location"])
    assert shown(page) == [three[0].reference] and 'aria-current="page">Broken things' in text_of(page)
    assert view.history.get().history_user == boris


def test_a_view_is_its_owners_alone_until_it_is_shared(three, boris, chidi, lena, sign_in):
    own = save_view(actor=Actor.user(boris), name="Mine alone", filter={"assignee": "me"})
    shared = save_view(actor=Actor.user(lena), name="For all", filter={"reason": ["fraud"]}, is_shared=True)
    page = text_of(sign_in(chidi).get(QUEUE))
    assert "For all" in page and "Mine alone" not in page
    assert sign_in(chidi).get(QUEUE, {"view": own.pk}).status_code == 404
    assert shown(sign_in(chidi).get(QUEUE, {"view": shared.pk})) == [three[1].reference]


def test_only_who_may_share_shares_and_changes_what_is_shared(boris, lena, marta, sign_in):
    shared = save_view(actor=Actor.user(lena), name="For all", filter={}, is_shared=True)
    own = save_view(actor=Actor.user(boris), name="Own", filter={})
    client = sign_in(boris)
    refusals = [
        client.post(reverse("refunds:views"), {"name": "New", "list": "", "is_shared": "on"}),
        client.post(reverse("refunds:view", args=[own.pk]), {"name": "Own", "sharing": "1", "is_shared": "on"}),
        client.post(reverse("refunds:view", args=[shared.pk]), {"name": "Taken over"}),
        client.post(reverse("refunds:view_deletion", args=[shared.pk])),
    ]
    assert [refusal.status_code for refusal in refusals] == [403] * 4
    sign_in(marta).post(reverse("refunds:view", args=[shared.pk]), {"name": "Renamed", "sharing": "1"})
    shared.refresh_from_db()
    assert (shared.name, shared.is_shared) == ("Renamed", False)
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Renamed", "Own"]


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00b", "a\u202eb", "For all"])
def test_a_name_that_cannot_be_meant_is_refused(name, boris, sign_in):
    save_view(actor=Actor.user(boris), name="for ALL", filter={})
    page = sign_in(boris).post(reverse("refunds:views"), {"name": name, "list": "reason=fraud"})
    assert page.status_code in (400, 409) and "Nothing was changed" in text_of(page)
    assert SavedView.objects.count() == 1


def test_nobody_keeps_more_than_they_can_see(boris, sign_in):
    for number in range(MOST_OWN):
        save_view(actor=Actor.user(boris), name=f"View {number}", filter={})
    page = sign_in(boris).post(reverse("refunds:views"), {"name": "One more", "list": ""})
    assert page.status_code == 409 and "Delete one first." in text_of(page)


def test_a_view_is_deleted_and_its_history_stays(boris, sign_in):
    view = save_view(actor=Actor.user(boris), name="Own", filter={})
    sign_in(boris).post(reverse("refunds:view_deletion", args=[view.pk]))
    assert not SavedView.objects.exists()
    assert list(SavedView.history.values_list("history_type", flat=True).order_by("history_id")) == ["+", "-"]


def test_a_view_that_no_longer_works_says_why(boris, chidi, sign_in):
    view = save_view(actor=Actor.user(boris), name="Chidi's", filter={"assignee": str(chidi.pk)})
    chidi.delete()
    page = sign_in(boris).get(QUEUE, {"view": view.pk})
    assert page.status_code == 400 and "Nobody here has this number" in text_of(page)
    assert "This filter no longer works." in text_of(sign_in(boris).get(reverse("refunds:views")))


def test_approving_elsewhere_takes_a_case_off_the_list(three, boris, sign_in):
    approve(three[1], boris)
    assert shown(sign_in(boris).get(QUEUE)) == [three[2].reference, three[0].reference]


def test_chosen_rows_and_all_that_fit_can_be_handled_together(three, boris, ana, sign_in):
    page = text_of(sign_in(boris).get(QUEUE + "?state=under_review&reason=damaged"))
    assert f'name="refund" value="{three[0].reference}"' in page
    assert 'name="everything"' in page and '<input type="hidden" name="reason" value="damaged">' in page
    assert 'name="everything"' not in text_of(sign_in(ana).get(QUEUE))
