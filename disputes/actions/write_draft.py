"""Writing the draft of an answer: words that save themselves, by several people at once.

Each field is on its own: who writes where nobody else did since disturbs nobody. Who comes too late in a field loses no
word: theirs is set aside beside the other, until somebody chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.errors import BadInput, Conflict, NotFound
from disputes.actions.learn_payment import learn_payment
from disputes.events import record as note
from disputes.evidence.pieces import PIECES, TEXT_FIELDS
from disputes.evidence.reason import Goods
from disputes.evidence.texts import CE3, first_texts
from disputes.finding import budget_for, draft_of, find_dispute, gateway_of, require_writable
from disputes.gathering import gather_case
from disputes.models import Dispute, EvidenceDraft
from refunds import permissions
from refunds.actions.words import is_writable
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import Wanted, Weight
from refunds.gateways.errors import GatewayError

LONGEST_TEXT, LONGEST_DEFENCE = 20_000, 80


def open_draft(*, actor: Actor, reference: str) -> EvidenceDraft:
    """Begin the draft of this round with what can be said from the facts, or return the one that is there."""
    person = permissions.require(actor, permissions.ANSWER_DISPUTES)
    dispute = find_dispute(reference)
    if (known := draft_of(dispute)) is not None:
        return known
    require_writable(dispute)
    gateway = gateway_of(dispute)
    learn_payment(dispute.payment, gateway)
    facts = gather_case(dispute)
    texts = first_texts(facts, budget_for(gateway).text_fields)
    wanted = ask_gateway(dispute, gateway)
    with transaction.atomic(), acting(actor):
        begun, is_new = EvidenceDraft.objects.get_or_create(
            dispute=dispute,
            round=dispute.round,
            defaults={"texts": texts, "goods": facts.goods.value, "wanted": wanted},
        )
        if is_new:
            begun.writers.add(person)
            note(dispute, "dispute.draft_begun", actor)
    return begun


def save_draft(
    *,
    actor: Actor,
    reference: str,
    version: int,
    texts: Mapping[str, str] | None = None,
    seen: Mapping[str, int] | None = None,
    goods: str | None = None,
    left_out: list[str] | None = None,
    defence: str | None = None,
) -> EvidenceDraft:
    """Keep what was written, field by field. `version` is the draft's as it was read, `seen` that of single fields.

    A field that somebody else changed since keeps their words; these here are set aside (`set_aside`). Raises BadInput
    for a field that there is not, or a text that is too long; nothing is kept then.
    """
    sent = {name: _checked_text(name, text) for name, text in (texts or {}).items()}

    def change(draft: EvidenceDraft) -> bool:
        known = {name: (seen or {}).get(name, version) for name in sent}
        changed = [_take_text(draft, name, text, known[name], actor) for name, text in sent.items()]
        return any([*changed, *_take_choices(draft, goods, left_out, defence)])

    return _change(actor, reference, change)


def fill_draft(*, actor: Actor, reference: str) -> EvidenceDraft:
    """Write into every empty field what can be said from the facts as they are now."""
    dispute = find_dispute(reference)
    gateway = gateway_of(dispute)
    learn_payment(dispute.payment, gateway)
    written = first_texts(gather_case(dispute, draft_of(dispute)), budget_for(gateway).text_fields)
    wanted = ask_gateway(dispute, gateway)

    def change(draft: EvidenceDraft) -> bool:
        empty = {name: text for name, text in written.items() if not draft.texts.get(name, "").strip()}
        for name, text in empty.items():
            _write(draft, name, text, actor)
        is_news, draft.wanted = draft.wanted != wanted, wanted
        return bool(empty) or is_news

    return _change(actor, reference, change)


def settle_clash(*, actor: Actor, reference: str, field: str, take: bool) -> EvidenceDraft:
    """Decide between two texts of a field: take the one that was set aside, or drop it."""

    def change(draft: EvidenceDraft) -> bool:
        if field not in draft.set_aside:
            raise Conflict(_("Somebody has decided this already."), "already_settled")
        kept = draft.set_aside.pop(field)
        if take:
            _write(draft, field, kept["words"], actor)
        return True

    return _change(actor, reference, change)


def lock_draft(reference: str) -> EvidenceDraft:
    """Lock the draft of the present round, with its dispute as it is now. Raises NotFound or Conflict."""
    dispute = find_dispute(reference)
    drafts = EvidenceDraft.objects.select_for_update(of=("self",)).select_related("dispute__payment__customer")
    draft = drafts.filter(dispute=dispute, round=dispute.round).first()
    if draft is None:
        raise NotFound(_("This dispute has no draft yet. Begin one first."), "draft_not_found")
    require_writable(draft.dispute)
    return draft


def touch(draft: EvidenceDraft, actor: Actor) -> None:
    """Count a change, and remember who writes here."""
    draft.version += 1
    draft.changed_at = clock.now()
    draft.save()
    if actor.person is not None:
        draft.writers.add(actor.person)


def ask_gateway(dispute: Dispute, gateway: Gateway | None) -> list[dict[str, Any]]:
    """What the gateway itself wants to see in this case; nothing where it does not tell, or not now."""
    if gateway is None:
        return []
    try:
        return [kept_wish(wish) for wish in gateway.evidence_wanted(dispute.gateway_reference)]
    except GatewayError:
        return []


def kept_wish(wish: Wanted) -> dict[str, Any]:
    return {
        "code": wish.code[:200],
        "weight": wish.weight.value,
        "label": str(wish.label)[:500],
        "defence": wish.defence[:LONGEST_DEFENCE],
        "is_there": wish.is_there,
    }


def wishes_of(draft: EvidenceDraft | None) -> list[Wanted]:
    """What the gateway was last heard to want."""
    return [Wanted(**{**kept, "weight": Weight(kept["weight"])}) for kept in (draft.wanted if draft else ())]


def _change(actor: Actor, reference: str, change: Callable[[EvidenceDraft], bool]) -> EvidenceDraft:
    permissions.require(actor, permissions.ANSWER_DISPUTES)
    with transaction.atomic(), acting(actor):
        draft = lock_draft(reference)
        if change(draft):
            touch(draft, actor)
    return draft


def _take_text(draft: EvidenceDraft, name: str, text: str, version: int, actor: Actor) -> bool:
    """Write a text, unless it is there already or somebody else wrote in this field since it was read."""
    if text == draft.texts.get(name, ""):
        return False
    if draft.touched.get(name, {}).get("version", 0) > version:
        if draft.set_aside.get(name, {}).get("words") == text:
            return False
        draft.set_aside[name] = {"words": text, "who": actor.label, "at": clock.now().isoformat()}
        return True
    _write(draft, name, text, actor)
    return True


def _write(draft: EvidenceDraft, name: str, text: str, actor: Actor) -> None:
    draft.texts[name] = text
    draft.touched[name] = {
        "version": draft.version + 1, "by": actor.key, "who": actor.label, "at": clock.now().isoformat(),
    }  # fmt: skip


def _take_choices(
    draft: EvidenceDraft, goods: str | None, left_out: list[str] | None, defence: str | None
) -> list[bool]:
    before = (draft.goods, list(draft.left_out), draft.defence)
    if goods is not None:
        draft.goods = _one_of(goods, list(Goods), "goods")
    if left_out is not None:
        draft.left_out = sorted({_one_of(piece, PIECES, "left_out") for piece in left_out})
    if defence is not None:
        known = {"", *(wish["defence"] for wish in draft.wanted)}
        draft.defence = _one_of(defence, known, "defence")
    return [before != (draft.goods, list(draft.left_out), draft.defence)]


def _one_of(word: str, known: Any, field: str) -> str:
    if word not in known:
        raise BadInput(_("There is no such choice."), "unknown_choice", field)
    return str(word)


def _checked_text(name: str, text: str) -> str:
    if name not in TEXT_FIELDS and not name.startswith(f"{CE3}."):
        raise BadInput(_("There is no such field."), "unknown_field", "texts")
    text = text.replace("\r\n", "\n").strip()
    if len(name) > 200 or len(text) > LONGEST_TEXT or not is_writable(text):
        raise BadInput(_("Please shorten the text to %d characters.") % LONGEST_TEXT, "text_too_long", name)
    return mask_card_numbers(text)
