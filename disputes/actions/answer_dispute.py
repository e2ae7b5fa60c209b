"""Answering a dispute with evidence: exactly the packet that was seen, once, for good."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from customers.models import Document
from disputes.actions.build_packet import PDF, is_built, parts_of
from disputes.actions.keep_appraisal import keep_appraisal
from disputes.actions.lock_dispute import lock_dispute
from disputes.actions.store_answer import require_may_respond, store_answer
from disputes.actions.write_draft import lock_draft, wishes_of
from disputes.evidence.checklist import check
from disputes.evidence.discovery import reason_for
from disputes.evidence.facts import CaseFacts
from disputes.evidence.preflight import Preflight, preflight
from disputes.finding import budget_for, gateway_of, require_writable, takes_evidence
from disputes.gathering import gather_case
from disputes.models import AnswerFile, Dispute, DisputeAnswer, EvidenceDraft
from disputes.packet.records import pieces_shown
from disputes.weighing.weigh import weigh
from refunds import permissions
from refunds.crash_points import crash_point
from refunds.gateways.base import Gateway


def answer_dispute(*, actor: Actor, reference: str, version: int) -> DisputeAnswer:
    """Hand in the draft as it was read (`version`), with the packet that was built of it; of a lost case, the appeal.

    Key, texts and files are kept in this transaction; a worker sends them after it. Raises Conflict when the draft
    changed, the packet is old, the round has its answer, or it is not our turn; BadInput with the first thing that
    stops it. Nothing was written then.
    """
    permissions.require(actor, permissions.ANSWER_DISPUTES)
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        require_writable(dispute)
        require_may_respond(dispute)
        draft = lock_draft(reference)
        draft.dispute = dispute
        _require_as_seen(draft, version)
        if dispute.is_in_appeal:
            _require_news(dispute, draft)
        facts = gather_case(dispute, draft)
        looked = check_draft(draft, gateway_of(dispute), facts)
        if looked.stops:
            raise BadInput(looked.stops[0].words, looked.stops[0].code)
        answer = store_answer(
            dispute,
            DisputeAnswer.Kind.APPEAL if dispute.is_in_appeal else DisputeAnswer.Kind.EVIDENCE,
            actor,
            texts={name: text for name, text in draft.texts.items() if text.strip()},
            defence=draft.defence,
            pieces=pieces_shown(facts, draft.left_out),
            readiness=check(facts, reason_for(facts.category)).readiness,
            refund_references=[credit.number for credit in facts.credits if credit.arrived and credit.number],
        )
        _keep_files(answer, draft)
        keep_appraisal(dispute, actor, weigh(dispute, facts), answer=answer)
    crash_point("answer_stored")
    return answer


def _require_news(dispute: Dispute, draft: EvidenceDraft) -> None:
    """Only something new turns a case that was decided: words or files that were not shown before."""
    shown = (
        dispute.answers.filter(kind__in=DisputeAnswer.FIGHTS, state=DisputeAnswer.State.TAKEN).order_by("-id").first()
    )
    said = {text.strip() for text in draft.texts.values() if text.strip()}
    if shown is None or draft.files.exists() or not said <= {text.strip() for text in shown.texts.values()}:
        return
    raise BadInput(
        _("An appeal needs something that was not shown before: add a file, or words that say what is new."), "no_news"
    )


def check_draft(draft: EvidenceDraft, gateway: Gateway | None, facts: CaseFacts | None = None) -> Preflight:
    """The look before the shot, at what would be handed in now; costs less where the facts are at hand."""
    told = draft.packet_told if is_built(draft) else {}
    return preflight(
        draft.texts,
        parts_of(draft),
        facts or gather_case(draft.dispute, draft),
        budget_for(gateway),
        wishes_of(draft),
        told.get("left_out", ()),
        told.get("unclear", ()),
    )


def _require_as_seen(draft: EvidenceDraft, version: int) -> None:
    if not takes_evidence(gateway_of(draft.dispute)):
        raise Conflict(
            _("This gateway takes no evidence over its API. Hand the packet in at its own console."), "not_over_api"
        )
    if draft.version != version:
        raise Conflict(_("Somebody changed this draft since you opened it. Look at it again."), "changed_since_seen")
    if draft.set_aside:
        raise Conflict(_("Two texts of one field wait for a choice. Choose first."), "clash_open")
    if not is_built(draft):
        raise Conflict(_("Build the packet of this draft and look at it first."), "packet_old")


def _keep_files(answer: DisputeAnswer, draft: EvidenceDraft) -> None:
    parts = draft.packet_told["parts"]
    documents = {one.key: one for one in Document.objects.filter(key__in=[part["key"] for part in parts])}
    AnswerFile.objects.bulk_create(
        AnswerFile(
            answer=answer,
            position=position,
            kind=part["kind"],
            name=f"{part['kind']}.pdf",
            content_type=PDF,
            pages=part["pages"],
            size_bytes=part["size_bytes"],
            sha256=part["sha256"],
            document=documents[part["key"]],
        )
        for position, part in enumerate(parts, start=1)
    )
