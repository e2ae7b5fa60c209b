"""Our own words for what an answer to a dispute is made of. Adapters turn them into their gateway's."""

from __future__ import annotations

TEXT_FIELDS = (
    "uncategorized_text", "product_description", "customer_name", "customer_email_address", "customer_purchase_ip",
    "billing_address", "shipping_address", "shipping_carrier", "shipping_date", "shipping_tracking_number",
    "service_date", "access_activity_log", "refund_policy_disclosure", "refund_refusal_explanation",
    "cancellation_policy_disclosure", "cancellation_rebuttal", "duplicate_charge_id", "duplicate_charge_explanation",
)  # fmt: skip
FILE_KINDS = (
    "receipt", "shipping_documentation", "customer_signature", "service_documentation", "customer_communication",
    "refund_policy", "cancellation_policy", "duplicate_charge_documentation", "uncategorized_file",
)  # fmt: skip
