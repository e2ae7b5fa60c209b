"""Writing down a network's limit that was read somewhere."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from disputes.models import NetworkLimit
from disputes.weighing.chance import WHOLE
from disputes.weighing.programmes import programme_codes
from refunds import permissions
from refunds.actions.words import require_note

LONGEST_SOURCE, MOST_ROWS, MOST_CASES = 300, 500, 1_000_000
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def set_network_limit(
    *, actor: Actor, programme: str, share: int, least_cases: int, valid_from: date, source: str
) -> NetworkLimit:
    """Let a programme's limit be this one from a day on; `share` is of ten thousand.

    Raises BadInput for a limit that cannot be meant; then nothing is written.
    """
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.SET_DISPUTE_RULES)
        if programme not in programme_codes():
            raise BadInput(_("Choose a programme from the list."), "unknown_programme", "programme")
        if not 0 < share <= WHOLE:
            raise BadInput(_("Give a share of more than 0 and at most 100 percent."), "bad_share", "share")
        if not 0 <= least_cases <= MOST_CASES:
            raise BadInput(_("Give a number of cases; 0 where the share alone counts."), "bad_cases", "least_cases")
        if not EARLIEST <= valid_from <= LATEST:
            raise BadInput(_("Give a day between 2000 and 2100."), "bad_day", "valid_from")
        if NetworkLimit.objects.count() >= MOST_ROWS:
            raise Conflict(_("There are %d limits already.") % MOST_ROWS, "too_many_limits")
        return NetworkLimit.objects.create(
            programme=programme, share=share, least_cases=least_cases, valid_from=valid_from,
            source=require_note(source, "source", LONGEST_SOURCE), set_by=actor.person,
        )  # fmt: skip
