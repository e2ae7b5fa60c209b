"""What a second person saw of a draft, as one hash. Any change to it voids their yes."""

from __future__ import annotations

import hashlib
import json

from refunds.models import PolicyDraft


def draft_hash(draft: PolicyDraft) -> str:
    """Hash name, reason, rules, limits, start, what it builds on, and the row's own version."""
    seen = {
        "reference": draft.reference,
        "version": draft.version,
        "name": draft.name,
        "note": draft.note,
        "document": draft.document,
        "limits": draft.limits,
        "starts_on": draft.starts_on.isoformat() if draft.starts_on else None,
        "based_on": draft.based_on_id,
    }
    canonical = json.dumps(seen, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
