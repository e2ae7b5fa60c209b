"""The moves of a case: the open ones as forms with what each will do, and why the others are closed."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from customers.money import format_money
from customers.templatetags.recourse import method_label
from refunds import permissions
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from refunds.move_letters import STEPS
from refunds.moves import Move, hands_for, moves_for, permission_of
from refunds.views.access import StaffRequest
from refunds.views.case.changes import since
from refunds.views.hands import colleagues
from refunds.views.list_strip import carried, form_url, move_url
from refunds.views.move_forms import FORMS, ApprovalForm, ColleagueForm, MoveForm
from refunds.views.shape_looks import shape_looks
from refunds.whom_to_ask import people_for

CHANGED = "changed_since_seen"
AT_HAND = ("approval", "rejection", "question", "answer", "transfer")
"""What is done all day: these forms come with the page, as those do that ask for nothing; the others when opened."""


def panel(request: StaffRequest, refund: Refund, name: str = "", tried: MoveForm | None = None) -> dict[str, Any]:
    """The moves; the one that is asked for by `name` stands open, with its sentence and what was typed if it was
    refused (`tried`)."""
    offered = moves_for(refund, request.user, request.allowed)
    needed = approvals_needed(refund)
    list_query = carried(request)
    stamp = f"{refund.state}-{len(refund.approvals.all())}"
    refusal = _stray_errors([*offered, *hands_for(refund, request.user, request.allowed)], name, tried)
    return {
        "moves": [
            _shown(move, refund, needed, list_query, move.name == name, tried) for move in offered if not move.why_not
        ],
        "barred": _by_reason(offered),
        "approvals": list(refund.approvals.all()),
        "approvals_needed": needed,
        "refusal": refusal,
        "helpers": _helpers(offered, name, refund) if refusal else [],
        "moves_stamp": stamp,
        "moves_changed": request.GET.get("moves") != stamp,
    }


def approvals_needed(refund: Refund) -> int | None:
    """How many people must say yes, while that is still open."""
    is_open = refund.state in (Refund.State.REQUESTED, Refund.State.UNDER_REVIEW, Refund.State.NEEDS_INFO)
    return permissions.approvals_needed(refund) if is_open else None


def form_of(name: str, refund: Refund, needed: int | None, data: Any = None) -> MoveForm:
    """Build the form of a move, bound to what was sent or ready to be filled in."""
    if name == "approval":
        return ApprovalForm(name, refund, data, must_type=(needed or 1) > 1, seen=seen_hash(refund))
    if name == "rejection":
        return FORMS[name](name, refund, data, seen=seen_hash(refund))
    if issubclass(FORMS[name], ColleagueForm):
        return FORMS[name](name, refund, data, people=colleagues(refund))
    return FORMS[name](name, refund, data)


def _shown(
    move: Move, refund: Refund, needed: int | None, list_query: str, is_open: bool, tried: MoveForm | None
) -> dict[str, Any]:
    is_drawn = is_open or move.name in AT_HAND or not FORMS[move.name].base_fields
    return {
        **_looks(refund, needed)[move.name],
        "name": move.name,
        "title": move.title,
        "url": move_url(move.name, refund, list_query),
        "open": is_open,
        **(_drawn(move, refund, needed, tried if is_open else None) if is_drawn else {}),
        "later_url": "" if is_drawn else form_url(move.name, refund, list_query),
    }


def _drawn(move: Move, refund: Refund, needed: int | None, tried: MoveForm | None) -> dict[str, Any]:
    form = tried or form_of(move.name, refund, needed)
    return {
        "form": form,
        "changes": _made_fresh(form, refund) if tried is not None and "seen" in form.fields else [],
        "letter_url": _letter_url(move, refund),
    }


def _letter_url(move: Move, refund: Refund) -> str:
    """Where the letter of a move can be read before it is made, if it writes one."""
    address = reverse("refunds:letter_preview", args=[refund.reference])
    return f"{address}?move={move.name}" if move.name in STEPS else ""


def _made_fresh(form: MoveForm, refund: Refund) -> list[Any]:
    """Let a refused form be about the case as it is now, and say what changed since it was filled in."""
    sent = str(form.data.get("seen") or "")
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    form.data = {**{name: form.data.get(name) for name in form.data}, "seen": seen_hash(refund)}
    return since(refund, sent) if CHANGED in codes else []


def _looks(refund: Refund, needed: int | None) -> dict[str, dict[str, str]]:
    """What each move will do, said before it is made."""
    amount = format_money(refund.amount_minor, refund.currency)
    return {
        "approval": {
            "icon": "check",
            "button": _approve_word(amount, needed, refund),
            "text": _what_a_yes_does(refund, needed),
        },
        "rejection": {
            "icon": "x",
            "tone": "danger",
            "button": _("Reject"),
            "text": _what_a_no_does(refund),
        },
        "question": {
            "icon": "question",
            "button": _("Send the question"),
            "text": _("Writes to the customer and sets the request aside until they answer."),
        },
        "answer": {
            "icon": "note",
            "button": _("Keep the answer"),
            "text": _("Puts the request back on the list of those to decide."),
        },
        "appeal": {
            "icon": "return",
            "button": _("Ask for the second look"),
            "text": _(
                "It is given once. Somebody who had no say in it decides, so not you, and the customer gets the day of"
                " the answer by mail."
            ),
        },
        "transfer": {
            "icon": "bank",
            "button": _("Record as paid"),
            "text": _("Record it once %s has left the shop's bank account. It completes the refund for good.") % amount,
        },
        "account_question": {
            "icon": "question",
            "button": _("Ask for it again"),
            "text": _("Writes to the customer again; they name the account on their own page. Nobody here types one."),
        },
        "retry": {
            "icon": "refresh",
            "button": _("Release again"),
            "text": _("The last try ended for sure, so nothing is paid twice. %s is reserved again and sent.") % amount,
        },
        "recall": {
            "icon": "return",
            "tone": "danger",
            "button": _("Ask for it back"),
            "text": _(
                "The gateway is asked at once. If it takes %s back, no money leaves, and the case waits for what you"
                " choose then. If it does not, nothing changes."
            )
            % amount,
        },
        **shape_looks(refund),
        "cancellation": {
            "icon": "ring-minus",
            "tone": "danger",
            "button": _("Cancel the request"),
            "text": _cancel_words(refund),
        },
    }


def _cancel_words(refund: Refund) -> str:
    if refund.state == Refund.State.FAILED:
        return _("Gives it up for good and tells the customer. Nothing is reserved for it any more.")
    return _("Takes the request back for good and tells the customer. It works until a worker has taken it.")


def _approve_word(amount: str, needed: int | None, refund: Refund) -> str:
    is_last = len(refund.approvals.all()) + 1 >= (needed or 1)
    return _("Approve %s") % amount if is_last else _("Approve as the first of two")


def _what_a_no_does(refund: Refund) -> str:
    if refund.appealed_at:
        return _("Ends this request for good and writes to the customer. No money moves.")
    return _("Writes to the customer, who can ask once for a second look by somebody else. No money moves.")


def _what_a_yes_does(refund: Refund, needed: int | None) -> str:
    if len(refund.approvals.all()) + 1 < (needed or 1):
        return _("Your yes is the first of two. Nothing leaves before another person approves as well.")
    if refund.rail == Refund.Rail.STORE_CREDIT:
        return _("The customer gets store credit at once. It cannot be called back afterwards.")
    if refund.rail == Refund.Rail.BANK_TRANSFER:
        return _("The amount is reserved and finance pays it by bank transfer.")
    return _("The money goes back to %s, usually within a minute. It cannot be called back once it has left.") % (
        method_label(refund.payment)
    )


def _by_reason(offered: list[Move]) -> list[dict[str, Any]]:
    """The moves that this person may not make, gathered under their reason."""
    reasons: dict[str, list[str]] = {}
    for move in offered:
        if move.why_not:
            reasons.setdefault(move.why_not, []).append(str(move.title))
    return [{"why": why, "titles": ", ".join(titles)} for why, titles in reasons.items()]


def _stray_errors(offered: list[Move], name: str, tried: MoveForm | None) -> list[str]:
    """The sentences of a refused move whose form is not on the page (any more)."""
    if tried is None or name == "notes" or any(move.name == name and not move.why_not for move in offered):
        return []
    return [str(error) for errors in tried.errors.values() for error in errors]


def _helpers(offered: list[Move], name: str, refund: Refund) -> list[Any]:
    """Who else could make the move that this person may not."""
    is_barred = any(move.name == name and move.why_not for move in offered)
    return people_for(permission_of(name), refund) if is_barred else []
