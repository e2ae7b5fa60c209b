"""Where the money of a case is: the tries at the gateway and the entries in the ledger."""

from __future__ import annotations

import json
from typing import Any

from refunds.models import Refund
from refunds.screens import attempts_of, journal_of


def panel(refund: Refund) -> dict[str, Any]:
    return {
        "attempts": [(attempt, _written_out(attempt.answer)) for attempt in attempts_of(refund)],
        "journal": list(journal_of(refund)) if refund.round else [],
    }


def _written_out(answer: Any) -> str:
    return json.dumps(answer, indent=2, sort_keys=True, ensure_ascii=False) if answer else ""
