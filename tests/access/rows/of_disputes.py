"""Disputes and alerts: their pages and their endpoints."""

from __future__ import annotations

from tests.access.bodies import NETWORK_LIMIT, WORDS
from tests.access.row import (
    ASKERS,
    BRINGERS,
    DECIDERS,
    EVERY_ROLE,
    EXPORTERS,
    NOTERS,
    REPORTERS,
    TAKERS,
    Row,
    api,
    staff,
)

ROWS: dict[str, Row] = {
    "staff/disputes/": staff(get=EVERY_ROLE),
    "staff/disputes/import/": staff(get=BRINGERS, post=BRINGERS, body={}),
    "staff/disputes/calendar/": staff(get=EVERY_ROLE),
    "staff/disputes/results/": staff(get=EVERY_ROLE),
    "staff/disputes/results/table.csv": staff(get=EXPORTERS),
    "staff/disputes/results/table.xlsx": staff(get=EXPORTERS),
    "staff/disputes/results/patterns/": staff(get=EVERY_ROLE),
    "staff/disputes/results/patterns/<int:pattern_id>/": staff(get=EVERY_ROLE, absent=True),
    "staff/disputes/results/patterns/<int:pattern_id>/following/": staff(
        post=NOTERS, body={"words": WORDS}, absent=True
    ),
    "staff/disputes/results/patterns/<int:pattern_id>/end/": staff(post=NOTERS, body={"words": WORDS}, absent=True),
    "staff/disputes/results/patterns/<int:pattern_id>/ignoring/": staff(
        post=NOTERS, body={"words": WORDS}, absent=True
    ),
    "staff/disputes/readiness/<slug:payment>/": staff(get=EVERY_ROLE),
    "staff/disputes/weighing/": staff(get=EVERY_ROLE),
    "staff/disputes/weighing/fees/": staff(get=EVERY_ROLE),
    "staff/disputes/weighing/fees/entries/": staff(post="manager", body={}),
    "staff/disputes/weighing/fees/entries/<int:row_id>/": staff(get="manager", post="manager", absent=True),
    "staff/disputes/weighing/fees/entries/<int:row_id>/removal/": staff(post="manager", absent=True),
    "staff/disputes/weighing/fees/work/": staff(post="manager", body={}),
    "staff/disputes/weighing/fees/work/removal/": staff(post="manager", body={}, absent=True),
    "staff/disputes/weighing/rules/": staff(get=EVERY_ROLE),
    "staff/disputes/weighing/rules/setting/": staff(post="manager", body={}),
    "staff/disputes/alerts/": staff(get=EVERY_ROLE),
    "staff/disputes/alerts/<slug:reference>/": staff(get=EVERY_ROLE),
    "staff/disputes/alerts/<slug:reference>/matching/": staff(post=ASKERS, body={"payment": "PM-1"}),
    "staff/disputes/alerts/<slug:reference>/refunding/": staff(post=ASKERS, body={}),
    "staff/disputes/alerts/<slug:reference>/answering/": staff(post=ASKERS, body={"refund": "RF-1"}),
    "staff/disputes/alerts/<slug:reference>/leaving/": staff(post=ASKERS, body={"words": WORDS}),
    "staff/disputes/alerts/<slug:reference>/looking/": staff(post=ASKERS, body={"words": WORDS}),
    "staff/disputes/alerts/<slug:reference>/taking/": staff(post=ASKERS, body={}),
    "staff/disputes/alerts/<slug:reference>/handing-over/": staff(post=ASKERS, body={"to": "{email}", "words": WORDS}),
    "staff/disputes/<slug:reference>/": staff(get=EVERY_ROLE),
    "staff/disputes/<slug:reference>/worth/": staff(get=EVERY_ROLE),
    "staff/disputes/<slug:reference>/taking/": staff(post=ASKERS, body={}),
    "staff/disputes/<slug:reference>/offer/": staff(post=DECIDERS, body={}),
    "staff/disputes/<slug:reference>/returned-goods/": staff(post=ASKERS, body={}),
    "staff/disputes/<slug:reference>/appeal/": staff(post=ASKERS, body={}),
    "staff/disputes/<slug:reference>/handing-over/": staff(post=ASKERS, body={"to": "{email}", "words": WORDS}),
    "staff/disputes/<slug:reference>/writing/": staff(post=TAKERS, body={"text": WORDS}),
    "staff/disputes/<slug:reference>/notes/": staff(post=NOTERS, body={"text": WORDS}),
    "staff/disputes/<slug:reference>/refunding/": staff(post=ASKERS, body={}),
    "staff/disputes/<slug:reference>/evidence/": staff(get=EVERY_ROLE),
    "staff/disputes/<slug:reference>/evidence/drafting/": staff(post=ASKERS),
    "staff/disputes/<slug:reference>/evidence/draft/": staff(post=ASKERS, absent=True),
    "staff/disputes/<slug:reference>/evidence/choice/": staff(post=ASKERS, absent=True),
    "staff/disputes/<slug:reference>/evidence/filling/": staff(post=ASKERS, absent=True),
    "staff/disputes/<slug:reference>/evidence/files/": staff(post=ASKERS, absent=True),
    "staff/disputes/<slug:reference>/evidence/files/<slug:key>/": staff(get=EVERY_ROLE, absent=True),
    "staff/disputes/<slug:reference>/evidence/files/<slug:key>/removal/": staff(post=ASKERS, absent=True),
    "staff/disputes/<slug:reference>/evidence/files/<slug:key>/file/": staff(get=EVERY_ROLE, absent=True),
    "staff/disputes/<slug:reference>/evidence/files/<slug:key>/<int:number>/<slug:size>/": staff(
        get=EVERY_ROLE, absent=True
    ),
    "staff/disputes/<slug:reference>/evidence/packet/": staff(post=ASKERS, absent=True),
    "staff/disputes/<slug:reference>/evidence/submission/": staff(post=ASKERS, body={"confirm": "no"}),
    "staff/disputes/<slug:reference>/evidence/acceptance/": staff(post=DECIDERS, body={"confirm": "no"}),
    "staff/disputes/<slug:reference>/evidence/release/": staff(post=DECIDERS, body={"confirm": "no"}),
    "staff/disputes/<slug:reference>/evidence/taking-back/": staff(post=ASKERS, body={"answer": "x"}),
    "api/v1/disputes/": api(
        get=("disputes:read", EVERY_ROLE),
        post=("disputes:write", BRINGERS),
        body={
            "account": "sandbox", "gateway_reference": "dp_brought", "payment": "absent", "state": "needs_response",
            "amount_minor": 100, "currency": "EUR",
        },
    ),
    "api/v1/alerts/": api(
        get=("disputes:read", EVERY_ROLE),
        post=("alerts:write", BRINGERS),
        body={"provider": "cdrn", "provider_reference": "c1", "amount_minor": 1, "currency": "EUR", "arn": "1"},
    ),
    "api/v1/alerts/<slug:reference>/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/alerts/<slug:reference>/outcome/": api(get=("alerts:write", BRINGERS)),
    "api/v1/alerts/<slug:reference>/events/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/alerts/<slug:reference>/matching/": api(post=("disputes:write", ASKERS), body={"payment": "PM-1"}),
    "api/v1/alerts/<slug:reference>/refunding/": api(post=("refunds:write", ASKERS), body={}),
    "api/v1/alerts/<slug:reference>/answering/": api(post=("disputes:write", ASKERS), body={"refund": "RF-1"}),
    "api/v1/alerts/<slug:reference>/leaving/": api(post=("disputes:write", ASKERS), body={"words": WORDS}),
    "api/v1/alerts/<slug:reference>/looking/": api(post=("disputes:write", ASKERS), body={"words": WORDS}),
    "api/v1/alerts/<slug:reference>/taking/": api(post=("disputes:write", ASKERS), body={}),
    "api/v1/alerts/<slug:reference>/handing-over/": api(
        post=("disputes:write", ASKERS), body={"to": "{email}", "words": WORDS}
    ),
    "api/v1/disputes/deadlines/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/deadlines/days/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/files/": api(post=("disputes:write", BRINGERS), body={"content": "absent"}),
    "api/v1/disputes/results/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/patterns/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/patterns/<int:pattern_id>/": api(get=("disputes:read", EVERY_ROLE), absent=True),
    "api/v1/disputes/patterns/<int:pattern_id>/following/": api(
        post=("disputes:write", NOTERS), body={"words": WORDS}, absent=True
    ),
    "api/v1/disputes/patterns/<int:pattern_id>/end/": api(
        post=("disputes:write", NOTERS), body={"words": WORDS}, absent=True
    ),
    "api/v1/disputes/patterns/<int:pattern_id>/ignoring/": api(
        post=("disputes:write", NOTERS), body={"words": WORDS}, absent=True
    ),
    "api/v1/disputes/weighing/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/fees/": api(get=("disputes:read", EVERY_ROLE), post=("settings:write", "manager"), body={}),
    "api/v1/disputes/fees/<int:row_id>/": api(post=("settings:write", "manager"), absent=True),
    "api/v1/disputes/fees/<int:row_id>/removal/": api(post=("settings:write", "manager"), absent=True),
    "api/v1/disputes/work/": api(get=("disputes:read", EVERY_ROLE), post=("settings:write", "manager"), body={}),
    "api/v1/disputes/work/removal/": api(post=("settings:write", "manager"), body={"currency": "EUR"}, absent=True),
    "api/v1/disputes/automatic-rules/": api(
        get=("disputes:read", EVERY_ROLE), post=("settings:write", "manager"), body={}
    ),
    "api/v1/disputes/<slug:reference>/worth/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/<slug:reference>/decisions/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/<slug:reference>/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/<slug:reference>/events/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/<slug:reference>/taking/": api(post=("disputes:write", ASKERS), body={}),
    "api/v1/disputes/<slug:reference>/handing-over/": api(
        post=("disputes:write", ASKERS), body={"to": "{email}", "words": WORDS}
    ),
    "api/v1/disputes/<slug:reference>/conversation/": api(
        get=("disputes:read", EVERY_ROLE), post=("disputes:write", TAKERS), body={"text": WORDS}
    ),
    "api/v1/disputes/<slug:reference>/notes/": api(
        get=("disputes:read", EVERY_ROLE), post=("disputes:write", NOTERS), body={"text": WORDS}
    ),
    "api/v1/disputes/<slug:reference>/refunding/": api(post=("refunds:write", ASKERS), body={}),
    "api/v1/disputes/<slug:reference>/evidence/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/<slug:reference>/evidence/begin/": api(post=("disputes:write", ASKERS), body={}),
    "api/v1/disputes/<slug:reference>/evidence/draft/": api(
        post=("disputes:write", ASKERS), body={"version": 0}, absent=True
    ),
    "api/v1/disputes/<slug:reference>/evidence/filling/": api(post=("disputes:write", ASKERS), body={}, absent=True),
    "api/v1/disputes/<slug:reference>/evidence/choice/": api(
        post=("disputes:write", ASKERS), body={"field": "service_date", "take": True}, absent=True
    ),
    "api/v1/disputes/<slug:reference>/evidence/files/": api(post=("disputes:write", ASKERS)),
    "api/v1/disputes/<slug:reference>/evidence/documents/": api(
        post=("disputes:write", ASKERS), body={"piece": "receipt", "document": "x"}, absent=True
    ),
    "api/v1/disputes/<slug:reference>/evidence/files/<slug:key>/": api(get=("disputes:read", EVERY_ROLE), absent=True),
    "api/v1/disputes/<slug:reference>/evidence/files/<slug:key>/removal/": api(
        post=("disputes:write", ASKERS), body={}, absent=True
    ),
    "api/v1/disputes/<slug:reference>/evidence/packet/": api(post=("disputes:write", ASKERS), body={}, absent=True),
    "api/v1/disputes/<slug:reference>/answers/": api(get=("disputes:read", EVERY_ROLE)),
    "api/v1/disputes/<slug:reference>/answer/": api(
        post=("disputes:write", ASKERS), body={"version": 0}, absent=True
    ),
    "api/v1/disputes/<slug:reference>/offer/": api(
        post=("disputes:decide", DECIDERS), body={"kind": "refund", "amount_minor": 1, "words": WORDS}
    ),
    "api/v1/disputes/<slug:reference>/returned-goods/": api(
        post=("disputes:write", ASKERS), body={"finding": "damaged", "words": WORDS}
    ),
    "api/v1/disputes/<slug:reference>/appeal/": api(post=("disputes:write", ASKERS), body={}),
    "api/v1/disputes/<slug:reference>/acceptance/": api(post=("disputes:decide", DECIDERS), body={}),
    "api/v1/disputes/<slug:reference>/answer-release/": api(post=("disputes:decide", DECIDERS), body={"answer": "x"}),
    "api/v1/disputes/<slug:reference>/answer-taking-back/": api(
        post=("disputes:write", ASKERS), body={"answer": "x"}
    ),
    "api/v1/network-radar/": api(get=("reports:read", REPORTERS)),
    "api/v1/network-limits/": api(
        get=("reports:read", REPORTERS), post=("settings:write", "manager"), body={**NETWORK_LIMIT, "share": 150}
    ),
}  # fmt: skip
