"""A second person's yes to a draft: it becomes a version that holds for purchases from its start on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import Conflict, NotAllowed, NotFound
from customers.models import User
from customers.shop_days import day_start, shop_day
from refunds import permissions
from refunds.actions.edit_policy_draft import (
    NOTE_LIMIT,
    Kind,
    check_document,
    check_limits,
    checked_text,
    lock_draft,
    note_event,
    require_draft_state,
)
from refunds.actions.move_policy_draft import require_fresh
from refunds.draft_fingerprint import draft_hash
from refunds.limits import APPROVAL, GOODWILL, GOODWILL_DAY, SECOND, Amounts, Limits
from refunds.models import (
    ApprovalLimit,
    GoodwillLimit,
    PolicyActivation,
    PolicyDraft,
    PolicyDraftEvent,
    PolicyVersion,
    PolicyWithdrawal,
    SecondApproval,
    WorkOrder,
)
from refunds.models.policy_draft import WRITING
from refunds.outbox.enqueue import enqueue
from refunds.outbox.lease import finish, take_back

START_LIMITS = "policy.limits"


def activate_draft(*, actor: Actor, reference: str, seen: str) -> PolicyVersion:
    """Make a proposed draft the policy from its planned day on, or from now on where none is planned.

    Raises NotAllowed for whoever wrote or proposed it, Conflict when it is not what was seen, when another version
    came before it, or when its day has passed; nothing is written then.
    """
    person = permissions.require(actor, permissions.ACTIVATE_POLICY)
    with transaction.atomic(), acting(actor):
        draft = lock_draft(reference)
        PolicyVersion.objects.select_for_update().get(pk=draft.based_on_id)
        require_draft_state(draft, PolicyDraft.State.PROPOSED)
        require_not_writer(person, draft)
        require_fresh(draft)
        if seen != draft_hash(draft):
            raise Conflict(
                _("The draft changed since you looked at it. Read it again, then decide."), "changed_since_seen"
            )
        check_document(draft.document)
        check_limits(draft.limits)
        version = _write_version(draft)
        proposal = draft.events.filter(kind=Kind.PROPOSED).latest("id")
        PolicyActivation.objects.create(
            version=version,
            draft=draft,
            proposed_by_id=proposal.person_id,
            activated_by=person,
            actor=actor.key,
            seen_hash=seen,
        )
        draft.activate()
        draft.save()
        note_event(draft, Kind.ACTIVATED, actor, _("as %s") % version)
        _start_limits(version)
    return version


def withdraw_version(*, actor: Actor, number: int, why: str) -> PolicyVersion:
    """Take a version back that has not started. Raises Conflict once it has."""
    person = permissions.require(actor, permissions.ACTIVATE_POLICY)
    words = checked_text(why, NOTE_LIMIT, "why", needed=True)
    with transaction.atomic(), acting(actor):
        version = PolicyVersion.objects.select_for_update().filter(number=number).first()
        if version is None:
            raise NotFound(_("There is no such version."), "version_not_found")
        if PolicyWithdrawal.objects.filter(version=version).exists():
            raise Conflict(_("%s was withdrawn already.") % version, "already_withdrawn")
        if version.starts_at <= clock.now() or not _limits_wait(version):
            raise Conflict(
                _("%s has started, so it can only be followed by another version.") % version, "already_started"
            )
        PolicyWithdrawal.objects.create(version=version, withdrawn_by=person, actor=actor.key, why=words)
    return version


def start_limits(orders: Sequence[WorkOrder]) -> None:
    """Write the limits of versions whose start has come. A withdrawn one has no order any more."""
    for order in orders:
        version = PolicyVersion.objects.get(number=order.payload["version"])
        with transaction.atomic(), acting(Actor.system("policy")):
            _write_limits_of(version)
            finish(order)


def write_limits(limits: Limits) -> None:
    """Make the rows say what these limits say, each change with its history; what is not named goes."""
    for role, amounts in limits[APPROVAL].items():
        _write_rows(ApprovalLimit, {"up_to_minor": amounts}, role=role)
    for role, amounts in limits[GOODWILL].items():
        _write_rows(GoodwillLimit, {"up_to_minor": amounts, "per_day_minor": limits[GOODWILL_DAY][role]}, role=role)
    _write_rows(SecondApproval, {"above_minor": limits[SECOND]})


def require_not_writer(person: User, draft: PolicyDraft) -> None:
    """Four eyes: whoever wrote in a draft or proposed it never activates it."""
    if writers(draft).filter(person=person).exists():
        raise NotAllowed(_("You wrote or proposed this draft, so somebody else must activate it."), "own_draft")


def writers(draft: PolicyDraft) -> QuerySet[PolicyDraftEvent]:
    """Every act of writing in it or proposing it."""
    return PolicyDraftEvent.objects.filter(draft=draft, kind__in=WRITING)


def start_of(draft: PolicyDraft) -> datetime:
    """When a draft would start if it were activated now: midnight of its day in the shop's zone, or at once."""
    now = clock.now()
    today = shop_day(now)
    if draft.starts_on is None or draft.starts_on == today:
        return now
    if draft.starts_on < today:
        raise Conflict(_("Its planned start has passed. Send it back, and choose another day or none."), "start_passed")
    return day_start(draft.starts_on)


def _write_version(draft: PolicyDraft) -> PolicyVersion:
    starts_at = start_of(draft)
    if starts_at < draft.based_on.starts_at:
        raise Conflict(
            _("%s starts later than this draft would. Withdraw that version first, or choose a later day.")
            % draft.based_on,
            "starts_before_its_base",
        )
    highest = PolicyVersion.objects.aggregate(highest=Max("number"))["highest"]
    return PolicyVersion.objects.create(
        number=highest + 1, document=draft.document, limits=draft.limits, summary=draft.note, starts_at=starts_at
    )


def _start_limits(version: PolicyVersion) -> None:
    if version.starts_at <= clock.now():
        _write_limits_of(version)
    else:
        enqueue(START_LIMITS, str(version), {"version": version.number}, due_at=version.starts_at)


def _write_limits_of(version: PolicyVersion) -> None:
    if version.limits is not None:
        write_limits(version.limits)


def _limits_wait(version: PolicyVersion) -> bool:
    """Take the order for the limits back; False when a worker has it already."""
    return version.limits is None or take_back(START_LIMITS, str(version))


def _write_rows(
    model: type[ApprovalLimit | GoodwillLimit | SecondApproval], amounts: dict[str, Amounts], **named: str
) -> None:
    """Write rows by currency; `amounts` are {field: {currency: minor units}}, each field with the same currencies."""
    rows = {row.currency: row for row in model.objects.select_for_update().filter(**named).order_by("pk")}
    wanted = set().union(*amounts.values())
    for currency, row in rows.items():
        if currency not in wanted:
            row.delete()
    for currency in sorted(wanted):
        fields = {field: by_currency[currency] for field, by_currency in amounts.items()}
        row = rows.get(currency) or model(currency=currency, **named)
        if row.pk is None or any(getattr(row, field) != minor for field, minor in fields.items()):
            for field, minor in fields.items():
                setattr(row, field, minor)
            row.save()
