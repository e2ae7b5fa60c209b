"""Which rows a staff page shows. Every list here can be walked by key on an index."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Aggregate,
    Count,
    F,
    Max,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Sum,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Concat, JSONObject, Trim
from django.utils.translation import gettext as _

from customers.errors import NotFound
from customers.models import Message, Payment, PaymentHold, User
from customers.prepared import PreparedRows
from refunds import permissions
from refunds.models import (
    Appeal,
    Approval,
    CaseNote,
    JournalLine,
    PolicyDecision,
    RailProposal,
    Refund,
    RefundAttempt,
    RefundDocument,
    RefundEvent,
    RefundLine,
    RefundPlan,
    RefundRevision,
    SecondApproval,
    SeenCase,
)
from refunds.other_cases import brought_along


def refund_in_full(reference: str, reader: User | None = None) -> Refund:
    """One refund with everything that its page tells, and the parts of its stamp. Raises NotFound.

    What a case seldom has is asked for only where the stamp counts some; `hold_reasons` come along at once. For a
    reader it also brings `last_look`, the hash of what they saw last, `colleagues`, who can be given the case, and
    `second_above`, the amount from where on two decide.
    """
    found = _IN_FULL(reference=reference) if reader is None else _READ_BY(reference=reference, reader=reader.pk)
    refund: Any = _the_one(found)
    prefetch_related_objects(
        [refund],
        Prefetch("lines", RefundLine.objects.select_related("payment_line")),
        Prefetch("decisions", PolicyDecision.objects.select_related("policy_version")),
        "events",
    )
    if refund.state == Refund.State.PROCESSING:
        prefetch_related_objects([refund], Prefetch("attempts", RefundAttempt.objects.defer("body")))
    _take_if(refund, "approvals", refund.approval_count, Approval.objects.select_related("approver"))
    _take_if(
        refund, "rail_proposals", refund.proposal_count, RailProposal.objects.select_related("proposer", "recorder")
    )
    _take_if(refund, "revisions", refund.revision, RefundRevision.objects.select_related("editor"))
    _take_if(refund, "appeals", refund.appealed_at is not None, Appeal.objects.all())
    _take_if(refund, "papers", refund.paper_count, RefundDocument.objects.select_related("document"))
    return refund


def _in_full(reference: str) -> QuerySet[Refund]:
    holds = PaymentHold.objects.filter(payment=OuterRef("payment_id"), released_at=None).order_by("id")
    rows = _with_stamp(Refund.objects.filter(reference=reference))
    rows = rows.annotate(hold_reasons=ArraySubquery(holds.values("reason")), **brought_along("payment_id"))
    return rows.select_related("customer", "payment", "requester", "merged_into", "plan", "assignee", "conversation")


def _read_by(reference: str, reader: int) -> QuerySet[Refund]:
    looks = SeenCase.objects.filter(person=reader, refund=OuterRef("pk")).order_by("-seen_at", "-id")
    second = SecondApproval.objects.filter(currency=OuterRef("currency"))
    return _in_full(reference).annotate(
        last_look=Subquery(looks.values("seen_hash")[:1]),
        colleagues=_colleagues(),
        second_above=Subquery(second.values("above_minor")[:1]),
    )


def _colleagues() -> ArraySubquery:
    """Mail address and name of everybody who may have a case, in the same query as the case."""
    name = Trim(Concat("first_name", Value(" "), "last_name"))
    people = permissions.people_who_may(permissions.TAKE)
    return ArraySubquery(people.annotate(who=JSONObject(email="email", name=name)).values("who"))


def _take_if(owner: Any, name: str, count: int | bool, rows: QuerySet[Any]) -> None:
    """Read related rows, or know without asking that there are none."""
    if count:
        prefetch_related_objects([owner], Prefetch(name, rows))
    else:
        owner._prefetched_objects_cache = {**getattr(owner, "_prefetched_objects_cache", {}), name: rows.none()}


def attempts_of(refund: Refund) -> QuerySet[RefundAttempt]:
    """The tries at the gateway, the newest first."""
    return RefundAttempt.objects.filter(refund=refund).order_by("-number").defer("body")


def stamp_of(refund: Refund) -> str:
    """A text that changes whenever the page of this refund would read differently."""
    payment = refund.payment
    own = (refund.version, payment.reserved_minor, payment.refunded_minor)
    return "-".join(str(part) for part in (*own, *(getattr(refund, name) for name in _STAMP)))


def refund_stamp(reference: str) -> str:
    """The stamp of a refund as it is now, in one query. Raises NotFound."""
    return stamp_of(_the_one(_STAMPED(reference=reference)))


def _stamped(reference: str) -> QuerySet[Refund]:
    return _with_stamp(Refund.objects.filter(reference=reference)).select_related("payment")


def _with_stamp(rows: QuerySet[Refund]) -> QuerySet[Refund]:
    return rows.annotate(**{name: Coalesce(Subquery(part), 0) for name, part in _STAMP.items()})


def _one(rows: QuerySet[Any], by: str, total: Aggregate) -> QuerySet[Any]:
    return rows.order_by().values(by).annotate(total=total).values("total")


def _the_one(found: list[Refund]) -> Refund:
    if not found:
        raise NotFound(_("There is no such refund."), "refund_not_found")
    return found[0]


_IN_FULL = PreparedRows(_in_full, reference=str)
_READ_BY = PreparedRows(_read_by, reference=str, reader=int)
_STAMPED = PreparedRows(_stamped, reference=str)


_LETTERS = Message.objects.filter(about=OuterRef("reference"))
_STAMP: dict[str, QuerySet[Any]] = {
    "last_event": _one(RefundEvent.objects.filter(refund=OuterRef("pk")), "refund", Max("id")),
    "attempt_moves": _one(RefundAttempt.objects.filter(refund=OuterRef("pk")), "refund", Sum("version")),
    "approval_count": _one(Approval.objects.filter(refund=OuterRef("pk")), "refund", Count("id")),
    "paper_count": _one(RefundDocument.objects.filter(refund=OuterRef("pk")), "refund", Count("id")),
    "proposal_count": _one(RailProposal.objects.filter(refund=OuterRef("pk")), "refund", Count("id")),
    "letters": _one(_LETTERS, "about", Count("id")),
    "letters_left": _one(_LETTERS.exclude(state=Message.State.QUEUED), "about", Count("id")),
    "last_note": _one(CaseNote.objects.filter(refund=OuterRef("pk")), "refund", Max("id")),
    "open_holds": _one(
        PaymentHold.objects.filter(payment=OuterRef("payment_id"), released_at=None), "payment", Count("id")
    ),
}


def journal_of(refund: Refund) -> QuerySet[JournalLine]:
    """Both sides of every entry, debits first; `credit_minor` is the amount of a credit as people write it."""
    lines = JournalLine.objects.filter(entry__refund=refund).select_related("entry")
    return lines.annotate(credit_minor=-F("amount_minor")).order_by("entry_id", "-amount_minor")


def letters_about(refund: Refund) -> QuerySet[Message]:
    letters = Message.objects.filter(about=refund.reference, direction=Message.Direction.OUT)
    return letters.order_by("id").defer("body_text", "body_html")


def payment_for_page(reference: str) -> Payment:
    """One payment with its lines and holds. Raises NotFound."""
    payment = (
        Payment.objects.annotate(**brought_along("pk"))
        .select_related("customer")
        .prefetch_related("lines", "holds", "refunds")
        .filter(reference=reference)
        .first()
    )
    if payment is None:
        raise NotFound(_("There is no such payment."), "payment_not_found")
    return payment


def plan_in_full(reference: str) -> RefundPlan:
    """One plan with its refunds, their payments, lines and approvals. Raises NotFound."""
    refunds = (
        Refund.objects.order_by("pk")
        .select_related("payment", "customer", "plan")
        .prefetch_related(
            Prefetch("lines", RefundLine.objects.select_related("payment_line")),
            Prefetch("approvals", Approval.objects.select_related("approver")),
            "decisions",
            "events",
            "revisions",
            "rail_proposals",
        )
    )
    plan = (
        RefundPlan.objects.select_related("customer", "requester")
        .prefetch_related(Prefetch("refunds", refunds))
        .filter(reference=reference)
        .first()
    )
    if plan is None:
        raise NotFound(_("There is no such plan."), "plan_not_found")
    return plan


def order_has_more(payment: Payment) -> bool:
    """Whether the customer paid the same order in other payments too."""
    others = Payment.objects.filter(customer=payment.customer_id, order_reference=payment.order_reference)
    return bool(payment.order_reference) and others.exclude(pk=payment.pk).exists()


def last_decision(refund: Refund) -> PolicyDecision | None:
    """The newest verdict; costs no query where decisions are prefetched."""
    return next(iter(refund.decisions.all()), None)
