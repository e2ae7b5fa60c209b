"""What disputes do to the ledger: each movement of the gateway once, and what is lost for good written off.

What a gateway takes for a dispute stands as `disputed` until the case ends; lost, it is written off, and written up
again should it be won late. Called inside the transaction that changes the state, with the payment locked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q

from customers import clock
from disputes.models import Dispute, MoneyMoved
from refunds.gateways.dispute_types import DisputeMovement, MovementKind, OfferState
from refunds.ledger import accounts
from refunds.ledger.post import post
from refunds.models import RefundEvent

Kind = MoneyMoved.Kind
State = Dispute.State

GONE = (State.LOST, State.ACCEPTED, State.EXPIRED, State.PREVENTED)
"""Ended against the shop: what was taken does not come back by itself. Prevented is settled with that money."""

TAKEN_IN = ("refund.adopted", "refund.matched")
REVERSAL = "reversal/"
"""How the id of a movement begins that was told as a reversal of the payment."""
FROM_FILE = "file/"
"""How the id of a movement begins that a file told of: it knows none of the gateway's."""


def book_movements(dispute: Dispute, movements: Iterable[DisputeMovement]) -> list[MoneyMoved]:
    """Book what is not booked yet; the same movement told again changes nothing."""
    known = set(dispute.moved.values_list("movement_id", flat=True))
    new = [move for move in movements if move.movement_id not in known and move.amount_minor > 0]
    return [
        _book(dispute, move.kind.value, move.movement_id, move.amount_minor, move.currency, move.moved_at)
        for move in _not_told_as_reversal(dispute, _not_told_otherwise(dispute, new))
    ]


def _not_told_otherwise(dispute: Dispute, movements: list[DisputeMovement]) -> list[DisputeMovement]:
    """Leave out what a file told of and the gateway tells under its own id now, or the other way round."""
    if not movements:
        return []
    booked: Counter[tuple[str, int, str, bool]] = Counter()
    for kind, amount, currency, number in dispute.moved.values_list("kind", "amount_minor", "currency", "movement_id"):
        booked[kind, amount, currency, number.startswith(FROM_FILE)] += 1
    left = []
    for move in movements:
        twin = (move.kind.value, move.amount_minor, move.currency, not move.movement_id.startswith(FROM_FILE))
        if booked[twin]:
            booked[twin] -= 1
        else:
            left.append(move)
    return left


def _not_told_as_reversal(dispute: Dispute, movements: list[DisputeMovement]) -> Iterator[DisputeMovement]:
    """Leave out what was taken, and given back, of money that a reversal of the payment has told of already.

    That one stands in this dispute, or, where it came before the dispute was known here, as a refund. So does what
    was told as a refund of an accepted offer.
    """
    if not movements:
        return
    here = _told_as_reversal(dispute)
    as_refund = _told_as_refund(dispute)
    returned = as_refund.copy()
    for move in movements:
        sum_of_it = (move.amount_minor, move.currency)
        if move.kind == MovementKind.WITHDRAWN and (here[sum_of_it] or as_refund[sum_of_it]):
            (here if here[sum_of_it] else as_refund)[sum_of_it] -= 1
        elif move.kind == MovementKind.REINSTATED and returned[sum_of_it] and not taken_minor(dispute):
            returned[sum_of_it] -= 1
        else:
            yield move


def _told_as_reversal(dispute: Dispute) -> Counter[tuple[int, str]]:
    booked = dispute.moved.filter(movement_id__startswith=REVERSAL)
    return Counter(booked.values_list("amount_minor", "currency"))


def _told_as_refund(dispute: Dispute) -> Counter[tuple[int, str]]:
    """Refunds that were taken in from this payment because the gateway took the money back by itself, or as agreed."""
    is_it = Q(data__is_reversal=True)
    if dispute.offer.get("state") == OfferState.ACCEPTED:
        is_it |= Q(refund__amount_minor=dispute.offer.get("amount_minor"), happened_at__gte=dispute.opened_at)
    taken_in = RefundEvent.objects.filter(is_it, refund__payment=dispute.payment_id, kind__in=TAKEN_IN)
    return Counter(taken_in.values_list("refund__amount_minor", "refund__currency"))


def taken_minor(dispute: Dispute) -> int:
    """What stands as taken for the dispute and not given back, in minor units of its currency."""
    return _sums(dispute).get(dispute.currency, (0, 0))[0]


def is_money_gone(dispute: Dispute) -> bool:
    """Whether money that the gateway took for it has not come back."""
    return any(standing > 0 for standing, _written_off in _sums(dispute).values())


def settle_losses(dispute: Dispute) -> list[MoneyMoved]:
    """Bring what is written off to what is lost: all that was taken and not given back, or nothing while it may be.

    A case won in part is over for the rest once the money came back.
    """
    booked = []
    is_over = dispute.state in GONE or (dispute.state == State.WON and _came_back_last(dispute))
    for currency, (standing, written_off) in _sums(dispute).items():
        wanted = standing if is_over else 0
        difference = wanted - written_off
        if difference:
            kind = Kind.WRITTEN_OFF if difference > 0 else Kind.WRITTEN_UP
            number = dispute.moved.filter(kind__in=(Kind.WRITTEN_OFF, Kind.WRITTEN_UP)).count() + 1
            booked.append(_book(dispute, kind, f"written/{currency}/{number}", abs(difference), currency, None))
    return booked


def _came_back_last(dispute: Dispute) -> bool:
    moves = dispute.moved.filter(kind__in=_STANDING).order_by("moved_at", "id")
    return moves.values_list("kind", flat=True).last() == Kind.REINSTATED


def _sums(dispute: Dispute) -> dict[str, tuple[int, int]]:
    """Per currency: what was taken less what was given back, and how much of it is written off."""
    sums: dict[str, tuple[int, int]] = {}
    for move in dispute.moved.all():
        standing, written_off = sums.get(move.currency, (0, 0))
        standing += _STANDING.get(move.kind, 0) * move.amount_minor
        written_off += _WRITTEN.get(move.kind, 0) * move.amount_minor
        sums[move.currency] = standing, written_off
    return sums


def _book(
    dispute: Dispute, kind: str, movement_id: str, amount_minor: int, currency: str, moved_at: datetime | None
) -> MoneyMoved:
    gateway = accounts.gateway_balance(dispute.gateway, dispute.gateway_account)
    debit, credit = _SIDES[kind]
    entry = post(
        kind=f"dispute_{kind}",
        customer_id=dispute.payment.customer_id,
        source=f"{dispute.reference}/{movement_id}"[:120],
        debit=debit or gateway,
        credit=credit or gateway,
        currency=currency,
        amount_minor=amount_minor,
    )
    return MoneyMoved.objects.create(
        dispute=dispute,
        kind=kind,
        movement_id=movement_id,
        amount_minor=amount_minor,
        currency=currency,
        entry=entry,
        moved_at=moved_at or clock.now(),
    )


_STANDING: dict[str, int] = {Kind.WITHDRAWN: 1, Kind.REINSTATED: -1}
_WRITTEN: dict[str, int] = {Kind.WRITTEN_OFF: 1, Kind.WRITTEN_UP: -1}
_SIDES: dict[str, tuple[str, str]] = {
    Kind.WITHDRAWN: (accounts.DISPUTED, ""),
    Kind.REINSTATED: ("", accounts.DISPUTED),
    Kind.FEE: (accounts.DISPUTE_FEES, ""),
    Kind.COUNTER_FEE: (accounts.DISPUTE_FEES, ""),
    Kind.FEE_RETURNED: ("", accounts.DISPUTE_FEES),
    Kind.WRITTEN_OFF: (accounts.DISPUTES_LOST, accounts.DISPUTED),
    Kind.WRITTEN_UP: (accounts.DISPUTED, accounts.DISPUTES_LOST),
}
"""Debit and credit; "" is the gateway's own account."""
