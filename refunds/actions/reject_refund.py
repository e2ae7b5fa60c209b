"""A person's no, with the reason that the customer reads."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput
from refunds import permissions, staff_notices
from refunds.actions.change_refund import require_no_open_plan
from refunds.actions.end_bank_details import revoke_details
from refunds.actions.lock_refund import lock_refund, require_seen, require_state
from refunds.actions.rail_proposals import withdraw_open_proposal
from refunds.actions.say_no import say_no
from refunds.actions.words import checked_note, require_words
from refunds.explained import nameable_rules
from refunds.models import Refund

OTHER = "other"
"""Named where no rule of the policy is the reason."""


def reject_refund(
    *, actor: Actor, reference: str, seen: str, explanation: str, rule: str = OTHER, note: str = ""
) -> Refund:
    """Turn a refund down. `explanation` and the colleague's own `note` go to the customer as they are written.

    `rule` is the code of the rule of the policy that it stands on; the letter tells it, and what would change it.
    """
    words, note = require_words(explanation, "explanation"), checked_note(note)
    rules = checked_rule(rule)
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        person = permissions.require(actor, permissions.REJECT)
        permissions.require_not_requester(person, refund)
        permissions.require_fresh_eyes(person, refund)
        require_state(refund, Refund.State.REQUESTED, Refund.State.UNDER_REVIEW)
        require_no_open_plan(refund)
        require_seen(refund, seen)
        turn_down(refund, actor, words, note, rules)
    return refund


def checked_rule(rule: str) -> list[str]:
    """Return the rules that are named, which may be none. Raises BadInput for one that no no can stand on."""
    if rule == OTHER:
        return []
    if rule not in dict(nameable_rules()):
        raise BadInput(_("Choose a rule from the list, or another reason."), "unknown_rule", "rule")
    return [rule]


def turn_down(refund: Refund, actor: Actor, words: str, note: str = "", rules: Sequence[str] = ()) -> None:
    """Reject a locked refund, tell the customer why, and close what else was open about it."""
    say_no(refund, actor, rules, words, note)
    withdraw_open_proposal(refund, actor)
    revoke_details(refund, actor)
    staff_notices.tell_requester(refund, actor, words)
