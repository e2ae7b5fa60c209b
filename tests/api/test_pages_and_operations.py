"""Whatever a page of the desk does, the API does too: a page without a line here fails.

A line names the operations that do what the page does, or says why a program needs none.
"""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from config.api.description import api_schema

SEEN_BY_EYES = "A drawing of what a program reads as data."
OWN_BROWSER = "About the browser of whoever looks; a program has none."

WORDS_OF_PAGES: dict[str, str | tuple[str, ...]] = {
    "": ("list_refunds", "count_lists"),
    "refunds/": ("list_refunds",),
    "refunds/new/": ("quote_refund", "request_refund"),
    "refunds/<str:reference>/": (
        "read_refund", "list_refund_events", "list_refund_suspects", "read_customer_value", "list_refund_documents",
        "list_notes",
    ),
    "refunds/<str:reference>/approval/": ("approve_refund",),
    "refunds/<str:reference>/rejection/": ("reject_refund",),
    "refunds/<str:reference>/question/": ("ask_about_refund",),
    "refunds/<str:reference>/answer/": ("answer_for_refund",),
    "refunds/<str:reference>/cancellation/": ("cancel_refund",),
    "refunds/<str:reference>/retry/": ("retry_refund",),
    "refunds/<str:reference>/recall/": ("recall_refund",),
    "refunds/<str:reference>/transfer/": ("record_transfer_of_refund",),
    "refunds/<str:reference>/account-question/": ("ask_for_account_of_refund",),
    "transfers/": ("list_due_transfers", "collect_transfers"),
    "transfers/waiting/": ("list_due_transfers",),
    "transfers/files/": ("list_transfer_files",),
    "transfers/answers/": ("list_bank_answers", "read_in_bank_answer"),
    "transfers/answers/<int:answer_id>/": ("read_bank_answer",),
    "transfers/files/<str:reference>/": ("read_transfer_file",),
    "transfers/files/<str:reference>/release/": ("release_transfer_file",),
    "transfers/files/<str:reference>/download/": ("download_transfer_file",),
    "transfers/files/<str:reference>/withdrawal/": ("withdraw_transfer_file",),
    "transfers/files/<str:reference>/answer/": ("answer_transfer_file",),
    "transfers/files/<str:reference>/removal/": ("take_out_of_transfer_file",),
    "refunds/<str:reference>/merge/": ("merge_refunds",),
    "refunds/<str:reference>/documents/": ("list_refund_documents", "add_refund_document"),
    "refunds/<str:reference>/documents/<slug:key>/": SEEN_BY_EYES,
    "refunds/<str:reference>/documents/<slug:key>/file/": ("download_refund_document",),
    "refunds/<str:reference>/documents/<slug:key>/<int:number>/<slug:size>/": SEEN_BY_EYES,
    "refunds/<str:reference>/taking/": ("take_refund",),
    "refunds/<str:reference>/giving-back/": ("give_back_refund",),
    "refunds/<str:reference>/handing-over/": ("hand_over_refund",),
    "refunds/<str:reference>/escalation/": ("escalate_refund",),
    "refunds/<str:reference>/escalation-end/": ("end_escalation_of_refund",),
    "refunds/<str:reference>/notes/": ("write_note",),
    "refunds/<str:reference>/presence/": ("list_watchers",),
    "refunds/<str:reference>/letter-preview/": ("preview_letter_of_refund",),
    "refunds/<str:reference>/change/": ("change_refund", "quote_change_of_refund"),
    "refunds/<str:reference>/rail_proposal/": ("propose_rail_for_refund",),
    "refunds/<str:reference>/rail_answer/": ("record_rail_answer_for_refund",),
    "refunds/<str:reference>/rail_withdrawal/": ("withdraw_rail_proposal_of_refund",),
    "refusals/": ("list_refusals",),
    "notices/": ("list_notices",),
    "notices/reading/": ("read_all_notices",),
    "notices/mail/": ("choose_notice_mail",),
    "notices/<int:notice_id>/reading/": ("read_notice",),
    "times/": ("list_answer_times", "read_due_time", "list_assignment_rules"),
    "times/answer-times/": ("create_answer_time",),
    "times/answer-times/<int:row_id>/": ("change_answer_time",),
    "times/answer-times/<int:row_id>/removal/": ("remove_answer_time",),
    "times/rules/": ("create_assignment_rule", "try_assignment_rule"),
    "times/rules/<int:row_id>/": ("change_assignment_rule",),
    "times/rules/<int:row_id>/removal/": ("remove_assignment_rule",),
    "times/rules/<int:row_id>/earlier/": ("move_assignment_rule_up",),
    "bulk/": ("list_bulk_runs",),
    "bulk/new/": ("draft_bulk_run",),
    "bulk/<str:reference>/": ("read_bulk_run", "list_bulk_rows"),
    "bulk/<str:reference>/confirmation/": ("confirm_bulk_run",),
    "bulk/<str:reference>/stop/": ("stop_bulk_run",),
    "bulk/<str:reference>/again/": ("repeat_bulk_run",),
    "bulk/<str:reference>/result.csv": ("list_bulk_rows",),
    "bulk/<str:reference>/result.xlsx": ("list_bulk_rows",),
    "views/": ("list_views", "save_view"),
    "views/<int:view_id>/": ("change_view",),
    "views/<int:view_id>/deletion/": ("delete_view",),
    "plans/new/": ("quote_plan", "request_plan"),
    "plans/<str:reference>/": ("read_plan",),
    "plans/<str:reference>/approval/": ("approve_plan",),
    "plans/<str:reference>/rejection/": ("reject_plan",),
    "plans/<str:reference>/cancellation/": ("cancel_plan",),
    "payments/": ("list_payments",),
    "payments/<str:reference>/": ("read_payment", "list_refunds"),
    "payments/<str:reference>/holds/": ("hold_payment", "lift_hold_of_payment"),
    "customers/": ("list_customers",),
    "customers/<str:reference>/": ("read_customer", "read_customer_value", "list_payments", "list_letters"),
    "policies/": ("read_policy", "list_policy_versions", "list_policy_drafts"),
    "policies/comparison/": ("compare_policies",),
    "policies/review/": ("read_policy_review", "set_policy_review"),
    "policies/versions/<int:number>/": ("read_policy_version",),
    "policies/versions/<int:number>/paper/": SEEN_BY_EYES,
    "policies/versions/<int:number>/withdrawal/": ("withdraw_policy_version",),
    "policies/drafts/": ("list_policy_drafts", "create_policy_draft"),
    "policies/drafts/<str:reference>/": ("read_policy_draft",),
    "policies/drafts/<str:reference>/text/": ("change_policy_draft",),
    "policies/drafts/<str:reference>/proposal/": ("propose_policy_draft",),
    "policies/drafts/<str:reference>/return/": ("send_back_policy_draft",),
    "policies/drafts/<str:reference>/withdrawal/": ("withdraw_policy_draft",),
    "policies/drafts/<str:reference>/activation/": ("activate_policy_draft",),
    "policies/drafts/<str:reference>/base/": ("rebase_policy_draft",),
    "policies/drafts/<str:reference>/trials/": ("try_policy_draft", "list_policy_trials"),
    "policies/trials/<str:reference>/": ("read_policy_trial",),
    "policies/trials/<str:reference>/cancellation/": ("cancel_policy_trial",),
    "language/": OWN_BROWSER,
    "texts/": ("list_texts",),
    "texts/<slug:kind>/<slug:language>/": ("read_text", "write_text"),
    "texts/<slug:kind>/<slug:language>/preview/": ("preview_text",),
    "texts/<slug:kind>/<slug:language>/test/": ("test_text",),
    "texts/<slug:kind>/<slug:language>/reset/": ("reset_text",),
    "texts/<slug:kind>/<slug:language>/history/": ("list_text_versions",),
    "texts/<slug:kind>/<slug:language>/history/<int:version>/": ("restore_text",),
    "looks/<slug:name>/": SEEN_BY_EYES,
    "mail/": ("list_letters",),
    "mail/<int:letter_id>/": ("read_letter",),
    "mail/<int:letter_id>/paper/": ("read_letter",),
    "mail/<int:letter_id>/resending/": ("resend_letter",),
    "people/": ("list_people", "list_invitations"),
    "people/limits/": ("list_limits", "set_step_up_amount"),
    "people/invitations/": ("invite_person",),
    "people/invitations/<int:invitation_id>/sending/": ("invite_person_again",),
    "people/invitations/<int:invitation_id>/withdrawal/": ("withdraw_invitation",),
    "people/<int:person_id>/": ("read_person", "list_people_events"),
    "people/<int:person_id>/roles/": ("change_roles",),
    "people/<int:person_id>/disabling/": ("disable_person",),
    "people/<int:person_id>/enabling/": ("enable_person",),
    "people/<int:person_id>/second-factor-reset/": ("reset_second_factor",),
    "people/<int:person_id>/sessions-ending/": ("end_sessions",),
    "people/<int:person_id>/password-renewal/": ("renew_password",),
    "keys/": ("list_keys", "create_key"),
    "keys/<str:prefix>/revocation/": ("revoke_key",),
    "subscriptions/": ("list_subscriptions", "add_subscription"),
    "subscriptions/<int:subscription_id>/": ("read_subscription", "list_deliveries"),
    "subscriptions/<int:subscription_id>/change/": ("change_subscription",),
    "subscriptions/<int:subscription_id>/rotation/": ("rotate_subscription_secret",),
    "subscriptions/<int:subscription_id>/turning-on/": ("turn_on_subscription",),
    "subscriptions/<int:subscription_id>/turning-off/": ("turn_off_subscription",),
    "subscriptions/<int:subscription_id>/test/": ("test_subscription",),
    "subscriptions/<int:subscription_id>/replay/": ("replay_deliveries",),
    "subscriptions/<int:subscription_id>/deliveries/<int:delivery_id>/": ("read_delivery",),
    "subscriptions/<int:subscription_id>/deliveries/<int:delivery_id>/replay/": ("replay_delivery",),
    "gateways/": ("list_gateway_accounts", "add_gateway_account"),
    "gateways/<slug:name>/": ("read_gateway_account",),
    "gateways/<slug:name>/settings/": ("edit_gateway_account",),
    "gateways/<slug:name>/secrets/": ("set_gateway_secret",),
    "gateways/<slug:name>/secrets/<int:secret_id>/retirement/": ("retire_gateway_secret",),
    "gateways/<slug:name>/pause/": ("pause_gateway",),
    "gateways/<slug:name>/resumption/": ("resume_gateway",),
    "gateways/<slug:name>/check/": ("check_gateway",),
    "operations/": (
        "read_operations", "list_parked_orders", "list_unanswered_attempts", "list_failed_letters", "list_operations",
    ),
    "operations/attempts/<int:attempt_id>/look-up/": ("look_up_attempt",),
    "operations/orders/<int:order_id>/retry/": ("retry_order",),
    "operations/orders/<int:order_id>/closing/": ("close_order",),
    "operations/orders/<int:order_id>/giving-up/": ("give_up_order",),
    "webhooks/": ("list_webhooks",),
    "webhooks/<int:webhook_id>/": ("read_webhook",),
    "webhooks/<int:webhook_id>/replay/": ("replay_webhook",),
    "webhooks/<int:webhook_id>/matching/": ("match_webhook",),
    "webhooks/<int:webhook_id>/setting-aside/": ("set_webhook_aside",),
    "reconciliation/": ("read_reconciliation", "list_reconciliations"),
    "reconciliation/looks/": ("look_at_account",),
    "reconciliation/backfills/": ("backfill_account",),
    "reconciliation/runs/<int:run_id>/": ("read_reconciliation_run", "list_differences"),
    "differences/": ("list_differences",),
    "differences/<int:difference_id>/": ("read_difference",),
    "differences/<int:difference_id>/owner/": ("own_difference",),
    "differences/<int:difference_id>/resolution/": ("resolve_difference",),
    "differences/<int:difference_id>/matching/": ("match_difference",),
    "settlements/": ("list_settlements", "list_settlement_days", "import_settlement"),
    "settlements/fetches/": ("fetch_settlement",),
    "settlements/<int:report_id>/": ("read_settlement", "list_differences"),
    "disputes/<slug:reference>/evidence/": ("read_evidence", "list_dispute_answers"),
    "disputes/<slug:reference>/evidence/drafting/": ("begin_evidence_draft",),
    "disputes/<slug:reference>/evidence/draft/": ("write_evidence_draft",),
    "disputes/<slug:reference>/evidence/choice/": ("choose_evidence_text",),
    "disputes/<slug:reference>/evidence/filling/": ("fill_evidence_draft",),
    "disputes/<slug:reference>/evidence/files/": ("attach_evidence_file", "take_over_evidence"),
    "disputes/<slug:reference>/evidence/files/<slug:key>/": SEEN_BY_EYES,
    "disputes/<slug:reference>/evidence/files/<slug:key>/removal/": ("put_out_evidence_file",),
    "disputes/<slug:reference>/evidence/files/<slug:key>/file/": ("download_evidence_file",),
    "disputes/<slug:reference>/evidence/files/<slug:key>/<int:number>/<slug:size>/": SEEN_BY_EYES,
    "disputes/<slug:reference>/evidence/packet/": ("build_evidence_packet",),
    "disputes/<slug:reference>/evidence/submission/": ("answer_dispute",),
    "disputes/<slug:reference>/evidence/acceptance/": ("accept_dispute",),
    "disputes/<slug:reference>/evidence/release/": ("release_dispute_answer",),
    "disputes/<slug:reference>/evidence/taking-back/": ("take_dispute_answer_back",),
    "finance/": ("read_dashboard",),
    "finance/statements/": ("list_statements", "order_statement"),
    "finance/statements/<str:reference>/": ("read_statement",),
    "finance/statements/<str:reference>/pdf/": ("download_statement",),
}  # fmt: skip


def pages(patterns=None, path=""):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        full = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry.url_patterns, full)
        elif isinstance(entry, URLPattern) and full.startswith("staff/"):
            yield full.removeprefix("staff/")


@pytest.fixture(scope="module")
def operations():
    document = api_schema()
    return {said["operationId"] for methods in document["paths"].values() for said in methods.values()}


def test_every_page_has_its_operations_or_a_reason_for_none():
    unknown = set(pages()) - set(WORDS_OF_PAGES)
    assert not unknown, f"Say here which operations do what these pages do, or why none need: {sorted(unknown)}"
    assert not set(WORDS_OF_PAGES) - set(pages()), "These lines are about pages that are gone."


def test_the_operations_that_the_table_names_are_there(operations):
    named = {name for said in WORDS_OF_PAGES.values() if isinstance(said, tuple) for name in said}
    assert not named - operations
