"""Changing what an undecided request asks for. Nothing is decided by it, and every yes given before is void."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from customers.actors import CUSTOMER, Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import User
from customers.together import adding_together
from refunds import permissions, staff_notices
from refunds.actions.decide_refund import keep_verdict
from refunds.actions.goodwill import give_goodwill
from refunds.actions.judge_request import judge_request
from refunds.actions.line_amounts import LineAsk, refunded_quantities
from refunds.actions.lock_refund import lock_refund, require_seen, require_state
from refunds.actions.price_request import PricedRequest, price_request
from refunds.actions.quote_refund import Quote, quote_of
from refunds.actions.request_details import bonus_for, checked_answers, checked_wish
from refunds.actions.request_refund import check_words, checked_generosity, tell_waiver, write_lines
from refunds.actions.words import require_note
from refunds.contents import Contents, contents_of, is_raised, what_changed
from refunds.events import record
from refunds.models import Approval, Refund, RefundRevision, StaffNotice

State = Refund.State
UNDECIDED = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO)


def change_refund(*, actor: Actor, reference: str, seen: str, words: str = "", **wish: Any) -> Refund:
    """Change amount or lines, reason, fee or goodwill of a request that nobody has decided.

    `wish` names only what changes: `amount_minor` or `lines` or `everything`, `goodwill_minor`, `reason`,
    `reason_text`, `answers`, `exchange_wish`, `keeps_percent`, `fee_waiver` (empty charges the fee again). A customer
    changes their own request: nothing that only the shop gives, but the `rail`, for which staff need their consent.
    `words` say why, for colleagues; a customer needs none. The old contents are kept, the policy judges anew and moves
    nothing, the promised answer stays. Whoever raises what goes back may not approve it. Raises Conflict for a decided,
    stale or unchanged request; then nothing is written.
    """
    note = _by_customer() if actor.kind == CUSTOMER else require_note(words, "words")
    with transaction.atomic(), acting(actor), adding_together():
        refund = lock_refund(reference)
        person = _require_may(actor, refund, wish)
        require_state(refund, *UNDECIDED)
        require_no_open_plan(refund)
        require_seen(refund, seen)
        before, given = contents_of(refund, refund.lines.all()), refund.counts_as_goodwill_minor
        gone = refunded_quantities(refund.payment)
        priced = _apply(refund, actor, gone, wish)
        after = contents_of(refund, priced.lines)
        if not what_changed(before, after):
            raise BadInput(_("Nothing would be different. Change something, or leave it as it is."), "nothing_changed")
        now_given = refund.counts_as_goodwill_minor
        if person is not None:
            give_goodwill(person, refund.currency, now_given, now_given - given)
        revise(refund, actor, before, after, note)
        write_lines(refund, priced.lines)
        if "fee_waiver" in wish:
            tell_waiver(refund, actor, priced)
        keep_verdict(refund, priced, gone)
        if actor.kind == CUSTOMER:
            _tell_staff(refund, actor)
    return refund


def quote_change(*, actor: Actor, reference: str, **wish: Any) -> Quote:
    """Price and judge a change without making it. Raises what change_refund would; writes nothing."""
    with transaction.atomic():
        refund = lock_refund(reference)
        person = _require_may(actor, refund, wish)
        require_state(refund, *UNDECIDED)
        gone = refunded_quantities(refund.payment)
        given = refund.counts_as_goodwill_minor
        priced = _apply(refund, actor, gone, wish, quoting=True)
        if person is not None and refund.counts_as_goodwill_minor > given:
            permissions.require_goodwill(person, refund.currency, refund.counts_as_goodwill_minor)
        judgement = judge_request(
            refund.payment,
            priced=priced,
            gone=gone,
            rail=refund.rail,
            reason=refund.reason,
            origin=refund.origin,
            refund=refund,
            fee_waived=bool(refund.fee_waiver),
            wants_exchange=bool(refund.exchange_wish),
        )
        return quote_of(refund.payment, priced, refund.rail, judgement)


def require_no_open_plan(refund: Refund) -> None:
    """Raise Conflict while the refund is decided together with its siblings: on its own it would evade their total."""
    if refund.plan is not None and refund.plan.state == refund.plan.State.OPEN:
        raise Conflict(
            _("This refund is part of %s, which is decided as a whole. Open the plan to decide it.") % refund.plan,
            "part_of_a_plan",
        )


def revise(refund: Refund, actor: Actor, before: Contents, after: Contents, words: str) -> None:
    """Keep what the refund asked for until now, and begin its next revision. Lines are the caller's to write."""
    raised = is_raised(before, after)
    refund.revision += 1
    refund.save()
    RefundRevision.objects.create(
        refund=refund,
        number=refund.revision,
        editor=actor.person,
        actor=actor.key,
        raised=raised,
        words=words,
        before=before,
        after=after,
    )
    record(
        refund,
        "refund.changed",
        actor,
        words=words,
        revision=refund.revision,
        raised=raised,
        changed=what_changed(before, after),
        before=before,
        after=after,
        currency=refund.currency,
    )


def _tell_staff(refund: Refund, actor: Actor) -> None:
    """Tell whoever has the case, and whoever said yes to what it asked for before: that yes is void."""
    said_yes = Approval.every.filter(refund=refund, revision=refund.revision - 1).select_related("approver")
    people = {person.pk: person for person in (refund.assignee, *(yes.approver for yes in said_yes)) if person}
    staff_notices.tell_staff(people.values(), StaffNotice.Kind.CUSTOMER_CHANGED, refund, actor)


def _by_customer() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return _("Changed by the customer.")


def _require_may(actor: Actor, refund: Refund, wish: Mapping[str, Any]) -> User | None:
    """Return the colleague who may change it, or None for the customer whose request it is."""
    if actor.kind != CUSTOMER:
        person = permissions.require(actor, permissions.CHANGE)
        if "rail" in wish:
            raise NotAllowed(_("Only the customer changes the way of the money. Ask for consent."), "needs_consent")
        return person
    permissions.require_own(actor, refund, permissions.CHANGE)
    if refund.origin != Refund.Origin.PORTAL:
        raise Conflict(_("We opened this request for you. Write to us to change it."), "opened_by_us")
    if wish.get("rail", refund.rail) != refund.rail:
        _require_rail_is_free(refund)
    return None


def _require_rail_is_free(refund: Refund) -> None:
    """Raise Conflict where the way of the money was agreed with the customer, or is being asked about."""
    if refund.rail == Refund.Rail.BANK_TRANSFER:
        raise Conflict(_("We agreed on a bank transfer for this. Write to us to change it."), "rail_agreed", "rail")
    if refund.rail_proposals.filter(state="open").exists():
        raise Conflict(
            _("We asked you about another way for the money. Answer that first."), "waits_for_consent", "rail"
        )


def _apply(
    refund: Refund, actor: Actor, gone: Mapping[int, int], wish: Mapping[str, Any], *, quoting: bool = False
) -> PricedRequest:
    """Set what the wish names on the row in memory, and price the whole anew."""
    was_goodwill = refund.reason == Refund.Reason.GOODWILL
    reason, text = wish.get("reason", refund.reason), wish.get("reason_text", refund.reason_text)
    rail, needs_all = wish.get("rail", refund.rail), actor.kind == CUSTOMER and not quoting
    check_words(reason, text, rail)
    kept_goodwill = 0 if was_goodwill and not refund.lines.exists() else refund.goodwill_minor
    goodwill = wish.get("goodwill_minor", kept_goodwill)
    waiver = _waiver(refund, actor, goodwill, wish)
    keeps = wish.get("keeps_percent", refund.keeps_percent if reason == refund.reason else 0)
    amount, lines = _asked(refund, wish, kept_goodwill, keeps)
    if "answers" in wish or reason != refund.reason:
        answers = wish.get("answers") or {}
        refund.answers = checked_answers(refund.payment, reason, answers, all_needed=needs_all)
    priced = price_request(
        refund.payment,
        gone,
        reason=reason,
        amount_minor=amount,
        lines=lines,
        goodwill_minor=goodwill,
        waives_fee=bool(waiver),
        keeps_percent=keeps,
    )
    refund.reason, refund.reason_text, refund.rail = reason, mask_card_numbers(text), rail
    refund.exchange_wish = checked_wish(wish.get("exchange_wish", refund.exchange_wish))
    refund.keeps_percent, refund.bonus_minor = keeps, bonus_for(refund.payment, rail, priced.amount_minor)
    refund.amount_minor, refund.goodwill_minor = priced.amount_minor, priced.goodwill_minor
    refund.fee_minor, refund.fee_waiver = priced.fee_minor, waiver if priced.waived_minor else ""
    return priced


def _waiver(refund: Refund, actor: Actor, goodwill_minor: int, wish: Mapping[str, Any]) -> str:
    """Why no fee is kept. What the shop gave before stays when the customer changes something else."""
    if actor.kind == CUSTOMER and not {"goodwill_minor", "fee_waiver"} & set(wish):
        return refund.fee_waiver
    return checked_generosity(actor, goodwill_minor, wish.get("fee_waiver", refund.fee_waiver))


def _asked(
    refund: Refund, wish: Mapping[str, Any], kept_goodwill: int, keeps_percent: int
) -> tuple[int | None, Sequence[LineAsk]]:
    """The amount or the lines that are asked for now; neither stands for everything that is left."""
    if wish.get("everything"):
        return None, ()
    if wish.get("lines") or wish.get("amount_minor") is not None:
        return wish.get("amount_minor"), wish.get("lines") or ()
    lines = [LineAsk(line.payment_line_id, line.quantity) for line in refund.lines.all()]
    if lines or keeps_percent:
        return None, lines
    return refund.amount_minor - kept_goodwill, ()
