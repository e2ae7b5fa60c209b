"""Changing what an undecided request asks for. Nothing is decided by it, and every yes given before is void."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from customers.together import adding_together
from refunds import permissions
from refunds.actions.decide_refund import keep_verdict
from refunds.actions.goodwill import give_goodwill
from refunds.actions.judge_request import judge_request
from refunds.actions.line_amounts import LineAsk, refunded_quantities
from refunds.actions.lock_refund import lock_refund, require_seen, require_state
from refunds.actions.price_request import PricedRequest, price_request
from refunds.actions.quote_refund import Quote, quote_of
from refunds.actions.request_refund import check_words, checked_generosity, tell_waiver, write_lines
from refunds.actions.words import require_note
from refunds.contents import Contents, contents_of, is_raised, what_changed
from refunds.events import record
from refunds.models import Refund, RefundRevision

State = Refund.State
UNDECIDED = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO)


def change_refund(*, actor: Actor, reference: str, seen: str, words: str, **wish: Any) -> Refund:
    """Change amount or lines, reason, fee or goodwill of a request that nobody has decided.

    `wish` names only what changes: `amount_minor` or `lines` or `everything`, `goodwill_minor`, `reason`,
    `reason_text`, `fee_waiver` (empty charges the fee again). `words` say why, for colleagues. The old contents are
    kept, the policy judges anew and moves nothing, the promised answer stays. Whoever raises what goes back may not
    approve it. Raises Conflict for a decided, stale or unchanged request; then nothing is written.
    """
    note = require_note(words, "words")
    with transaction.atomic(), acting(actor), adding_together():
        refund = lock_refund(reference)
        person = permissions.require(actor, permissions.CHANGE)
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
        give_goodwill(person, refund.currency, now_given, now_given - given)
        revise(refund, actor, before, after, note)
        write_lines(refund, priced.lines)
        if "fee_waiver" in wish:
            tell_waiver(refund, actor, priced)
        keep_verdict(refund, priced, gone)
    return refund


def quote_change(*, actor: Actor, reference: str, **wish: Any) -> Quote:
    """Price and judge a change without making it. Raises what change_refund would; writes nothing."""
    with transaction.atomic():
        refund = lock_refund(reference)
        person = permissions.require(actor, permissions.CHANGE)
        require_state(refund, *UNDECIDED)
        gone = refunded_quantities(refund.payment)
        given = refund.counts_as_goodwill_minor
        priced = _apply(refund, actor, gone, wish)
        if refund.counts_as_goodwill_minor > given:
            permissions.require_goodwill(person, refund.currency, refund.counts_as_goodwill_minor)
        decision = judge_request(
            refund.payment,
            priced=priced,
            gone=gone,
            rail=refund.rail,
            reason=refund.reason,
            origin=refund.origin,
            refund=refund,
            fee_waived=bool(refund.fee_waiver),
        ).decision
    return quote_of(refund.payment, priced, refund.rail, decision)


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


def _apply(refund: Refund, actor: Actor, gone: Mapping[int, int], wish: Mapping[str, Any]) -> PricedRequest:
    """Set what the wish names on the row in memory, and price the whole anew."""
    was_goodwill = refund.reason == Refund.Reason.GOODWILL
    reason, text = wish.get("reason", refund.reason), wish.get("reason_text", refund.reason_text)
    check_words(reason, text)
    kept_goodwill = 0 if was_goodwill and not refund.lines.exists() else refund.goodwill_minor
    goodwill = wish.get("goodwill_minor", kept_goodwill)
    waiver = checked_generosity(actor, goodwill, wish.get("fee_waiver", refund.fee_waiver))
    amount, lines = _asked(refund, wish, kept_goodwill)
    priced = price_request(
        refund.payment,
        gone,
        reason=reason,
        amount_minor=amount,
        lines=lines,
        goodwill_minor=goodwill,
        waives_fee=bool(waiver),
    )
    refund.reason, refund.reason_text = reason, text
    refund.amount_minor, refund.goodwill_minor = priced.amount_minor, priced.goodwill_minor
    refund.fee_minor, refund.fee_waiver = priced.fee_minor, waiver if priced.waived_minor else ""
    return priced


def _asked(refund: Refund, wish: Mapping[str, Any], kept_goodwill: int) -> tuple[int | None, Sequence[LineAsk]]:
    """The amount or the lines that are asked for now; neither stands for everything that is left."""
    if wish.get("everything"):
        return None, ()
    if wish.get("lines") or wish.get("amount_minor") is not None:
        return wish.get("amount_minor"), wish.get("lines") or ()
    lines = [LineAsk(line.payment_line_id, line.quantity) for line in refund.lines.all()]
    return (None, lines) if lines else (refund.amount_minor - kept_goodwill, ())
