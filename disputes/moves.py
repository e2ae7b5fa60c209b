"""What may be done about a dispute now, what each will do, and why the others may not: the gateway's word first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from customers.money import format_money
from disputes.actions.accept_dispute import why_paid_twice
from disputes.actions.acknowledge_return import why_no_return
from disputes.actions.begin_appeal import why_no_appeal
from disputes.actions.make_offer import why_no_offer
from disputes.actions.refund_instead import why_no_refund
from disputes.models import Dispute
from refunds import permissions


@dataclass(frozen=True, slots=True)
class Possible:
    """One way on. `why_not` is empty where it is open; `url` is empty where nothing here makes the move."""

    name: str
    title: str
    text: str
    icon: str
    why_not: str
    url: str = ""


def possibilities(dispute: Dispute, allowed: set[str]) -> list[Possible]:
    """Answer, accept, refund instead, and where the gateway knows them offers and appeals; open or with the reason."""
    return [*_everywhere(dispute, allowed), *_here_and_there(dispute, allowed)]


def _here_and_there(dispute: Dispute, allowed: set[str]) -> Iterator[Possible]:
    if dispute.is_inquiry and (dispute.may_offer or dispute.offer):
        yield Possible(
            "offer",
            _("Make an offer"),
            _("The customer takes it or not. Taken, the gateway pays it by itself; until then no refund leaves."),
            "coins",
            why_no_offer(dispute) or _right(permissions.ACCEPT_DISPUTES, allowed),
            _address("offer", dispute),
        )
    if dispute.may_acknowledge:
        yield Possible(
            "return",
            _("Say what came back"),
            _("The customer sent the goods back, and the gateway waits for your word. Once it is said, it stands."),
            "box",
            why_no_return(dispute) or _right(permissions.ANSWER_DISPUTES, allowed),
            _address("returned_goods", dispute),
        )
    if dispute.may_appeal is not None and dispute.state in Dispute.APPEALABLE:
        yield Possible(
            "appeal",
            _("Appeal"),
            _("The gateway looks once more, and only once, at something that was not shown before."),
            "trend-up",
            why_no_appeal(dispute) or _right(permissions.ANSWER_DISPUTES, allowed),
            _address("appeal", dispute),
        )


def _everywhere(dispute: Dispute, allowed: set[str]) -> list[Possible]:
    amount = format_money(dispute.amount_minor, dispute.currency)
    return [
        Possible(
            "evidence",
            _("Answer with evidence"),
            _("One packet, handed in once and for good. Nothing leaves before you say so."),
            "upload",
            _why_no_answer(dispute, allowed),
            _address("evidence", dispute),
        ),
        Possible(
            "acceptance",
            _("Accept"),
            _("Gives in for good: the customer keeps %s, and the gateway keeps its fee.") % amount,
            "ring-minus",
            _why_no_acceptance(dispute, allowed),
            _address("acceptance", dispute) or _address("evidence", dispute),
        ),
        refunding(dispute, allowed),
    ]


def refunding(dispute: Dispute, allowed: set[str]) -> Possible:
    return Possible(
        "refunding",
        _("Refund instead of fighting"),
        _("A full refund ends an inquiry before it becomes a chargeback."),
        "return",
        why_no_refund(dispute) or _right(permissions.REQUEST, allowed),
        _address("refunding", dispute),
    )


def _why_no_answer(dispute: Dispute, allowed: set[str]) -> str:
    if dispute.state not in Dispute.OURS:
        return _not_our_turn(dispute)
    if dispute.may_respond is False:
        return _("The gateway takes no answer in this case.")
    return _right(permissions.ANSWER_DISPUTES, allowed)


def _why_no_acceptance(dispute: Dispute, allowed: set[str]) -> str:
    if dispute.state not in Dispute.OURS:
        return _not_our_turn(dispute)
    if dispute.may_accept is False:
        return _("The gateway does not let it be accepted; unanswered, it ends on its day.")
    return why_paid_twice(dispute) or _right(permissions.ACCEPT_DISPUTES, allowed)


def _not_our_turn(dispute: Dispute) -> str:
    if dispute.is_open:
        return _("The answer is with the other side, and each round has one answer.")
    return _("The dispute has ended.")


def _right(move: str, allowed: set[str]) -> str:
    return "" if move in allowed else _("Your role does not allow this.")


def _address(name: str, dispute: Dispute) -> str:
    try:
        return reverse(f"disputes:{name}", args=[dispute.reference])
    except NoReverseMatch:
        return ""
