"""The refusals that any operation may answer with, for the page that explains the API. A move has words of its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

COMMON_CODES = {
    "bad_input": (400, _("The body or the query cannot be meant; fields says where.")),
    "bad_cursor": (400, _("The cursor is not one of ours. Begin with the first page.")),
    "bad_limit": (400, _("Ask for 1 to 200 rows.")),
    "idempotency_key_missing": (400, _("A POST needs the header Idempotency-Key.")),
    "bad_idempotency_key": (400, _("The Idempotency-Key has 1 to 255 visible ASCII characters.")),
    "not_authenticated": (401, _("There is no API key in the request.")),
    "bad_key": (401, _("The key is unknown, revoked, expired, or of somebody who left.")),
    "scope_missing": (403, _("The key lacks the scope that stands beside the operation.")),
    "role_missing": (403, _("The owner of the key may not do this.")),
    "own_request": (403, _("Who asked for a refund never decides it.")),
    "above_limit": (403, _("The amount is above what the owner of the key may approve.")),
    "not_found": (404, _("There is nothing at this address; a thing of its own says so, as in refund_not_found.")),
    "method_not_allowed": (405, _("There is only GET and POST.")),
    "changed_since_seen": (409, _("It has changed since it was read. Read it again, then decide.")),
    "body_too_large": (413, _("The body is larger than 256 KB; a document may be larger.")),
    "idempotency_key_reused": (422, _("The Idempotency-Key was used for another request.")),
    "too_many_requests": (429, _("The calls of this minute are used up. Retry-After says when to come again.")),
    "internal_error": (500, _("Something broke on our side and nothing was written. Try again with the same key.")),
    "unavailable": (503, _("The database does not answer. Try again with the same key.")),
}
"""Code → status and meaning."""
