"""The case page: what it tells of customer and look-alikes, what changed since the last look, what was refused."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from customers.actors import Actor
from customers.models import Refusal
from refunds.actions.hold_by_hand import place_hold
from refunds.actions.line_amounts import LineAsk
from refunds.fingerprint import seen_hash
from refunds.models import BulkRun, Refund, SeenCase
from refunds.tasks import work_bulk_runs
from tests.browser import shop
from tests.cast import staff_member
from tests.desk import again, approve, ask

pytestmark = pytest.mark.django_db

State = Refund.State
MOST_QUERIES = 15


def text_of(response) -> str:
    return plain(response.content.decode())


def plain(text: str) -> str:
    """Amounts are written with a space that does not break."""
    return text.replace("\xa0", " ")


def address_of(refund: Refund, name: str = "refund") -> str:
    return reverse(f"refunds:{name}", args=[refund.reference])


def form_of(refund: Refund, move: str) -> str:
    return reverse("refunds:move_form", args=[refund.reference, move])


# --- what it tells -------------------------------------------------------------------------------


def test_it_tells_what_the_customer_is_worth(make_payment, mila, boris, sign_in):
    payment = make_payment(mila, total_minor=100_000, refunded_before_minor=25_000)
    make_payment(mila, total_minor=5_000, currency="USD")
    story = sign_in(boris).get(address_of(ask(payment, amount_minor=30_000))).context["story"]
    euro = next(value for value in story.values if value.currency == "EUR")
    assert (euro.payments, euro.paid_minor, euro.refunded_minor, euro.share) == (1, 100_000, 25_000, 25)
    assert {value.currency for value in story.values} == {"EUR", "USD"}


def test_a_full_case_asks_no_more_than_fifteen_times(
    large, make_payment, mila, boris, chidi, sign_in, django_assert_max_num_queries
):
    for _number in range(5):
        ask(make_payment(mila, total_minor=45_000))
    approve(large, boris)
    place_hold(actor=Actor.user(boris), payment_reference=large.payment.reference, reason="Parcel in doubt")
    client = sign_in(chidi)
    client.get(address_of(large))
    for part in ("story", "money", "letters"):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address_of(large), {"part": part}).status_code == 200


def test_a_case_with_everything_on_it_asks_no_more_than_fifteen_times(
    make_payment, mila, ana, boris, lena, sign_in, own_files, django_assert_max_num_queries
):
    heavy = shop.heavy_case(make_payment, mila, ana, boris)
    place_hold(actor=Actor.user(boris), payment_reference=heavy.payment.reference, reason="Parcel in doubt")
    for person in (boris, lena):
        client = sign_in(person)
        client.get(address_of(heavy))
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address_of(heavy)).status_code == 200


def test_a_note_and_a_hand_over_keep_the_list_in_mind(waiting, ana, boris, sign_in):
    client, listed = sign_in(ana), {"list": "state=under_review"}
    page = client.get(address_of(waiting), listed).content.decode()
    form = client.get(form_of(waiting, "handing_over"), listed, HTTP_HX_REQUEST="true").content.decode()
    for move, shown in (("notes", page), ("handing_over", form), ("taking", page)):
        assert f'action="{address_of(waiting, move)}?list=state%3Dunder_review"' in shown
    kept = client.post(f"{address_of(waiting, 'notes')}?list=state%3Dunder_review", {"text": "The seal was broken."})
    assert kept["Location"] == f"{address_of(waiting)}?list=state%3Dunder_review"


def test_a_form_that_is_seldom_needed_comes_when_it_is_opened(waiting, boris, sign_in):
    client = sign_in(boris)
    page = client.get(address_of(waiting)).content.decode()
    for move in ("approval", "rejection", "question", "cancellation"):
        assert f'action="{address_of(waiting, move)}"' in page
    for move, field in (("rail_proposal", "rail"), ("handing_over", "to"), ("escalation", "why")):
        assert f'action="{address_of(waiting, move)}"' not in page
        assert f'hx-get="{form_of(waiting, move)}"' in page and f'<a href="{form_of(waiting, move)}">' in page
        form = client.get(form_of(waiting, move), HTTP_HX_REQUEST="true").content.decode()
        assert form.lstrip().startswith("<form") and f'action="{address_of(waiting, move)}"' in form
        assert f'name="{field}"' in form


def test_without_scripts_the_case_comes_with_that_form_open(waiting, boris, sign_in):
    for move in ("rail_proposal", "handing_over"):
        page = sign_in(boris).get(form_of(waiting, move)).content.decode()
        opened = page[: page.index(f'action="{address_of(waiting, move)}"')].rpartition("<details")[2]
        assert opened.partition(">")[0].endswith(" open"), move
        assert "Nothing was changed" not in page


def test_a_form_of_a_move_that_is_closed_leads_back_to_the_case(waiting, ayaka, boris, sign_in):
    for person, move in ((ayaka, "cancellation"), (boris, "retry"), (boris, "no-such-move"), (ayaka, "escalation")):
        answer = sign_in(person).get(form_of(waiting, move), HTTP_HX_REQUEST="true")
        assert answer.status_code == 200
        assert "<form" not in answer.content.decode() and address_of(waiting) in answer.content.decode()
        assert sign_in(person).get(form_of(waiting, move)).status_code == 200
    assert sign_in(boris).get("/staff/refunds/RF-2026-999999/moves/cancellation/").status_code == 404


def test_what_a_bulk_run_did_names_the_run(waiting, make_payment, mila, boris, ana, sign_in):
    client = sign_in(boris)
    client.post("/staff/bulk/new/", {"refund": [waiting.reference], "move": "approval"})
    work_bulk_runs()
    run = BulkRun.objects.get()
    client.post(f"/staff/bulk/{run.reference}/confirmation/", {"reason": "Recall", "typed": "1"})
    work_bulk_runs()
    link = f'as part of <a href="/staff/bulk/{run.reference}/">{run.reference}</a>'
    assert link in client.get(address_of(waiting)).content.decode()
    page = sign_in(ana).get(address_of(waiting)).content.decode()
    assert f"as part of {run.reference}" in page and link not in page, "no link that would only be refused"


def test_an_unknown_part_is_the_story(waiting, boris, sign_in):
    assert sign_in(boris).get(address_of(waiting), {"part": "\x00<b>"}).context["part"] == "story"


@pytest.mark.parametrize("reason", ["same payment", "same lines", "same order", "same amount", "same card"])
def test_a_look_alike_is_named_with_its_reason(make_payment, mila, tom, boris, sign_in, reason):
    payment = make_payment(mila, lines=[("Lamp", 2, 90_000)])
    other = {
        "same payment": lambda: ask(payment, amount_minor=45_000),
        "same lines": lambda: ask(payment, lines=[LineAsk(payment.lines.get().pk, 1)]),
        "same order": lambda: ask(
            make_payment(mila, total_minor=9_900, card_last4="1111", order_reference=payment.order_reference)
        ),
        "same amount": lambda: ask(make_payment(mila, total_minor=45_000, card_last4="1111")),
        "same card": lambda: ask(make_payment(tom, total_minor=9_900)),
    }[reason]()
    refund = ask(payment, lines=[LineAsk(payment.lines.get().pk, 1)])
    (suspect,) = sign_in(boris).get(address_of(refund)).context["story"].suspects
    assert suspect.other.reference == other.reference
    said = {
        "same payment": "It asks for the same 450.00 EUR of the same payment.",
        "same lines": "It names the same lines of the payment.",
        "same order": f"It is about the same order, {payment.order_reference}, on another payment.",
        "same amount": "The same customer asked for the same 450.00 EUR within 30 days.",
        "same card": "Another customer, Tom Berg, paid with a card that ends the same, Visa •••• 4242.",
    }[reason]
    assert said in map(plain, suspect.reasons)


def test_a_stranger_is_no_look_alike(make_payment, mila, tom, boris, sign_in):
    ask(make_payment(tom, total_minor=45_000, card_last4="1111"))
    refund = ask(make_payment(mila, total_minor=45_000))
    assert sign_in(boris).get(address_of(refund)).context["story"].suspects == []


def test_each_move_says_what_it_will_do_before_it_unfolds(waiting, boris, sign_in):
    page = text_of(sign_in(boris).get(address_of(waiting)))
    assert "The money goes back to Visa •••• 4242" in page and "No money moves." in page


# --- what changed --------------------------------------------------------------------------------


def change(refund: Refund, **fields: object) -> None:
    """The request becomes another one behind somebody's back."""
    now = again(refund)
    for name, value in fields.items():
        setattr(now, name, value)
    now.save()


def test_what_changed_since_the_last_look_stands_side_by_side(waiting, boris, sign_in):
    client = sign_in(boris)
    assert client.get(address_of(waiting)).context["changes"] == []
    change(waiting, amount_minor=30_000, rail="store_credit")
    changes = client.get(address_of(waiting)).context["changes"]
    assert [(c.label, plain(c.before), plain(c.now)) for c in changes] == [
        ("Amount", "450.00 EUR", "300.00 EUR"),
        ("Paid back by", "Original payment method", "Store credit"),
    ]
    assert client.get(address_of(waiting)).context["changes"] == []


def test_a_stale_approval_shows_what_changed_and_decides_at_the_second_press(waiting, boris, sign_in):
    client = sign_in(boris)
    client.get(address_of(waiting))
    stale = seen_hash(again(waiting))
    change(waiting, amount_minor=30_000)
    late = client.post(address_of(waiting, "approval"), {"seen": stale})
    assert late.status_code == 409
    assert "As you saw it" in text_of(late) and "450.00 EUR" in text_of(late) and "300.00 EUR" in text_of(late)
    assert again(waiting).state == State.UNDER_REVIEW
    move = next(move for move in late.context["moves"] if move["name"] == "approval")
    client.post(address_of(waiting, "approval"), {"seen": move["form"]["seen"].value()})
    assert again(waiting).state == State.APPROVED


def test_a_stale_rejection_keeps_its_words(waiting, boris, sign_in):
    client = sign_in(boris)
    client.get(address_of(waiting))
    stale = seen_hash(again(waiting))
    change(waiting, amount_minor=30_000)
    late = client.post(
        address_of(waiting, "rejection"), {"seen": stale, "rule": "other", "explanation": "It was used for a year."}
    )
    assert late.status_code == 409
    assert "It was used for a year." in text_of(late) and "300.00 EUR" in text_of(late)


@pytest.mark.parametrize("seen", ["", "\x00", "x" * 64, "f" * 65])
def test_a_hash_that_nobody_saw_changes_nothing(waiting, boris, sign_in, seen):
    client = sign_in(boris)
    response = client.post(address_of(waiting, "approval"), {"seen": seen})
    assert 400 <= response.status_code < 500
    assert again(waiting).state == State.UNDER_REVIEW


def test_only_the_last_looks_are_kept(waiting, boris, sign_in):
    client = sign_in(boris)
    for amount in range(1, 9):
        change(waiting, amount_minor=amount * 1000)
        client.get(address_of(waiting))
    assert SeenCase.objects.filter(person=boris).count() == 5


# --- what was refused ----------------------------------------------------------------------------


def test_a_forbidden_page_says_whom_to_ask_and_is_in_the_audit(waiting, ana, ayaka, sign_in):
    response = sign_in(ayaka).get(reverse("refunds:new") + f"?payment={waiting.payment.reference}")
    assert response.status_code == 403
    assert "Ana Lima" in text_of(response)
    kept = Refusal.objects.get()
    assert (kept.actor, kept.move, kept.code, kept.door) == (f"user:{ayaka.pk}", "new", "role_missing", "page")


def test_who_left_is_not_named(waiting, ana, ayaka, sign_in):
    staff_member("Gone", "Away", "agent", is_active=False)
    response = sign_in(ayaka).get(reverse("refunds:new") + f"?payment={waiting.payment.reference}")
    assert "Gone Away" not in text_of(response)


def test_an_approval_above_the_limit_names_who_may_and_stands_in_the_story(
    make_payment, mila, boris, lena, chidi, sign_in
):
    refund = ask(make_payment(mila, total_minor=500_000))
    client = sign_in(boris)
    forced = client.post(address_of(refund, "approval"), {"seen": seen_hash(refund), "confirm": refund.reference})
    assert forced.status_code == 403
    page = text_of(forced)
    whom_to_ask = page.partition("These people may:")[2][:400]
    assert "Lena Virtanen" in whom_to_ask and "up to 10,000.00 EUR" in whom_to_ask
    assert "Chidi Okafor" not in whom_to_ask
    assert Refusal.objects.get().about == refund.reference
    assert "Refused: approval" in text_of(client.get(address_of(refund)))
    assert again(refund).state == State.UNDER_REVIEW


def test_a_move_that_is_no_longer_possible_says_why_and_what_is(waiting, boris, chidi, sign_in):
    seen = seen_hash(waiting)
    approve(waiting, chidi)
    late = sign_in(boris).post(address_of(waiting, "approval"), {"seen": seen})
    assert late.status_code == 409
    assert "This refund is already “Approved”, so this move is no longer possible." in text_of(late)
    assert "Cancel the request" in text_of(late)
    assert not Refusal.objects.exists()


def test_auditor_and_admin_read_what_was_refused(waiting, ana, boris, ayaka, ida, sign_in):
    sign_in(ana).post(
        address_of(waiting, "rejection"), {"seen": seen_hash(waiting), "rule": "other", "explanation": "No."}
    )
    for person in (ayaka, ida):
        page = text_of(sign_in(person).get(reverse("refunds:refusals")))
        assert "Ana Lima" in page and waiting.reference in page
    assert "Ana Lima" not in text_of(sign_in(ayaka).get(reverse("refunds:refusals"), {"q": "RF-1999-1\x00"}))
    assert sign_in(boris).get(reverse("refunds:refusals")).status_code == 403


def test_refused_acts_are_read_page_by_page(ayaka, sign_in, django_assert_max_num_queries):
    Refusal.objects.bulk_create(
        Refusal(actor="user:1", actor_label="Somebody", door="page", move=f"move-{n}", code="x", sentence="No.")
        for n in range(60)
    )
    client = sign_in(ayaka)
    with django_assert_max_num_queries(6):
        page = client.get(reverse("refunds:refusals")).context["page"]
    assert len(page.rows) == 50
    assert len(client.get(page.next_url).context["page"].rows) == 10


def test_a_refusal_is_never_rewritten(ayaka, sign_in):
    sign_in(ayaka).get(reverse("refunds:new"))
    with pytest.raises(ProgrammingError), transaction.atomic():
        Refusal.objects.update(code="nothing_happened")
