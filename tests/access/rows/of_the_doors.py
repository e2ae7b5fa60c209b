"""What is open to all, the door of an account, and Django's admin."""

from __future__ import annotations

from tests.access.row import Row, admin_site, anybody, closed, own_account

ROWS: dict[str, Row] = {
    "": anybody(get={302}, post={302, 405}),
    "healthz": anybody(get={200}, post={200, 405}),
    "metrics": anybody(get={200, 403}, post={200, 403, 405}),
    "readyz": anybody(get={200, 503}, post={200, 503, 405}),
    "csp-report/": anybody(get={405}, post={400, 429}),
    "webhooks/mail/news/": anybody(get={404}, post={404}),
    "webhooks/mail/in/": anybody(get={405}, post={404}),
    "webhooks/<str:account>/": anybody(get={405}, post={400, 401, 403}, at="webhooks/sandbox/"),
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
