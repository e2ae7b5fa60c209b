"""Which pages there are, found for whatever shop the database holds."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count

from customers.models import CreditAccount, Customer, Message, Payment, User
from disputes.models import Alert, Dispute
from refunds.models import (
    AnswerTime,
    AssignmentRule,
    BankDetails,
    BulkRun,
    Conversation,
    CreditNote,
    Delivery,
    Difference,
    PolicyDraft,
    PolicyTrial,
    PolicyVersion,
    ReconciliationRun,
    Refund,
    RefundDocument,
    RefundPlan,
    SettlementReport,
    Subscription,
    TransferFile,
    WebhookEvent,
    WithdrawalDeclaration,
)
from reporting.boards.discovery import all_dashboards
from reporting.models import Export, MonthlyPack, PeriodClosing, Statement, StatementBatch

BEFORE_THE_DOOR = (
    "/accounts/login/",
    "/portal/",
    "/portal/policy/",
    "/portal/enter/?token=worn-out",
    "/widget/?token=worn-out",
    "/portal/withdrawal/",
    "/portal/sign-in-link/sent/",
    "/portal/link/worn-out/",
    "/nowhere/",
)


def one_of_each_state() -> list[Refund]:
    """The refund of each state that has the most to tell."""
    shown = Refund.objects.select_related("customer", "payment").order_by("state", "-version", "-id")
    return list(shown.distinct("state"))


def refund_with_a_twin() -> tuple[str, str]:
    """Two requests for the same payment, or any two."""
    twins = Refund.objects.filter(reason=Refund.Reason.DUPLICATE, state=Refund.State.UNDER_REVIEW).order_by("id")
    first, second = [
        *twins.values_list("reference", flat=True)[:2],
        *Refund.objects.values_list("reference", flat=True)[:2],
    ][:2]
    return first, second


def refunds_with_much_to_tell() -> list[Refund]:
    """Those with documents and notes, and those that a bulk run decided."""
    told = Refund.objects.filter(papers__isnull=False, notes__isnull=False).order_by("-id").distinct()
    in_bulk = Refund.objects.filter(events__correlation_id__startswith="BK-").order_by("-id").distinct()
    return [*told[:1], *in_bulk[:1]]


def accounts_with_credit() -> list[CreditAccount]:
    """The one whose credit moved most often."""
    moved = CreditAccount.objects.annotate(often=Count("entries")).filter(often__gt=0)
    return list(moved.select_related("customer").order_by("-often", "id")[:1])


def desk_pages() -> list[str]:
    """What an approver reads, and one page that is none of their business."""
    payment = Payment.objects.filter(refunds__isnull=False).order_by("-id")[0]
    fresh = Payment.objects.filter(refunds__isnull=True).order_by("-id")[0]
    letter = Message.objects.order_by("-id")[0]
    papers = RefundDocument.objects.select_related("refund", "document").order_by("-id")[:1]
    return [
        "/staff/",
        "/staff/?tab=all",
        "/staff/questions/",
        "/staff/?tab=attention",
        "/staff/?q=nothing+like+this",
        "/staff/?state=under_review&reason=duplicate&currency=EUR&amount_from=10.00",
        "/staff/views/",
        *(f"/staff/refunds/{refund.reference}/" for refund in one_of_each_state()),
        *(f"/staff/refunds/{refund.reference}/?list=state%3Dunder_review" for refund in refunds_with_much_to_tell()),
        *(f"/staff/refunds/{refund.reference}/?part=letters" for refund in refunds_with_much_to_tell()[:1]),
        f"/staff/refunds/{refund_with_a_twin()[0]}/?part=money",
        "/staff/refunds/{}/merge/?other={}".format(*refund_with_a_twin()),
        *(f"/staff/refunds/{paper.refund.reference}/documents/{paper.document.key}/" for paper in papers),
        f"/staff/refunds/new/?payment={fresh.reference}",
        *(f"/staff/refunds/{refund.reference}/change/" for refund in Refund.objects.filter(state="under_review")[:1]),
        *(f"/staff/plans/{plan.reference}/" for plan in RefundPlan.objects.order_by("-id")[:1]),
        f"/staff/plans/new/?payment={fresh.reference}",
        *dispute_pages(),
        "/staff/payments/",
        f"/staff/payments/{payment.reference}/",
        "/staff/customers/",
        f"/staff/customers/{payment.customer.reference}/",
        *(f"/staff/customers/{each.customer.reference}/credit/" for each in accounts_with_credit()),
        "/staff/credit/",
        "/staff/notices/",
        *(f"/staff/conversations/?tab={tab}" for tab in ("us", "customer", "held")),
        "/staff/ready-answers/",
        *(f"/staff/refunds/{talk.refund.reference}/?part=talk" for talk in talks_with_much_to_tell()),
        "/staff/times/",
        "/staff/withdrawals/",
        *(f"/staff/withdrawals/{row.reference}/" for row in one_withdrawal_of_each_state()),
        "/staff/withdrawal-laws/",
        "/staff/mail/",
        f"/staff/mail/{letter.pk}/",
        "/staff/texts/",
        "/staff/texts/rules/",
        "/staff/texts/refund_approved/en/",
        "/staff/texts/refund_rejected/de/history/",
        "/staff/finance/",
        "/staff/refunds/RF-1999-1/",
        "/api/docs/",
        *bulk_pages(),
    ]


def one_withdrawal_of_each_state() -> list[WithdrawalDeclaration]:
    return list(WithdrawalDeclaration.objects.order_by("state", "-id").distinct("state"))


def talks_with_much_to_tell() -> list[Conversation]:
    """One that waits for us and one that was answered."""
    rows = Conversation.objects.select_related("refund").order_by("-last_at")
    return [*rows.filter(answer_by__isnull=False)[:1], *rows.filter(answer_by=None)[:1]]


def dispute_pages() -> list[str]:
    """Every list, the calendar, and the dispute and the alert of each state that has the most to tell."""
    alerts = Alert.objects.order_by("state", "-version", "-id").distinct("state")
    shown = Dispute.objects.order_by("state", "-version", "-id").distinct("state")
    return [
        "/staff/disputes/",
        "/staff/disputes/?tab=all",
        "/staff/disputes/?order=amount",
        "/staff/disputes/?tab=ended&category=fraudulent",
        "/staff/disputes/?q=nothing+like+this",
        "/staff/disputes/calendar/",
        "/staff/disputes/results/",
        "/staff/disputes/results/?by=ended",
        "/staff/disputes/results/?since=2001-01-01&until=2001-01-02",
        "/staff/disputes/results/patterns/",
        "/staff/disputes/weighing/",
        "/staff/disputes/weighing/fees/",
        "/staff/disputes/weighing/rules/",
        "/staff/disputes/alerts/",
        "/staff/disputes/alerts/?tab=all",
        "/staff/disputes/alerts/?q=nothing",
        *(f"/staff/disputes/alerts/{alert.reference}/" for alert in alerts),
        *(f"/staff/disputes/{dispute.reference}/" for dispute in shown),
        *(f"/staff/disputes/{dispute.reference}/worth/" for dispute in shown),
    ]


def bulk_pages() -> list[str]:
    """Choosing, the list of runs, and the newest run of each state."""
    chosen = "&".join(f"refund={refund.reference}" for refund in Refund.objects.filter(state="under_review")[:3])
    runs = BulkRun.objects.order_by("state", "-id").distinct("state")
    return [
        f"/staff/bulk/new/?{chosen}",
        "/staff/bulk/new/?everything=1&state=under_review",
        "/staff/bulk/new/",
        "/staff/bulk/",
        *(f"/staff/bulk/{run.reference}/" for run in runs),
        *(f"/staff/bulk/{run.reference}/?tab=failed" for run in runs if run.state == BulkRun.State.DONE),
    ]


def lead_pages() -> list[str]:
    """What a lead sets and releases: how long answers take, who gets which case, files for the bank."""
    times = [f"/staff/times/answer-times/{row.pk}/" for row in AnswerTime.objects.order_by("-id")[:1]]
    rules = [f"/staff/times/rules/{row.pk}/" for row in AssignmentRule.objects.all()[:1]]
    transfers = [f"/staff/transfers/{part}" for part in ("", "waiting/", "files/", "answers/")]
    files = [f"/staff/transfers/files/{file.reference}/" for file in TransferFile.objects.order_by("-id")[:1]]
    return ["/staff/feedback/", "/staff/times/", *times, *rules, *transfers, *files]


def house_pages() -> list[str]:
    """What an admin keeps in order: people, roles, keys, what was refused."""
    person = User.objects.filter(groups__name="approver").order_by("id")[0]
    return [
        "/staff/people/",
        f"/staff/people/{person.pk}/",
        "/staff/people/limits/",
        "/staff/keys/",
        "/staff/brand/",
        "/staff/door/",
        "/staff/subscriptions/",
        *(f"/staff/subscriptions/{row.pk}/" for row in Subscription.objects.all()[:2]),
        *(f"/staff/subscriptions/{row.subscription_id}/deliveries/{row.pk}/" for row in Delivery.objects.all()[:1]),
        "/staff/refusals/",
        "/staff/policies/",
    ]


OWN_PAGES = (
    "/accounts/sessions/",
    "/accounts/password/change/",
    "/accounts/second-factor/",
    "/accounts/second-factor/totp/activate/",
    "/accounts/second-factor/webauthn/",
    "/accounts/second-factor/webauthn/add/",
    "/accounts/reauthenticate/",
)
"""What everybody keeps of their own account."""


def policy_pages() -> list[str]:
    """What a manager reads and writes of the policy."""
    version = PolicyVersion.objects.order_by("-number")[0]
    draft = PolicyDraft.objects.filter(state=PolicyDraft.State.DRAFT).order_by("-id")[0]
    trial = PolicyTrial.objects.order_by("-id")[0]
    return [
        "/staff/policies/",
        f"/staff/policies/versions/{version.number}/",
        f"/staff/policies/comparison/?left={version}&right={draft.reference}",
        f"/staff/policies/drafts/{draft.reference}/",
        f"/staff/policies/drafts/{draft.reference}/text/",
        f"/staff/policies/trials/{trial.reference}/",
    ]


def finance_pages() -> list[str]:
    boards = [f"/staff/finance/dashboards/{name}/" for name in all_dashboards()]
    return [
        "/staff/finance/",
        "/staff/finance/tiles/",
        *boards,
        "/staff/finance/dashboards/refunds/?period=last_quarter&reason=damaged",
        "/staff/finance/figures/refunded/",
        "/staff/finance/network-limits/",
        *paper_pages(),
        *closing_pages(),
        *export_pages(),
        "/staff/finance/forecast/",
        "/staff/finance/forecast/?measure=charged_back",
        "/staff/finance/cash/",
    ]


def closing_pages() -> list[str]:
    """Tax, closing, why figures differ, and packs."""
    closings = PeriodClosing.objects.order_by("state", "-id").distinct("state")
    packs = MonthlyPack.objects.order_by("state", "-id").distinct("state")
    return [
        "/staff/finance/tax/",
        "/staff/finance/tax/lines/?kind=refund",
        "/staff/finance/tax/one-stop-shop/",
        "/staff/finance/differences-explained/",
        "/staff/finance/closings/",
        *(f"/staff/finance/closings/{closing.reference}/" for closing in closings),
        "/staff/finance/packs/",
        *(f"/staff/finance/packs/{pack.reference}/" for pack in packs),
    ]


def paper_pages() -> list[str]:
    """Rates, statements, and what is credited on paper."""
    papers = Statement.objects.order_by("-id")[:1]
    own = [f"/staff/finance/statements/{paper.reference}/" for paper in papers]
    notes = CreditNote.objects.order_by("-id")[:2]
    own += [f"/staff/finance/credit-notes/{note.number}/" for note in notes]
    own += [f"/staff/finance/statement-batches/{batch.reference}/" for batch in StatementBatch.objects.all()[:1]]
    tabs = [f"/staff/finance/credit-notes/?tab={tab}" for tab in ("all", "taking-back", "missing")]
    lists = [f"/staff/finance/{name}/" for name in ("rates", "statements", "statement-batches", "entities")]
    return [*lists, *tabs, *own]


def export_pages() -> list[str]:
    """Files, how they come to be, and where they go."""
    begin = "/staff/finance/exports/"
    own = [f"{begin}{export.reference}/" for export in Export.objects.order_by("-id")[:1]]
    return [
        begin, f"{begin}new/", f"{begin}new/?subject=journal", f"{begin}saved/", f"{begin}schedules/",
        f"{begin}places/",
        "/staff/finance/accounts/", *own,
    ]  # fmt: skip


def operations_pages() -> list[str]:
    """What an admin watches the machinery on."""
    tabs = ("orders", "unanswered", "letters", "running", "alive", "acts")
    return [
        *(f"/staff/operations/?tab={tab}" for tab in tabs),
        *gateway_pages(),
        "/staff/gateways/",
        "/staff/gateways/sandbox/",
    ]


def gateway_pages() -> list[str]:
    """What is true at the gateways: comparisons, differences, settlements, webhooks."""
    event = WebhookEvent.objects.filter(state=WebhookEvent.State.PARKED).order_by("-id")[0]
    found = Difference.objects.order_by("kind", "-id").distinct("kind")
    return [
        "/staff/reconciliation/",
        *(f"/staff/reconciliation/runs/{run.pk}/" for run in ReconciliationRun.objects.order_by("-id")[:1]),
        "/staff/differences/",
        "/staff/differences/?tab=resolved",
        *(f"/staff/differences/{row.pk}/" for row in found),
        "/staff/settlements/",
        *(f"/staff/settlements/{report.pk}/" for report in SettlementReport.objects.order_by("-id")[:1]),
        "/staff/webhooks/",
        "/staff/webhooks/?tab=stuck",
        f"/staff/webhooks/{event.pk}/",
    ]


def portal_pages() -> list[tuple[Customer, str]]:
    """Each with the customer whose page it is."""
    refunds = one_of_each_state()
    payment = refunds[0].payment
    fresh = Payment.objects.filter(refunds__isnull=True).order_by("-id").select_related("customer")[0]
    return [
        (payment.customer, "/portal/payments/"),
        (payment.customer, "/portal/messages/"),
        *((account.customer, "/portal/credit/") for account in accounts_with_credit()),
        (payment.customer, f"/portal/payments/{payment.reference}/"),
        (payment.customer, "/portal/questions/"),
        (fresh.customer, f"/portal/payments/{fresh.reference}/refund/"),
        *((refund.customer, f"/portal/refunds/{refund.reference}/") for refund in refunds),
        *((r.customer, f"/portal/refunds/{r.reference}/appeal/") for r in refunds if r.may_be_appealed),
        *((r.customer, f"/portal/refunds/{r.reference}/feedback/") for r in refunds if r.state == "completed"),
        *(
            (refund.customer, f"/portal/refunds/{refund.reference}/change/")
            for refund in refunds
            if refund.state == Refund.State.UNDER_REVIEW
        ),
        *_of_single_cases(),
    ]


def _of_single_cases() -> Iterator[tuple[Customer, str]]:
    """A dispute, a document and a bank account, where the shop has them."""
    if dispute := Dispute.objects.filter(payment__isnull=False).select_related("payment__customer").last():
        yield dispute.payment.customer, f"/portal/disputes/{dispute.reference}/"
    if paper := RefundDocument.objects.select_related("document", "refund__customer").last():
        yield paper.refund.customer, f"/portal/refunds/{paper.refund.reference}/documents/{paper.document.key}/"
    for details in BankDetails.objects.filter(state="asked").select_related("refund__customer")[:1]:
        yield details.refund.customer, f"/portal/refunds/{details.refund.reference}/bank-account/"
