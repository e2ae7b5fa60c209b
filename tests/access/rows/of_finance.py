"""Finance: its pages and its endpoints."""

from __future__ import annotations

from tests.access.bodies import CARRYING, CLOSERS, CLOSING_DAYS, NETWORK_LIMIT, REOPENERS, WORDS
from tests.access.row import EVERY_ROLE, EXPORTERS, REPORTERS, Row, api, staff

ROWS: dict[str, Row] = {
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
    "api/v1/dashboards/": api(get=("reports:read", REPORTERS)),
    "api/v1/dashboards/<slug:name>/": api(get=("reports:read", REPORTERS), at="api/v1/dashboards/revenue/"),
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
}  # fmt: skip
