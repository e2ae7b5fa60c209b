"""A refund's page: the case, the verdict with every rule, its story, the money, and the moves that are open."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.money import format_money
from customers.templatetags.recourse import method_label
from refunds import permissions
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from refunds.moves import Move, moves_for
from refunds.screens import journal_of, last_decision, letters_about, refund_in_full, refund_stamp, stamp_of
from refunds.timeline import tell_events
from refunds.views.access import StaffRequest, staff_page
from refunds.views.letter_preview import STEPS
from refunds.views.list_strip import carried, strip_of, with_list
from refunds.views.move_forms import FORMS, ApprovalForm, MoveForm
from refunds.views.shape_looks import shape_looks

NOTHING_NEW = 204


@staff_page()
def refund_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Show a refund. The page asks with the stamp of what it shows; only a changed case is drawn again."""
    if not request.htmx:
        return draw(request, refund_in_full(reference))
    if request.GET.get("stamp") == refund_stamp(reference):
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "refunds/_refund_changed.html", _whole_page(request, refund_in_full(reference)))


def draw(
    request: StaffRequest, refund: Refund, name: str = "", tried: MoveForm | None = None, status: int = 200
) -> HttpResponse:
    """Draw the whole page; a move that was refused stands open, with its sentence and what was typed."""
    return render(request, "refunds/refund.html", _whole_page(request, refund, name, tried), status=status)


def _whole_page(request: StaffRequest, refund: Refund, name: str = "", tried: MoveForm | None = None) -> dict[str, Any]:
    offered = moves_for(refund, request.user, request.allowed)
    needed = approvals_needed(refund)
    list_query = carried(request)
    moves_stamp = f"{refund.state}-{len(refund.approvals.all())}"
    return {
        **facts_of(refund),
        "moves": [
            _shown(move, refund, needed, tried if move.name == name else None, list_query)
            for move in offered
            if not move.why_not
        ],
        "barred": _by_reason(offered),
        "approvals_needed": needed,
        "refusal": _stray_errors(offered, name, tried),
        **({} if request.htmx else strip_of(request, refund)),
        "moves_stamp": moves_stamp,
        "moves_changed": request.GET.get("moves") != moves_stamp,
    }


def facts_of(refund: Refund) -> dict[str, Any]:
    """Everything on the page that is not a form."""
    decision = last_decision(refund)
    payment = refund.payment
    return {
        "refund": refund,
        "payment": payment,
        "decision": decision,
        "verdicts": _verdicts(decision.rule_verdicts) if decision else [],
        "timeline": tell_events(refund.events.all())[::-1],
        "attempts": [(attempt, _written_out(attempt.answer)) for attempt in refund.attempts.all()],
        "journal": list(journal_of(refund)) if refund.round else [],
        "letters": list(letters_about(refund)),
        "open_holds": [hold for hold in payment.holds.all() if hold.released_at is None],
        "approvals": list(refund.approvals.all()),
        "stamp": stamp_of(refund),
        "bar": bar_of(payment, refund),
    }


def _written_out(answer: Any) -> str:
    return json.dumps(answer, indent=2, sort_keys=True, ensure_ascii=False) if answer else ""


def approvals_needed(refund: Refund) -> int | None:
    """How many people must say yes, while that is still open."""
    is_open = refund.state in (Refund.State.REQUESTED, Refund.State.UNDER_REVIEW, Refund.State.NEEDS_INFO)
    return permissions.approvals_needed(refund) if is_open else None


def bar_of(payment: Any, refund: Refund | None = None) -> list[dict[str, Any]]:
    """The payment as parts of a bar, in thousandths of its width: sent back, reserved, asked for here, left."""
    asks = refund.amount_minor if refund and not refund.round and refund.finished_at is None else 0
    asks = min(asks, max(payment.left_minor, 0))
    parts = [
        ("refunded", _("Sent back"), payment.refunded_minor + payment.refunded_before_minor),
        ("reserved", _("Reserved"), payment.reserved_minor),
        ("asked", _("Asked for here"), asks),
        ("left", _("Left") if not asks else _("Left afterwards"), payment.left_minor - asks),
    ]
    drawn, start, total = [], 0, 0
    for name, label, amount in parts:
        total += amount
        end = total * 1000 // payment.captured_minor
        drawn.append({"name": name, "label": label, "amount": amount, "x": start, "width": end - start})
        start = end
    return drawn


def form_of(name: str, refund: Refund, needed: int | None, data: Any = None) -> MoveForm:
    """Build the form of a move, bound to what was sent or ready to be filled in."""
    if name == "approval":
        return ApprovalForm(name, refund, data, must_type=(needed or 1) > 1, seen=seen_hash(refund))
    if name == "rejection":
        return FORMS[name](name, refund, data, seen=seen_hash(refund))
    return FORMS[name](name, refund, data)


def _shown(move: Move, refund: Refund, needed: int | None, tried: MoveForm | None, list_query: str) -> dict[str, Any]:
    look = _looks(refund, needed)[move.name]
    form = tried or form_of(move.name, refund, needed)
    if tried is not None and "seen" in form.fields:
        form.data = {**{name: form.data.get(name) for name in form.data}, "seen": seen_hash(refund)}
    return {
        **look,
        "name": move.name,
        "title": move.title,
        "form": form,
        "url": with_list(reverse(f"refunds:{move.name}", args=[refund.reference]), list_query),
        "letter_url": _letter_url(move, refund),
        "open": tried is not None,
    }


def _letter_url(move: Move, refund: Refund) -> str:
    """Where the letter of a move can be read before it is made, if it writes one."""
    address = reverse("refunds:letter_preview", args=[refund.reference])
    return f"{address}?move={move.name}" if move.name in STEPS else ""


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
            "text": _("Ends this request for good and writes to the customer. No money moves."),
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
        "transfer": {
            "icon": "bank",
            "button": _("Record as paid"),
            "text": _("Record it once %s has left the shop's bank account. It completes the refund for good.") % amount,
        },
        "retry": {
            "icon": "refresh",
            "button": _("Release again"),
            "text": _("The last try ended for sure, so nothing is paid twice. %s is reserved again and sent.") % amount,
        },
        **shape_looks(refund),
        "cancellation": {
            "icon": "ring-minus",
            "tone": "danger",
            "button": _("Cancel the request"),
            "text": _("Takes the request back for good and tells the customer. It works until a worker has taken it."),
        },
    }


def _approve_word(amount: str, needed: int | None, refund: Refund) -> str:
    is_last = len(refund.approvals.all()) + 1 >= (needed or 1)
    return _("Approve %s") % amount if is_last else _("Approve as the first of two")


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


def _verdicts(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What said no first, then what wants a person, then what had nothing against it."""
    order = {"deny": 0, "review": 1, "allow": 2}
    shown = [
        {
            "verdict": rule["verdict"],
            "title": rule.get("title") or rule["rule"].replace("_", " ").capitalize(),
            "sentence": rule["sentence"],
        }
        for rule in rules
    ]
    return sorted(shown, key=lambda rule: order.get(rule["verdict"], 0))


def _by_reason(offered: list[Move]) -> list[dict[str, Any]]:
    """The moves that this person may not make, gathered under their reason."""
    reasons: dict[str, list[str]] = {}
    for move in offered:
        if move.why_not:
            reasons.setdefault(move.why_not, []).append(str(move.title))
    return [{"why": why, "titles": ", ".join(titles)} for why, titles in reasons.items()]


def _stray_errors(offered: list[Move], name: str, tried: MoveForm | None) -> list[str]:
    """The sentences of a refused move whose form is not on the page (any more)."""
    if tried is None or any(move.name == name and not move.why_not for move in offered):
        return []
    return [str(error) for errors in tried.errors.values() for error in errors]
