"""What is different between two looks at a case, in words and side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.money import format_money
from refunds.models import PolicyDecision, Refund, RefundEvent


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed, as it was and as it is."""

    label: str
    before: str
    now: str


def differences(before: dict[str, Any], now: dict[str, Any], refund: Refund) -> list[Difference]:
    """Compare two snapshots of the refund. A snapshot of an older build lacks what it did not know."""
    old, new = _in_words(before, refund), _in_words(now, refund)
    changed = [Difference(label, old.get(label, "–"), words) for label, words in new.items() if old.get(label) != words]
    return changed or _unspoken(before, now)


def _in_words(seen: dict[str, Any], refund: Refund) -> dict[str, str]:
    reason, text = [*seen.get("reason", ["", ""]), ""][:2]
    return {
        _("Amount"): format_money(seen["amount_minor"], seen["currency"]),
        _("Goodwill in it"): format_money(seen.get("goodwill_minor", 0), seen["currency"]),
        _("Restocking fee"): _fee(seen),
        _("Paid back by"): _choice(Refund.Rail, seen["rail"]),
        _("Reason"): _choice(Refund.Reason, reason),
        _("In the customer's words"): text or "–",
        **_told(seen),
        _("Lines"): _lines(seen, refund),
        _("Policy"): _choice(PolicyDecision.Verdict, (seen.get("verdict") or [""])[0]),
        _("Documents"): _documents(seen, refund),
        _("What the customer added"): _answers(seen, refund),
        _("Round"): str(seen["round"]),
    }


def _told(seen: dict[str, Any]) -> dict[str, str]:
    answers, wish, percent = seen.get("told", [[], "", 0])
    return {
        _("Answers to our questions"): "; ".join(f"{row['question']} {row['answer']}" for row in answers) or "–",
        _("Would rather have"): wish or "–",
        _("Keeps the goods for"): _("%d percent of the price") % percent if percent else "–",
    }


def _fee(seen: dict[str, Any]) -> str:
    fee_minor, waiver = seen.get("fee", [0, ""])
    return _("waived: %s") % waiver if waiver else format_money(fee_minor, seen["currency"])


def _choice(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else "–"


def _lines(seen: dict[str, Any], refund: Refund) -> str:
    names = {line.payment_line_id: line.payment_line.description for line in refund.lines.all()}
    told = [
        f"{quantity} × {names.get(line_id, _('a line that is no longer asked for'))}, "
        f"{format_money(amount_minor, seen['currency'])}"
        for line_id, quantity, amount_minor in seen["lines"]
    ]
    return "; ".join(told) or "–"


def _documents(seen: dict[str, Any], refund: Refund) -> str:
    names = {paper.document_id: paper.document.name for paper in refund.papers.all()}
    return ", ".join(names.get(number, "?") for number in seen.get("documents", [])) or _("none")


def _answers(seen: dict[str, Any], refund: Refund) -> str:
    known = set(seen["answers"])
    told = [_said(event) for event in refund.events.all() if event.pk in known]
    return " / ".join(told) or "–"


def _said(event: RefundEvent) -> str:
    if event.kind == "refund.took_in":
        return _("%s was merged into this request") % event.data.get("other", "")
    return f"“{event.data.get('answer') or event.data.get('words', '')}”"


def _unspoken(before: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    """The same words, but not the same facts: the policy was asked again."""
    count = sum(before.get(name) != value for name, value in now.items())
    if not count:
        return []
    return [
        Difference(
            _("Facts that the policy looked at"),
            _("as you saw them"),
            ngettext("%d of them is another now", "%d of them are others now", count) % count,
        )
    ]
