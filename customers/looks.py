"""How each state looks on a page: its word, its tone (colour family) and its shape (icon). Never colour alone."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Look(NamedTuple):
    """`tone` is one of ok, live, warn, bad, idle; `shape` is a symbol in static/img/icons.svg."""

    label: str
    tone: str
    shape: str


def _look(label: object, tone: str, shape: str) -> Look:
    return Look(label, tone, shape)  # type: ignore[arg-type]


LOOKS: dict[str, dict[str, Look]] = {
    "refund": {
        "requested": _look(_("Requested"), "idle", "ring"),
        "under_review": _look(_("Under review"), "warn", "half"),
        "needs_info": _look(_("Waiting for the customer"), "warn", "question"),
        "approved": _look(_("Approved"), "live", "ring-check"),
        "processing": _look(_("On its way"), "live", "arrow-right"),
        "completed": _look(_("Completed"), "ok", "disc-check"),
        "failed": _look(_("Failed"), "bad", "alert"),
        "rejected": _look(_("Rejected"), "bad", "ring-x"),
        "canceled": _look(_("Canceled"), "idle", "ring-minus"),
    },
    "attempt": {
        "created": _look(_("Prepared"), "idle", "ring"),
        "sending": _look(_("Being sent"), "live", "arrow-right"),
        "pending": _look(_("Accepted by the gateway"), "live", "clock"),
        "action_required": _look(_("Waiting for the customer's bank details"), "warn", "hand"),
        "waiting_funds": _look(_("Waiting for funds at the gateway"), "warn", "hourglass"),
        "succeeded": _look(_("Paid back"), "ok", "disc-check"),
        "failed": _look(_("Refused"), "bad", "alert"),
        "unknown": _look(_("Answer lost, being asked"), "warn", "question"),
        "canceled": _look(_("Canceled at the gateway"), "idle", "ring-minus"),
        "reversed": _look(_("Came back"), "bad", "return"),
    },
    "dispute": {
        "inquiry": _look(_("Inquiry"), "warn", "question"),
        "inquiry_answered": _look(_("Inquiry answered"), "live", "arrow-right"),
        "inquiry_closed": _look(_("Inquiry closed"), "ok", "disc-check"),
        "needs_response": _look(_("Needs response"), "warn", "hand"),
        "submitted": _look(_("Submitted"), "live", "arrow-right"),
        "under_review": _look(_("Under review"), "live", "half"),
        "won": _look(_("Won"), "ok", "disc-check"),
        "lost": _look(_("Lost"), "bad", "ring-x"),
        "accepted": _look(_("Accepted"), "idle", "ring-minus"),
        "expired": _look(_("Expired"), "bad", "hourglass"),
        "prevented": _look(_("Prevented"), "ok", "shield"),
        "withdrawn": _look(_("Withdrawn"), "ok", "return"),
    },
    "notice": {
        "mention": _look(_("Mentioned"), "live", "note"),
        "hand_over": _look(_("Handed over"), "live", "user"),
        "reminder": _look(_("Due soon"), "warn", "clock"),
        "escalation": _look(_("Escalated"), "bad", "alert"),
        "decided": _look(_("Decided"), "live", "ring-check"),
        "no_answer": _look(_("No answer"), "warn", "hourglass"),
        "customer_wrote": _look(_("Customer wrote"), "live", "mail"),
        "answer_late": _look(_("Answer late"), "bad", "clock"),
        "policy": _look(_("Policy"), "warn", "policy"),
        "subscription": _look(_("Subscription"), "live", "ring-check"),
        "gateway": _look(_("Gateway"), "warn", "gateway"),
        "withdrawal_new": _look(_("Withdrawal"), "warn", "return"),
        "withdrawal_due": _look(_("Due soon"), "warn", "clock"),
        "withdrawal_late": _look(_("Late"), "bad", "alert"),
        "dispute_new": _look(_("Needs response"), "warn", "disputes"),
        "dispute_due": _look(_("Due soon"), "warn", "disputes"),
        "dispute_escalated": _look(_("Escalated"), "bad", "disputes"),
        "dispute_hand_over": _look(_("Handed over"), "live", "disputes"),
        "dispute_mistake": _look(_("Dispute"), "live", "disputes"),
        "dispute_ended": _look(_("Dispute"), "live", "disputes"),
        "dispute_mention": _look(_("Mentioned"), "live", "note"),
        "dispute_pattern": _look(_("Disputes repeat"), "warn", "disputes"),
        "dispute_rule": _look(_("Dispute"), "live", "disputes"),
        "dispute_alert_new": _look(_("Early warning"), "warn", "bell"),
        "dispute_alert_due": _look(_("Due soon"), "warn", "bell"),
        "dispute_alert_handed": _look(_("Handed over"), "live", "bell"),
        "dispute_alert_late": _look(_("Too late"), "bad", "bell"),
    },
    "pattern": {
        "new": _look(_("New"), "warn", "alert"),
        "followed": _look(_("Being followed up"), "live", "half"),
        "done": _look(_("Done"), "ok", "disc-check"),
        "ignored": _look(_("Ignored"), "idle", "ring-minus"),
    },
    "alert": {
        "received": _look(_("Waits for a decision"), "warn", "hand"),
        "refunding": _look(_("Refund asked for"), "live", "arrow-right"),
        "refunded": _look(_("Refunded"), "ok", "disc-check"),
        "declined": _look(_("Left alone"), "idle", "ring-minus"),
        "expired": _look(_("Expired"), "bad", "hourglass"),
        "resolved": _look(_("Settled by the network"), "ok", "shield"),
        "disputed": _look(_("Became a dispute"), "bad", "disputes"),
    },
    "verdict": {
        "allow": _look(_("Allow"), "ok", "ring-check"),
        "review": _look(_("Review"), "warn", "half"),
        "deny": _look(_("Deny"), "bad", "ring-x"),
    },
    "export": {
        "queued": _look(_("Being made"), "live", "clock"),
        "ready": _look(_("Ready"), "ok", "disc-check"),
        "failed": _look(_("Not made"), "bad", "alert"),
        "canceled": _look(_("Canceled"), "idle", "ring-minus"),
        "forgotten": _look(_("File deleted"), "idle", "ring"),
    },
    "export_delivery": {
        "waiting": _look(_("On its way"), "live", "arrow-right"),
        "delivered": _look(_("Delivered"), "ok", "disc-check"),
        "given_up": _look(_("Given up"), "bad", "alert"),
    },
    "statement": {
        "queued": _look(_("Being made"), "live", "clock"),
        "ready": _look(_("Ready"), "ok", "disc-check"),
        "failed": _look(_("Not made"), "bad", "alert"),
    },
    "closing": {
        "open": _look(_("Being prepared"), "idle", "ring"),
        "closing": _look(_("Being closed"), "live", "clock"),
        "closed": _look(_("Closed"), "ok", "disc-check"),
        "reopened": _look(_("Opened again"), "warn", "alert"),
    },
    "closing_check": {
        "green": _look(_("Green"), "ok", "disc-check"),
        "open": _look(_("Open"), "warn", "alert"),
        "carried": _look(_("Carried over"), "idle", "arrow-right"),
    },
    "policy_version": {
        "in_force": _look(_("In force"), "ok", "disc-check"),
        "scheduled": _look(_("Starts later"), "live", "clock"),
        "ended": _look(_("Earlier"), "idle", "ring"),
        "withdrawn": _look(_("Withdrawn"), "idle", "ring-minus"),
    },
    "policy_draft": {
        "draft": _look(_("Being written"), "live", "note"),
        "proposed": _look(_("Proposed"), "warn", "half"),
        "activated": _look(_("Activated"), "ok", "disc-check"),
        "withdrawn": _look(_("Withdrawn"), "idle", "ring-minus"),
    },
    "policy_trial": {
        "queued": _look(_("Being tried"), "live", "clock"),
        "done": _look(_("Tried"), "ok", "disc-check"),
        "canceled": _look(_("Stopped"), "idle", "ring-minus"),
        "failed": _look(_("Not finished"), "bad", "alert"),
    },
    "bulk": {
        "checking": _look(_("Being checked"), "live", "clock"),
        "checked": _look(_("Waits for your word"), "warn", "hand"),
        "running": _look(_("Being worked off"), "live", "arrow-right"),
        "done": _look(_("Done"), "ok", "disc-check"),
        "stopped": _look(_("Stopped"), "idle", "ring-minus"),
    },
    "bulk_row": {
        "unchecked": _look(_("Not checked yet"), "idle", "ring"),
        "ready": _look(_("Can be done"), "live", "half"),
        "barred": _look(_("Left out"), "warn", "ring-minus"),
        "done": _look(_("Done"), "ok", "disc-check"),
        "failed": _look(_("Not done"), "bad", "alert"),
    },
    "transfer_file": {
        "draft": _look(_("Waiting for a second person"), "warn", "half"),
        "released": _look(_("Released"), "live", "arrow-right"),
        "executed": _look(_("Executed"), "ok", "disc-check"),
        "partly": _look(_("Partly executed"), "warn", "half"),
        "refused": _look(_("Refused by the bank"), "bad", "ring-x"),
        "withdrawn": _look(_("Withdrawn"), "idle", "ring-minus"),
    },
    "transfer_line": {
        "waiting": _look(_("Not at the bank yet"), "idle", "ring"),
        "pending": _look(_("At the bank"), "live", "clock"),
        "succeeded": _look(_("Executed"), "ok", "disc-check"),
        "failed": _look(_("Refused"), "bad", "ring-x"),
        "reversed": _look(_("Came back"), "bad", "return"),
    },
    "message": {
        "queued": _look(_("Waiting to be sent"), "live", "clock"),
        "sent": _look(_("Sent"), "ok", "disc-check"),
        "failed": _look(_("Not delivered"), "bad", "alert"),
        "held": _look(_("Held back"), "idle", "ring-minus"),
        "received": _look(_("Received"), "live", "note"),
        "doubted": _look(_("Waits for a person"), "warn", "hand"),
        "dismissed": _look(_("Put aside"), "idle", "ring-minus"),
        "accepted": _look(_("Accepted for delivery"), "ok", "ring-check"),
        "refused": _look(_("Refused"), "bad", "ring-x"),
        "unreachable": _look(_("Could not be reached"), "warn", "alert"),
    },
    "subscription": {
        "on": _look(_("Turned on"), "ok", "disc-check"),
        "off": _look(_("Turned off"), "idle", "ring-minus"),
        "turned_off": _look(_("Turned off after failures"), "bad", "alert"),
        "failing": _look(_("Not answering"), "warn", "alert"),
    },
    "delivery": {
        "waiting": _look(_("Waiting"), "live", "clock"),
        "again": _look(_("Waiting for another try"), "warn", "hourglass"),
        "delivered": _look(_("Delivered"), "ok", "disc-check"),
        "failed": _look(_("Given up"), "bad", "alert"),
    },
    "mail_news": {
        "delivered": _look(_("Delivered"), "ok", "disc-check"),
        "delayed": _look(_("Delayed"), "warn", "clock"),
        "bounced": _look(_("Bounced"), "bad", "alert"),
        "complained": _look(_("Marked as spam"), "bad", "hand"),
    },
    "text": {
        "delivered": _look(_("As delivered"), "idle", "ring"),
        "changed": _look(_("Changed"), "ok", "ring-check"),
        "broken": _look(_("Does not work"), "bad", "alert"),
        "draft": _look(_("Draft"), "warn", "half"),
        "use": _look(_("Put in use"), "ok", "ring-check"),
        "reset": _look(_("Back to the delivered text"), "idle", "return"),
    },
    "hint": {
        "fraud": _look(_("Says it was not them"), "bad", "shield"),
        "duplicate": _look(_("Looks like another"), "warn", "copy"),
        "many_requests": _look(_("Asks often"), "warn", "refresh"),
        "much_refunded": _look(_("Gets much back"), "warn", "trend-up"),
        "high_amount": _look(_("High amount"), "warn", "coins"),
        "fresh_payment": _look(_("Paid a moment ago"), "idle", "clock"),
        "old_payment": _look(_("Paid long ago"), "idle", "hourglass"),
        "held": _look(_("Payment on hold"), "warn", "lock"),
        "wants_exchange": _look(_("Would rather exchange"), "live", "refresh"),
        "keeps_goods": _look(_("Keeps it for less"), "idle", "coins"),
    },
    "due": {
        "overdue": _look(_("Overdue"), "bad", "alert"),
        "today": _look(_("Due today"), "warn", "clock"),
        "later": _look(_("In time"), "idle", "calendar"),
    },
    "plan": {
        "open": _look(_("To be decided"), "warn", "half"),
        "approved": _look(_("Approved"), "live", "ring-check"),
        "rejected": _look(_("Rejected"), "bad", "ring-x"),
        "canceled": _look(_("Canceled"), "idle", "ring-minus"),
    },
    "webhook": {
        "received": _look(_("Waiting"), "live", "clock"),
        "processed": _look(_("Done"), "ok", "disc-check"),
        "ignored": _look(_("Nothing to do"), "idle", "ring"),
        "parked": _look(_("Before a person"), "warn", "hand"),
        "quarantined": _look(_("Does not fit what we know"), "bad", "alert"),
        "set_aside": _look(_("Set aside"), "idle", "ring-minus"),
    },
    "reconciliation": {
        "waiting": _look(_("Waiting for a worker"), "live", "clock"),
        "running": _look(_("Looking"), "live", "arrow-right"),
        "done": _look(_("Done"), "ok", "disc-check"),
        "failed": _look(_("Not finished"), "bad", "alert"),
    },
    "withdrawal": {
        "received": _look(_("Received"), "warn", "half"),
        "matched": _look(_("Matched"), "live", "arrow-right"),
        "refused": _look(_("Refused"), "bad", "ring-x"),
        "done": _look(_("Paid back"), "ok", "disc-check"),
    },
    "difference": {
        "open": _look(_("Open"), "warn", "half"),
        "resolved": _look(_("Resolved"), "ok", "disc-check"),
    },
    "settlement": {
        "fetching": _look(_("Being fetched"), "live", "clock"),
        "matching": _look(_("Being compared"), "live", "arrow-right"),
        "done": _look(_("Compared"), "ok", "disc-check"),
        "failed": _look(_("Not finished"), "bad", "alert"),
    },
    "order": {
        "due": _look(_("Waiting"), "idle", "clock"),
        "leased": _look(_("Being worked on"), "live", "arrow-right"),
        "done": _look(_("Done"), "ok", "disc-check"),
        "parked": _look(_("Parked for a person"), "bad", "hand"),
    },
}

LOOKS["portal"] = {
    **LOOKS["refund"],
    "under_review": _look(_("Being looked at"), "live", "half"),
    "needs_info": _look(_("Needs your answer"), "warn", "question"),
    "completed": _look(_("Confirmed"), "ok", "disc-check"),
    "failed": _look(_("We look for another way"), "warn", "return"),
    "rejected": _look(_("Turned down"), "bad", "ring-x"),
    "canceled": _look(_("Taken back"), "idle", "ring-minus"),
}
"""A refund in words for its customer."""

LOOKS["portal_dispute"] = {
    **LOOKS["dispute"],
    "inquiry": _look(_("Question of your bank"), "live", "question"),
    "needs_response": _look(_("Being answered"), "live", "half"),
    "submitted": _look(_("Answered"), "live", "arrow-right"),
    "under_review": _look(_("Your bank decides"), "live", "half"),
    "won": _look(_("The payment stands"), "idle", "ring-check"),
    "lost": _look(_("Money given back"), "ok", "disc-check"),
    "accepted": _look(_("Money given back"), "ok", "disc-check"),
    "expired": _look(_("Money given back"), "ok", "disc-check"),
    "prevented": _look(_("Money given back"), "ok", "disc-check"),
}
"""A dispute in words for the one who disputed."""


def look_of(kind: str, state: str) -> Look:
    """Find the look; a state that is not listed is still shown, as a quiet word of its own."""
    known = LOOKS.get(kind, {}).get(state)
    return known or Look(state.replace("_", " ").capitalize(), "idle", "ring")
