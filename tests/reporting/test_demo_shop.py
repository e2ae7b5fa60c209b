"""The demo shop shows every state, keeps its books in order and opens once."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator

import pikepdf
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from customers.documents.store import content_of
from customers.models import CreditEntry, CreditHold, CreditLot, Customer, Message, Payment, Refusal, User
from disputes.models import (
    Alert,
    AutomaticRule,
    CustomerStatement,
    Dispute,
    DisputeAnswer,
    DisputeFee,
    EvidenceDraft,
    PaymentTrace,
    StaffTime,
    WeighingTally,
)
from refunds.customer_story import suspects_of
from refunds.models import (
    Appeal,
    Approval,
    BulkRun,
    CreditCorrection,
    CreditTerms,
    Feedback,
    PolicyDecision,
    PolicyReview,
    PolicyTrial,
    PolicyVersion,
    Refund,
    RefundAttempt,
    RefundDocument,
    RefundEvent,
    SavedView,
    StaffNotice,
    Subscription,
    TransferFile,
    WebhookEvent,
    WithdrawalDeclaration,
)
from refunds.permissions import ROLES
from reporting.demo_shop.guide import PAGES, portal_sign_ins, staff_sign_ins
from reporting.demo_shop.people import MILA
from tests.desk import sandbox
from tests.faults.checker import Paid
from tests.faults.crowd_of_refunds import judged
from tests.reporting.seeding import seed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LEFT_OVER = "pay_left_over"
"""What an opening that was interrupted has left in the books of the practice gateway."""

RESTING_STATES = set(Refund.State.values) - {Refund.State.REQUESTED}
ATTEMPT_STATES = set(RefundAttempt.State.values) - {RefundAttempt.State.CREATED, RefundAttempt.State.SENDING}


@pytest.fixture(scope="module")
def opening(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """A small demo shop for all of this file, in a transaction that is taken back in the end; what was printed.

    Its gateway declines whatever no script foresees: the shop may depend on no chance.
    """
    account = {"name": "Lumen & Hearth", "iban": "DE89370400440532013000", "bic": ""}
    unkind = {"sandbox": {**settings.GATEWAY_ACCOUNTS["sandbox"], "weights": {"decline": 1}}}
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("papers"), BANK_ACCOUNT=account, GATEWAY_ACCOUNTS=unkind),
        transaction.atomic(),
    ):
        sandbox().console.register_payment(LEFT_OVER, 100, "EUR")
        yield seed("--payments", "240")
        transaction.set_rollback(True)


@pytest.fixture
def shop(opening: str, db: None) -> str:
    """The shop as it was opened, whatever another test did to it: each test's own part is taken back by itself."""
    return opening


def test_a_small_shop_shows_every_state_and_keeps_its_books(shop):
    assert set(Refund.objects.values_list("state", flat=True)) == RESTING_STATES
    assert set(RefundAttempt.objects.values_list("state", flat=True)) == ATTEMPT_STATES
    assert set(Payment.objects.values_list("currency", flat=True)) == {"EUR", "USD", "GBP", "JPY"}
    assert Payment.objects.count() == 240

    found = judged(paid_elsewhere_and_at_the_gateway())
    assert found.unbalanced == found.doubled == found.lost == found.untrue == []


def test_the_books_were_told_and_are_off_by_now_so_that_nothing_leaves(shop):
    books = Subscription.objects.get()
    assert (books.label, books.state) == ("Bookkeeping", "off")
    assert books.address.endswith(".example/hooks/refunds")
    assert books.deliveries.filter(state="delivered", status=204).exclude(announcement__body="").exists()
    assert not books.deliveries.filter(state="waiting").exists()


def test_alerts_of_every_provider_are_there_in_many_states(shop):
    assert set(Alert.objects.values_list("provider", flat=True)) == set(Alert.Provider.values)
    states = set(Alert.objects.values_list("state", flat=True))
    assert states >= {"received", "declined", "expired", "resolved"}
    assert Alert.objects.filter(payment=None).count() == 1


def test_somebody_took_a_refund_back_at_the_gateway(shop):
    back = RefundEvent.objects.filter(kind="refund.recalled").first()
    assert back.refund.attempts.filter(state="canceled").exists()


def test_a_payment_file_waits_for_a_second_person(shop):
    file = TransferFile.objects.get()
    assert (file.state, file.maker.first_name) == ("draft", "Fatima")
    assert file.lines.count() == file.line_count > 0


def test_the_past_is_told_in_order_and_nothing_of_it_is_still_to_be_sent(shop):
    told_last = Refund.Reason.WITHDRAWAL  # each on a day of its own, after the rest of the past
    told = Refund.objects.exclude(reason=told_last).order_by("reference")
    moments = list(told.values_list("created_at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < timezone.now()
    assert not Message.objects.filter(state=Message.State.QUEUED).exists()
    assert not Message.objects.filter(state=Message.State.SENT, sent_at__gt=timezone.now()).exists()
    assert not WebhookEvent.objects.filter(state=WebhookEvent.State.RECEIVED).exists()


def test_it_shows_documents_look_alikes_a_merge_and_a_refusal(shop):
    kept = RefundDocument.objects.select_related("document")
    assert {paper.document.kind for paper in kept} == {"jpeg", "pdf"}
    merged = Refund.objects.get(merged_into__isnull=False)
    assert merged.papers.exists() and merged.merged_into.papers.exists()
    assert any(suspects_of(refund) for refund in Refund.objects.filter(state="under_review", reason="duplicate"))
    assert Refusal.objects.filter(move="approval", code="role_missing").exists()


def test_nobody_released_what_they_asked_for_and_large_ones_took_two(shop):
    twice = Counter(Approval.objects.filter(refund__amount_minor__gt=50_000).values_list("refund", flat=True))
    assert 2 in twice.values()
    for approval in Approval.objects.select_related("refund"):
        assert approval.approver_id != approval.refund.requester_id


def test_the_demo_has_somebody_for_each_role_and_mila_can_get_in(shop, settings):
    for role in ROLES:
        person = User.objects.filter(groups__name=role).first()
        assert person is not None
        assert person.check_password(settings.DEMO_PASSWORD)

    mila = Customer.objects.get(email="mila.novak@example.com")
    assert mila.refunds.filter(state__in=[Refund.State.UNDER_REVIEW, Refund.State.NEEDS_INFO]).count() == 2
    [(_label, words)] = portal_sign_ins()
    order, email = words.removeprefix("order ").split(", ")
    answer = Client().post("/portal/", {"order_reference": order, "email": email})
    assert answer.status_code == 302


def test_the_policy_has_a_past_a_tried_draft_and_an_owner(shop):
    assert [str(version) for version in PolicyVersion.objects.order_by("number")] == ["v1", "v2", "v3", "v4"]
    assert set(PolicyDecision.objects.values_list("policy_version__number", flat=True)) == {1, 2, 3, 4}
    trial = PolicyTrial.objects.get()
    assert (trial.state, trial.draft.name, trial.draft.state) == ("done", "Kinder autumn", "draft")
    assert trial.tried == trial.total > 0
    assert PolicyReview.objects.get().owner.first_name == "Marta"


def test_some_who_changed_their_mind_see_gross_fee_and_net(shop):
    kept = Refund.objects.filter(fee_minor__gt=0)
    assert kept.exists()
    assert set(kept.values_list("reason", flat=True)) == {"changed_mind"}
    refund = kept.first()
    assert sum(line.fee_minor for line in refund.lines.all()) == refund.fee_minor
    assert sum(line.amount_minor for line in refund.lines.all()) == refund.amount_minor - refund.goodwill_minor


def test_some_told_more_than_a_reason_and_one_put_it_right_afterwards(shop):
    assert Refund.objects.exclude(answers=[]).filter(papers__isnull=False).exists()
    assert Refund.objects.filter(risk_hints__contains=["wants_exchange"]).exclude(exchange_wish="").exists()
    assert Refund.objects.filter(keeps_percent__gt=0).exists()
    assert Refund.objects.filter(rail="store_credit", bonus_minor__gt=0).exists()
    assert Refund.objects.filter(revisions__actor__startswith="customer:").exists()


def test_a_bulk_run_has_ended_with_two_failures_and_one_waits_for_its_word(shop):
    ended, waiting = BulkRun.objects.order_by("created_at", "id")
    assert (ended.state, ended.person.first_name, ended.colleague.first_name) == ("done", "Lena", "Chidi")
    assert Counter(ended.rows.values_list("state", flat=True))["failed"] == 2
    assert ended.rows.filter(state="done").exists()
    assert (waiting.state, waiting.person.first_name) == ("checked", "Boris")
    assert waiting.rows.filter(state="ready").exists()


def test_the_colleagues_have_views_notices_and_cases_in_several_hands(shop):
    assert set(SavedView.objects.values_list("is_shared", flat=True)) == {True, False}
    assert Refund.objects.filter(assignee__isnull=False).values("assignee").distinct().count() >= 2
    assert set(StaffNotice.objects.values_list("kind", flat=True)) >= {"mention", "hand_over", "escalation"}


def test_letters_went_out_in_the_languages_of_the_customers(shop):
    """A small shop has customers from a few countries only, but never from one."""
    letters = Message.objects.filter(customer__isnull=False)
    assert set(letters.values_list("language", flat=True)) >= {"en", "de"}
    assert letters.filter(customer__country="DE", language="de").exists()


def test_disputes_stand_in_many_states_and_each_that_is_ours_has_an_owner(shop):
    states = set(Dispute.objects.values_list("state", flat=True))
    assert states >= {"inquiry", "needs_response", "under_review", "lost"}
    assert not Dispute.objects.filter(state__in=Dispute.OURS, owner=None).exists()
    assert CustomerStatement.objects.exists()


def test_a_manager_has_set_fees_work_and_a_rule_and_somebody_has_counted(shop):
    assert DisputeFee.history.filter(gateway="sandbox", history_user__first_name="Marta").exists()
    assert StaffTime.objects.count() == 4 and AutomaticRule.objects.get().is_on
    assert WeighingTally.objects.get().networks["visa"]["payments_before"]


def test_the_evidence_of_the_disputes_is_there_to_be_looked_at(shop):
    full = [one for one in EvidenceDraft.objects.all() if one.files.count() >= 2 and one.texts]
    assert len(full) >= 3 and any(one.packet_id for one in full)
    kinds = set(PaymentTrace.objects.values_list("kind", flat=True))
    assert kinds >= {"purchase", "shipment", "delivery"}


def test_offers_goods_on_their_way_an_appeal_and_a_late_win_are_there_to_be_seen(shop):
    offers = {case.offer["state"] for case in Dispute.objects.exclude(offer={})}
    assert offers == {"proposed", "accepted", "denied"}
    assert Dispute.objects.filter(state="inquiry").exclude(may_acknowledge=[]).exists()
    assert Dispute.objects.filter(may_appeal=True, state="lost", appeal_round=None).exists()
    assert EvidenceDraft.objects.filter(dispute__appeal_round__isnull=False).exists()
    late = Dispute.objects.filter(events__from_state="lost", state="won")
    assert late.exists() and Dispute.objects.filter(stage="pre_arbitration", state="needs_response").exists()
    assert {answer.appraisal.why for answer in DisputeAnswer.objects.filter(kind="offer")} != {""}


def test_one_dispute_was_answered_with_a_packet_that_can_be_opened(shop):
    answer = DisputeAnswer.objects.get(kind="evidence")
    assert (answer.state, answer.dispute.state) == ("taken", "under_review")
    (handed_in,) = [row for row in sandbox().console.dump()["dispute_answer"] if row["kind"] == "evidence"]
    assert handed_in["dispute"] == answer.dispute.gateway_reference
    for file in answer.files.all():
        with pikepdf.open(io.BytesIO(content_of(file.document))) as opened:
            assert len(opened.pages) == file.pages


def test_the_printed_guide_names_everybody_and_pages_that_are_there(shop):
    from django.urls import resolve

    said = dict(staff_sign_ins())
    assert said["Lena, lead"] == "lena@recourse.example" and said["Marta, manager"] == "marta@recourse.example"
    assert len(said) == User.objects.filter(groups__isnull=False).count()
    for _name, address in PAGES:
        assert resolve(address)


def test_a_page_of_the_shop_frames_a_refund_and_hands_its_customer_over(shop, settings):
    settings.RECOURSE_ENV = "demo"
    page = Client().get("/widget/demo/").content.decode()
    token = page.split('data-token="')[1].split('"')[0]
    frame = Client().get("/widget/", {"token": token})
    assert frame.status_code == 200 and settings.PUBLIC_URL in frame["Content-Security-Policy"]
    customer = Client()
    entered = customer.get(page.split('href="/portal/enter/')[1].split('"')[0].join(("/portal/enter/", "")))
    assert entered.status_code == 302 and customer.get(entered["Location"]).status_code == 200


def test_a_second_opening_adds_nothing(shop):
    before = (Payment.objects.count(), Refund.objects.count(), User.objects.count())

    assert "nothing was added" in seed("--payments", "240")

    assert (Payment.objects.count(), Refund.objects.count(), User.objects.count()) == before


def test_an_interrupted_opening_leaves_nothing_behind(shop):
    known = {row["reference"] for row in sandbox().console.dump()["payment"]}
    assert len(known) >= 240
    assert LEFT_OVER not in known


def paid_elsewhere_and_at_the_gateway() -> list[Paid]:
    """Everything that was really paid: by the gateway, as credit, from the bank, by a card network's own rule."""
    books = [row for row in sandbox().console.dump()["refund"] if row["status"] == "succeeded"]
    ours = dict(RefundAttempt.objects.values_list("gateway_reference", "reference"))
    paid = [
        Paid(ours[row["gateway_reference"]], row["amount_minor"]) for row in books if row["gateway_reference"] in ours
    ]
    others = Refund.objects.filter(state=Refund.State.COMPLETED).exclude(rail=Refund.Rail.ORIGINAL)
    by_network = Alert.objects.filter(paid_outside=True, refund__isnull=False).select_related("refund")
    return [
        *paid,
        *(Paid(f"{refund.reference}-{refund.round}", refund.amount_minor) for refund in others),
        *(Paid(f"{alert.refund.reference}-{alert.refund.round}", alert.amount_minor) for alert in by_network),
    ]


def test_store_credit_has_a_history_and_an_end_in_sight(shop):
    mila = Customer.objects.get(email=MILA.email)
    moved = CreditEntry.objects.filter(account__customer=mila).values_list("kind", flat=True)
    assert set(moved) == {"correction", "spend", "give_back", "expiry"}
    assert CreditEntry.objects.filter(kind="spend").exclude(account__customer=mila).exists()
    assert CreditHold.objects.filter(state="open", account__customer=mila).exists()
    assert CreditLot.objects.filter(account__customer=mila, told_at__isnull=False, left_minor__gt=0).exists()
    assert Message.objects.filter(kind="credit_expiring", customer=mila, state="sent").exists()
    assert CreditCorrection.objects.filter(state="waiting").exists()
    assert CreditTerms.objects.exists()


def test_a_mailbox_is_gone_and_somebody_has_had_enough(shop):
    assert set(Customer.objects.exclude(mail_trouble="").values_list("mail_trouble", flat=True)) <= {
        "bounced",
        "complained",
    }
    assert Message.objects.filter(state="held", held_because="complained").exists()


def test_customers_have_withdrawn_from_contracts_and_each_has_a_receipt(shop):
    declared = WithdrawalDeclaration.objects.all()
    assert set(declared.values_list("state", flat=True)) == {"received", "matched", "refused"}
    assert not declared.filter(paper=None).exists() and not declared.filter(acknowledged_at=None).exists()


def test_customers_ask_for_a_second_look_and_say_how_it_was(shop):
    assert {appeal.outcome for appeal in Appeal.objects.select_related("refund")} >= {"open"}
    assert Feedback.objects.exists()
