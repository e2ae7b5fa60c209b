"""Which events of a refund mean something outside the house, and what they are called there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUND = "refund"

TOLD_AS = {
    "refund.requested": "refund.requested",
    "refund.adopted": "refund.adopted",
    "refund.approved": "refund.approved",
    "refund.rejected": "refund.rejected",
    "refund.appealed": "refund.appealed",
    "refund.processing": "refund.processing",
    "refund.completed": "refund.completed",
    "refund.failed": "refund.failed",
    "refund.came_back": "refund.reversed",
    "refund.disowned": "refund.reversed",
    "refund.canceled": "refund.canceled",
    "refund.merged": "refund.merged",
}
"""Kind of the event → type of the message. What is not here stays in the house."""

SENTENCES = {
    "refund.requested": _("A refund was asked for."),
    "refund.adopted": _("A refund that was made in the gateway's own console was found there."),
    "refund.approved": _("A refund was approved; its amount is reserved."),
    "refund.rejected": _("A refund was rejected."),
    "refund.appealed": _("The customer asked once more about a no; it is under review again."),
    "refund.processing": _("The money is on its way."),
    "refund.completed": _("The gateway has paid the money back."),
    "refund.failed": _("The gateway has refused; a person looks at it."),
    "refund.reversed": _("The money came back after it was paid."),
    "refund.canceled": _("A refund was canceled."),
    "refund.merged": _("A request went into another one of the same customer."),
}
