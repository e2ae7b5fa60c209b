"""Refunds, customers and their money over the API."""

from __future__ import annotations

from tests.access.bodies import API_HOLD, READY, SEEN, WORDS
from tests.access.row import (
    ACCOUNT_ASKERS,
    ANSWERERS,
    ASKERS,
    BRINGERS,
    DECIDERS,
    EVERY_ROLE,
    NOTERS,
    RELEASERS,
    TAKERS,
    TRACERS,
    TRANSFER_READERS,
    Row,
    api,
)

ROWS: dict[str, Row] = {
    "api/v1/customers/": api(
        get=("customers:read", EVERY_ROLE), post=("customers:write", "finance admin"), body={"email": "n@home.example"}
    ),
    "api/v1/customers/<slug:reference>/": api(get=("customers:read", EVERY_ROLE)),
    "api/v1/payments/": api(
        get=("payments:read", EVERY_ROLE), post=("payments:write", "finance admin"), body={"gateway": "sandbox"}
    ),
    "api/v1/payments/<slug:reference>/": api(get=("payments:read", EVERY_ROLE)),
    "api/v1/refunds/": api(
        get=("refunds:read", EVERY_ROLE), post=("refunds:write", ASKERS),
        body={"payment": "{payment}", "reason": "changed_mind"},
    ),
    "api/v1/refunds/<slug:reference>/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/refunds/<slug:reference>/events/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/refunds/<slug:reference>/approval/": api(post=("refunds:decide", DECIDERS), body=SEEN, four_eyes=True),
    "api/v1/refunds/<slug:reference>/rejection/": api(
        post=("refunds:decide", DECIDERS), body={**SEEN, "explanation": WORDS}, four_eyes=True
    ),
    "api/v1/refunds/<slug:reference>/question/": api(
        post=("refunds:decide", ASKERS), body={"question": WORDS}
    ),
    "api/v1/refunds/<slug:reference>/answer/": api(
        post=("refunds:decide", ASKERS), body={"answer": WORDS}
    ),
    "api/v1/refunds/<slug:reference>/appeal/": api(post=("refunds:decide", ASKERS), body={"words": WORDS}),
    "api/v1/refunds/<slug:reference>/confirmation/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/refunds/<slug:reference>/cancellation/": api(post=("refunds:write", ASKERS), body={}),
    "api/v1/refunds/<slug:reference>/retry/": api(post=("refunds:decide", "approver lead finance"), body={}),
    "api/v1/refunds/<slug:reference>/recall/": api(
        post=("refunds:decide", "approver lead manager finance"), body={}
    ),
    "api/v1/refunds/<slug:reference>/account-question/": api(
        post=("refunds:write", ACCOUNT_ASKERS), body={}
    ),
    "api/v1/transfers/": api(get=("refunds:read", TRANSFER_READERS)),
    "api/v1/transfer-files/": api(
        get=("refunds:read", TRANSFER_READERS), post=("refunds:decide", "finance"), body={}
    ),
    "api/v1/transfer-files/<slug:reference>/": api(get=("refunds:read", TRANSFER_READERS), absent=True),
    "api/v1/transfer-files/<slug:reference>/release/": api(
        post=("refunds:decide", RELEASERS), body={"seen": "0"}, absent=True
    ),
    "api/v1/transfer-files/<slug:reference>/download/": api(post=("refunds:decide", "finance"), body={}, absent=True),
    "api/v1/transfer-files/<slug:reference>/withdrawal/": api(
        post=("refunds:decide", RELEASERS), body={}, absent=True
    ),
    "api/v1/transfer-files/<slug:reference>/removal/": api(
        post=("refunds:decide", "finance"), body={"refund": "RF-1"}, absent=True
    ),
    "api/v1/transfer-files/<slug:reference>/answer/": api(
        post=("refunds:decide", "finance"),
        body={"lines": [{"reference": "RF-1-1", "said": "executed"}]},
        absent=True,
    ),
    "api/v1/bank-answers/": api(
        get=("refunds:read", TRANSFER_READERS),
        post=("refunds:decide", "finance"),
        body={"name": "x.csv", "content": "cmVmZXJlbmNlLGFtb3VudCxjdXJyZW5jeSxzdGF0dXMK"},
    ),
    "api/v1/bank-answers/<int:answer_id>/": api(get=("refunds:read", TRANSFER_READERS), absent=True),
    "api/v1/refunds/<slug:reference>/transfer/": api(
        post=("refunds:decide", "finance"), body={"bank_reference": "SEPA 1"}
    ),
    "api/v1/quotes/": api(
        post=("refunds:write", ASKERS), body={"payment": "{payment}", "reason": "changed_mind"}
    ),
    "api/v1/questions/": api(
        get=("questions:read", ANSWERERS), post=("questions:write", ANSWERERS),
        body={"customer": "{customer}", "question": WORDS},
    ),
    "api/v1/questions/<slug:key>/help/": api(post=("questions:write", ANSWERERS), body={"helped": True}, absent=True),
    "api/v1/questions/<slug:key>/person/": api(post=("questions:write", ANSWERERS), body={}, absent=True),
    "api/v1/questions/<slug:key>/settlement/": api(post=("questions:write", ANSWERERS), body={}, absent=True),
    "api/v1/questions/<slug:key>/redaction/": api(post=("questions:write", ANSWERERS), body={}, absent=True),
    "api/v1/bulk-runs/": api(
        get=("refunds:read", "approver lead finance"), post=("refunds:decide", "approver lead finance"), absent=True
    ),
    "api/v1/bulk-runs/<slug:reference>/": api(get=("refunds:read", "approver lead finance"), absent=True),
    "api/v1/bulk-runs/<slug:reference>/rows/": api(get=("refunds:read", "approver lead finance"), absent=True),
    "api/v1/bulk-runs/<slug:reference>/confirmation/": api(
        post=("refunds:decide", "approver lead finance"), absent=True
    ),
    "api/v1/bulk-runs/<slug:reference>/stop/": api(post=("refunds:decide", "approver lead finance"), absent=True),
    "api/v1/bulk-runs/<slug:reference>/again/": api(post=("refunds:decide", "approver lead finance"), absent=True),
    "api/v1/refunds/<slug:reference>/change/": api(post=("refunds:write", ASKERS), absent=True),
    "api/v1/refunds/<slug:reference>/change_quote/": api(post=("refunds:write", ASKERS), absent=True),
    "api/v1/refunds/<slug:reference>/rail_proposal/": api(post=("refunds:write", ASKERS), absent=True),
    "api/v1/refunds/<slug:reference>/rail_answer/": api(post=("refunds:write", ASKERS), absent=True),
    "api/v1/refunds/<slug:reference>/rail_withdrawal/": api(post=("refunds:write", ASKERS), absent=True),
    "api/v1/plans/": api(post=("refunds:write", ASKERS), absent=True),
    "api/v1/plans/quotes/": api(post=("refunds:write", ASKERS), absent=True),
    "api/v1/plans/<slug:reference>/": api(get=("refunds:read", EVERY_ROLE), absent=True),
    "api/v1/plans/<slug:reference>/approval/": api(post=("refunds:decide", DECIDERS), absent=True),
    "api/v1/plans/<slug:reference>/rejection/": api(post=("refunds:decide", DECIDERS), absent=True),
    "api/v1/plans/<slug:reference>/cancellation/": api(post=("refunds:write", ASKERS), absent=True),
    "api/v1/refunds/<slug:reference>/widget-token/": api(post=("refunds:read", EVERY_ROLE), body={"seconds": 60}),
    "api/v1/views/": api(
        get=("refunds:read", EVERY_ROLE), post=("refunds:write", EVERY_ROLE), body={"name": "Mine", "filter": {}}
    ),
    "api/v1/views/<slug:reference>/": api(
        get=("refunds:read", EVERY_ROLE), post=("refunds:write", EVERY_ROLE), absent=True
    ),
    "api/v1/views/<slug:reference>/deletion/": api(post=("refunds:write", EVERY_ROLE), absent=True),
    "api/v1/payments/<slug:reference>/traces/": api(
        get=("disputes:read", EVERY_ROLE), post=("disputes:write", TRACERS),
        body={"kind": "use", "happened_at": "2026-01-01T10:00:00Z", "words": "Read a page."},
    ),
    "api/v1/payments/<slug:reference>/readiness/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/counts/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/refunds/<slug:reference>/documents/": api(
        get=("refunds:read", EVERY_ROLE), post=("refunds:write", NOTERS), absent=True
    ),
    "api/v1/refunds/<slug:reference>/documents/<slug:key>/file/": api(get=("refunds:read", EVERY_ROLE), absent=True),
    "api/v1/refunds/<slug:reference>/suspects/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/refunds/<slug:reference>/merge/": api(post=("refunds:write", ASKERS), absent=True),
    "api/v1/refunds/<slug:reference>/letter-preview/": api(
        post=("refunds:read", EVERY_ROLE), body={"move": "rejection", "words": WORDS}
    ),
    "api/v1/payments/<slug:reference>/statement/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/payments/<slug:reference>/hold/": api(post=("payments:write", ASKERS), body={"reason": WORDS}),
    "api/v1/payments/<slug:reference>/hold-lifting/": api(post=("payments:write", ASKERS), body={}),
    "api/v1/customers/<slug:reference>/value/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/feedback/": api(get=("reports:read", "lead manager")),
    "api/v1/refusals/": api(get=("reports:read", "auditor admin")),
    "api/v1/withdrawals/": api(
        get=("refunds:read", EVERY_ROLE),
        post=("refunds:write", ASKERS),
        body={"name": "Mila", "order_reference": "R-1", "email": "mila@home.example"},
    ),
    "api/v1/withdrawals/<slug:reference>/": api(get=("refunds:read", EVERY_ROLE), of="withdrawal"),
    "api/v1/withdrawals/<slug:reference>/paper/": api(get=("refunds:read", EVERY_ROLE), of="withdrawal", absent=True),
    "api/v1/withdrawals/<slug:reference>/match/": api(
        post=("refunds:write", ASKERS), body={"to": "{payment}"}, of="withdrawal"
    ),
    "api/v1/withdrawals/<slug:reference>/refusal/": api(
        post=("refunds:decide", DECIDERS), body={"explanation": WORDS}, of="withdrawal"
    ),
    "api/v1/refunds/<slug:reference>/taking/": api(post=("refunds:write", TAKERS), body={}),
    "api/v1/refunds/<slug:reference>/giving-back/": api(post=("refunds:write", TAKERS), body={}),
    "api/v1/refunds/<slug:reference>/handing-over/": api(
        post=("refunds:write", TAKERS), body={"to": "{email}", "words": WORDS}
    ),
    "api/v1/refunds/<slug:reference>/escalation/": api(post=("refunds:write", TAKERS), body={"why": WORDS}),
    "api/v1/refunds/<slug:reference>/escalation-end/": api(post=("refunds:write", "lead"), body={"words": WORDS}),
    "api/v1/refunds/<slug:reference>/notes/": api(
        get=("refunds:read", EVERY_ROLE), post=("refunds:write", NOTERS), body={"text": WORDS}
    ),
    "api/v1/refunds/<slug:reference>/conversation/": api(
        get=("refunds:read", EVERY_ROLE), post=("refunds:write", TAKERS), body={"text": WORDS}
    ),
    "api/v1/refunds/<slug:reference>/conversation/settling/": api(post=("refunds:write", TAKERS), body={}),
    "api/v1/refunds/<slug:reference>/conversation/ready-answer/": api(
        post=("refunds:read", TAKERS), body={"ready_answer": 1}, absent=True
    ),
    "api/v1/conversations/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/conversations/mail/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/conversations/mail/<int:message_id>/acceptance/": api(
        post=("refunds:write", TAKERS), body={}, absent=True
    ),
    "api/v1/conversations/mail/<int:message_id>/dismissal/": api(
        post=("refunds:write", TAKERS), body={}, absent=True
    ),
    "api/v1/ready-answers/": api(get=("refunds:read", EVERY_ROLE), post=("refunds:write", NOTERS), body=READY),
    "api/v1/ready-answers/<int:answer_id>/": api(post=("refunds:write", NOTERS), body=READY, absent=True),
    "api/v1/ready-answers/<int:answer_id>/removal/": api(post=("refunds:write", NOTERS), body={}, absent=True),
    "api/v1/refunds/<slug:reference>/watchers/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/notices/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/notices/reading/": api(post=("refunds:write", EVERY_ROLE), body={}),
    "api/v1/notices/mail/": api(post=("refunds:write", EVERY_ROLE), body={"notice_mail": "never"}),
    "api/v1/notices/<int:notice_id>/reading/": api(post=("refunds:write", EVERY_ROLE), absent=True),
    "api/v1/customers/<slug:reference>/credit/": api(get=("credit:read", EVERY_ROLE)),
    "api/v1/customers/<slug:reference>/credit/movements/": api(get=("credit:read", EVERY_ROLE)),
    "api/v1/customers/<slug:reference>/credit/holds/": api(post=("credit:spend", BRINGERS), body=API_HOLD),
    "api/v1/customers/<slug:reference>/credit/corrections/": api(
        post=("credit:write", "lead finance"), body={"currency": "EUR", "amount_minor": 5, "reason": WORDS}
    ),
    "api/v1/credit-holds/": api(get=("credit:read", EVERY_ROLE)),
    "api/v1/credit-holds/<slug:reference>/": api(get=("credit:read", EVERY_ROLE), of="hold", absent=True),
    "api/v1/credit-holds/<slug:reference>/capture/": api(post=("credit:spend", BRINGERS), of="hold", absent=True),
    "api/v1/credit-holds/<slug:reference>/release/": api(post=("credit:spend", BRINGERS), of="hold", absent=True),
    "api/v1/credit-holds/<slug:reference>/giving-back/": api(
        post=("credit:spend", BRINGERS), of="hold", body={"amount_minor": 5}, absent=True
    ),
    "api/v1/credit-corrections/": api(get=("credit:read", EVERY_ROLE)),
    "api/v1/credit-corrections/<slug:reference>/agreement/": api(
        post=("credit:write", "lead finance"), of="correction", absent=True
    ),
    "api/v1/credit-corrections/<slug:reference>/refusal/": api(
        post=("credit:write", "lead finance"), of="correction", absent=True
    ),
    "api/v1/letters/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/letters/<slug:letter>/": api(get=("refunds:read", EVERY_ROLE), at="api/v1/letters/{letter_id}/"),
    "api/v1/letters/<slug:letter>/resending/": api(
        post=("refunds:decide", ASKERS), body={}, at="api/v1/letters/{letter_id}/resending/"
    ),
    "api/v1/customers/<slug:reference>/mail-address/": api(post=("refunds:decide", ASKERS), absent=True),
    "api/v1/refunds/<slug:reference>/credit-note/": api(post=("refunds:decide", "finance"), body={}),
}  # fmt: skip
