"""What the moves that change the shape of a refund will do, said before they are made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from refunds.models import Refund
from refunds.moves import open_proposal_of


def shape_looks(refund: Refund) -> dict[str, dict[str, str]]:
    """Icon, button and sentence of each, by the name of the move."""
    return {
        "change": {
            "icon": "note",
            "button": _("Open the form"),
            "text": _(
                "Change amount, lines, reason, fee or goodwill. Approvals given before become void, and whoever raises"
                " what goes back does not approve it."
            ),
        },
        "rail_proposal": {
            "icon": "question",
            "button": _("Ask the customer"),
            "text": _("The customer gets a letter and agrees or declines in the portal. The case waits meanwhile."),
        },
        "rail_answer": {
            "icon": "note",
            "button": _("Keep the answer"),
            "text": _("For an answer that came by phone. Whoever writes it down does not approve this refund."),
        },
        "rail_withdrawal": {
            "icon": "ring-minus",
            "button": _("Withdraw the question"),
            "text": _what_is_withdrawn(refund),
        },
    }


def _what_is_withdrawn(refund: Refund) -> str:
    proposal = open_proposal_of(refund)
    if proposal is None:
        return ""
    return _("The customer can no longer agree to “%(new)s”. The money goes by “%(old)s” as before.") % {
        "new": proposal.get_new_rail_display(),
        "old": proposal.get_old_rail_display(),
    }
