"""Another way for the money, with the customer's consent: proposed, then agreed, declined, withdrawn or too late."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import CUSTOMER, Actor, acting
from customers.errors import BadInput, Conflict, NotAllowed, NotFound
from customers.shop_days import end_of_day_in
from refunds import notices, permissions
from refunds.actions.bank_details import needs_details, open_question
from refunds.actions.change_refund import revise
from refunds.actions.decide_refund import keep_verdict
from refunds.actions.end_bank_details import revoke_details
from refunds.actions.line_amounts import refunded_quantities
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.actions.price_request import priced_as_it_stands
from refunds.actions.request_details import bonus_for
from refunds.actions.request_refund import write_lines
from refunds.actions.words import require_note, require_words
from refunds.contents import contents_of
from refunds.events import record
from refunds.models import Approval, RailProposal, Refund

State = Refund.State
OPEN_TO_PROPOSE = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO, State.FAILED)
CALENDAR = Actor.system("calendar")


def propose_rail(*, actor: Actor, reference: str, rail: str, words: str) -> RailProposal:
    """Ask the customer to take the money another way; they read `words` as they are. The case waits meanwhile."""
    said = require_words(words, "words")
    if rail not in Refund.Rail.values:
        raise BadInput(_("Choose a way to get the money back from the list."), "unknown_rail", "rail")
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        person = permissions.require(actor, permissions.PROPOSE_RAIL)
        require_state(refund, *OPEN_TO_PROPOSE)
        if rail == refund.rail:
            raise BadInput(_("This is the way that is chosen already."), "same_rail", "rail")
        require_no_open_proposal(refund)
        proposal = RailProposal.objects.create(
            refund=refund,
            old_rail=refund.rail,
            new_rail=rail,
            words=said,
            proposer=person,
            expires_at=end_of_day_in(settings.RAIL_CONSENT_DAYS, clock.now()),
        )
        record(refund, "refund.rail_proposed", actor, old=refund.rail, new=rail, words=said)
        said_to_customer = {**notices.both_ways(refund, rail), **notices.proposal_of(refund, proposal)}
        notices.tell(refund, "rail_proposed", **said_to_customer)
    return proposal


def answer_proposal(*, actor: Actor, reference: str, proposal_id: int, agrees: bool) -> Refund:
    """Take the customer's own yes or no. The same answer twice is one answer."""
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        if actor.kind != CUSTOMER or str(refund.customer_id) != actor.id:
            raise NotFound(_("There is no such refund."), "refund_not_found")
        proposal = _find(refund, proposal_id)
        if proposal.answered_by == actor.key and proposal.state == _ended(agrees):
            return refund
        _require_open(proposal)
        _close(refund, proposal, actor, agrees)
    return refund


def record_consent(*, actor: Actor, reference: str, agrees: bool, words: str) -> Refund:
    """Write down what the customer said on the phone. Whoever does may not approve this refund, before or after."""
    said = require_note(words, "words")
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        person = permissions.require(actor, permissions.RECORD_CONSENT)
        if Approval.every.filter(refund=refund, approver=person).exists():
            raise NotAllowed(
                _("You have approved this refund, so a colleague must write the answer down."), "own_approval"
            )
        proposal = open_proposal(refund)
        if proposal is None:
            raise Conflict(_("No question about the way of the money is open."), "no_open_proposal")
        _require_open(proposal)
        proposal.recorder, proposal.answer_words = person, said
        _close(refund, proposal, actor, agrees, said)
    return refund


def withdraw_proposal(*, actor: Actor, reference: str) -> Refund:
    """Take the question back; the way stays as it was."""
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        permissions.require(actor, permissions.PROPOSE_RAIL)
        if not withdraw_open_proposal(refund, actor):
            raise Conflict(_("No question about the way of the money is open."), "no_open_proposal")
    return refund


def expire_proposals() -> int:
    """End what was not answered in time. Returns the number of questions that ended."""
    overdue = RailProposal.objects.filter(state=RailProposal.State.OPEN, expires_at__lte=clock.now())
    return sum(
        _expire(proposal_id, reference) for proposal_id, reference in overdue.values_list("pk", "refund__reference")
    )


def require_no_open_proposal(refund: Refund) -> None:
    """Raise Conflict while the customer has not answered: it is not settled where the money goes."""
    if open_proposal(refund) is not None:
        raise Conflict(
            _("The customer was asked about another way for the money. Wait for the answer, or withdraw the question."),
            "waits_for_consent",
        )


def withdraw_open_proposal(refund: Refund, actor: Actor) -> bool:
    """Withdraw the question of a locked refund that moves on; False where none was open."""
    proposal = open_proposal(refund)
    if proposal is None:
        return False
    proposal.withdraw()
    proposal.answered_by = actor.key
    proposal.save()
    record(refund, "refund.rail_withdrawn", actor, old=proposal.old_rail, new=proposal.new_rail)
    return True


def open_proposal(refund: Refund) -> RailProposal | None:
    return refund.rail_proposals.filter(state=RailProposal.State.OPEN).first()


def _find(refund: Refund, proposal_id: int) -> RailProposal:
    proposal = refund.rail_proposals.filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound(_("There is no such question."), "proposal_not_found")
    return proposal


def _ended(agrees: bool) -> str:
    return RailProposal.State.AGREED if agrees else RailProposal.State.DECLINED


def _require_open(proposal: RailProposal) -> None:
    if proposal.state != RailProposal.State.OPEN:
        raise Conflict(_("This question is no longer open: %s.") % proposal.get_state_display(), "proposal_closed")
    if proposal.expires_at <= clock.now():
        raise Conflict(_("The time to answer this is over. Nothing was changed."), "proposal_expired")


def _close(refund: Refund, proposal: RailProposal, actor: Actor, agrees: bool, words: str = "") -> None:
    proposal.agree() if agrees else proposal.decline()
    proposal.answered_by = actor.key
    proposal.save()
    particulars = {"old": proposal.old_rail, "new": proposal.new_rail, "words": words}
    record(refund, "refund.rail_agreed" if agrees else "refund.rail_declined", actor, **particulars)
    if agrees:
        _change_rail(refund, proposal, actor)


def _change_rail(refund: Refund, proposal: RailProposal, actor: Actor) -> None:
    """Put the refund on the new rail. An undecided one is judged anew, and every yes to the old way is void."""
    _move_to_rail(refund, proposal, actor)
    if refund.rail == Refund.Rail.BANK_TRANSFER and needs_details(refund):
        open_question(refund)
    elif refund.rail != Refund.Rail.BANK_TRANSFER:
        revoke_details(refund, actor)


def _move_to_rail(refund: Refund, proposal: RailProposal, actor: Actor) -> None:
    if refund.state == State.FAILED:
        _set_rail(refund, proposal.new_rail)
        refund.save()
        record(refund, "refund.rail_changed", actor, old=proposal.old_rail, new=proposal.new_rail)
        return
    lines = list(refund.lines.all())
    before = contents_of(refund, lines)
    _set_rail(refund, proposal.new_rail)
    revise(refund, actor, before, contents_of(refund, lines), proposal.words)
    priced = priced_as_it_stands(refund, lines)
    write_lines(refund, priced.lines)
    keep_verdict(refund, priced, refunded_quantities(refund.payment))


def _set_rail(refund: Refund, rail: str) -> None:
    refund.rail = rail
    refund.bonus_minor = bonus_for(refund.payment, rail, refund.amount_minor)


def _expire(proposal_id: int, reference: str) -> bool:
    with transaction.atomic(), acting(CALENDAR):
        refund = lock_refund(reference)
        proposal = _find(refund, proposal_id)
        if proposal.state != RailProposal.State.OPEN or proposal.expires_at > clock.now():
            return False
        proposal.expire()
        proposal.save()
        record(refund, "refund.rail_expired", CALENDAR, old=proposal.old_rail, new=proposal.new_rail)
    return True
