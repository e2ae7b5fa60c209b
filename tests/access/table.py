"""Who may reach what: one line a route. A route that is not here fails the test, which says what to add.

    "staff/mail/<int:letter_id>/": staff(get=EVERY_ROLE),
    "staff/keys/": staff(get="admin", post="admin", body={"name": "x"}),
    "api/v1/invitations/": api(get=("people:read", "admin"), post=("people:write", "admin"), body={...}),

`get` and `post` name the roles that get through; None is a method that the page does not have (405). `body` is what is
posted: sound enough that the answer depends on who posts it. "{reference}" and the like in it, and the
placeholders of the route, are filled with the things of the test (`THINGS` in test_matrix.py says which there are);
`of` says whose reference is meant, where the route does not begin with it. `four_eyes` marks the moves that are refused
on a request of one's own. `absent` says that the test has no such thing: it only proves that nobody without the right
gets anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

EVERY_ROLE = "agent approver lead manager finance auditor admin"
DECIDERS = "approver lead"
ANSWERERS = "agent approver lead manager"
ASKERS = "agent approver lead"
TAKERS = "agent approver lead finance"
NOTERS = "agent approver lead manager finance"
REPORTERS = "lead manager finance auditor admin"
GATEWAY_READERS = "lead manager finance auditor admin"
GATEWAY_PAUSERS = "lead manager admin"
ACCOUNT_ASKERS = "agent approver lead finance"
TRANSFER_READERS = "lead manager finance auditor"
RELEASERS = "lead manager finance"
EXPORTERS = "lead manager finance auditor"
BRINGERS = "finance admin"
TRACERS = "agent approver lead finance admin"

STAFF, API, PORTAL, OPEN, OWN_ACCOUNT, ADMIN_SITE, CLOSED = (
    "staff", "api", "portal", "open", "own account", "admin site", "closed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    get: Any = None
    post: Any = None
    body: Any = None
    of: str = ""
    at: str = ""
    four_eyes: bool = False
    absent: bool = False


def staff(get: str | None = None, post: str | None = None, **more: Any) -> Row:
    """A page of the desk: nobody is led to the sign-in page, who may not gets 403."""
    return Row(STAFF, get, post, **more)


def api(get: tuple[str, str] | None = None, post: tuple[str, str] | None = None, **more: Any) -> Row:
    """An endpoint: (scope of the key, roles of its owner)."""
    return Row(API, get, post, **more)


def portal(get: bool = False, post: bool = False, **more: Any) -> Row:
    """A customer's page: only their own; what is somebody else's looks like what is not there."""
    return Row(PORTAL, get, post, **more)


def anybody(get: set[int] | None = None, post: set[int] | None = None, **more: Any) -> Row:
    """Open to all: the statuses that anybody may get."""
    return Row(OPEN, get, post, **more)


def own_account(get: bool = True, post: bool = True, **more: Any) -> Row:
    """A page about one's own account: for whoever is signed in, with or without a role."""
    return Row(OWN_ACCOUNT, get, post, **more)


def admin_site(**more: Any) -> Row:
    """Django's admin: for admins."""
    return Row(ADMIN_SITE, **more)


def closed(**more: Any) -> Row:
    """There is such an address in a library, but not in this house."""
    return Row(CLOSED, **more)


SEEN = {"seen": "{seen}"}
WORDS = "In words."
NETWORK_LIMIT = {
    "programme": "vamp", "share": "1.5", "least_cases": 1500, "valid_from": "2026-12-01", "source": WORDS
}  # fmt: skip
CLOSERS = "finance"
REOPENERS = "manager finance"
CLOSING_DAYS = {"first_on": "2020-01-01", "last_on": "2020-01-02"}
CARRYING = {"check": "differences", "fingerprint": "x", "reason": WORDS}
STEP_UP = {"currency": "EUR", "above": "5"}
TEXT = {"subject": "Yes", "heading": "Yes", "body": "Yes.", "why": WORDS}
API_LOOK = {"subject": "Yes", "heading": "Yes", "body": "Yes."}
API_ANSWER_TIME = {
    "country": "DE", "hours": 8, "remind_hours": 4, "days": [1, 2, 3, 4, 5], "opens_at": "09:00",
    "closes_at": "17:00", "ask_again_days": 3, "back_after_days": 7,
}  # fmt: skip
CREDIT = {"direction": "add", "currency": "EUR", "amount": "5", "reason": WORDS}
MESSAGE_RULES = {"rules": [], "per_day": 3, "quiet_from": "21:00", "quiet_until": "07:00"}
CREDIT_TERMS = {"country": "", "days": "900", "notice_days": "30", "grace_days": "30"}
API_HOLD = {"currency": "EUR", "amount_minor": 5, "order_reference": "R-1"}
API_WITHDRAWAL_LAW = {
    "name": "Norway", "countries": ["NO"], "days": 14, "pay_back_days": 14, "counted": "calendar", "may_wait": True,
    "wording": WORDS, "source": WORDS, "as_of": "2026-11-01",
}  # fmt: skip
READY = {"name": "Parcel", "texts": {"en": "It is here."}}
API_STEP_UP = {"currency": "EUR", "step_up_above": 5}

TABLE: dict[str, Row] = {
    # --- open to all
    "": anybody(get={302}, post={302, 405}),
    "healthz": anybody(get={200}, post={200, 405}),
    "metrics": anybody(get={200, 403}, post={200, 403, 405}),
    "readyz": anybody(get={200, 503}, post={200, 503, 405}),
    "csp-report/": anybody(get={405}, post={400, 429}),
    "webhooks/mail/news/": anybody(get={404}, post={404}),
    "webhooks/mail/in/": anybody(get={405}, post={404}),
    "webhooks/<str:account>/": anybody(get={405}, post={400, 401, 403}, at="webhooks/sandbox/"),
    # --- the door
    "accounts/login/": anybody(get={200, 302}, post={200, 302}),
    "accounts/logout/": anybody(get={200, 302}, post={302}),
    "accounts/inactive/": anybody(get={200}, post={405}),
    "accounts/signup/": closed(),
    "accounts/email/": closed(),
    "accounts/confirm-email/": closed(),
    "accounts/confirm-email/<str:key>/": closed(at="accounts/confirm-email/abc/"),
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": closed(at="accounts/confirm-email/abc/"),
    "accounts/password/set/": closed(),
    "accounts/login/code/confirm/": closed(),
    "accounts/reauthenticate/": anybody(get={200, 302, 403}, post={200, 302, 403}),
    "accounts/password/change/": own_account(),
    "accounts/password/reset/": anybody(get={200, 302}, post={200, 302}),
    "accounts/password/reset/done/": anybody(get={200}, post={405}),
    "accounts/password/reset/key/done/": anybody(get={200}, post={405}),
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": anybody(
        get={200, 302}, post={200, 302}, at="accounts/password/reset/key/1-abc/"
    ),
    "accounts/invitation/<str:token>/": anybody(get={404}, post={404}, at="accounts/invitation/worn-out/"),
    "accounts/second-factor/": own_account(post=False),
    "accounts/second-factor/authenticate/": anybody(get={302}, post={302}),
    "accounts/second-factor/reauthenticate/": anybody(get={200, 302, 403}, post={200, 302, 403}),
    "accounts/second-factor/totp/activate/": own_account(),
    "accounts/second-factor/totp/deactivate/": own_account(),
    "accounts/second-factor/recovery-codes/": own_account(post=False),
    "accounts/second-factor/recovery-codes/generate/": own_account(),
    "accounts/second-factor/recovery-codes/download/": own_account(post=False),
    "accounts/second-factor/webauthn/": own_account(post=False),
    "accounts/second-factor/webauthn/add/": own_account(),
    "accounts/second-factor/webauthn/reauthenticate/": anybody(get={200, 302, 403}, post={200, 302, 403}),
    "accounts/second-factor/webauthn/keys/<int:pk>/remove/": own_account(
        at="accounts/second-factor/webauthn/keys/1/remove/"
    ),
    "accounts/second-factor/webauthn/keys/<int:pk>/edit/": own_account(
        at="accounts/second-factor/webauthn/keys/1/edit/"
    ),
    "accounts/second-factor/webauthn/login/": anybody(get={302}, post={302}),
    "accounts/sessions/": own_account(post=False),
    "accounts/sessions/ending/": own_account(get=False),
    "accounts/sessions/alive/": anybody(get={405}, post={204, 403}),
    # --- the desk
    "staff/": staff(get=EVERY_ROLE),
    "staff/refunds/": staff(get=EVERY_ROLE),
    "staff/refunds/new/": staff(
        get=ASKERS, post=ASKERS, at="staff/refunds/new/?payment={payment}",
        body={"step": "quote", "reason": "other"},
    ),
    "staff/refunds/<str:reference>/": staff(get=EVERY_ROLE),
    "staff/refunds/<str:reference>/approval/": staff(post=DECIDERS, body=SEEN, four_eyes=True),
    "staff/refunds/<str:reference>/rejection/": staff(
        post=DECIDERS, body={**SEEN, "rule": "other", "explanation": WORDS}, four_eyes=True
    ),
    "staff/refunds/<str:reference>/question/": staff(post=ASKERS, body={"question": WORDS}),
    "staff/refunds/<str:reference>/answer/": staff(post=ASKERS, body={"answer": WORDS}),
    "staff/refunds/<str:reference>/appeal/": staff(post=ASKERS, body={"words": WORDS}),
    "staff/refunds/<str:reference>/cancellation/": staff(post=ASKERS),
    "staff/refunds/<str:reference>/retry/": staff(post="approver lead finance", body={"rail": "original"}),
    "staff/refunds/<str:reference>/recall/": staff(post="approver lead manager finance"),
    "staff/refunds/<str:reference>/transfer/": staff(post="finance", body={"bank_reference": "SEPA 1"}),
    "staff/refunds/<str:reference>/account-question/": staff(post=ACCOUNT_ASKERS),
    "staff/transfers/": staff(get=TRANSFER_READERS, post="finance", body={"execution_on": "2000-01-01"}),
    "staff/transfers/waiting/": staff(get=TRANSFER_READERS),
    "staff/transfers/files/": staff(get=TRANSFER_READERS),
    "staff/transfers/answers/": staff(get=TRANSFER_READERS, post="finance"),
    "staff/transfers/answers/<int:answer_id>/": staff(get=TRANSFER_READERS, absent=True),
    "staff/transfers/files/<str:reference>/": staff(get=TRANSFER_READERS, absent=True),
    "staff/transfers/files/<str:reference>/release/": staff(post=RELEASERS, absent=True),
    "staff/transfers/files/<str:reference>/download/": staff(post="finance", absent=True),
    "staff/transfers/files/<str:reference>/withdrawal/": staff(post=RELEASERS, absent=True),
    "staff/transfers/files/<str:reference>/answer/": staff(post="finance", absent=True),
    "staff/transfers/files/<str:reference>/removal/": staff(post="finance", absent=True),
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
    "staff/payments/": staff(get=EVERY_ROLE),
    "staff/payments/<str:reference>/": staff(get=EVERY_ROLE),
    "staff/payments/<str:reference>/statement/": staff(get=EVERY_ROLE),
    "staff/payments/<str:reference>/holds/": staff(post=ASKERS, body={"reason": WORDS}),
    "staff/customers/": staff(get=EVERY_ROLE),
    "staff/customers/<str:reference>/": staff(get=EVERY_ROLE),
    "staff/mail/": staff(get=EVERY_ROLE),
    "staff/mail/<int:letter_id>/": staff(get=EVERY_ROLE),
    "staff/mail/<int:letter_id>/answer/": staff(post=EVERY_ROLE, absent=True),
    "staff/mail/<int:letter_id>/paper/": staff(get=EVERY_ROLE),
    "staff/mail/<int:letter_id>/resending/": staff(post=ASKERS),
    "staff/finance/": staff(get=REPORTERS),
    "staff/finance/tiles/": staff(get=REPORTERS, post=REPORTERS, body={"do": "add:vamp"}),
    "staff/finance/dashboards/": staff(get=REPORTERS),
    "staff/finance/dashboards/<slug:name>/": staff(get=REPORTERS, at="staff/finance/dashboards/revenue/"),
    "staff/finance/figures/<slug:measure>/": staff(get=REPORTERS, at="staff/finance/figures/refunded/"),
    "staff/finance/network-limits/": staff(get=REPORTERS, post="manager", body=NETWORK_LIMIT),
    "staff/finance/credit-notes/": staff(
        get=REPORTERS, post="finance", body={"payment": "{payment}", "amount": "1.00", "reason": WORDS}
    ),
    "staff/finance/credit-notes/<slug:number>/": staff(get=REPORTERS, absent=True),
    "staff/finance/credit-notes/<slug:number>/voiding/": staff(post="finance", body={"reason": WORDS}, absent=True),
    "staff/finance/credit-notes/<slug:number>/pdf/": staff(get=EVERY_ROLE, absent=True),
    "staff/finance/credit-notes/<slug:number>/ubl/": staff(get=EVERY_ROLE, absent=True),
    "staff/finance/entities/": staff(
        get=REPORTERS, post="finance",
        body={"code": "x", "name": "X", "country": "DE", "number_format": "X-{{number}}"},
    ),
    "staff/refunds/<str:reference>/credit-note/": staff(post="finance", body={}),
    "staff/finance/statement-batches/": staff(get=REPORTERS, post=REPORTERS),
    "staff/finance/statement-batches/<str:reference>/": staff(get=REPORTERS, absent=True),
    "staff/finance/statement-batches/<str:reference>/zip/": staff(get=REPORTERS, absent=True),
    "staff/finance/forecast/": staff(get=REPORTERS, post=REPORTERS),
    "staff/finance/cash/": staff(get=REPORTERS),
    "staff/finance/cash/payout-plan/": staff(post="finance admin"),
    "staff/finance/cash/balance/": staff(post="finance admin"),
    "staff/finance/rates/": staff(get=REPORTERS),
    "staff/finance/rates/files/": staff(post="finance"),
    "staff/finance/rates/by-hand/": staff(post="finance"),
    "staff/finance/rates/currency/": staff(post="finance", body={"chosen-currency": "EUR"}),
    "staff/finance/rates/<int:rate_id>/removal/": staff(post="finance", absent=True),
    "staff/finance/exports/": staff(get=EXPORTERS),
    "staff/finance/exports/new/": staff(
        get=EXPORTERS, post=EXPORTERS, body={"first_on": "2026-11-01", "last_on": "2026-11-02"}
    ),
    "staff/finance/exports/saved/": staff(get=EXPORTERS),
    "staff/finance/exports/saved/<int:saved_id>/order/": staff(post=EXPORTERS, absent=True),
    "staff/finance/exports/saved/<int:saved_id>/removal/": staff(post=EXPORTERS, absent=True),
    "staff/finance/exports/schedules/": staff(get=EXPORTERS, post="finance", body={"rhythm": "daily"}),
    "staff/finance/exports/schedules/<int:schedule_id>/turning/": staff(post="finance", absent=True),
    "staff/finance/exports/places/": staff(get=EXPORTERS, post="finance", body={"label": "x"}),
    "staff/finance/exports/places/<int:place_id>/": staff(get=EXPORTERS, absent=True),
    "staff/finance/exports/places/<int:place_id>/test/": staff(post="finance", absent=True),
    "staff/finance/exports/places/<int:place_id>/secret/": staff(post="finance", absent=True),
    "staff/finance/exports/places/<int:place_id>/removal/": staff(post="finance", absent=True),
    "staff/finance/exports/<str:reference>/": staff(get=EXPORTERS, absent=True),
    "staff/finance/exports/<str:reference>/file/": staff(get=EXPORTERS, absent=True),
    "staff/finance/exports/<str:reference>/cancellation/": staff(post=EXPORTERS, absent=True),
    "staff/finance/exports/<str:reference>/restart/": staff(post=EXPORTERS, absent=True),
    "staff/finance/accounts/": staff(get=EXPORTERS, post="finance", body={"ledger_account": "bank"}),
    "staff/finance/accounts/<int:line_id>/removal/": staff(post="finance", absent=True),
    "staff/finance/accounts/<slug:layout>/values/": staff(post="finance", absent=True),
    "staff/finance/statements/": staff(get=REPORTERS, post=REPORTERS),
    "staff/finance/statements/<str:reference>/": staff(get=REPORTERS, absent=True),
    "staff/finance/statements/<str:reference>/pdf/": staff(get=REPORTERS, absent=True),
    "staff/finance/tax/": staff(get=REPORTERS),
    "staff/finance/tax/table.csv": staff(get=REPORTERS),
    "staff/finance/tax/lines/": staff(get=REPORTERS),
    "staff/finance/tax/lines/table.csv": staff(get=REPORTERS),
    "staff/finance/tax/one-stop-shop/": staff(get=REPORTERS),
    "staff/finance/tax/one-stop-shop/table.csv": staff(get=REPORTERS),
    "staff/finance/differences-explained/": staff(get=REPORTERS),
    "staff/finance/closings/": staff(get=REPORTERS, post=REPORTERS),
    "staff/finance/closings/<slug:reference>/": staff(get=REPORTERS, absent=True),
    "staff/finance/closings/<slug:reference>/closing/": staff(post=CLOSERS, absent=True),
    "staff/finance/closings/<slug:reference>/carrying-over/": staff(post=CLOSERS, body=CARRYING, absent=True),
    "staff/finance/closings/<slug:reference>/reopening/": staff(post=CLOSERS, body={"reason": WORDS}, absent=True),
    "staff/finance/closings/<slug:reference>/reopening/release/": staff(post=REOPENERS, absent=True),
    "staff/finance/closings/<slug:reference>/reopening/declining/": staff(
        post=REOPENERS, body={"words": WORDS}, absent=True
    ),
    "staff/finance/closings/<slug:reference>/reopening/withdrawal/": staff(post=CLOSERS, absent=True),
    "staff/finance/packs/": staff(get=REPORTERS, post=REPORTERS),
    "staff/finance/packs/<slug:reference>/": staff(get=REPORTERS, absent=True),
    "staff/finance/packs/<slug:reference>/pdf/": staff(get=REPORTERS, absent=True),
    "staff/finance/packs/<slug:reference>/zip/": staff(get=REPORTERS, absent=True),
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
    "staff/bulk/": staff(get="approver lead finance"),
    "staff/bulk/new/": staff(get="approver lead finance", post="approver lead finance"),
    "staff/bulk/<str:reference>/": staff(get="approver lead finance", absent=True),
    "staff/bulk/<str:reference>/confirmation/": staff(post="approver lead finance", absent=True),
    "staff/bulk/<str:reference>/stop/": staff(post="approver lead finance", absent=True),
    "staff/bulk/<str:reference>/again/": staff(post="approver lead finance", absent=True),
    "staff/bulk/<str:reference>/result.csv": staff(get="approver lead finance", absent=True),
    "staff/bulk/<str:reference>/result.xlsx": staff(get="approver lead finance", absent=True),
    "staff/views/": staff(get=EVERY_ROLE, post=EVERY_ROLE),
    "staff/views/<int:view_id>/": staff(post=EVERY_ROLE, absent=True),
    "staff/views/<int:view_id>/deletion/": staff(post=EVERY_ROLE, absent=True),
    "staff/refunds/<str:reference>/change/": staff(get=ASKERS, post=ASKERS, absent=True),
    "staff/refunds/<str:reference>/rail_proposal/": staff(post=ASKERS, absent=True),
    "staff/refunds/<str:reference>/rail_answer/": staff(post=ASKERS, absent=True),
    "staff/refunds/<str:reference>/rail_withdrawal/": staff(post=ASKERS, absent=True),
    "staff/plans/new/": staff(
        get=ASKERS, post=ASKERS, at="staff/plans/new/?payment={payment}"
    ),
    "staff/plans/<str:reference>/": staff(get=EVERY_ROLE, absent=True),
    "staff/plans/<str:reference>/approval/": staff(post=DECIDERS, body=SEEN, absent=True),
    "staff/plans/<str:reference>/rejection/": staff(post=DECIDERS, absent=True),
    "staff/plans/<str:reference>/cancellation/": staff(post=ASKERS, absent=True),
    "staff/refunds/<str:reference>/merge/": staff(get=ASKERS, post=ASKERS, absent=True),
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
    "staff/refunds/<str:reference>/documents/": staff(post=NOTERS),
    "staff/refunds/<str:reference>/documents/<slug:key>/": staff(get=EVERY_ROLE, absent=True),
    "staff/refunds/<str:reference>/documents/<slug:key>/file/": staff(get=EVERY_ROLE, absent=True),
    "staff/refunds/<str:reference>/documents/<slug:key>/<int:number>/<slug:size>/": staff(get=EVERY_ROLE, absent=True),
    "staff/refunds/<str:reference>/confirmation/": staff(get=EVERY_ROLE),
    "staff/refunds/<str:reference>/taking/": staff(post=TAKERS),
    "staff/refunds/<str:reference>/giving-back/": staff(post=TAKERS),
    "staff/refunds/<str:reference>/handing-over/": staff(post=TAKERS, body={"to": "{email}", "words": WORDS}),
    "staff/refunds/<str:reference>/escalation/": staff(post=TAKERS, body={"why": WORDS}),
    "staff/refunds/<str:reference>/escalation-end/": staff(post="lead", body={"words": WORDS}),
    "staff/refunds/<str:reference>/notes/": staff(post=NOTERS, body={"text": WORDS}),
    "staff/refunds/<str:reference>/conversation/": staff(post=TAKERS, body={"text": WORDS}),
    "staff/refunds/<str:reference>/conversation/settling/": staff(post=TAKERS),
    "staff/conversations/": staff(get=EVERY_ROLE),
    "staff/conversations/mail/<int:message_id>/acceptance/": staff(post=TAKERS, absent=True),
    "staff/conversations/mail/<int:message_id>/dismissal/": staff(post=TAKERS, absent=True),
    "staff/ready-answers/": staff(get=NOTERS, post=NOTERS, body={"name": "Parcel", "texts_en": "It is here."}),
    "staff/ready-answers/<int:answer_id>/": staff(get=NOTERS, post=NOTERS, absent=True),
    "staff/ready-answers/<int:answer_id>/removal/": staff(post=NOTERS, absent=True),
    "staff/refunds/<str:reference>/presence/": staff(post=EVERY_ROLE),
    "staff/refunds/<str:reference>/moves/<slug:name>/": staff(
        get=EVERY_ROLE, at="staff/refunds/{reference}/moves/cancellation/"
    ),
    "staff/refunds/<str:reference>/letter-preview/": staff(get=EVERY_ROLE, post=EVERY_ROLE),
    "staff/questions/": staff(get=ANSWERERS),
    "staff/questions/<slug:key>/settlement/": staff(post=ANSWERERS, absent=True),
    "staff/questions/<slug:key>/redaction/": staff(post=ANSWERERS, absent=True),
    "staff/refusals/": staff(get="auditor admin"),
    "staff/withdrawals/": staff(get=EVERY_ROLE),
    "staff/withdrawals/<str:reference>/": staff(get=EVERY_ROLE, of="withdrawal"),
    "staff/withdrawals/<str:reference>/match/": staff(post=ASKERS, body={"to": "{payment}"}, of="withdrawal"),
    "staff/withdrawals/<str:reference>/refusal/": staff(
        post=DECIDERS, body={"explanation": WORDS}, of="withdrawal"
    ),
    "staff/withdrawals/<str:reference>/paper/": staff(get=EVERY_ROLE, of="withdrawal", absent=True),
    "staff/withdrawal-laws/": staff(get=EVERY_ROLE, post="manager"),
    "staff/withdrawal-laws/<int:row_id>/": staff(get="manager", post="manager", absent=True),
    "staff/withdrawal-laws/<int:row_id>/removal/": staff(post="manager", absent=True),
    "staff/feedback/": staff(get="lead manager"),
    "staff/notices/": staff(get=EVERY_ROLE),
    "staff/notices/reading/": staff(post=EVERY_ROLE),
    "staff/notices/mail/": staff(post=EVERY_ROLE, body={"notice_mail": "never"}),
    "staff/notices/<int:notice_id>/reading/": staff(post=EVERY_ROLE, absent=True),
    "staff/customers/<str:reference>/credit/": staff(get=EVERY_ROLE, post="lead finance", body=CREDIT),
    "staff/credit/": staff(get=EVERY_ROLE),
    "staff/credit/terms/": staff(post="manager", body=CREDIT_TERMS),
    "staff/credit/terms/removal/": staff(post="manager", absent=True),
    "staff/credit/corrections/<str:reference>/agreement/": staff(post="lead finance", of="correction", absent=True),
    "staff/credit/corrections/<str:reference>/refusal/": staff(post="lead finance", of="correction", absent=True),
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
    "staff/customers/<str:reference>/mail-address/": staff(post=DECIDERS + " agent", absent=True),
    "staff/texts/<slug:kind>/<slug:language>/": staff(get=EVERY_ROLE, post="manager", body=TEXT),
    "staff/texts/<slug:kind>/<slug:language>/preview/": staff(post=EVERY_ROLE),
    "staff/texts/<slug:kind>/<slug:language>/test/": staff(post="manager", body=TEXT),
    "staff/texts/<slug:kind>/<slug:language>/reset/": staff(post="manager", body={"why": WORDS, "number": 0}),
    "staff/texts/<slug:kind>/<slug:language>/history/": staff(get=EVERY_ROLE),
    "staff/texts/<slug:kind>/<slug:language>/history/<int:version>/": staff(
        post="manager", body={"why": WORDS, "number": 0}
    ),
    "staff/looks/<slug:name>/": staff(get=EVERY_ROLE, absent=True),
    # --- the API
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
    "api/v1/hand-over-secrets/": api(
        get=("door:read", "admin"), post=("door:write", "admin"), body={"overlap_hours": 0}
    ),
    "api/v1/hand-over-secrets/end/": api(post=("door:write", "admin"), absent=True),
    "api/v1/widget-origins/": api(
        get=("door:read", "admin"), post=("door:write", "admin"), body={"origin": "https://shop.example"}
    ),
    "api/v1/widget-origins/<int:origin_id>/removal/": api(post=("door:write", "admin"), absent=True),
    "api/v1/refunds/<slug:reference>/widget-token/": api(post=("refunds:read", EVERY_ROLE), body={"seconds": 60}),
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
    "api/v1/views/": api(
        get=("refunds:read", EVERY_ROLE), post=("refunds:write", EVERY_ROLE), body={"name": "Mine", "filter": {}}
    ),
    "api/v1/views/<slug:reference>/": api(
        get=("refunds:read", EVERY_ROLE), post=("refunds:write", EVERY_ROLE), absent=True
    ),
    "api/v1/views/<slug:reference>/deletion/": api(post=("refunds:write", EVERY_ROLE), absent=True),
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
    "api/v1/withdrawal-laws/": api(
        get=("refunds:read", EVERY_ROLE), post=("settings:write", "manager"), body=API_WITHDRAWAL_LAW
    ),
    "api/v1/withdrawal-laws/<int:row_id>/": api(
        post=("settings:write", "manager"), body=API_WITHDRAWAL_LAW, absent=True
    ),
    "api/v1/withdrawal-laws/<int:row_id>/removal/": api(post=("settings:write", "manager"), absent=True),
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
    "api/v1/letters/": api(get=("refunds:read", EVERY_ROLE)),
    "api/v1/letters/<slug:letter>/": api(get=("refunds:read", EVERY_ROLE), at="api/v1/letters/{letter_id}/"),
    "api/v1/letters/<slug:letter>/resending/": api(
        post=("refunds:decide", ASKERS), body={}, at="api/v1/letters/{letter_id}/resending/"
    ),
    "api/v1/message-rules/": api(
        get=("settings:read", EVERY_ROLE), post=("settings:write", "manager"), body=MESSAGE_RULES
    ),
    "api/v1/customers/<slug:reference>/mail-address/": api(post=("refunds:decide", ASKERS), absent=True),
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
    "api/v1/dashboards/": api(get=("reports:read", REPORTERS)),
    "api/v1/dashboards/<slug:name>/": api(get=("reports:read", REPORTERS), at="api/v1/dashboards/revenue/"),
    "api/v1/network-radar/": api(get=("reports:read", REPORTERS)),
    "api/v1/network-limits/": api(
        get=("reports:read", REPORTERS), post=("settings:write", "manager"), body={**NETWORK_LIMIT, "share": 150}
    ),
    "api/v1/home-tiles/": api(
        get=("reports:read", REPORTERS), post=("reports:read", REPORTERS), body={"names": ["net"]}
    ),
    "api/v1/credit-notes/": api(
        get=("reports:read", REPORTERS), post=("refunds:decide", "finance"),
        body={"payment": "{payment}", "amount_minor": 100, "reason": WORDS},
    ),
    "api/v1/credit-notes/<slug:number>/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/credit-notes/<slug:number>/paper/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/credit-notes/<slug:number>/voiding/": api(
        post=("refunds:decide", "finance"), body={"reason": WORDS}, absent=True
    ),
    "api/v1/refunds/<slug:reference>/credit-note/": api(post=("refunds:decide", "finance"), body={}),
    "api/v1/legal-entities/": api(
        get=("reports:read", REPORTERS), post=("settings:write", "finance"),
        body={"code": "x", "name": "X", "country": "DE", "number_format": "X-{{number}}"},
    ),
    "api/v1/statement-batches/": api(
        get=("reports:read", REPORTERS), post=("reports:read", REPORTERS),
        body={"first_on": "2026-11-01", "last_on": "2026-11-02"},
    ),
    "api/v1/statement-batches/<slug:reference>/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/statement-batches/<slug:reference>/file/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/forecast/": api(get=("reports:read", REPORTERS)),
    "api/v1/forecast/runs/": api(post=("reports:read", REPORTERS), body={}),
    "api/v1/forecast/runs/<int:run_id>/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/cash/": api(get=("reports:read", REPORTERS)),
    "api/v1/cash/what-if/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/cash/payout-plan/": api(
        post=("operations:write", "finance admin"), body={"account": "sandbox", "currency": "EUR", "rhythm": "daily"}
    ),
    "api/v1/cash/balance/": api(
        post=("operations:write", "finance admin"), body={"account": "sandbox", "currency": "EUR", "balance_minor": 5}
    ),
    "api/v1/figures/": api(get=("reports:read", REPORTERS)),
    "api/v1/figures/movements/": api(get=("reports:read", REPORTERS)),
    "api/v1/rates/": api(
        get=("reports:read", REPORTERS), post=("settings:write", "finance"),
        body={"day": "2026-11-02", "currency": "USD", "per_euro": "1.1", "source": "Our bank"},
    ),
    "api/v1/rates/files/": api(post=("settings:write", "finance"), body={"name": "x.csv", "content": "eA=="}),
    "api/v1/rates/<int:rate_id>/removal/": api(post=("settings:write", "finance"), body={}, absent=True),
    "api/v1/reporting-currency/": api(
        get=("reports:read", REPORTERS), post=("settings:write", "finance"), body={"currency": "EUR"}
    ),
    "api/v1/export-subjects/": api(get=("reports:read", EXPORTERS)),
    "api/v1/exports/": api(
        get=("reports:read", EXPORTERS), post=("reports:read", EXPORTERS),
        body={"subject": "refunds", "format": "csv", "first_on": "2026-11-01", "last_on": "2026-11-02"},
    ),
    "api/v1/exports/<slug:reference>/": api(get=("reports:read", EXPORTERS), absent=True),
    "api/v1/exports/<slug:reference>/file/": api(get=("reports:read", EXPORTERS), absent=True),
    "api/v1/exports/<slug:reference>/cancellation/": api(post=("reports:read", EXPORTERS), absent=True),
    "api/v1/exports/<slug:reference>/restart/": api(post=("reports:read", EXPORTERS), absent=True),
    "api/v1/saved-exports/": api(
        get=("reports:read", EXPORTERS), post=("reports:read", EXPORTERS),
        body={"label": "x", "subject": "refunds", "format": "csv", "span": "last_month"},
    ),
    "api/v1/saved-exports/<int:saved_id>/order/": api(post=("reports:read", EXPORTERS), absent=True),
    "api/v1/saved-exports/<int:saved_id>/removal/": api(post=("reports:read", EXPORTERS), absent=True),
    "api/v1/export-places/": api(
        get=("reports:read", EXPORTERS), post=("settings:write", "finance"),
        body={"label": "x", "kind": "mail", "people": ["fatima@shop.example"]},
    ),
    "api/v1/export-places/<int:place_id>/": api(get=("reports:read", EXPORTERS), absent=True),
    "api/v1/export-places/<int:place_id>/test/": api(post=("settings:write", "finance"), absent=True),
    "api/v1/export-places/<int:place_id>/secret/": api(
        post=("settings:write", "finance"), body={"secret": "x"}, absent=True
    ),
    "api/v1/export-places/<int:place_id>/removal/": api(post=("settings:write", "finance"), absent=True),
    "api/v1/export-schedules/": api(
        get=("reports:read", EXPORTERS), post=("settings:write", "finance"),
        body={"saved": 1, "place": 1, "rhythm": "daily"}, absent=True,
    ),
    "api/v1/export-schedules/<int:schedule_id>/turning/": api(
        post=("settings:write", "finance"), body={"is_on": False}, absent=True
    ),
    "api/v1/book-accounts/": api(
        get=("reports:read", EXPORTERS), post=("settings:write", "finance"),
        body={"layout": "datev", "ledger_account": "bank", "theirs": "1200"}, absent=True,
    ),
    "api/v1/book-accounts/<int:line_id>/removal/": api(post=("settings:write", "finance"), absent=True),
    "api/v1/book-values/": api(
        post=("settings:write", "finance"), body={"layout": "datev", "values": {"adviser": "29098"}}
    ),
    "api/v1/statements/": api(
        get=("reports:read", REPORTERS), post=("reports:read", REPORTERS),
        body={"first_on": "2026-11-01", "last_on": "2026-11-02"},
    ),
    "api/v1/statements/<slug:reference>/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/statements/<slug:reference>/paper/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/tax/report/": api(get=("reports:read", REPORTERS)),
    "api/v1/tax/lines/": api(get=("reports:read", REPORTERS)),
    "api/v1/tax/one-stop-shop/": api(get=("reports:read", REPORTERS)),
    "api/v1/differences-explained/": api(get=("reports:read", REPORTERS)),
    "api/v1/closings/": api(get=("reports:read", REPORTERS), post=("periods:write", CLOSERS), body=CLOSING_DAYS),
    "api/v1/closings/<slug:reference>/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/closings/<slug:reference>/closing/": api(post=("periods:write", CLOSERS), body={}, absent=True),
    "api/v1/closings/<slug:reference>/carrying-over/": api(
        post=("periods:write", CLOSERS), body=CARRYING, absent=True
    ),
    "api/v1/closings/<slug:reference>/reopening/": api(
        post=("periods:write", CLOSERS), body={"reason": WORDS}, absent=True
    ),
    "api/v1/closings/<slug:reference>/reopening/release/": api(
        post=("periods:write", REOPENERS), body={}, absent=True
    ),
    "api/v1/closings/<slug:reference>/reopening/declining/": api(
        post=("periods:write", REOPENERS), body={"words": WORDS}, absent=True
    ),
    "api/v1/closings/<slug:reference>/reopening/withdrawal/": api(
        post=("periods:write", CLOSERS), body={}, absent=True
    ),
    "api/v1/packs/": api(
        get=("reports:read", REPORTERS), post=("reports:read", REPORTERS),
        body={"first_on": "2026-11-01", "last_on": "2026-11-02"},
    ),
    "api/v1/packs/<slug:reference>/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/packs/<slug:reference>/paper/": api(get=("reports:read", REPORTERS), absent=True),
    "api/v1/packs/<slug:reference>/archive/": api(get=("reports:read", REPORTERS), absent=True),
    "api/schema/": own_account(post=False),
    "api/docs/": staff(get=EVERY_ROLE),
    # --- the portal
    "portal/": anybody(get={200, 302}, post={200, 302, 400, 429}),
    "portal/sign-in-link/": anybody(get={405, 302}, post={200, 302, 400, 429}),
    "portal/sign-in-link/sent/": anybody(get={200}, post={200, 405}),
    "portal/link/<str:token>/": anybody(get={200, 404, 410}, post={200, 404, 410}, at="portal/link/worn-out/"),
    "portal/link/<str:token>/new/": anybody(get={405}, post={302, 404, 410, 429}, at="portal/link/worn-out/new/"),
    "portal/door/<path:path>": anybody(get={302}, post={302, 405}, at="portal/door/payments/"),
    "portal/sign-out/": anybody(get={405}, post={302}),
    "portal/enter/": anybody(get={410, 429}, post={410, 429}),
    r"portal/^brand/(?P<colour>[0-9a-f]{6})\.(?P<key>[0-9a-f]{16})\.css$": anybody(
        get={200}, post={405}, at="portal/brand/0b5a4a.0000000000000000.css"
    ),
    r"portal/^brand/(?P<sha256>[0-9a-f]{64})\.png$": anybody(get={404}, post={405}, at=f"portal/brand/{'0' * 64}.png"),
    "portal/legal/<slug:kind>/": anybody(get={404}, post={405}, at="portal/legal/imprint/"),
    "verify/": anybody(get={200}, post={405}),
    "verify/<slug:code>/": anybody(get={404, 429}, post={405}, at="verify/0000/"),
    "widget/widget.js": anybody(get={200}, post={405}),
    "widget/": anybody(get={410, 429}, post={405}),
    "widget/demo/": anybody(get={404}, post={405}),
    "portal/disputes/<slug:reference>/": portal(get=True),
    "portal/disputes/<slug:reference>/statement/": portal(post=True, body={"name": "Mila Novak", "agreed": "on"}),
    "portal/disputes/<slug:reference>/statement/paper/": portal(get=True, absent=True),
    "portal/payments/": portal(get=True),
    "portal/credit/": portal(get=True),
    "portal/credit-notes/<slug:number>/": portal(get=True, absent=True),
    "portal/messages/": portal(get=True, post=True),
    "portal/messages/address/": portal(post=True, absent=True),
    "portal/payments/<str:reference>/": portal(get=True),
    "portal/payments/<str:reference>/statement/": portal(get=True),
    "portal/payments/<str:reference>/refund/": portal(get=True, post=True),
    "portal/payments/<str:reference>/refund/quote/": portal(post=True),
    "portal/refunds/<str:reference>/": portal(get=True),
    "portal/refunds/<str:reference>/news/": portal(get=True),
    "portal/refunds/<str:reference>/cancellation/": portal(post=True),
    "portal/refunds/<str:reference>/rail/": portal(post=True),
    "portal/refunds/<str:reference>/change/": portal(get=True, post=True),
    "portal/refunds/<str:reference>/change/quote/": portal(post=True),
    "portal/uploads/": portal(post=True),
    "portal/uploads/<slug:key>/": portal(absent=True),
    "portal/refunds/<str:reference>/answer/": portal(post=True, body={"answer": WORDS}),
    "portal/language/": anybody(get={405}, post={302, 400}),
    "portal/withdrawal/": anybody(get={200}, post={400}),
    "portal/withdrawal/confirmation/": anybody(get={405}, post={400}),
    "portal/withdrawal/<slug:key>/": anybody(get={404}, post={404, 405}),
    "portal/withdrawal/<slug:key>/paper/": anybody(get={404}, post={404, 405}),
    "portal/policy/": anybody(get={200}, post={200, 405}),
    "portal/policy/<int:number>/": anybody(get={200, 404}, post={200, 404, 405}),
    "portal/policy/<int:number>/paper/": anybody(get={200, 404}, post={200, 404, 405}),
    "portal/policy/<int:number>/questions/": anybody(get={405}, post={200, 400, 404}),
    "portal/policy/<int:number>/questions/<slug:key>/help/": anybody(get={405}, post={400, 404}),
    "portal/questions/": portal(get=True, post=True),
    "portal/questions/<slug:key>/help/": portal(post=True, body={"helped": "yes"}, absent=True),
    "portal/questions/<slug:key>/person/": portal(post=True, absent=True),
    "portal/refunds/<str:reference>/bank-account/": portal(get=True, post=True),
    "portal/refunds/<str:reference>/bank-account/removal/": portal(post=True),
    "portal/refunds/<str:reference>/confirmation/": portal(get=True),
    "portal/refunds/<str:reference>/appeal/": portal(get=True, post=True, body={"words": WORDS}),
    "portal/refunds/<str:reference>/feedback/": portal(get=True, post=True, body={"answer": "good"}),
    "portal/refunds/<str:reference>/conversation/": portal(post=True, body={"text": WORDS}),
    "portal/refunds/<str:reference>/documents/": portal(post=True),
    "portal/refunds/<str:reference>/documents/<slug:key>/": portal(get=True, absent=True),
    "portal/refunds/<str:reference>/documents/<slug:key>/file/": portal(get=True, absent=True),
    "portal/refunds/<str:reference>/documents/<slug:key>/<int:number>/<slug:size>/": portal(get=True, absent=True),
    # --- Django's admin
    "admin/": admin_site(),
    "admin/password_change/": admin_site(),
    "admin/password_change/done/": admin_site(),
    "admin/autocomplete/": admin_site(),
    "admin/jsi18n/": admin_site(),
    "admin/r/<path:content_type_id>/<path:object_id>/": admin_site(at="admin/r/1/1/"),
    "admin/refunds/policyversion/": admin_site(),
    "admin/refunds/policyversion/add/": admin_site(),
    "admin/refunds/policyversion/<path:object_id>/history/": admin_site(at="admin/refunds/policyversion/1/history/"),
    "admin/refunds/policyversion/<path:object_id>/delete/": admin_site(at="admin/refunds/policyversion/1/delete/"),
    "admin/refunds/policyversion/<path:object_id>/change/": admin_site(at="admin/refunds/policyversion/1/change/"),
    "admin/refunds/policyversion/<path:object_id>/": admin_site(at="admin/refunds/policyversion/1/"),
    r"admin/^(?P<app_label>refunds)/$": admin_site(at="admin/refunds/"),
    r"admin/(?P<url>.*)$": admin_site(at="admin/nowhere/"),
    "admin/login/": anybody(get={302, 403, 200}, post={302, 403, 200}),
    "admin/logout/": anybody(get={302, 405}, post={302, 200}),
}  # fmt: skip
