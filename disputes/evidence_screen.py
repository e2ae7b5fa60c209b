"""What the page of a case's evidence shows: checklist, draft, budget, files, and how far the answer has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from customers.models import User
from disputes.actions.accept_dispute import why_paid_twice
from disputes.actions.answer_dispute import check_draft
from disputes.actions.build_packet import is_built
from disputes.actions.store_answer import needs_second
from disputes.actions.write_draft import wishes_of
from disputes.evidence.checklist import Checklist, check
from disputes.evidence.discovery import reason_for
from disputes.evidence.facts import CaseFacts, Paper
from disputes.evidence.pieces import FILE_KINDS, PIECES, SHORT_FIELDS, TEXT_FIELDS
from disputes.evidence.preflight import Preflight
from disputes.evidence.reason import GOODS_WORDS, NetworkAsks, Reason
from disputes.evidence.texts import CE3, fields_for
from disputes.finding import budget_for, draft_of, find_dispute, gateway_of, takes_evidence
from disputes.gathering import gather_case
from disputes.models import Dispute, DisputeAnswer, DraftFile, EvidenceDraft
from disputes.packet.records import wanted_records
from disputes.results.precedents import Precedent, won_before
from disputes.weighing.weigh import is_hopeless
from refunds import permissions
from refunds.gateways.dispute_types import EvidenceBudget, Wanted

ANSWERS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TextField:
    """A field of the draft as it stands, with the words that came too late beside it, if there are any."""

    name: str
    label: Any
    text: str
    most: int
    is_short: bool
    last: dict[str, Any]
    set_aside: dict[str, Any]

    @property
    def left(self) -> int:
        return self.most - len(self.text)


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything of the page, and what this person may do on it."""

    dispute: Dispute
    facts: CaseFacts
    reason: Reason
    asks: NetworkAsks | None
    checklist: Checklist
    budget: EvidenceBudget
    draft: EvidenceDraft | None
    fields: Sequence[TextField]
    files: Sequence[DraftFile]
    offered: Sequence[Paper]
    records: Sequence[tuple[str, str, bool]]
    looked: Preflight | None
    wanted: Sequence[Wanted]
    answer: DisputeAnswer | None
    past: Sequence[DisputeAnswer]
    over_api: bool
    may_accept_there: bool
    why_paid_twice: str
    allowed: set[str]
    needs_second: bool
    wrote: bool
    past_won: Sequence[Precedent]

    @property
    def is_ours(self) -> bool:
        return self.dispute.state in Dispute.OURS

    @property
    def may_write(self) -> bool:
        turn = self.is_ours or self.dispute.is_in_appeal
        return turn and self.answer is None and permissions.ANSWER_DISPUTES in self.allowed

    @property
    def may_accept(self) -> bool:
        return self._could_accept and not self.why_paid_twice

    @property
    def why_no_acceptance(self) -> str:
        """What alone stands in the way of accepting."""
        return self.why_paid_twice if self._could_accept else ""

    @property
    def _could_accept(self) -> bool:
        can = self.is_ours and self.answer is None and self.may_accept_there
        return can and permissions.ACCEPT_DISPUTES in self.allowed

    @property
    def waits(self) -> bool:
        return self.answer is not None and self.answer.state == DisputeAnswer.State.WAITING

    @property
    def may_release(self) -> bool:
        return self.waits and permissions.RELEASE_ANSWERS in self.allowed and not self.wrote

    @property
    def may_take_back(self) -> bool:
        early = (DisputeAnswer.State.WAITING, DisputeAnswer.State.DUE)
        moves = {permissions.ANSWER_DISPUTES, permissions.RELEASE_ANSWERS}
        return self.answer is not None and self.answer.state in early and bool(moves & self.allowed)

    @property
    def is_built(self) -> bool:
        return self.draft is not None and is_built(self.draft)

    @property
    def is_hopeless(self) -> bool:
        return is_hopeless(self.dispute)

    @property
    def may_submit(self) -> bool:
        clear = self.looked is not None and self.looked.is_clear
        taken = self.over_api and (self.dispute.may_respond is not False or self.dispute.is_in_appeal)
        return self.may_write and self.is_built and clear and taken and not (self.draft and self.draft.set_aside)


def evidence_screen(reference: str, user: User, allowed: set[str]) -> Screen:
    """Gather the page. Raises NotFound."""
    dispute = find_dispute(reference, Dispute.objects.select_related("payment__customer", "owner", "statement"))
    answers = list(dispute.answers.select_related("by", "released_by").order_by("-id")[:ANSWERS_SHOWN])
    draft, answer, gateway = draft_of(dispute), _live(dispute, answers), gateway_of(dispute)
    facts, reason, budget = gather_case(dispute, draft), reason_for(dispute.category), budget_for(gateway)
    if draft is not None:
        draft.dispute = dispute
    files = list(draft.files.select_related("document")) if draft is not None else []
    return Screen(
        dispute=dispute,
        facts=facts,
        reason=reason,
        asks=reason.asked_by(facts.network),
        checklist=check(facts, reason),
        budget=budget,
        draft=draft,
        fields=fields_of(draft, budget),
        files=files,
        offered=[paper for paper in facts.papers if paper.key not in {file.document.key for file in files}],
        records=_records(facts, draft),
        looked=check_draft(draft, gateway, facts) if draft is not None else None,
        wanted=wishes_of(draft),
        answer=answer,
        past=[one for one in answers if one != answer],
        over_api=takes_evidence(gateway),
        may_accept_there=bool(gateway and gateway.capabilities.accepts_disputes and dispute.may_accept is not False),
        why_paid_twice=why_paid_twice(dispute) if facts.credits or dispute.payment.refunded_before_minor else "",
        allowed=allowed,
        needs_second=needs_second(dispute),
        wrote=_wrote(user, draft, answer),
        past_won=won_before(dispute, facts.goods),
    )


def _live(dispute: Dispute, answers: Sequence[DisputeAnswer]) -> DisputeAnswer | None:
    """The answer of the present round that waits, is on its way, or was taken; of many it is among the last."""
    now = (one for one in answers if one.round == dispute.round and one.state in DisputeAnswer.LIVE)
    return next(now, None)


def fields_of(draft: EvidenceDraft | None, budget: EvidenceBudget) -> list[TextField]:
    """The fields that the gateway takes, in the page's order; what Visa compares stands behind them, once filled in."""
    if draft is None:
        return []
    names = fields_for(budget.text_fields) + sorted(name for name in draft.texts if name.startswith(f"{CE3}."))
    return [
        TextField(
            name=name,
            label=TEXT_FIELDS.get(name) or name.removeprefix(f"{CE3}.").replace("_", " ").replace(".", ", "),
            text=draft.texts.get(name, ""),
            most=budget.characters_per_field or 20_000,
            is_short=name in SHORT_FIELDS or name.startswith(f"{CE3}."),
            last=draft.touched.get(name, {}),
            set_aside=draft.set_aside.get(name, {}),
        )
        for name in names
    ]


def choices_of_pieces() -> list[tuple[str, Any]]:
    """What a file may show, for a list to choose from."""
    return [(piece.code, piece.title) for piece in PIECES.values()]


def choices_of_goods() -> list[tuple[str, Any]]:
    return [(goods.value, words) for goods, words in GOODS_WORDS.items()]


def parts_told(draft: EvidenceDraft) -> list[dict[str, Any]]:
    """The files that would be handed in, by their names."""
    return [
        {**part, "label": FILE_KINDS.get(part["kind"], part["kind"])} for part in draft.packet_told.get("parts", ())
    ]


def _records(facts: CaseFacts, draft: EvidenceDraft | None) -> list[tuple[str, str, bool]]:
    """Our own records that would be printed: piece, title, and whether somebody left it out."""
    out = set(draft.left_out) if draft is not None else set()
    return [(record.piece, str(PIECES[record.piece].title), record.piece in out) for record in wanted_records(facts)]


def _wrote(user: User, draft: EvidenceDraft | None, answer: DisputeAnswer | None) -> bool:
    if answer is not None and answer.by_id == user.pk:
        return True
    evidence = answer is None or answer.kind in DisputeAnswer.FIGHTS
    return evidence and draft is not None and draft.writers.filter(pk=user.pk).exists()
