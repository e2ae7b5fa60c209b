"""How the shop is set up and run: its pages and its endpoints."""

from __future__ import annotations

from tests.access.bodies import (
    API_ANSWER_TIME,
    API_LOOK,
    API_STEP_UP,
    API_WITHDRAWAL_LAW,
    MESSAGE_RULES,
    STEP_UP,
    TEXT,
    WORDS,
)
from tests.access.row import EVERY_ROLE, GATEWAY_PAUSERS, GATEWAY_READERS, Row, api, own_account, staff

ROWS: dict[str, Row] = {
    "staff/people/": staff(get="admin"),
    "staff/people/limits/": staff(get="admin", post="admin", body=STEP_UP),
    "staff/people/invitations/": staff(
        post="admin", body={"email": "n@x.example", "first_name": "N", "roles": "agent"}
    ),
    "staff/people/invitations/<int:invitation_id>/sending/": staff(post="admin"),
    "staff/people/invitations/<int:invitation_id>/withdrawal/": staff(post="admin"),
    "staff/people/<int:person_id>/": staff(get="admin"),
    "staff/people/<int:person_id>/roles/": staff(post="admin", body={"roles": "agent"}),
    "staff/people/<int:person_id>/disabling/": staff(post="admin"),
    "staff/people/<int:person_id>/enabling/": staff(post="admin"),
    "staff/people/<int:person_id>/second-factor-reset/": staff(post="admin"),
    "staff/people/<int:person_id>/sessions-ending/": staff(post="admin"),
    "staff/people/<int:person_id>/password-renewal/": staff(post="admin"),
    "staff/keys/": staff(get="admin", post="admin", body={"name": "x"}),
    "staff/keys/<str:prefix>/revocation/": staff(post="admin"),
    "staff/brand/": staff(get="manager admin", post="manager admin", body={"name": "x"}),
    "staff/brand/versions/<int:version>/restoration/": staff(post="manager admin", body={"why": WORDS, "number": 0}),
    "staff/door/": staff(get="admin"),
    "staff/door/secret/": staff(post="admin", body={"overlap_hours": 0}),
    "staff/door/secret/end/": staff(post="admin"),
    "staff/door/token/": staff(post="admin", body={"token": "x"}),
    "staff/door/origins/": staff(post="admin", body={"origin": "https://shop.example"}),
    "staff/door/origins/<int:origin_id>/removal/": staff(post="admin", absent=True),
    "staff/subscriptions/": staff(get="admin", post="admin", body={"label": "x"}),
    "staff/subscriptions/<int:subscription_id>/": staff(get="admin", absent=True),
    "staff/subscriptions/<int:subscription_id>/change/": staff(post="admin", absent=True),
    "staff/subscriptions/<int:subscription_id>/rotation/": staff(post="admin", absent=True),
    "staff/subscriptions/<int:subscription_id>/turning-on/": staff(post="admin", absent=True),
    "staff/subscriptions/<int:subscription_id>/turning-off/": staff(post="admin", absent=True),
    "staff/subscriptions/<int:subscription_id>/test/": staff(post="admin", absent=True),
    "staff/subscriptions/<int:subscription_id>/replay/": staff(post="admin", absent=True),
    "staff/subscriptions/<int:subscription_id>/deliveries/<int:delivery_id>/": staff(get="admin", absent=True),
    "staff/subscriptions/<int:subscription_id>/deliveries/<int:delivery_id>/replay/": staff(post="admin", absent=True),
    "staff/gateways/": staff(
        get=GATEWAY_READERS, post="admin", body={"name": "shop-two", "gateway": "sandbox"}
    ),
    "staff/gateways/<slug:name>/": staff(get=GATEWAY_READERS, at="staff/gateways/sandbox/"),
    "staff/gateways/<slug:name>/settings/": staff(
        post="admin", at="staff/gateways/sandbox/settings/", body={"version": 0}
    ),
    "staff/gateways/<slug:name>/secrets/": staff(get="admin", post="admin", at="staff/gateways/sandbox/secrets/"),
    "staff/gateways/<slug:name>/secrets/<int:secret_id>/retirement/": staff(
        post="admin", at="staff/gateways/sandbox/secrets/1/retirement/"
    ),
    "staff/gateways/<slug:name>/pause/": staff(post=GATEWAY_PAUSERS, at="staff/gateways/sandbox/pause/"),
    "staff/gateways/<slug:name>/resumption/": staff(post=GATEWAY_PAUSERS, at="staff/gateways/sandbox/resumption/"),
    "staff/gateways/<slug:name>/check/": staff(post=GATEWAY_PAUSERS, at="staff/gateways/sandbox/check/"),
    "staff/operations/": staff(get="finance admin"),
    "staff/operations/attempts/<int:attempt_id>/look-up/": staff(post="finance admin", absent=True),
    "staff/operations/orders/<int:order_id>/retry/": staff(post="admin", absent=True),
    "staff/operations/orders/<int:order_id>/closing/": staff(
        post="admin", absent=True
    ),
    "staff/operations/orders/<int:order_id>/giving-up/": staff(post="admin", absent=True),
    "staff/webhooks/": staff(get="finance admin"),
    "staff/webhooks/<int:webhook_id>/": staff(get="finance admin", absent=True),
    "staff/webhooks/<int:webhook_id>/replay/": staff(post="finance admin", absent=True),
    "staff/webhooks/<int:webhook_id>/matching/": staff(post="finance admin", absent=True),
    "staff/webhooks/<int:webhook_id>/setting-aside/": staff(post="finance admin", absent=True),
    "staff/reconciliation/": staff(get="finance admin"),
    "staff/reconciliation/looks/": staff(post="finance admin", body={"account": "sandbox"}),
    "staff/reconciliation/backfills/": staff(
        post="finance admin", body={"account": "sandbox", "first_on": "2026-11-01", "last_on": "2026-11-02"}
    ),
    "staff/reconciliation/runs/<int:run_id>/": staff(get="finance admin", absent=True),
    "staff/differences/": staff(get="finance admin"),
    "staff/differences/<int:difference_id>/": staff(get="finance admin", absent=True),
    "staff/differences/<int:difference_id>/owner/": staff(post="finance admin", absent=True),
    "staff/differences/<int:difference_id>/resolution/": staff(post="finance admin", absent=True),
    "staff/differences/<int:difference_id>/matching/": staff(post="finance admin", absent=True),
    "staff/settlements/": staff(get="finance admin", post="finance admin"),
    "staff/settlements/fetches/": staff(post="finance admin"),
    "staff/settlements/<int:report_id>/": staff(get="finance admin", absent=True),
    "staff/withdrawal-laws/": staff(get=EVERY_ROLE, post="manager"),
    "staff/withdrawal-laws/<int:row_id>/": staff(get="manager", post="manager", absent=True),
    "staff/withdrawal-laws/<int:row_id>/removal/": staff(post="manager", absent=True),
    "staff/times/": staff(get=EVERY_ROLE),
    "staff/times/answer-times/": staff(post="manager"),
    "staff/times/answer-times/<int:row_id>/": staff(get="manager", post="manager", absent=True),
    "staff/times/answer-times/<int:row_id>/removal/": staff(post="manager", absent=True),
    "staff/times/rules/": staff(post="lead"),
    "staff/times/rules/<int:row_id>/": staff(get="lead", post="lead", absent=True),
    "staff/times/rules/<int:row_id>/removal/": staff(post="lead", absent=True),
    "staff/times/rules/<int:row_id>/earlier/": staff(post="lead", absent=True),
    "staff/policies/": staff(get=EVERY_ROLE),
    "staff/policies/comparison/": staff(get=EVERY_ROLE),
    "staff/policies/review/": staff(post="manager"),
    "staff/policies/versions/<int:number>/": staff(get=EVERY_ROLE, absent=True),
    "staff/policies/versions/<int:number>/paper/": staff(get=EVERY_ROLE, absent=True),
    "staff/policies/versions/<int:number>/withdrawal/": staff(post="manager admin", absent=True),
    "staff/policies/drafts/": staff(post="manager"),
    "staff/policies/drafts/<str:reference>/": staff(get=EVERY_ROLE, of="draft"),
    "staff/policies/drafts/<str:reference>/text/": staff(get="manager", post="manager", of="draft"),
    "staff/policies/drafts/<str:reference>/proposal/": staff(post="manager", of="draft"),
    "staff/policies/drafts/<str:reference>/return/": staff(post="manager admin", of="draft"),
    "staff/policies/drafts/<str:reference>/withdrawal/": staff(post="manager", of="draft"),
    "staff/policies/drafts/<str:reference>/activation/": staff(post="manager admin", of="draft"),
    "staff/policies/drafts/<str:reference>/base/": staff(get="manager", post="manager", of="draft"),
    "staff/policies/drafts/<str:reference>/trials/": staff(post="manager admin", of="draft"),
    "staff/policies/trials/<str:reference>/": staff(get=EVERY_ROLE, of="trial", absent=True),
    "staff/policies/trials/<str:reference>/cancellation/": staff(post="manager admin", of="trial", absent=True),
    "staff/language/": staff(post=EVERY_ROLE, body={"language": "en"}),
    "staff/texts/": staff(get=EVERY_ROLE),
    "staff/texts/rules/": staff(get=EVERY_ROLE, post="manager"),
    "staff/texts/<slug:kind>/<slug:language>/": staff(get=EVERY_ROLE, post="manager", body=TEXT),
    "staff/texts/<slug:kind>/<slug:language>/preview/": staff(post=EVERY_ROLE),
    "staff/texts/<slug:kind>/<slug:language>/test/": staff(post="manager", body=TEXT),
    "staff/texts/<slug:kind>/<slug:language>/reset/": staff(post="manager", body={"why": WORDS, "number": 0}),
    "staff/texts/<slug:kind>/<slug:language>/history/": staff(get=EVERY_ROLE),
    "staff/texts/<slug:kind>/<slug:language>/history/<int:version>/": staff(
        post="manager", body={"why": WORDS, "number": 0}
    ),
    "staff/looks/<slug:name>/": staff(get=EVERY_ROLE, absent=True),
    "api/v1/policy/": api(get=("settings:read", EVERY_ROLE)),
    "api/v1/people/": api(get=("people:read", "admin")),
    "api/v1/people/events/": api(get=("people:read", "admin")),
    "api/v1/people/<int:person_id>/": api(get=("people:read", "admin")),
    "api/v1/people/<int:person_id>/roles/": api(post=("people:write", "admin"), body={"roles": ["agent"]}),
    "api/v1/people/<int:person_id>/disabling/": api(post=("people:write", "admin"), body={}),
    "api/v1/people/<int:person_id>/enabling/": api(post=("people:write", "admin"), body={}),
    "api/v1/people/<int:person_id>/second-factor-reset/": api(post=("people:write", "admin"), body={}),
    "api/v1/people/<int:person_id>/sessions-ending/": api(post=("people:write", "admin"), body={}),
    "api/v1/people/<int:person_id>/password-renewal/": api(post=("people:write", "admin"), body={}),
    "api/v1/invitations/": api(
        get=("people:read", "admin"), post=("people:write", "admin"),
        body={"email": "n@x.example", "first_name": "N", "roles": ["agent"]},
    ),
    "api/v1/invitations/<int:invitation_id>/sending/": api(post=("people:write", "admin"), body={}),
    "api/v1/invitations/<int:invitation_id>/withdrawal/": api(post=("people:write", "admin"), body={}),
    "api/v1/limits/": api(get=("people:read", "admin")),
    "api/v1/limits/step-up/": api(post=("people:write", "admin"), body=API_STEP_UP),
    "api/v1/keys/": api(
        get=("people:read", "admin"), post=("people:write", "admin"),
        body={"owner": "{email}", "name": "x", "scopes": ["refunds:read"], "days": 1},
    ),
    "api/v1/keys/<slug:prefix>/revocation/": api(post=("people:write", "admin"), body={}),
    "api/v1/hand-over-secrets/": api(
        get=("door:read", "admin"), post=("door:write", "admin"), body={"overlap_hours": 0}
    ),
    "api/v1/hand-over-secrets/end/": api(post=("door:write", "admin"), absent=True),
    "api/v1/widget-origins/": api(
        get=("door:read", "admin"), post=("door:write", "admin"), body={"origin": "https://shop.example"}
    ),
    "api/v1/widget-origins/<int:origin_id>/removal/": api(post=("door:write", "admin"), absent=True),
    "api/v1/brand/": api(
        get=("settings:read", "manager admin"), post=("settings:write", "manager admin"),
        body={"name": "x", "why": WORDS, "number": 0},
    ),
    "api/v1/brand/preview/": api(post=("settings:read", "manager admin"), body={"colour": "#0b5a4a"}),
    "api/v1/brand/logos/": api(post=("settings:write", "manager admin"), body={"name": "x.png", "content": "eA=="}),
    "api/v1/brand/versions/": api(get=("settings:read", "manager admin")),
    "api/v1/brand/restoration/": api(
        post=("settings:write", "manager admin"), body={"version": 0, "why": WORDS, "number": 0}
    ),
    "api/v1/subscriptions/": api(
        get=("subscriptions:read", "admin"), post=("subscriptions:write", "admin"),
        body={"label": "x", "address": "https://hooks.example.com/x", "kinds": ["refund.approved"]},
    ),
    "api/v1/subscriptions/<int:subscription_id>/": api(get=("subscriptions:read", "admin"), absent=True),
    "api/v1/subscriptions/<int:subscription_id>/change/": api(post=("subscriptions:write", "admin"), absent=True),
    "api/v1/subscriptions/<int:subscription_id>/turning-on/": api(post=("subscriptions:write", "admin"), absent=True),
    "api/v1/subscriptions/<int:subscription_id>/turning-off/": api(post=("subscriptions:write", "admin"), absent=True),
    "api/v1/subscriptions/<int:subscription_id>/rotation/": api(post=("subscriptions:write", "admin"), absent=True),
    "api/v1/subscriptions/<int:subscription_id>/test/": api(post=("subscriptions:write", "admin"), absent=True),
    "api/v1/subscriptions/<int:subscription_id>/replay/": api(post=("subscriptions:write", "admin"), absent=True),
    "api/v1/subscriptions/<int:subscription_id>/deliveries/": api(get=("subscriptions:read", "admin"), absent=True),
    "api/v1/subscriptions/<int:subscription_id>/deliveries/<int:delivery_id>/": api(
        get=("subscriptions:read", "admin"), absent=True
    ),
    "api/v1/subscriptions/<int:subscription_id>/deliveries/<int:delivery_id>/replay/": api(
        post=("subscriptions:write", "admin"), absent=True
    ),
    "api/v1/gateways/": api(
        get=("operations:read", GATEWAY_READERS), post=("gateways:write", "admin"),
        body={"name": "shop-three", "gateway": "sandbox"},
    ),
    "api/v1/gateways/<slug:name>/": api(get=("operations:read", GATEWAY_READERS), at="api/v1/gateways/sandbox/"),
    "api/v1/gateways/<slug:name>/settings/": api(
        post=("gateways:write", "admin"), at="api/v1/gateways/sandbox/settings/", body={"version": 0, "values": {}}
    ),
    "api/v1/gateways/<slug:name>/secrets/": api(
        post=("gateways:write", "admin"), at="api/v1/gateways/sandbox/secrets/",
        body={"setting": "webhook_secrets", "value": "a secret of the test"},
    ),
    "api/v1/gateways/<slug:name>/secrets/<int:secret_id>/retirement/": api(
        post=("gateways:write", "admin"), at="api/v1/gateways/sandbox/secrets/1/retirement/", body={}
    ),
    "api/v1/gateways/<slug:name>/pause/": api(
        post=("operations:write", GATEWAY_PAUSERS), at="api/v1/gateways/sandbox/pause/", body={"reason": WORDS}
    ),
    "api/v1/gateways/<slug:name>/resumption/": api(
        post=("operations:write", GATEWAY_PAUSERS), at="api/v1/gateways/sandbox/resumption/", body={}
    ),
    "api/v1/gateways/<slug:name>/check/": api(
        post=("operations:write", GATEWAY_PAUSERS), at="api/v1/gateways/sandbox/check/", body={}
    ),
    "api/v1/operations/": api(get=("operations:read", "finance admin")),
    "api/v1/operations/orders/": api(get=("operations:read", "finance admin")),
    "api/v1/operations/orders/<int:order_id>/retry/": api(
        post=("operations:write", "admin"), absent=True
    ),
    "api/v1/operations/orders/<int:order_id>/closing/": api(
        post=("operations:write", "admin"), absent=True
    ),
    "api/v1/operations/orders/<int:order_id>/giving-up/": api(post=("operations:write", "admin"), absent=True),
    "api/v1/webhook-events/": api(get=("operations:read", "finance admin")),
    "api/v1/webhook-events/<int:webhook_id>/": api(get=("operations:read", "finance admin"), absent=True),
    "api/v1/webhook-events/<int:webhook_id>/replay/": api(post=("operations:write", "finance admin"), absent=True),
    "api/v1/webhook-events/<int:webhook_id>/matching/": api(
        post=("operations:write", "finance admin"), absent=True
    ),
    "api/v1/webhook-events/<int:webhook_id>/setting-aside/": api(
        post=("operations:write", "finance admin"), absent=True
    ),
    "api/v1/reconciliation/": api(get=("operations:read", "finance admin")),
    "api/v1/reconciliation/looks/": api(post=("operations:write", "finance admin"), body={"account": "sandbox"}),
    "api/v1/reconciliation/backfills/": api(
        post=("operations:write", "finance admin"),
        body={"account": "sandbox", "first_on": "2026-11-01", "last_on": "2026-11-02"},
    ),
    "api/v1/reconciliation/runs/": api(get=("operations:read", "finance admin")),
    "api/v1/reconciliation/runs/<int:run_id>/": api(get=("operations:read", "finance admin"), absent=True),
    "api/v1/differences/": api(get=("operations:read", "finance admin")),
    "api/v1/differences/<int:difference_id>/": api(get=("operations:read", "finance admin"), absent=True),
    "api/v1/differences/<int:difference_id>/owner/": api(post=("operations:write", "finance admin"), absent=True),
    "api/v1/differences/<int:difference_id>/resolution/": api(
        post=("operations:write", "finance admin"), absent=True
    ),
    "api/v1/differences/<int:difference_id>/matching/": api(post=("operations:write", "finance admin"), absent=True),
    "api/v1/settlements/": api(
        get=("operations:read", "finance admin"), post=("operations:write", "finance admin"),
        body={"account": "sandbox"},
    ),
    "api/v1/settlements/fetches/": api(post=("operations:write", "finance admin"), body={"account": "sandbox"}),
    "api/v1/settlements/days/": api(get=("operations:read", "finance admin")),
    "api/v1/settlements/<int:report_id>/": api(get=("operations:read", "finance admin"), absent=True),
    "api/v1/operations/attempts/": api(get=("operations:read", "finance admin")),
    "api/v1/operations/attempts/<int:attempt_id>/look-up/": api(
        post=("operations:write", "finance admin"), absent=True
    ),
    "api/v1/operations/letters/": api(get=("operations:read", "finance admin")),
    "api/v1/operations/acts/": api(get=("operations:read", "finance admin")),
    "api/v1/withdrawal-laws/": api(
        get=("refunds:read", EVERY_ROLE), post=("settings:write", "manager"), body=API_WITHDRAWAL_LAW
    ),
    "api/v1/withdrawal-laws/<int:row_id>/": api(
        post=("settings:write", "manager"), body=API_WITHDRAWAL_LAW, absent=True
    ),
    "api/v1/withdrawal-laws/<int:row_id>/removal/": api(post=("settings:write", "manager"), absent=True),
    "api/v1/credit-terms/": api(
        get=("credit:read", EVERY_ROLE),
        post=("settings:write", "manager"),
        body={"days": 900, "notice_days": 30, "grace_days": 30},
    ),
    "api/v1/credit-terms/removal/": api(post=("settings:write", "manager"), absent=True),
    "api/v1/answer-times/": api(
        get=("refunds:read", EVERY_ROLE), post=("settings:write", "manager"), body=API_ANSWER_TIME
    ),
    "api/v1/answer-times/due/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/answer-times/<int:row_id>/": api(post=("settings:write", "manager"), absent=True),
    "api/v1/answer-times/<int:row_id>/removal/": api(post=("settings:write", "manager"), absent=True),
    "api/v1/assignment-rules/": api(
        get=("refunds:read", EVERY_ROLE), post=("refunds:write", "lead"), body={"role": "agent"}
    ),
    "api/v1/assignment-rules/preview/": api(
        get=("refunds:read", EVERY_ROLE), post=("refunds:write", "lead"), body={"role": "agent"}
    ),
    "api/v1/assignment-rules/<int:row_id>/": api(post=("refunds:write", "lead"), absent=True),
    "api/v1/assignment-rules/<int:row_id>/removal/": api(post=("refunds:write", "lead"), absent=True),
    "api/v1/assignment-rules/<int:row_id>/earlier/": api(post=("refunds:write", "lead"), absent=True),
    "api/v1/message-rules/": api(
        get=("settings:read", EVERY_ROLE), post=("settings:write", "manager"), body=MESSAGE_RULES
    ),
    "api/v1/texts/": api(get=("settings:read", EVERY_ROLE)),
    "api/v1/texts/<slug:kind>/<slug:language>/": api(
        get=("settings:read", EVERY_ROLE), post=("settings:write", "manager"), body={**TEXT, "number": 0}
    ),
    "api/v1/texts/<slug:kind>/<slug:language>/reset/": api(
        post=("settings:write", "manager"), body={"why": WORDS, "number": 0}
    ),
    "api/v1/texts/<slug:kind>/<slug:language>/preview/": api(post=("settings:read", EVERY_ROLE), body=API_LOOK),
    "api/v1/texts/<slug:kind>/<slug:language>/test/": api(post=("settings:write", "manager"), body=API_LOOK),
    "api/v1/texts/<slug:kind>/<slug:language>/history/": api(get=("settings:read", EVERY_ROLE)),
    "api/v1/texts/<slug:kind>/<slug:language>/restoration/": api(
        post=("settings:write", "manager"), body={"version": 0, "why": WORDS, "number": 0}
    ),
    "api/v1/policy/versions/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/policy/versions/<slug:reference>/": api(get=("refunds:read", EVERY_ROLE), absent=True),
    "api/v1/policy/versions/<slug:reference>/withdrawal/": api(post=("settings:write", "manager admin"), absent=True),
    "api/v1/policy/comparison/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/policy/review/": api(get=("refunds:read", EVERY_ROLE), post=("settings:write", "manager"), absent=True),
    "api/v1/policy/drafts/": api(
        get=("refunds:read", EVERY_ROLE), post=("settings:write", "manager"), absent=True
    ),
    "api/v1/policy/drafts/<slug:reference>/": api(get=("refunds:read", EVERY_ROLE), of="draft"),
    "api/v1/policy/drafts/<slug:reference>/text/": api(post=("settings:write", "manager"), of="draft", absent=True),
    "api/v1/policy/drafts/<slug:reference>/base/": api(post=("settings:write", "manager"), of="draft", absent=True),
    "api/v1/policy/drafts/<slug:reference>/proposal/": api(post=("settings:write", "manager"), of="draft", absent=True),
    "api/v1/policy/drafts/<slug:reference>/return/": api(
        post=("settings:write", "manager admin"), of="draft", absent=True
    ),
    "api/v1/policy/drafts/<slug:reference>/withdrawal/": api(
        post=("settings:write", "manager"), of="draft", absent=True
    ),
    "api/v1/policy/drafts/<slug:reference>/activation/": api(
        post=("settings:write", "manager admin"), of="draft", absent=True
    ),
    "api/v1/policy/drafts/<slug:reference>/trials/": api(
        get=("refunds:read", EVERY_ROLE), post=("settings:write", "manager admin"), of="draft", absent=True
    ),
    "api/v1/policy/trials/<slug:reference>/": api(get=("refunds:read", EVERY_ROLE), of="trial", absent=True),
    "api/v1/policy/trials/<slug:reference>/cancellation/": api(
        post=("settings:write", "manager admin"), of="trial", absent=True
    ),
    "api/schema/": own_account(post=False),
    "api/docs/": staff(get=EVERY_ROLE),
}  # fmt: skip
